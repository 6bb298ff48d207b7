"""Shows that history and then one batch a day gives the rows of a full rebuild.

Two homes share one inbox. The first lands the history batch, builds, and then lands and builds day
by day; the second lands everything and builds once. Every table the build makes must then hold the
same rows, but for the columns that tell when something ran. The project is parsed once for all
builds.
"""

import argparse
import shutil
import tempfile
from collections.abc import Iterable
from datetime import date
from pathlib import Path

import duckdb
from dbt.contracts.graph.manifest import Manifest
from rich.progress import track

from strata.build import failure_sentence, parse_project, run_dbt
from strata.checks.content import RUN_COLUMNS, digest, listed
from strata.demo import make_demo
from strata.errors import Exit, StrataError
from strata.home import Home
from strata.landing import land
from strata.landing.model_state import keep_first_version
from strata.landing.state import SCHEMAS, state_path

COMPARED_SCHEMAS = ("staging", "restricted", "intermediate", "marts", "quality")

_TABLES = """
    select schema_name || '.' || table_name, list(column_name order by column_name)
    from duckdb_columns()
    where database_name = ? and list_contains(?, schema_name) and not list_contains(?, column_name)
        and table_oid in (
            select table_oid from duckdb_tables()
            where database_name = duckdb_columns.database_name
        )
    group by all
"""


def batch_dates(inbox: Path) -> list[date]:
    """Every batch date of an inbox, in order."""
    return sorted({date.fromisoformat(path.name) for path in inbox.glob("*/*/*") if path.is_dir()})


def second_home(home: Home, place: Path) -> Home:
    """A home at `place` with the same inbox and secret and nothing landed."""
    other = Home(place)
    place.mkdir(parents=True)
    other.inbox.symlink_to(home.inbox)
    if other.secret != home.secret:  # else both read the file that STRATA_SECRET_FILE names
        other.secret.parent.mkdir(mode=0o700)
        shutil.copy2(home.secret, other.secret)
    if home.provider_key.exists() and not other.provider_key.exists():
        other.provider_key.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        shutil.copy2(home.provider_key, other.provider_key)
    return other


def share_model_versions(home: Home, other: Home) -> None:
    """Give another home the model versions of this one: a first build would make its own."""
    other.state.mkdir(exist_ok=True)
    for table in SCHEMAS:
        if table.startswith("model_"):
            shutil.copy2(state_path(home, table), other.state)


def build_models(home: Home, manifest: Manifest, until: date | None = None) -> None:
    """Land up to a batch date and run seeds and models, without tests.

    Raises StrataError where a batch is refused or a model fails.
    """
    report = land(home, until=until, quiet=True)
    if not report.is_clean:
        raise StrataError(
            f"{len(report.refused)} batches up to {until or 'the last'} were refused.",
            Exit.DATA_REFUSED,
        )
    # Writing its log and artefacts is a fifth of dbt's time, and nobody reads those of a replay.
    silent = ["--quiet", "--log-level-file", "none", "--no-write-json"]
    models = ["build", "--exclude-resource-type", "test", "unit_test"]
    result = run_dbt(home, [*silent, *models], manifest)
    if not result.success:
        raise StrataError(
            f"The build up to {until or 'the last batch'} failed: {failure_sentence(result)}",
            Exit.GATE_FAILED,
        )
    keep_first_version(home)


def build_by_day(home: Home, manifest: Manifest, stops: Iterable[date]) -> None:
    """Land and build up to each of the batch dates in turn, in one home."""
    for stop in stops:
        build_models(home, manifest, until=stop)


def differing_tables(left: Home, right: Home) -> dict[str, tuple[int, int]]:
    """Tables that differ between two build files: rows only in the left one, only in the right.

    A table that one file lacks, or has with other columns, counts with all its rows.
    """
    return differing_files(left.warehouse, right.warehouse, COMPARED_SCHEMAS)


def differing_files(
    left: Path, right: Path, schemas: Iterable[str]
) -> dict[str, tuple[int, int]]:
    """The same for any two files, over some of their schemas."""
    differing = {}
    with duckdb.connect() as connection:
        shapes = []
        for name, file in (("l", left), ("r", right)):
            connection.execute(f"attach '{file}' as {name} (read_only)")
            found = connection.execute(_TABLES, [name, list(schemas), RUN_COLUMNS]).fetchall()
            shapes.append(dict(found))
        for table in sorted({*shapes[0], *shapes[1]}):
            ours, theirs = shapes[0].get(table), shapes[1].get(table)
            if ours != theirs:
                sides = (("l", ours), ("r", theirs))
                counted = [columns and f"from {one}.{table}" for one, columns in sides]
            elif digest(connection, f"l.{table}", ours) != digest(connection, f"r.{table}", ours):
                names = listed(ours)
                rows = [f"select {names} from {one}.{table}" for one in ("l", "r")]
                counted = [f"{rows[0]} except all {rows[1]}", f"{rows[1]} except all {rows[0]}"]
            else:
                continue
            differing[table] = tuple(
                connection.execute(f"select count(*) from ({sql})").fetchone()[0] if sql else 0
                for sql in counted
            )
    return differing


def replay(home: Home, work: Path) -> dict[str, tuple[int, int]]:
    """Replay an inbox, history and then every batch by itself, and compare with a full rebuild.

    Both builds lie under `work`. Returns the tables that differ, as `differing_tables` does.
    """
    daily, full = second_home(home, work / "daily"), second_home(home, work / "full")
    manifest = parse_project(full)
    build_models(full, manifest)
    share_model_versions(full, daily)
    stops = batch_dates(home.inbox)
    build_by_day(daily, manifest, track(stops, description="day by day"))
    return differing_tables(daily, full)


def main() -> int:
    """Make a small demo bank, replay its last days, print what differs; 1 where anything does."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--customers", type=int, default=300, help="people of the demo bank")
    parser.add_argument("--months", type=int, default=15, help="months of its history")
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        home = Home(Path(folder) / "bank")
        make_demo(home, customers=arguments.customers, months=arguments.months)
        differing = replay(home, Path(folder))
        days = len(batch_dates(home.inbox)) - 1
    for table, (daily, full) in differing.items():
        print(f"{table}: {daily} rows only day by day, {full} only in the full rebuild")
    print(f"History and {days} daily batches: {len(differing)} tables differ from a full rebuild.")
    return 1 if differing else 0


if __name__ == "__main__":
    raise SystemExit(main())
