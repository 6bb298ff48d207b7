"""A malformed delivery changes nothing that is there, and is explained in one sentence.

Every case is a copy of one small built bank, to which one more delivery comes. One case of a kind
runs the commands as a user runs them; the others call what the commands call.
"""

import gzip
import hashlib
import shutil
from collections.abc import Callable
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path

import duckdb
import pyarrow.parquet as pq
import pytest
from conftest import run_tool
from landing_bank import Bank

from strata.build import failure_sentence, run_dbt
from strata.checks.replay import build_models
from strata.errors import Exit, StrataError
from strata.landing import accept, land
from strata.publication import publish
from strata.run.info import info_of_build
from strata.run.runner import Options, run

ACCOUNTS = 40
DAY = date(2024, 1, 31)
NEXT = DAY + timedelta(days=1)
FEED = "core_balance_daily"
UNGATED = Options(is_gated=False, is_forced=True)
HEADER = "acct_no,biz_date,balance,available_bal"


def balances(
    day: date, accounts: int = ACCOUNTS, amount: str = "100.00", header: str = HEADER
) -> str:
    """A snapshot: so many accounts with the same balance each."""
    width = header.count(",") - 1
    lines = (f"A{number},{day}" + f",{amount}" * width for number in range(accounts))
    return "\n".join([header, *lines]) + "\n"


def deliver(bank: Bank, day: date, content: str | bytes, name: str | None = None) -> Path:
    """Bring one day's snapshot."""
    return bank.put(FEED, content, day, name)


def announce(bank: Bank, day: date, rows: int = ACCOUNTS, total: str = "") -> None:
    """Bring the control row of a day's snapshot."""
    bank.control(rows, "balance" if total else "", total, feed=FEED, day=day)


def landed_tree(bank: Bank) -> dict[str, str]:
    """Hashes of what was landed and published; what is said of refused batches left out."""
    landed = {
        path: seen
        for path, seen in bank.tree().items()
        if not path.startswith(("_refused/", "_batches/", "ctl_batch/"))
    }
    return landed | {"published": hashlib.sha256(bank.home.published.read_bytes()).hexdigest()}


def kept_reasons(bank: Bank) -> list[tuple[str, date, str]]:
    """What the file of releases holds."""
    rows = pq.read_table(bank.home.state / "accepted_batches.parquet").to_pylist()
    return [(row["feed"], row["batch_date"], row["reason"]) for row in rows]


@pytest.fixture(scope="module")
def small(tmp_path_factory) -> Bank:
    """A bank of three feeds and two days, made by the commands a new bank is told to run."""
    bank = Bank(tmp_path_factory.mktemp("small"))
    customers = "".join(f"C{n},Customer {n},2020-01-31,N\n" for n in range(ACCOUNTS))
    bank.put("core_customer", f"core_cust_no,cust_name,open_date,cust_status\n{customers}", DAY)
    accounts = "".join(f"A{n},C{n},CUR,CNY,2020-01-31,N\n" for n in range(ACCOUNTS))
    bank.put(
        "core_account", f"acct_no,core_cust_no,acct_type,ccy,open_date,status\n{accounts}", DAY
    )
    for day in (DAY - timedelta(days=1), DAY):
        deliver(bank, day, balances(day))
        announce(bank, day, total=f"{100 * ACCOUNTS}.00")
    made = run_tool(bank.home, "strata", "secret")
    assert made.returncode == 0, made.stderr
    built = run_tool(bank.home, "strata", "build")
    assert built.returncode == 0, built.stdout[-4000:] + built.stderr[-2000:]
    assert "Published" in built.stdout
    assert "duckdb.connect(" in built.stdout
    return bank


@pytest.fixture
def copy(small, tmp_path) -> Bank:
    """The small bank, ready to be spoilt."""
    left_out = shutil.ignore_patterns("target", "logs")
    shutil.copytree(small.home.root, tmp_path / "bank", ignore=left_out)
    return Bank(tmp_path / "bank")


# Refused before anything is built


def truncated(bank: Bank) -> None:
    deliver(bank, NEXT, gzip.compress(balances(NEXT).encode() * 20)[:-9], "b.csv.gz")


def wrong_encoding(bank: Bank) -> None:
    deliver(bank, NEXT, balances(NEXT).encode("utf-16"))


def key_missing(bank: Bank) -> None:
    deliver(bank, NEXT, balances(NEXT).replace("acct_no", "account", 1))


def column_lost(bank: Bank) -> None:
    deliver(bank, NEXT, balances(NEXT, header="acct_no,biz_date,balance"))
    announce(bank, NEXT)


def rows_differ(bank: Bank) -> None:
    deliver(bank, NEXT, balances(NEXT))
    announce(bank, NEXT, rows=ACCOUNTS + 2)


def sum_differs(bank: Bank) -> None:
    deliver(bank, NEXT, balances(NEXT))
    announce(bank, NEXT, total="4100.00")


def empty(bank: Bank) -> None:
    deliver(bank, NEXT, b"")


def landed_day_again(bank: Bank) -> None:
    deliver(bank, DAY, balances(DAY, accounts=3))


FOLDER = f"core/{FEED}/{NEXT}"
REFUSED: list[tuple[Callable[[Bank], None], date, str]] = [
    (truncated, NEXT, f"{FOLDER}/b.csv.gz ends before its end mark (gzip)."),
    (wrong_encoding, NEXT, f"{FOLDER}/{FEED}.csv is UTF-16; deliver UTF-8 or GB18030."),
    (key_missing, NEXT, f"{FOLDER}/{FEED}.csv lacks the key column acct_no."),
    (column_lost, NEXT, f"it lost the column available_bal, which the batch of {DAY} had."),
    (rows_differ, NEXT, "control totals differ: 42 rows announced, 40 found."),
    (
        sum_differs,
        NEXT,
        "control totals differ: sum of balance announced 4100.00, found 4000.00.",
    ),
    (empty, NEXT, f"{FOLDER}/{FEED}.csv is empty, without even a header."),
    (landed_day_again, DAY, "control totals differ: 40 rows announced, 3 found."),
]


@pytest.mark.parametrize(("spoil", "day", "said"), REFUSED, ids=[it[0].__name__ for it in REFUSED])
def test_a_malformed_delivery_stops_the_build_and_changes_nothing(copy, capsys, spoil, day, said):
    """A scheduler sees the exit code, an operator one sentence with feed, batch and reason."""
    before = landed_tree(copy)
    spoil(copy)
    with pytest.raises(StrataError) as stopped:
        run(copy.home, UNGATED)
    assert stopped.value.code == Exit.DATA_REFUSED
    assert stopped.value.sentence.startswith("1 batch(es) were refused, so nothing was built")
    refused = [it for it in capsys.readouterr().out.splitlines() if it.startswith("Refused: ")]
    assert refused == [f"Refused: {FEED} {day}: {said}"]
    assert landed_tree(copy) == before


def test_the_same_bytes_again_change_nothing(copy):
    """A department that sends a day twice is not a problem of anybody's."""
    before = copy.tree()
    for path in sorted(copy.home.inbox.rglob("*.csv")):
        path.write_bytes(path.read_bytes())
    done = run_tool(copy.home, "strata", "land")
    assert done.returncode == Exit.OK
    assert "0 batches landed, 0 replaced, 6 unchanged, 0 refused" in done.stdout
    assert copy.tree() == before
    assert kept_reasons(copy) == []


# Released by an operator


def test_the_commands_refuse_release_and_land(copy):
    """What an operator types, with the exit codes and sentences a scheduler and a log get."""
    before = landed_tree(copy)
    rows_differ(copy)
    stopped = run_tool(copy.home, "strata", "build")
    assert stopped.returncode == Exit.DATA_REFUSED
    assert f"Refused: {FEED} {NEXT}: control totals differ: 42 rows announced" in stopped.stdout
    assert stopped.stderr.count("\n") == 1
    assert stopped.stderr.startswith("strata: 1 batch(es) were refused, so nothing was built")
    assert landed_tree(copy) == before
    unfounded = run_tool(copy.home, "strata", "accept", FEED, str(NEXT), "--reason", " ")
    assert unfounded.returncode == Exit.USAGE
    assert "needs a reason" in unfounded.stderr
    reason = "told by the core team"
    released = run_tool(copy.home, "strata", "accept", FEED, str(NEXT), "--reason", reason)
    assert released.returncode == Exit.OK
    landed = run_tool(copy.home, "strata", "land")
    assert landed.returncode == Exit.OK
    assert "1 batches landed" in landed.stdout
    assert kept_reasons(copy) == [(FEED, NEXT, reason)]


@pytest.mark.parametrize("spoil", [column_lost, rows_differ, sum_differs])
def test_a_released_batch_lands_and_its_reason_is_kept(copy, spoil):
    """One true difference must not stop a bank for ever."""
    spoil(copy)
    assert not land(copy.home, quiet=True).is_clean
    accept(copy.home, FEED, NEXT, "told by the core team")
    assert land(copy.home, quiet=True).is_clean
    assert kept_reasons(copy) == [(FEED, NEXT, "told by the core team")]
    assert copy.batch(FEED, NEXT)["reason"] == "told by the core team"
    assert len(copy.rows(FEED, day=NEXT)) == ACCOUNTS


@pytest.mark.parametrize("spoil", [truncated, wrong_encoding, key_missing, empty])
def test_what_cannot_be_read_cannot_be_released(copy, spoil):
    """No reason makes rows out of a broken file."""
    spoil(copy)
    land(copy.home, quiet=True)
    with pytest.raises(StrataError) as refused:
        accept(copy.home, FEED, NEXT, "please")
    assert refused.value.code == Exit.DATA_REFUSED
    assert refused.value.sentence.startswith(f"{FEED} {NEXT} cannot be released: ")
    assert kept_reasons(copy) == []


# Halted in SQL


def test_a_snapshot_with_half_the_rows_halts_until_it_is_released(copy, manifest):
    """Built on, it would close half the accounts; the release holds for these very bytes."""
    before = copy.home.published.read_bytes()
    half = ACCOUNTS // 2
    deliver(copy, NEXT, balances(NEXT, accounts=half))
    announce(copy, NEXT, rows=half)
    with pytest.raises(StrataError) as halted:
        run(copy.home, UNGATED, manifest)
    assert halted.value.code == Exit.GATE_FAILED
    said = halted.value.sentence
    assert f"Batch {NEXT} of {FEED} holds {half} rows for {NEXT}" in said
    assert f"the day before had {ACCOUNTS}" in said
    assert f"`strata accept {FEED} {NEXT} --reason" in said
    assert "\n" not in said
    assert copy.home.published.read_bytes() == before

    accept(copy.home, FEED, NEXT, "a branch was sold")
    build_models(copy.home, manifest)
    publish(copy.home, info_of_build(copy.home))
    with duckdb.connect(str(copy.home.published), read_only=True) as connection:
        found = connection.execute(
            """
            select month_end, is_month_to_date, sum(deposit_daily_avg)
            from marts.fct_customer_month where month_end > ? group by all
        """,
            [DAY],
        ).fetchall()
    assert found == [(date(2024, 2, 29), True, Decimal(100 * half))]
    assert kept_reasons(copy) == [(FEED, NEXT, "a branch was sold")]

    deliver(copy, NEXT, balances(NEXT, accounts=half - 1))
    announce(copy, NEXT, rows=half - 1)
    land(copy.home, quiet=True)
    selected = ["--select", "+int_halted_batches", "--exclude-resource-type", "test", "unit_test"]
    again = run_dbt(copy.home, ["--quiet", "build", *selected], manifest)
    assert f"holds {half - 1} rows" in failure_sentence(again)
