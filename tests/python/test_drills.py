"""The short form of `make drill`: the same harness on the shared bank, and proof that it can fail.

Here runs end at landing; what takes a whole build is left to `make drill`.
"""

import shutil
from dataclasses import replace

import duckdb
import pytest

from strata.checks.drill.bench import Bench
from strata.checks.drill.catalogue import recoverable, refused_deliveries
from strata.checks.drill.faults import killed_after, overwrite_a_block
from strata.checks.drill.judge import judged, table
from strata.checks.drill.plan import planned
from strata.checks.replay import batch_dates
from strata.errors import Exit
from strata.home import Home
from strata.lock import hold

REFUSED = {drill.name: drill for drill in refused_deliveries()}


@pytest.fixture(scope="module")
def bench(bank: Home, tmp_path_factory) -> Bench:
    """The shared bank, of which the last two days are delivered again."""
    made = Bench(tmp_path_factory.mktemp("drill"))
    shutil.copytree(bank.root, made.before.root, symlinks=True)
    made.reference = made.before
    made.today = batch_dates(bank.inbox)[-2:]
    made.keep_today(made.before.inbox)
    made.fresh()
    return made


@pytest.fixture
def fresh(bench: Bench) -> Bench:
    """The same, in the state before today."""
    bench.fresh()
    return bench


@pytest.mark.parametrize("name", ["empty", "truncated", "column-gone", "shifted", "twice-in-one"])
def test_a_faulty_delivery_is_refused_and_readers_keep_what_they_had(bench, name):
    """Each in the home where the one before was refused, as faulty deliveries follow each other."""
    row = judged(bench, REFUSED[name])
    assert not row.failures
    assert row.code == Exit.DATA_REFUSED
    assert row.published == "previous version"


def test_a_landing_killed_again_and_again_loses_nothing(fresh):
    """Every batch of a month is landed anew; three times the process is killed on the way."""
    for landed in fresh.home.landing.glob("*/batch_date=2024-12-*"):
        shutil.rmtree(landed)
    delivered = fresh.inbox_bytes()
    for seconds in (0.3, 0.9, 1.8):
        killed_after(fresh, seconds, "land")
    attempt = fresh.run("land")
    assert attempt.code == Exit.OK, attempt.message
    assert fresh.losses(delivered) == []


def test_a_second_run_is_told_so(fresh):
    """The lock is the first thing a run asks for."""
    with hold(fresh.home):
        attempt = fresh.run()
    assert (attempt.caught_by, attempt.code) == ("lock", Exit.ALREADY_RUNNING)
    assert "another strata command is at work" in attempt.message
    assert not attempt.is_traced


def test_a_drill_fails_when_another_gate_caught_the_fault(bench):
    """Who has to catch a fault is part of the drill."""
    mistaken = replace(REFUSED["empty"], caught_by=frozenset({"gate_marts"}), codes=frozenset({4}))
    row = judged(bench, mistaken)
    assert row.failures == ["land stopped it, not gate_marts", "exit code 3, not 4"]
    assert "NO: land stopped it" in table([row])


def test_losses_are_seen(fresh):
    """A landed part that vanished, a changed inbox, a batch told nowhere."""
    delivered = fresh.inbox_bytes()
    assert fresh.losses(delivered) == []
    day = fresh.today[-1]
    (part,) = fresh.home.landing.glob(f"core_balance_daily/batch_date={day}/*.parquet")
    part.unlink()
    fresh.batch("core_transaction").unlink()
    told = fresh.losses(delivered | {"core/core_customer/2031-01-01/new.csv": "unseen"})
    assert [line for line in told if line.startswith("the inbox")]
    assert [line for line in told if line.startswith(f"core_balance_daily {day}: ")]
    assert "core_customer 2031-01-01 is told nowhere" in told


def test_changed_publications_are_seen(fresh):
    """Bytes and rows."""
    before = fresh.published_bytes()
    assert fresh.differs_from(fresh.before) == {}
    with duckdb.connect(str(fresh.home.published)) as connection:
        connection.execute("delete from marts.fct_customer_month where rowid = 0")
    assert fresh.published_bytes() != before
    assert fresh.differs_from(fresh.before) == {"marts.fct_customer_month": (0, 1)}
    overwrite_a_block(fresh.home.published)
    assert "strata.duckdb, which cannot be read," in fresh.differs_from(fresh.before)


@pytest.mark.parametrize("name", REFUSED)
def test_every_faulty_delivery_differs_from_the_right_one(bench, name):
    """A fault that changes nothing would be refused by nobody; what is right comes back whole."""
    bench.deliver()
    delivered = bench.inbox_bytes()
    REFUSED[name].inject(bench)
    assert bench.inbox_bytes() != delivered
    bench.deliver()
    assert bench.inbox_bytes() == delivered


def test_the_catalogue_has_every_promised_fault():
    """Names are unique, and twenty moments and every stage are among them."""
    names = [drill.name for drill in planned([], moments=20, seed=5)]
    assert len(names) == len(set(names))
    assert len([name for name in names if name.startswith("kill-") and name[5:].isdecimal()]) == 20
    assert {"kill-land", "kill-gate_landing", "kill-publish", "disk-full-landing"} <= {*names}
    assert len(list(recoverable(3, 1))) == len(list(recoverable(20, 1))) - 17
