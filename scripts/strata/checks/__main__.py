"""`python -m strata.checks`: layers and dialect; `python -m strata.checks spark`: Spark's parser.

Exit code 1 when there is a finding. Neither needs a warehouse or landed data.
"""

import sys
import tempfile
from pathlib import Path

from strata.checks.finding import Finding
from strata.checks.layers import layer_findings
from strata.checks.parsed import parsed_manifest
from strata.checks.two_engines import (
    dialect_functions_outside_macros,
    has_spark,
    parse_with_spark,
)
from strata.errors import Exit, StrataError


def report(title: str, findings: list[Finding]) -> bool:
    """Print the findings of one check; whether there were none."""
    print(f"{title}: {len(findings) or 'no'} finding{'s' if len(findings) != 1 else ''}")
    for finding in findings:
        print(f"  {finding}")
    return not findings


def check_project() -> bool:
    """Check layers and dialect; whether both passed."""
    one_way = report("Data flows one way", layer_findings(parsed_manifest()))
    two_engines = report("SQL for two engines", dialect_functions_outside_macros())
    return one_way and two_engines


def check_with_spark() -> bool:
    """Have Spark read every model; whether it could. Raises `StrataError` where it is missing."""
    if not has_spark():
        raise StrataError(
            "Spark is not installed here: pip install -e '.[spark]' and a Java runtime 17."
        )
    with tempfile.TemporaryDirectory() as scratch:
        return report("SQL that Spark can read", parse_with_spark(Path(scratch)))


def main() -> int:
    """Exit code of the command."""
    try:
        passed = check_with_spark() if sys.argv[1:] == ["spark"] else check_project()
    except StrataError as error:
        print(f"strata: {error.sentence}", file=sys.stderr)
        return error.code
    return Exit.OK if passed else Exit.CODE_ERROR


if __name__ == "__main__":
    sys.exit(main())
