"""`python -m strata.checks`: layers and dialect; `python -m strata.checks spark`: Spark's parser.

Exit code 1 when there is a finding. The layers are read from the manifest of `dbt parse`, made anew
here against the in-memory target, so that no warehouse is needed.
"""

import sys
import tempfile
from pathlib import Path

from strata.checks.finding import Finding
from strata.checks.layers import layer_findings
from strata.checks.two_engines import (
    dialect_functions_outside_macros,
    has_spark,
    parse_with_spark,
)
from strata.errors import Exit, StrataError
from strata.home import PROJECT_ROOT


def parsed_manifest(target_dir: Path, root: Path = PROJECT_ROOT) -> Path:
    """Path of a fresh manifest.json of the project; raises `StrataError` if dbt cannot parse it."""
    from dbt.cli.main import dbtRunner  # noqa: PLC0415

    outcome = dbtRunner().invoke([
        "--quiet", "parse", "--target", "lint", "--project-dir", str(root),
        "--profiles-dir", str(root), "--target-path", str(target_dir),
        "--log-path", str(target_dir / "logs"),
    ])  # fmt: skip
    if not outcome.success:
        raise StrataError(f"dbt cannot parse the project: {outcome.exception}", Exit.CODE_ERROR)
    return target_dir / "manifest.json"


def report(title: str, findings: list[Finding]) -> bool:
    """Print the findings of one check; whether there were none."""
    print(f"{title}: {len(findings) or 'no'} finding{'s' if len(findings) != 1 else ''}")
    for finding in findings:
        print(f"  {finding}")
    return not findings


def run(which: str | None) -> bool:
    """Run the checks asked for in a scratch folder; whether all of them passed."""
    with tempfile.TemporaryDirectory() as scratch:
        target_dir = Path(scratch)
        if which == "spark":
            if not has_spark():
                raise StrataError(
                    "Spark is not installed here: pip install -e '.[spark]' and a Java runtime 17."
                )
            return report("SQL that Spark can parse", parse_with_spark(target_dir))
        one_way = report("Data flows one way", layer_findings(parsed_manifest(target_dir)))
        return report("SQL for two engines", dialect_functions_outside_macros()) and one_way


def main() -> int:
    """Exit code of the command."""
    try:
        return Exit.OK if run(sys.argv[1] if len(sys.argv) > 1 else None) else Exit.CODE_ERROR
    except StrataError as error:
        print(f"strata: {error.sentence}", file=sys.stderr)
        return error.code


if __name__ == "__main__":
    sys.exit(main())
