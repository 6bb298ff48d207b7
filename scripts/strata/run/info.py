"""What a run is known by."""

import hashlib
import secrets
import subprocess
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path

import duckdb

from strata.home import PROJECT_ROOT, Home

_CODE = ("dbt_project.yml", "models", "macros", "seeds", "scripts")


@dataclass(frozen=True)
class RunInfo:
    """One run: its name, when it began (UTC, no offset), the day it is of, code and model."""

    run_id: str
    started_at: datetime
    as_of_date: date
    code_version: str
    model_version: str | None


def new_run_id(moment: datetime) -> str:
    """A name in the order of time that no other run has, e.g. 20260131T050000-9f3c."""
    return f"{moment:%Y%m%dT%H%M%S}-{secrets.token_hex(2)}"


def info_of_build(home: Home) -> RunInfo:
    """What there is to publish outside of a run: day and model version are read off the build."""
    moment = datetime.now(UTC).replace(tzinfo=None)
    with duckdb.connect() as connection:
        connection.execute(f"attach '{home.warehouse}' as warehouse (read_only)")
        as_of_date, model_version = connection.execute(
            """
            select max(as_of_date), (
                select max_by(model_version, last_month) from warehouse.marts.dim_model_version
            )
            from warehouse.quality.bank_context
            """
        ).fetchone()
    return RunInfo(new_run_id(moment), moment, as_of_date, code_version(), model_version)


def code_version() -> str:
    """The git commit where nothing differs from it, else a hash of the project's own files."""
    git = ["git", "-C", str(PROJECT_ROOT)]
    try:
        is_clean = not subprocess.check_output(
            [*git, "status", "--porcelain", "--", *_CODE], stderr=subprocess.DEVNULL
        )
        if is_clean:
            return subprocess.check_output(
                [*git, "rev-parse", "HEAD"], text=True, stderr=subprocess.DEVNULL
            ).strip()
    except (OSError, subprocess.CalledProcessError):
        pass  # no git, or no repository: a release that was unpacked
    return _hash_of_files()


def _hash_of_files() -> str:
    found = hashlib.sha256()
    for path in sorted(path for part in _CODE for path in _files_of(PROJECT_ROOT / part)):
        found.update(f"{path.relative_to(PROJECT_ROOT)}\n".encode())
        found.update(path.read_bytes())
    return f"files-{found.hexdigest()[:16]}"


def _files_of(path: Path) -> list[Path]:
    if path.is_file():
        return [path]
    return [
        one for one in path.rglob("*")
        if one.is_file() and "__pycache__" not in one.parts and ".egg-info" not in str(one)
    ]
