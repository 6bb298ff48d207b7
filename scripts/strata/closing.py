"""`strata close-month`: freeze a month of staff assessment under `state/`, which the build reads.

A closed month is a folder of Parquet files that is written once and never again: later corrections
of the month are posted in the first open one.
"""

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import duckdb

from strata.errors import Exit, StrataError
from strata.home import Home
from strata.landing.store import flush_tree
from strata.lock import hold

# What is frozen: the source it comes back as, and the mart it is taken from.
FROZEN = {
    "closed_staff_kpi": "staff.fct_staff_kpi",
    "closed_scorecard": "staff.rpt_staff_scorecard",
    "closed_deduction": "staff.fct_complaint_deduction",
    "closed_branch_scorecard": "marts.rpt_branch_scorecard",
    "closed_adjustment": "staff.rpt_kpi_adjustment",
}
MONTH = "%Y-%m"


@dataclass(frozen=True)
class Closed:
    """A month that is closed: how many scorecards it holds, whether it was closed just now."""

    month: str
    scorecards: int
    is_new: bool


def closed_months(home: Home) -> set[str]:
    """Months that are closed, as `2025-10`."""
    folder = home.state / "closed_months"
    return {path.name for path in folder.iterdir()} if folder.exists() else set()


def close_month(home: Home, month_end: date, *, with_earlier: bool = False) -> list[Closed]:
    """Freeze a month as the last build worked it out; months before it only where asked for.

    Closing a month twice changes nothing. Returns the months, in order. Raises `StrataError` where
    nothing was built, the month is not over or has no scorecards, or an earlier one is open.
    """
    asked = f"{month_end:{MONTH}}"
    with hold(home), _built(home) as connection:
        months = _assessed_months(connection)
        _require_over(connection, month_end, months)
        closed = closed_months(home)
        if asked in closed:
            return [Closed(asked, months[month_end], is_new=False)]
        waiting = [day for day in months if day <= month_end and f"{day:{MONTH}}" not in closed]
        if len(waiting) > 1 and not with_earlier:
            raise StrataError(
                f"{asked} cannot be closed before {waiting[0]:{MONTH}}: months are closed in "
                f"order, and {len(waiting) - 1} earlier one(s) are open; close them first, or all "
                f"at once with `strata close-month {asked} --with-earlier`."
            )
        for day in waiting:
            _freeze(connection, home, day)
        return [Closed(f"{day:{MONTH}}", months[day], is_new=True) for day in waiting]


@contextmanager
def _built(home: Home) -> Iterator[duckdb.DuckDBPyConnection]:
    """Open what the last build made, as the catalog `strata`."""
    if not home.warehouse.exists():
        raise StrataError("Nothing was built yet, so no month can be closed: run `strata build`.")
    with duckdb.connect() as connection:
        try:
            connection.execute(f"attach '{home.warehouse}' as strata (read_only)")
        except duckdb.IOException as error:
            raise StrataError(
                "The build file is in use, so no month can be closed now: try again after the "
                "build that is running.",
                Exit.ALREADY_RUNNING,
            ) from error
        marts = connection.execute(
            "select schema_name || '.' || table_name from duckdb_tables() "
            "where database_name = 'strata'"
        ).fetchall()
        if not {mart for (mart,) in marts} >= set(FROZEN.values()):
            raise StrataError(
                "The last build did not assess staff, so no month can be closed: run "
                "`strata build`."
            )
        yield connection


def _assessed_months(connection: duckdb.DuckDBPyConnection) -> dict[date, int]:
    """Scorecards by month, oldest first."""
    found = connection.execute(
        "select month_end, count(*) from strata.staff.rpt_staff_scorecard group by 1 order by 1"
    ).fetchall()
    return dict(found)


def _require_over(
    connection: duckdb.DuckDBPyConnection, month_end: date, months: dict[date, int]
) -> None:
    (as_of,) = connection.execute("select as_of_date from strata.raw.run_context").fetchone()
    if month_end > as_of:
        raise StrataError(
            f"{month_end:{MONTH}} is not over: the last build is as of {as_of}; land the rest of "
            "the month and build before closing it."
        )
    if month_end not in months:
        told = f"{min(months):{MONTH}} to {max(months):{MONTH}}" if months else "no month at all"
        raise StrataError(
            f"{month_end:{MONTH}} has no scorecards, so there is nothing to close; the last build "
            f"assessed {told}."
        )


def _freeze(connection: duckdb.DuckDBPyConnection, home: Home, month_end: date) -> None:
    """Write the folder of a month beside its place and move it there in one step."""
    target = home.state / "closed_months" / f"{month_end:{MONTH}}"
    fresh = home.state / ".closing"
    shutil.rmtree(fresh, ignore_errors=True)
    fresh.mkdir(parents=True)
    connection.execute("set threads = 1")
    for name, mart in FROZEN.items():
        _copy(connection, mart, month_end, fresh / f"{name}.parquet")
    flush_tree(fresh)
    target.parent.mkdir(exist_ok=True)
    os.replace(fresh, target)
    flush_tree(target.parent)


def _copy(connection: duckdb.DuckDBPyConnection, mart: str, month_end: date, path: Path) -> None:
    connection.execute(
        f"copy (select * from strata.{mart} where month_end = date '{month_end}' "
        f"order by all) to '{path}' (format parquet, compression zstd)"
    )


def sentence(closed: Closed) -> str:
    """What a user is told about one month."""
    if not closed.is_new:
        return f"{closed.month} is closed already; nothing was changed."
    return (
        f"{closed.month} is closed with {closed.scorecards} scorecards. What is corrected later is "
        "posted in the first open month; the next `strata build` shows it as frozen."
    )
