"""A person is forgotten: nothing tells of them anywhere, totals hold, nobody else is touched."""

import gzip
import hashlib
import os
import re
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from dbt.contracts.graph.manifest import Manifest

from strata import erasure
from strata.checks.replay import build_models
from strata.contract import load_contract
from strata.erasure.edits import treatments
from strata.erasure.person import Person, find_person
from strata.erasure.rewrite import rewrite_file
from strata.errors import Exit, StrataError
from strata.home import PROJECT_ROOT, Home
from strata.landing import land
from strata.landing.scan import InboxFile
from strata.landing.state import read_state
from strata.publication import verify
from strata.publication.manifest import read_manifest

REASON = "asked on paper, PIPL Art. 47"
DEADLINE = 60
CENT = Decimal("0.01")
# Rows of everybody but the person must stay as they were, the unassigned customer's aside.
UNTOUCHED = ("dim_customer", "dim_customer_history", "fct_customer_month", "fct_customer_tier")


@pytest.fixture(scope="module")
def person(bank: Home) -> Person:
    """The wealthiest borrower with a card whom all five systems know."""
    with duckdb.connect() as connection:
        connection.execute(f"attach '{bank.warehouse}' as built (read_only)")
        (key,) = connection.execute("""
            select bridge.customer_key
            from built.restricted.bridge_customer_source as bridge
            inner join built.marts.fct_customer_month as months using (customer_key)
            where bridge.valid_to is null and months.loan_daily_avg > 0
            group by all
            order by count(distinct bridge.source_system) desc, max(months.aum_daily_avg) desc
            limit 1
        """).fetchone()
        found = find_person(bank, connection, key)
    assert all(
        found.numbers[kind]
        for kind in ("core", "card", "loan", "ebank", "crm", "account", "card_account", "bank_card",
                     "contract", "document", "document_hash", "name", "mobile")
    ), {kind: len(numbers) for kind, numbers in found.numbers.items()}  # fmt: skip
    return found


@pytest.fixture(scope="module")
def home(
    bank: Home, person: Person, manifest: Manifest, tmp_path_factory: pytest.TempPathFactory
) -> Home:
    """The bank without the person, by way of two killed runs, built anew."""
    home = Home(tmp_path_factory.mktemp("forgotten") / "bank")
    shutil.copytree(bank.root, home.root, ignore=shutil.ignore_patterns("truth", "target", "logs"))
    kept = home.published.parent / "versions" / "before" / "strata.duckdb"
    kept.parent.mkdir(parents=True)
    for name in ("strata.duckdb", "staff.duckdb", "manifest.json"):
        shutil.copy(home.published.with_name(name), kept.with_name(name))

    for feed in ("ebank/ebk_session", "counter/cntr_queue_ticket"):  # landed and tidied away
        shutil.rmtree(min((home.inbox / feed).iterdir()))

    before = tree(home.inbox) | tree(home.landing)
    kill_forget(home, person, "**/.staging-*/inbox")
    assert tree(home.inbox) | tree(home.landing) == before
    assert erasure.recover(home) == []
    assert not any((home.state / "erasure").iterdir())

    kill_forget(home, person, "E*")
    (done,) = erasure.recover(home)
    assert done.erased_rows > 50 < done.unlinked_rows
    assert done.published_files > 3
    assert verify(home) == []
    assert read_manifest(kept.parent).differences(kept.parent, only_databases=True) == []
    assert not home.warehouse.exists()
    with pytest.raises(StrataError, match=r"was erased on .*; nothing was changed"):
        erasure.forget(home, person.key, REASON)
    build_models(home, manifest)
    return home


def kill_forget(home: Home, person: Person, sign: str) -> None:
    """Start `strata forget` and kill it as soon as `sign` lies under state/erasure/."""
    run = subprocess.Popen(
        [sys.executable, "-m", "strata.cli", "forget", person.key, "--reason", REASON],
        cwd=PROJECT_ROOT,
        env=os.environ | {"STRATA_HOME": str(home.root)},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    until = time.monotonic() + DEADLINE
    while not any((home.state / "erasure").glob(sign)):
        assert run.poll() is None and time.monotonic() < until, "it never came that far"
        time.sleep(0.002)
    run.send_signal(signal.SIGKILL)
    assert run.wait() == -signal.SIGKILL


def tree(folder: Path) -> dict[str, str]:
    """Hash of every file below, by path."""
    return {
        str(path.relative_to(folder.parent)): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(folder.rglob("*"))
        if path.is_file() and path.name != ".lock"
    }


def texts_of(path: Path) -> Iterator[str]:
    """Everything a file says, unpacked: cells of tables, lines of texts."""
    if path.suffix == ".parquet":
        table = pq.ParquetFile(path).read()
        for name in table.column_names:
            if table.schema.field(name).type == pa.string():
                yield from filter(None, table[name].to_pylist())
    elif path.suffix == ".duckdb":
        with duckdb.connect() as connection:
            connection.execute(f"attach '{path}' as read (read_only)")
            columns = connection.execute("""
                select schema_name, table_name, column_name from duckdb_columns()
                where database_name = 'read' and data_type = 'VARCHAR'
                    and table_oid in (
                        select table_oid from duckdb_tables() where database_name = 'read'
                    )
            """).fetchall()
            for schema, table, column in columns:
                found = connection.execute(
                    f'select distinct "{column}" from read."{schema}"."{table}"'
                ).fetchall()
                yield from (value for (value,) in found if value)
    else:
        content = path.read_bytes()
        content = gzip.decompress(content) if path.suffix == ".gz" else content
        yield content.decode("utf-8", "replace")
        yield content.decode("gb18030", "replace")


def tells_of(home: Home, person: Person) -> set[str]:
    """Files that hold an identifier of the person or the customer key."""
    words = sorted({person.key, *person.texts}, key=len, reverse=True)
    pattern = re.compile("|".join(map(re.escape, words)))
    return {
        str(path.relative_to(home.root))
        for path in home.root.rglob("*")
        if path.is_file() and path.suffix != ".msgpack" and path.relative_to(home.root).parts[0]
        in ("inbox", "landing", "state", "warehouse", "published", ".strata")
        and any(pattern.search(text) for text in texts_of(path))
    }  # fmt: skip


def test_nothing_tells_of_the_person_any_more(bank, home, person):
    before = tells_of(bank, person)
    for part in ("inbox/core", "inbox/loan", "landing/core", "landing/ebk", "published", "ware"):
        assert any(path.startswith(part) for path in before), part
    assert tells_of(home, person) == set()


def test_controls_hold_and_count_what_was_erased(home):
    with duckdb.connect(str(home.warehouse), read_only=True) as built:
        controls = built.execute("""
            select control_id, left_value = right_value, status from quality.ctl_result
            where severity = 'BLOCK' and control_id <> 'KT' and checked_by = 'dbt'
        """).fetchall()
        assert {status for _, _, status in controls} == {"PASS"}
        assert {("R-01", True, "PASS"), ("R-02", True, "PASS")} <= set(controls)
        (scored,) = built.execute("select sum(erased) from quality.dq_scorecard").fetchone()
        log = built.execute(
            "select sum(erased_rows), any_value(reason) from restricted.erasure_log"
        ).fetchone()
        statuses = built.execute(
            "select distinct control_status from staging.stg_landing__batches where erased > 0"
        ).fetchall()
    assert log == (scored, REASON)
    assert scored > 50
    assert {status for (status,) in statuses} <= {"MATCHED", "ROWS_ONLY"}


def test_balances_move_to_the_unassigned_customer_and_nobody_else_changes(bank, home, person):
    with duckdb.connect() as connection:
        connection.execute(f"attach '{bank.warehouse}' as before (read_only)")
        connection.execute(f"attach '{home.warehouse}' as after (read_only)")
        others = "customer_key not in ($key, 'UNASSIGNED')"
        for table in UNTOUCHED:
            rows = {
                side: f"select * from {side}.marts.{table} where {others}"
                for side in ("before", "after")
            }
            for one, other in (("before", "after"), ("after", "before")):
                differing = connection.execute(
                    f"select count(*) from ({rows[one]} except all {rows[other]})",
                    {"key": person.key},
                ).fetchone()
                assert differing == (0,), (table, one)
        sums = """
            select month_end, sum(aum_daily_avg), sum(loan_daily_avg)
            from {}.marts.fct_customer_month where {} group by 1 order by 1
        """
        theirs, own = "customer_key in ($key, 'UNASSIGNED')", {"key": person.key}
        moved = connection.execute(sums.format("before", theirs), own).fetchall()
        found = connection.execute(sums.format("after", "customer_key = 'UNASSIGNED'")).fetchall()
        assert [month for month, *_ in found] == [month for month, *_ in moved]
        for (_, *now), (_, *was) in zip(found, moved, strict=True):
            # Averages of two customers are rounded twice, that of one once.
            assert all(abs(a - b) <= CENT for a, b in zip(now, was, strict=True)), (now, was)
        assert any(assets for _, assets, _ in moved)


def test_landing_again_changes_nothing(home):
    before = tree(home.landing)
    report = land(home, quiet=True)
    assert (report.is_clean, report.landed, report.replaced) == (True, [], [])
    assert tree(home.landing) == before


def test_a_person_who_is_sent_again_is_noticed(bank, home):
    """The old delivery no longer fits its totals; a new one is landed and told of."""
    delivered = home.inbox / "crm" / "crm_customer"
    first = next(iter(sorted(delivered.iterdir()))) / "crm_customer.csv"
    erased, old = first.read_bytes(), bank.inbox / first.relative_to(home.inbox)
    first.write_bytes(old.read_bytes())
    (refused,) = land(home, quiet=True).refused
    assert "and 1 erased" in refused.reason
    first.write_bytes(erased)
    later = delivered / "2099-01-01" / "crm_customer.csv"
    later.parent.mkdir()
    later.write_bytes(old.read_bytes())
    report = land(home, quiet=True)
    assert report.is_clean
    assert any("people who were erased (crm_customer 2099-01-01)" in it for it in report.notices)


def test_every_personal_column_is_treated():
    """A column that the contract calls personal is emptied, replaced or goes with its row."""
    lines = treatments()
    gone = {line.feed for line in lines if line.treatment == "delete"}
    treated = {(line.feed, line.column) for line in lines}
    contract = load_contract()
    personal = {
        (feed.name, column.name)
        for feed in contract.values()
        for column in feed.columns
        if column.privacy and feed.system not in ("hr", "ledger")
    }
    # What an employee suggests is the employee's.
    open_ones = {one for one in personal - treated if one[0] not in gone} - {
        ("crm_suggestion", "content")
    }
    assert open_ones == set()
    assert all(line.column in {c.name for c in contract[line.feed].columns} for line in lines)
    assert {line.treatment for line in lines} == {"delete", "blank", "surrogate", "blank_too"}
    named = {"core_cust_no", "card_cust_no", "loan_cust_no", "crm_cust_id", "user_id", "member_id"}
    for feed in contract.values():
        for column in feed.columns:
            if column.name in named and feed.name not in gone:
                assert (feed.name, column.name) in treated


FEED = "core_transaction"
HEADER = "txn_id,acct_no,summary,cpty_name,note"
EDITS = {2: None, 4: {"acct_no": "X", "summary": "", "cpty_name": ""}}


@pytest.mark.parametrize("encoding", ["utf-8", "gb18030"])
@pytest.mark.parametrize("ending", [".csv", ".csv.gz"])
def test_a_text_file_keeps_all_but_what_is_edited(tmp_path, encoding, ending):
    lines = [
        HEADER,
        'T1,A1,"tea, 茶",甲,a',
        "T2,A2,goes,乙,b",
        'T3,"A3" stray quote',
        'T4,A4,"two\nlines, 二",丙,d',
        "T5,A5,stays,丁,e",
        "合计,5,,,",
    ]
    content = "\n".join(lines).encode(encoding)
    path = tmp_path / f"in{ending}"
    path.write_bytes(gzip.compress(content) if ending.endswith(".gz") else content)
    target = tmp_path / "out" / path.name
    rewrite_file(load_contract()[FEED], InboxFile(path, path.name), EDITS, target)
    written = target.read_bytes()
    written = gzip.decompress(written) if ending.endswith(".gz") else written
    assert written.decode(encoding).splitlines() == [
        lines[0], lines[1], lines[3], "T4,X,,,", lines[5], lines[6],
    ]  # fmt: skip


def test_a_parquet_file_keeps_all_but_what_is_edited(tmp_path):
    rows = [
        {"TXN_ID": f"T{n}", "acct_no": f"A{n}", "summary": "茶", "cpty_name": "甲", "note": "n"}
        for n in range(1, 6)
    ]
    path, target = tmp_path / "in.parquet", tmp_path / "out" / "in.parquet"
    pq.write_table(pa.Table.from_pylist(rows), path, row_group_size=3)
    rewrite_file(load_contract()[FEED], InboxFile(path, path.name), EDITS, target)
    edited = {"TXN_ID": "T4", "acct_no": "X", "summary": None, "cpty_name": None, "note": None}
    assert pq.read_table(target).to_pylist() == [rows[0], rows[2], edited, rows[4]]


@pytest.mark.parametrize(
    ("key", "reason", "told"),
    [
        ("nobody", REASON, "No customer of the last build has the key"),
        ("UNASSIGNED", REASON, "is nobody"),
        ("nobody", "  ", "needs a reason"),
    ],
)
def test_what_cannot_be_forgotten_is_told_in_a_sentence(bank, tmp_path, key, reason, told):
    copy = Home(tmp_path / "bank")
    shutil.copytree(bank.root, copy.root, ignore=shutil.ignore_patterns("truth", "published"))
    before = tree(copy.inbox)
    with pytest.raises(StrataError, match=told) as raised:
        erasure.forget(copy, key, reason)
    assert raised.value.code == Exit.USAGE
    assert tree(copy.inbox) == before
    assert read_state(copy, "erased") == []
