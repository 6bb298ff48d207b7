"""What names a run: its id, the day it is for, the code and the model version it ran with."""

import hashlib
import secrets
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache
from pathlib import Path

import duckdb

from strata.home import PROJECT_ROOT, Home
from strata.moment import now

# Everything that decides what a build makes of its inputs.
CODE = ("dbt_project.yml", "models", "macros", "seeds", "tests", "scripts/strata")
CODE_ENDINGS = {".sql", ".yml", ".csv", ".py", ".md", ".toml", ".j2"}


@dataclass(frozen=True)
class RunInfo:
    """One run: `started_at` is UTC without offset; `model_version` is None before the first one."""

    run_id: str
    started_at: datetime
    as_of_date: date
    code_version: str
    model_version: str | None = None


def new_run_id() -> str:
    """A name that sorts by the time a run began, e.g. 20260131T020000Z-9f3c."""
    return f"{now():%Y%m%dT%H%M%SZ}-{secrets.token_hex(2)}"


@cache
def code_version(root: Path = PROJECT_ROOT) -> str:
    """Twelve hex digits of a hash over the project's own files."""
    digest = hashlib.sha256()
    for part in CODE:
        place = root / part
        files = sorted(place.rglob("*")) if place.is_dir() else [place]
        for path in files:
            if path.suffix in CODE_ENDINGS and path.is_file():
                digest.update(str(path.relative_to(root)).encode() + b"\0")
                digest.update(hashlib.sha256(path.read_bytes()).digest())
    return digest.hexdigest()[:12]


def info_of_build(home: Home) -> RunInfo:
    """A run for what plain `dbt build` left: day and model version are read off the build file."""
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
    return RunInfo(new_run_id(), now(), as_of_date, code_version(), model_version)
