"""History followed by daily batches gives the rows of a full rebuild.

Here the days are cut into as few steps as the planted drills allow; `make replay` takes every day.
"""

import shutil
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import duckdb
import pyarrow.parquet as pq
import pytest

from strata.checks.replay import (
    batch_dates,
    build_by_day,
    differing_tables,
    second_home,
    share_model_versions,
)
from strata.contract import load_contract
from strata.home import Home

PROMISED = {
    "late fact",
    "fact 40 days late",
    "date corrected",
    "event date corrected",
    "snapshot again",
    "customer merge",
    "split",
    "owner change",
}


def drills(home: Home) -> Iterator[tuple[str, date, date]]:
    """(drill, first day, last day): a build on one of these days sees the state before the drill.

    Before a correction that is the record as first told; before a late fact, the day it happened.
    """
    contract = load_contract()
    for row in pq.read_table(home.truth / "drill.parquet").to_pylist():
        feed = contract[row["feed"]]
        told = f"read_parquet('{home.landing}/{feed.name}/batch_date=*/*.parquet')"
        key, wanted = f"concat_ws('|', {', '.join(feed.keys)})", row["record_key"]
        if feed.delivery == "snapshot":  # the whole date is delivered again, which ends the key
            key, wanted = "biz_date::varchar", wanted.rpartition("|")[2]
        first_batch, first_date = duckdb.execute(
            f"select min(batch_date), min({feed.dated_by or 'batch_date'})::date "
            f"from {told} where {key} = ?",
            [wanted],
        ).fetchone()
        is_late = first_batch == row["batch_date"]
        last = max(day for day in batch_dates(home.inbox) if day < row["batch_date"])
        yield row["drill"], min(first_date if is_late else first_batch, last), last


def fewest_stops(home: Home) -> list[date]:
    """The fewest batch dates of which each drill finds one before itself, and the last one."""
    stops = [batch_dates(home.inbox)[0]]
    for _, first, last in sorted(drills(home), key=lambda it: it[2]):
        if stops[-1] < first:
            stops.append(last)
    return [*stops, batch_dates(home.inbox)[-1]]


def test_day_by_day_gives_the_rows_of_a_full_rebuild(bank, manifest, tmp_path):
    """Late, corrected, repeated, merged, split and handed over: every table holds the same rows."""
    planned = list(drills(bank))
    assert {drill for drill, *_ in planned} >= PROMISED
    stops = fewest_stops(bank)
    for _, first, last in planned:
        assert any(first <= stop <= last for stop in stops)
    assert 3 < len(stops) < 9
    daily = second_home(bank, tmp_path / "daily")
    share_model_versions(bank, daily)
    build_by_day(daily, manifest, stops)
    assert differing_tables(daily, bank) == {}


@pytest.fixture
def twins(tmp_path) -> tuple[Home, Home]:
    """Two homes with the same small build file."""
    left, right = Home(tmp_path / "left"), Home(tmp_path / "right")
    for home in (left, right):
        home.warehouse.parent.mkdir(parents=True)
    with duckdb.connect(str(left.warehouse)) as connection:
        connection.execute("""
            create schema marts;
            create table marts.one as select 1 as a, null as b, 'run' as run_id
                union all select 1, null, 'run' union all select 2, 3, 'run';
            create view marts.seen as select 1 as a;
        """)
    shutil.copy(left.warehouse, right.warehouse)
    return left, right


@pytest.mark.parametrize(
    ("change", "differing"),
    [
        ("update marts.one set run_id = 'another'", {}),
        ("update marts.one set b = 4 where a = 2", {"marts.one": (1, 1)}),
        ("delete from marts.one where rowid = 0", {"marts.one": (1, 0)}),
        ("insert into marts.one values (2, 3, 'run')", {"marts.one": (0, 1)}),
        ("create table marts.two as select 1 as a", {"marts.two": (0, 1)}),
        ("drop table marts.one", {"marts.one": (3, 0)}),
        ("alter table marts.one add column c integer", {"marts.one": (3, 3)}),
    ],
)
def test_any_difference_is_seen(twins, change, differing):
    """A comparison that cannot fail proves nothing."""
    left, right = twins
    assert differing_tables(left, right) == {}
    with duckdb.connect(str(right.warehouse)) as connection:
        connection.execute(change)
    assert differing_tables(left, right) == differing


def test_batch_dates_are_those_of_the_inbox(tmp_path):
    """Whatever system and feed they belong to."""
    for where in ("core/a/2024-01-02", "card/b/2024-01-01", "card/b/2024-01-02"):
        (Path(tmp_path) / where).mkdir(parents=True)
    assert batch_dates(tmp_path) == [date(2024, 1, 1), date(2024, 1, 2)]
