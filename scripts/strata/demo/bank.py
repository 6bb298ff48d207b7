"""The demo bank while it is being made: one DuckDB database, its days, its register of defects."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import duckdb
import pyarrow as pa

from strata.demo.macros import create_macros
from strata.errors import StrataError

START = date(2023, 10, 1)
VERDICTS = ("repaired", "flagged", "rejected", "unreadable")


def month_after(day: date, months: int) -> date:
    """First day of the month `months` after the one that holds `day`."""
    index = day.year * 12 + day.month - 1 + months
    return date(index // 12, index % 12 + 1, 1)


@dataclass
class Demo:
    """Everything a part of the generator needs; made by `open_demo`.

    `work` is a folder that is moved into place at the end (`work/inbox`, `work/truth`).
    `overlap` asks for people whose kinds blur into each other.
    `delivered` holds what the control feed tells: (feed, batch) -> counts, filled by `deliver`.
    """

    con: duckdb.DuckDBPyConnection
    work: Path
    customers: int
    months: int
    seed: int
    daily_batches: int
    overlap: bool = False
    delivered: dict[tuple[str, date], Any] = field(default_factory=dict)
    uncontrolled: set[str] = field(default_factory=set)

    @property
    def first_day(self) -> date:
        """First business date of the balance snapshots."""
        return START

    @property
    def last_day(self) -> date:
        """Newest batch: the as-of date."""
        return month_after(START, self.months) - timedelta(days=1)

    @property
    def history_day(self) -> date:
        """Date of the one history batch; every later day has a batch of its own."""
        return self.last_day - timedelta(days=self.daily_batches)

    @property
    def batches(self) -> list[date]:
        """All batch dates: history first, then the daily ones."""
        return [self.history_day + timedelta(days=n) for n in range(self.daily_batches + 1)]

    def chunks(self, rows_per_month: int, most: int = 2_500_000) -> list[tuple[date, date]]:
        """Cut the months into (first, last day) spans of about `most` rows, a month at least."""
        step = max(1, most // max(1, rows_per_month))
        spans = []
        for start in range(0, self.months, step):
            end = min(start + step, self.months)
            spans.append((month_after(START, start), month_after(START, end) - timedelta(days=1)))
        return spans

    def run(self, sql: str) -> None:
        """Run SQL statements parted by semicolons."""
        self.con.execute(sql)

    def rows(self, sql: str) -> list[tuple]:
        """Run one query and fetch its rows; for small answers only."""
        return self.con.execute(sql).fetchall()

    def load(self, table: str, **columns: Sequence) -> None:
        """Create or replace a temporary table from Python columns of equal length, in one go."""
        self.con.register("loading", pa.table({name: list(v) for name, v in columns.items()}))
        self.con.execute(f"create or replace temp table {table} as select * from loading")
        self.con.unregister("loading")

    def plant(self, feed: str, code: str, verdict: str, query: str) -> None:
        """Register injected defects in `truth/defect`.

        `query` returns (record_key VARCHAR, batch_date DATE, column_name VARCHAR, note VARCHAR), a
        row a defect; `record_key` is the feed's key columns as delivered, joined with `|`.
        """
        if verdict not in VERDICTS:
            raise ValueError(f"{verdict} is no verdict")
        self.con.execute(
            f"insert into defect select '{feed}', record_key, batch_date, '{code}', '{verdict}', "
            f"column_name, note from ({query}) "
            "as planted(record_key, batch_date, column_name, note)"
        )


def open_demo(
    work: Path, customers: int, months: int, seed: int, daily_batches: int, *,
    overlap: bool = False, threads: int = 2,
) -> Demo:
    """Open the database, which spills under `work`, with macros, days and the registers of truth.

    Tables: `biz_day(biz_date, month_start, is_workday)`, one row a calendar day from the first
    balance date to the as-of date; `defect`, `pair`, `event`, `drill` and `gl_part`, empty.
    SQL macros without arguments: `first_day()`, `last_day()`... as `day_first()`, `day_last()`,
    `day_history()`, and `batch_of(date)`, the batch that first can hold a fact of that date.
    """
    if not 1 <= daily_batches <= months * 28 - 31 or months < 3:
        raise StrataError("the demo bank needs at least 3 months and fewer daily batches than days")
    if customers < 50:
        raise StrataError("the demo bank needs at least 50 customers")
    con = duckdb.connect(":memory:")
    con.execute(f"set threads = {threads}")
    con.execute("set memory_limit = '6GB'")
    con.execute(f"set temp_directory = '{work / 'spill'}'")
    con.execute("set preserve_insertion_order = true")
    con.execute("set enable_progress_bar = false")
    create_macros(con, seed)
    demo = Demo(con, work, customers, months, seed, daily_batches, overlap)
    con.execute(f"""
        create macro day_first() as date '{demo.first_day}';
        create macro day_last() as date '{demo.last_day}';
        create macro day_history() as date '{demo.history_day}';
        create macro batch_of(d) as greatest(d, date '{demo.history_day}');
        create macro people() as {customers};
        create table defect (
            feed varchar, record_key varchar, batch_date date, d_code varchar, verdict varchar,
            column_name varchar, note varchar
        );
        create table event (kind varchar, record_key varchar, event_date date, note varchar);
        create table drill (
            drill varchar, feed varchar, record_key varchar, batch_date date, note varchar
        );
        create table pair (
            left_system varchar, left_id varchar, right_system varchar, right_id varchar,
            label varchar, is_direct boolean, why varchar
        );
        create table gl_part (
            subject varchar, branch_code varchar, ccy varchar, biz_date date, cents bigint
        );
        create table core_request (
            request_id varchar, acct_no varchar, ts timestamp, cents bigint, dr_cr varchar,
            txn_code varchar, channel varchar, summary varchar
        );
        create table biz_day as
        select
            day::date as biz_date,
            date_trunc('month', day)::date as month_start,
            isodow(day) < 6 as is_workday
        from generate_series(day_first(), day_last(), interval 1 day) as days(day)
        order by 1;
    """)
    return demo
