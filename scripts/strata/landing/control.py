"""Control totals: what the bank announced for a batch against what was found (control R-01)."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Decimal

import duckdb

from strata.contract import Feed
from strata.landing.report import BatchReport, Refused
from strata.landing.store import Store

_CENT = Decimal("0.01")


@dataclass(frozen=True)
class ControlRow:
    """Announced rows and sum of one batch, in delivered units; `column` is None for rows only."""

    rows: int | None
    column: str | None
    total: Decimal | None


def load_controls(store: Store) -> dict[tuple[str, date], ControlRow]:
    """The newest landed control row of every feed × batch date."""
    files = sorted(store.root.glob("ctl_batch/batch_date=*/*.parquet"))
    if not files:
        return {}
    with duckdb.connect() as connection:
        rows = connection.execute(
            """
            select lower(trim(feed)), batch_date, row_cnt,
                nullif(lower(trim(control_column)), ''), control_sum
            from read_parquet($files, filename = true, hive_partitioning = false)
            where feed is not null and batch_date is not null
            qualify row_number() over (
                partition by lower(trim(feed)), batch_date
                order by filename desc, sent_ts desc nulls last, _src_row_no desc
            ) = 1
            """,
            {"files": [str(path) for path in files]},
        ).fetchall()
    return {(feed, day): ControlRow(*values) for feed, day, *values in rows}


def announce(report: BatchReport, control: ControlRow | None) -> None:
    """Write into the report what the bank announced."""
    report.control_column = control.column if control else None
    report.expected_rows = control.rows if control else None
    report.expected_sum = control.total if control and control.column else None
    if report.expected_sum is None and control and control.column and control.rows == 0:
        report.expected_sum = Decimal(0)


def is_announced(report: BatchReport, control: ControlRow | None) -> bool:
    """Whether the report was judged by this very control row."""
    fresh = BatchReport(report.feed, report.batch_date, report.fingerprint)
    announce(fresh, control)
    return all(
        getattr(fresh, name) == getattr(report, name)
        for name in ("control_column", "expected_rows", "expected_sum")
    )


def judge(
    report: BatchReport,
    control: ControlRow | None,
    feed: Feed,
    is_sum_known: bool,
    exact_sum: Callable[[], Decimal | None],
) -> None:
    """Set `control_status` from the counts and `found_sum` already in the report.

    `is_sum_known` is false where unreadable lines or failed casts touch the control column.
    `exact_sum` sums the delivered texts without rounding each to the column's scale; it is asked
    only where the landed sum differs. What was erased with a person counts as found. Raises
    `Refused` (kind CONTROL) on a mismatch.
    """
    announce(report, control)
    if control is None:
        report.control_status = "UNCONTROLLED"
        return
    if control.rows is None:
        raise _mismatch(report, "its control row has no readable row count")
    if control.rows != report.received + report.erased:
        also = f" and {report.erased} erased" if report.erased else ""
        raise _mismatch(report, f"{control.rows} rows announced, {report.received} found{also}")
    report.control_status = "MATCHED"
    if control.column is None:
        return
    if not is_summable(feed, control.column):
        raise _mismatch(report, f"its control column {control.column} is no number of this feed")
    if not is_sum_known or report.erased_sum is None:
        report.control_status = "ROWS_ONLY"
        return
    if report.expected_sum is None:
        raise _mismatch(report, f"its control row has no readable sum of {control.column}")
    erased = report.erased_sum
    if not _same(report.expected_sum, report.found_sum + erased):
        report.found_sum = exact_sum()
    if not _same(report.expected_sum, report.found_sum + erased):
        raise _mismatch(
            report,
            f"sum of {control.column} announced {report.expected_sum:.2f}, "
            f"found {report.found_sum + erased:.2f}",
        )


def is_summable(feed: Feed, name: str | None) -> bool:
    """Whether the feed has a number of that name."""
    return any(
        column.name == name and column.data_type.startswith(("decimal", "integer", "bigint"))
        for column in feed.columns
    )


def _same(expected: Decimal, found: Decimal) -> bool:
    return expected == found or expected == found.quantize(_CENT, ROUND_HALF_UP)


def _mismatch(report: BatchReport, what: str) -> Refused:
    report.control_status = "MISMATCH"
    return Refused("CONTROL", f"control totals differ: {what}")
