"""The project as dbt parses it, without a warehouse."""

from pathlib import Path

from strata.errors import Exit, StrataError
from strata.home import PROJECT_ROOT

# A folder of its own, since dbt parses anew whenever the target changes; shared by check and tests.
LINT_TARGET = PROJECT_ROOT / "target" / "lint"


def parsed_manifest(target_dir: Path = LINT_TARGET, root: Path = PROJECT_ROOT) -> Path:
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
