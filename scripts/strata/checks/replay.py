"""Shows that history and then one batch a day gives the rows of a full rebuild.

Two homes share one inbox. The first lands the history batch, builds, and then lands and builds day
by day; the second lands everything and builds once. Every table of the compared schemas must then
hold the same rows, but for the columns that tell when something ran.
"""

import argparse
import shutil
import tempfile
from datetime import date
from pathlib import Path

import duckdb
from rich.progress import track

from strata.build import run_dbt
from strata.demo import make_demo
from strata.errors import StrataError
from strata.home import Home
from strata.landing import land

COMPARED_SCHEMAS = ("staging", "restricted", "intermediate", "marts", "quality")
RUN_COLUMNS = ("run_id", "loaded_at", "partition_version", "snapshots_version", "rates_version")
# Tables that say only what a partition was made from.
VERSION_TABLES = ("%_versions", "int_event_dates", "int_fx_months", "stg_landing__batch_versions")


def batch_dates(inbox: Path) -> list[date]:
    """Every batch date of an inbox, in order."""
    return sorted({date.fromisoformat(path.name) for path in inbox.glob("*/*/*") if path.is_dir()})


def _second_home(home: Home, place: Path) -> Home:
    """A home at `place` with the same inbox and secret and nothing landed."""
    other = Home(place)
    place.mkdir(parents=True)
    other.inbox.symlink_to(home.inbox)
    shutil.copytree(home.secret.parent, other.secret.parent)
    return other


def build_once(home: Home, until: date | None = None) -> None:
    """Land up to a batch date and run the models, without tests."""
    land(home, until=until, quiet=True)
    result = run_dbt(home, ["--quiet", "build", "--exclude-resource-type", "test", "unit_test"])
    if not result.success:
        raise StrataError(f"The build up to {until} failed: {result.exception or result.result}")


def differing_tables(left: Home, right: Home) -> dict[str, tuple[int, int]]:
    """Tables that differ between two build files: rows only in the left one, only in the right."""
    differing = {}
    with duckdb.connect() as connection:
        connection.execute(f"attach '{left.warehouse}' as l (read_only)")
        connection.execute(f"attach '{right.warehouse}' as r (read_only)")
        tables = connection.execute(
            """
            select schema_name, table_name from duckdb_tables()
            where database_name = 'l' and list_contains(?, schema_name)
                and not exists (select 1 from unnest(?) as v(p) where table_name like p)
            order by all
            """,
            [list(COMPARED_SCHEMAS), list(VERSION_TABLES)],
        ).fetchall()
        for schema, table in tables:
            columns = connection.execute(
                """
                select string_agg('"' || column_name || '"', ', ' order by column_index)
                from duckdb_columns()
                where database_name = 'l' and schema_name = ? and table_name = ?
                    and not list_contains(?, column_name)
                """,
                [schema, table, list(RUN_COLUMNS)],
            ).fetchone()[0]
            only = [
                connection.execute(
                    f"select count(*) from (select {columns} from {one}.{schema}.{table} "
                    f"except all select {columns} from {other}.{schema}.{table})"
                ).fetchone()[0]
                for one, other in (("l", "r"), ("r", "l"))
            ]
            if any(only):
                differing[f"{schema}.{table}"] = (only[0], only[1])
    return differing


def replay(home: Home, work: Path, days: list[date] | None = None) -> dict[str, tuple[int, int]]:
    """Replay an inbox day by day and compare with a full rebuild.

    `days` names the batch dates to stop at after the history batch; every one by default. Batches
    between two stops are landed together. Returns the tables that differ.
    """
    daily, full = _second_home(home, work / "daily"), _second_home(home, work / "full")
    dates = batch_dates(home.inbox)
    stops = [dates[0], *(days or dates[1:])]
    if stops[-1] != dates[-1]:
        stops.append(dates[-1])
    for stop in track(stops, description="day by day"):
        build_once(daily, until=stop)
    build_once(full)
    return differing_tables(daily, full)


def main() -> int:
    """Make a small demo bank, replay its last days and print what differs."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--customers", type=int, default=300)
    parser.add_argument("--months", type=int, default=15)
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        home = Home(Path(folder) / "bank")
        make_demo(home, customers=arguments.customers, months=arguments.months)
        differing = replay(home, Path(folder))
        days = len(batch_dates(home.inbox)) - 1
    for table, (daily, full) in differing.items():
        print(f"{table}: {daily} rows only day by day, {full} only in the full rebuild")
    print(f"history and {days} daily batches: {len(differing)} tables differ from a full rebuild")
    return 1 if differing else 0


if __name__ == "__main__":
    raise SystemExit(main())
