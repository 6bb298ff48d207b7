"""Landing as a whole: batches land once, whole or not at all, and every refusal says why."""

import fcntl
import gzip
import json
from datetime import date, datetime
from decimal import Decimal

import duckdb
import pyarrow.parquet as pq
import pytest
from landing_bank import ACCOUNT_HEADER, DAY, Bank, only
from typer.testing import CliRunner

from strata.cli import app
from strata.contract import load_contract
from strata.errors import Exit, StrataError
from strata.landing import accept, run
from strata.landing.header import is_never_land
from strata.landing.store import Store

ONE = "A1,C1,0.035,2020-01-31,N"
TWO = "A2,C2,0.040,2020-02-01,N"
THREE = "A3,C3,0.050,2020-02-02,N"


@pytest.fixture
def bank(tmp_path):
    return Bank(tmp_path)


# What lands, and how


def test_a_batch_lands_in_the_contracts_shape_with_its_lineage(bank):
    """Staging binds to names and types: contract columns first, then file, line, time, failures."""
    bank.accounts(ONE, "A2,C2,x,00000000,N", "A3")
    report = only(bank.land().landed)
    path = bank.home.landing / "core_account" / f"batch_date={DAY}" / "part-000.parquet"
    with duckdb.connect() as connection:
        shape = connection.execute(
            f"describe select * from read_parquet('{path}', hive_partitioning = false)"
        ).fetchall()
    contract = [(it.name, it.data_type.upper()) for it in load_contract()["core_account"].columns]
    lineage = [
        ("_src_file", "VARCHAR"),
        ("_src_row_no", "BIGINT"),
        ("_loaded_at", "TIMESTAMP"),
        ("_cast_failures", "VARCHAR"),
    ]
    assert [(name, kind) for name, kind, *_ in shape] == [*contract, *lineage]
    assert bank.rows("core_account", "acct_no, rate, open_date, _src_row_no, _cast_failures") == [
        ("A1", Decimal("0.035000"), date(2020, 1, 31), 1, None),
        ("A2", None, None, 2, '{"rate": "x"}'),
    ]
    assert bank.rows("core_account", "distinct _src_file") == [
        (f"core/core_account/{DAY}/core_account.csv",)
    ]
    assert bank.rows("core_account", "distinct _loaded_at") == [(report.loaded_at,)]
    assert bank.unreadable("core_account") == [(3, "ragged: expected 5 fields, found 1", "A3")]
    assert (report.received, report.landed, report.unreadable, report.cast_failed) == (3, 2, 1, 1)


def test_small_and_large_batches_land_alike(bank, monkeypatch):
    """Many small batches share a query; the way a batch takes must not show in its rows."""
    for day in ("2024-01-29", "2024-01-30", "2024-01-31"):
        bank.accounts(ONE, f"B{day},C,1e9,20200101,", "A3", day=day)
        bank.put("core_account", f"{ACCOUNT_HEADER}\nZ{day},C,,,\n合计,1\n", day, "z.csv.gz")
    bank.land()
    columns = "* exclude (_loaded_at)"
    days = ("2024-01-29", "2024-01-30", "2024-01-31")
    small = [bank.rows("core_account", columns, day) for day in days]
    aside = [bank.unreadable("core_account", day) for day in days]
    assert [len(rows) for rows in small] == [3, 3, 3]
    other = Bank(bank.home.root / "other")
    other.home.root.mkdir()
    bank.home.inbox.rename(other.home.inbox)
    monkeypatch.setattr("strata.landing.plan.SMALL_BYTES", 0)
    other.land()
    assert [other.rows("core_account", columns, day) for day in days] == small
    assert [other.unreadable("core_account", day) for day in days] == aside


def test_gb18030_with_reordered_columns_lands_as_text(bank):
    """Card writes GB18030 and its columns in its own order."""
    text = "status,ACCT_NO ,core_cust_no,summary\nN,A1,张三,备注\n"
    bank.put("core_account", text.encode("gb18030"))
    report = only(bank.land().landed)
    assert bank.rows("core_account", "acct_no, core_cust_no, status") == [("A1", "张三", "N")]
    assert report.encodings == ["GB18030"]


def test_every_feed_has_an_empty_table_from_the_start(bank):
    """An absent feed is an empty table of the contract's shape, so that every model binds."""
    bank.land()
    for name, feed in load_contract().items():
        table = pq.read_table(bank.home.landing / name / "empty.parquet")
        assert table.num_rows == 0
        assert {*(column.name for column in feed.columns), "batch_date", "_src_file"} <= set(
            table.schema.names
        )
    assert pq.read_table(bank.home.landing / "_unreadable" / "empty.parquet").num_rows == 0
    assert pq.read_table(bank.home.state / "accepted_batches.parquet").num_rows == 0
    assert pq.read_table(bank.home.landing / "_batches" / "batches.parquet").num_rows == 0


def test_the_batch_table_has_the_declared_columns(bank):
    """Quality models read `batches.parquet` through the source declaration."""
    import yaml

    from strata.contract import STAGING

    bank.land()
    declared = yaml.safe_load((STAGING / "landing" / "_landing__sources.yml").read_text())
    tables = {table["name"]: table for table in declared["sources"][0]["tables"]}
    files = {
        "land_batch": bank.home.landing / "_batches" / "batches.parquet",
        "land_unreadable": bank.home.landing / "_unreadable" / "empty.parquet",
        "accepted_batch": bank.home.state / "accepted_batches.parquet",
    }
    with duckdb.connect() as connection:
        for name, path in files.items():
            found = connection.execute(f"describe select * from '{path}'").fetchall()
            assert [(column, kind.lower()) for column, kind, *_ in found] == [
                (column["name"], column["data_type"].replace(",", ","))
                for column in tables[name]["columns"]
            ]


def test_a_header_alone_lands_without_rows(bank):
    """A day without complaints is a delivery, unlike an empty file."""
    bank.accounts()
    assert only(bank.land().landed).landed == 0
    assert bank.rows("core_account") == []


# Parquet


def test_parquet_of_the_contracts_types_is_taken_over(bank):
    """Snapshots of a large bank come typed; dates of no end and empty texts mean what they mean."""
    path = bank.put("core_account", b"", name="a.parquet")
    duckdb.sql(
        "select * from (values ('A1', 'C1', 0.035::decimal(9,6), date '2020-01-31', ''), "
        "('A2', 'x' || chr(0), null, date '9999-12-31', 'N')) "
        "t(acct_no, core_cust_no, rate, open_date, status)"
    ).write_parquet(str(path))
    bank.land()
    columns = "acct_no, core_cust_no, rate, open_date, status, _src_row_no, _cast_failures"
    assert bank.rows("core_account", columns) == [
        ("A1", "C1", Decimal("0.035000"), date(2020, 1, 31), None, 1, None),
        ("A2", "x", None, None, "N", 2, None),
    ]


def test_parquet_of_other_types_goes_through_the_same_cast(bank):
    """Text dates, floating amounts and wide integers read as in CSV, with failures kept."""
    path = bank.put("core_balance_daily", b"", name="b.parquet")
    duckdb.sql(
        "select 7 as ACCT_NO, '20240131' as biz_date, 1.005::double as balance, "
        "'1,234.50' as available_bal, 12::bigint as hold_amt, 'x' as accrued_int, "
        "1e20::double as ledger_bal, 'more' as note"
    ).write_parquet(str(path))
    report = only(bank.land().landed)
    (row,) = bank.rows("core_balance_daily", "* exclude (_src_file, _src_row_no, _loaded_at)")
    money = [Decimal("1.01"), Decimal("1234.50"), Decimal("12.00"), None, None]
    assert list(row[:-1]) == ["7", DAY, *money]
    assert json.loads(row[-1]) == {"accrued_int": "x", "ledger_bal": "1e+20"}
    assert report.extra_columns == ["note"]
    extra = bank.home.landing / "_extra" / "core_balance_daily" / f"batch_date={DAY}"
    assert duckdb.sql(f"select src_row_no, note from '{extra}/*.parquet'").fetchall() == [
        (1, "more")
    ]


def test_parquet_numbers_of_other_widths_are_rounded_or_kept_as_failures(bank):
    """A typed file gets no other rounding, and no silent overflow, than a text file."""
    path = bank.put("core_balance_daily", b"", name="b.parquet")
    duckdb.sql(
        f"select 'A1' as acct_no, timestamp '{DAY} 10:00:00' as biz_date, "
        "1.005::decimal(20, 4) as balance, (-1.005)::decimal(20, 4) as available_bal, "
        "99999999999999999::bigint as hold_amt"
    ).write_parquet(str(path))
    bank.land()
    columns = "biz_date, balance, available_bal, hold_amt, _cast_failures"
    assert bank.rows("core_balance_daily", columns) == [
        (DAY, Decimal("1.01"), Decimal("-1.01"), None, '{"hold_amt": "99999999999999999"}')
    ]


def test_instants_in_parquet_become_shanghai_time(bank):
    """Tools that write UTC instants mean the same moment as the bank's clock."""
    path = bank.put("core_transaction", b"", name="t.parquet")
    with duckdb.connect() as connection:
        connection.execute("set timezone = 'UTC'")
        connection.execute(
            "copy (select 'T1' as txn_id, timestamptz '2024-01-31 01:00:00+00' as txn_ts) "
            f"to '{path}'"
        )
    bank.land()
    assert bank.rows("core_transaction", "txn_ts") == [(datetime(2024, 1, 31, 9),)]


@pytest.mark.parametrize("damage", ["text", "cut", "empty"])
def test_a_damaged_parquet_file_refuses_its_batch(bank, damage):
    """Half a file is no batch."""
    path = bank.put("core_account", b"", name="a.parquet")
    duckdb.sql("select range::varchar as acct_no from range(5000)").write_parquet(str(path))
    content = {"text": b"acct_no\n1\n", "cut": path.read_bytes()[:-30], "empty": b""}[damage]
    path.write_bytes(content)
    report = only(bank.land().refused)
    assert "a.parquet is not a readable Parquet file" in report.reason
    assert bank.rows_exist("core_account") is False


# Once, whole, or not at all


def test_landing_again_changes_nothing(bank):
    """The same bytes, even copied anew, leave every file of the landing as it was."""
    path = bank.accounts(ONE, "A2", TWO)
    bank.put("core_account", "acct_no\n", day="2024-01-30")
    bank.put("crm_customer", b"")
    bank.control(3)
    bank.land()
    before = bank.tree()
    content = path.read_bytes()
    path.unlink()
    path.write_bytes(content)
    report = bank.land()
    assert bank.tree() == before
    assert (report.unchanged, report.landed, report.replaced) == (3, [], [])


def test_other_bytes_replace_a_batch_whole(bank):
    """What an earlier delivery brought, unreadable lines included, must not linger."""
    bank.accounts(ONE, TWO, "ragged", "x,x,x,x,x", header=f"{ACCOUNT_HEADER}")
    bank.put("core_account", f"{ACCOUNT_HEADER},note\n{THREE},n\n", name="more.csv")
    first = only(bank.land().landed)
    (bank.home.inbox / "core" / "core_account" / str(DAY) / "more.csv").unlink()
    bank.accounts(TWO)
    second = only(bank.land().replaced)
    assert bank.rows("core_account", "acct_no") == [("A2",)]
    assert bank.unreadable("core_account") == []
    assert not (bank.home.landing / "_extra" / "core_account" / f"batch_date={DAY}").exists()
    assert first.loaded_at < second.loaded_at
    assert bank.batch()["landed"] == 1


def test_a_killed_run_leaves_nothing_half_landed(bank):
    """Killed before the decision: gone. Killed after it: completed at the next start."""
    bank.accounts(ONE, "ragged")
    bank.land()
    landed = bank.tree()
    store = Store(bank.home.landing)
    staged = store.stage("core_account", date(2024, 2, 1))
    (staged / "main" / "part-000.parquet").write_bytes(b"half")
    bank.land()
    assert bank.tree() == landed

    for part in ("main", "_unreadable"):
        decided = bank.home.landing / "_commit" / f"core_account@{DAY}" / part
        decided.parent.mkdir(parents=True, exist_ok=True)
        store.place(part, "core_account", DAY).rename(decided)
    bank.land()
    assert bank.tree() == landed

    decided = bank.home.landing / "_commit" / f"core_account@{DAY}" / "main"
    decided.parent.mkdir(parents=True)
    store.place("main", "core_account", DAY).rename(decided)
    report = bank.land()
    assert bank.tree() == landed
    assert report.unchanged == 1


def test_a_damaged_report_lands_its_batch_anew(bank):
    """What the loader cannot remember it does again."""
    bank.accounts(ONE)
    bank.land()
    path = bank.home.landing / "core_account" / f"batch_date={DAY}" / "_batch.json"
    path.write_text(path.read_text()[:50])
    assert only(bank.land().landed).landed == 1
    assert bank.land().unchanged == 1


def test_a_file_that_cannot_be_opened_refuses_its_batch_alone(bank, monkeypatch):
    """A file withdrawn while the inbox is read costs its own batch, not the night's run."""
    path = bank.accounts(ONE)
    bank.accounts(ONE, day="2024-01-30")
    scan = run.scan_inbox

    def and_then_withdraw(*given):
        found = scan(*given)
        path.unlink()
        return found

    monkeypatch.setattr(run, "scan_inbox", and_then_withdraw)
    report = bank.land()
    assert "cannot be opened" in only(report.refused).reason
    assert only(report.landed).batch_date == date(2024, 1, 30)


def test_a_second_run_is_refused(bank):
    """Two landings on one folder would overwrite each other's decisions."""
    bank.land()
    with (bank.home.state / ".run.lock").open("w") as handle:
        fcntl.flock(handle, fcntl.LOCK_EX)
        with pytest.raises(StrataError) as error:
            bank.land()
    assert error.value.code == Exit.ALREADY_RUNNING


def test_a_file_that_grows_while_read_is_refused(bank, monkeypatch):
    """A transfer still under way is no delivery."""
    path = bank.accounts(ONE)
    describe = run.describe_files

    def and_then_grow(batch, known):
        found = describe(batch, known)
        with path.open("a") as handle:
            handle.write(TWO + "\n")
        return found

    monkeypatch.setattr(run, "describe_files", and_then_grow)
    assert "changed while it was read" in only(bank.land().refused).reason
    assert bank.rows_exist("core_account") is False
    monkeypatch.undo()
    assert only(bank.land().landed).landed == 2


def test_until_lands_day_by_day(bank):
    """Drills replay the days one by one."""
    for day in ("2024-01-29", "2024-01-30", "2024-01-31"):
        bank.accounts(ONE, day=day)
    assert len(bank.land(until=date(2024, 1, 30)).landed) == 2
    assert only(bank.land().landed).batch_date == DAY


def test_a_changed_contract_lands_a_batch_anew(bank, monkeypatch):
    """Files of an older shape would not bind any more."""
    bank.accounts(ONE)
    bank.land()
    monkeypatch.setattr(run, "LANDING_VERSION", 0)
    assert only(bank.land().replaced).landed == 1
    assert bank.land().unchanged == 1


# Control totals


@pytest.mark.parametrize(
    ("rows", "column", "total", "status"),
    [
        (2, "", "", "MATCHED"),
        (2, "rate", "0.08", "MATCHED"),
        (2, "RATE ", "0.075", "MATCHED"),
    ],
)
def test_matching_control_totals(bank, rows, column, total, status):
    """Sums are compared at the two places the control file carries."""
    bank.accounts(ONE, TWO, "合计,2,,,")
    bank.control(rows, column, total)
    bank.land()
    assert bank.batch()["control_status"] == status


@pytest.mark.parametrize(
    ("rows", "column", "total", "said"),
    [
        (3, "", "", "3 rows announced, 2 found"),
        (2, "rate", "0.09", "sum of rate announced 0.09, found 0.08"),
        (2, "acct_no", "3", "acct_no is no number of this feed"),
        (2, "nothing", "3", "nothing is no number of this feed"),
        ("x", "", "", "no readable row count"),
        (2, "rate", "", "no readable sum of rate"),
    ],
)
def test_a_mismatch_refuses_the_batch_and_says_both_numbers(bank, rows, column, total, said):
    """R-01: nothing of the batch lands, its files stay, and the sentence names feed and day."""
    path = bank.accounts(ONE, TWO)
    bank.control(rows, column, total)
    report = only(bank.land().refused)
    assert said in report.reason
    assert report.name == f"core_account {DAY}"
    assert bank.rows_exist("core_account") is False
    assert path.exists()
    row = bank.batch()
    assert (row["status"], row["control_status"], row["received"]) == ("REFUSED", "MISMATCH", 2)


def test_a_refused_delivery_leaves_the_landed_one(bank):
    """A malformed second delivery changes nothing that is there; its row says so."""
    bank.accounts(ONE, TWO)
    bank.control(2)
    bank.land()
    landed = bank.rows("core_account")
    bank.accounts(ONE)
    assert len(bank.land().refused) == 1
    assert bank.rows("core_account") == landed
    row = bank.batch()
    assert row["status"] == "LANDED"
    assert row["reason"].startswith("a later delivery was refused: control totals differ")
    bank.accounts(ONE, TWO)
    assert bank.land().is_clean
    assert bank.batch()["reason"] is None


def test_without_a_control_row_a_batch_is_uncontrolled(bank):
    """It lands, and the report says that nobody vouched for it."""
    bank.accounts(ONE)
    assert [one.name for one in bank.land().uncontrolled] == [f"core_account {DAY}"]
    assert bank.batch()["control_status"] == "UNCONTROLLED"


def test_a_control_row_that_comes_later_is_compared_then(bank):
    """Late totals must not pass unseen; what is landed stays."""
    bank.accounts(ONE)
    bank.land()
    bank.control(1)
    assert bank.land().notices == []
    assert bank.batch()["control_status"] == "MATCHED"
    bank.control(5)
    notice = only(bank.land().notices)
    assert "5 rows announced, 1 found" in notice
    assert bank.batch()["control_status"] == "MISMATCH"
    before = bank.tree()
    bank.land()
    assert bank.tree() == before
    accept(bank.home, "core_account", DAY, "the control file was wrong")
    assert bank.land().notices == []
    assert bank.batch()["control_status"] == "ACCEPTED"


@pytest.mark.parametrize("odd", ["A3", "A3,C3,x,2020-01-01,N"])
def test_unreadable_values_leave_only_the_rows_to_compare(bank, odd):
    """An unreadable line or amount makes the sum unknown, not wrong."""
    bank.accounts(ONE, TWO, odd)
    bank.control(3, "rate", "99")
    assert bank.land().is_clean
    assert bank.batch()["control_status"] == "ROWS_ONLY"


def test_failed_casts_elsewhere_keep_the_sum(bank):
    """Only failures of the control column itself hide its sum."""
    bank.accounts(ONE, "A2,C2,0.05,notaday,N")
    bank.control(2, "rate", "99")
    assert "sum of rate" in only(bank.land().refused).reason


def test_sums_are_of_delivered_units_not_of_rounded_ones(bank):
    """Digits beyond the scale are rounded row by row, but the bank summed what it sent."""
    header = "acct_no,biz_date,balance"
    bank.put("core_balance_daily", f"{header}\nA1,{DAY},1.004\nA2,{DAY},1.004\nA3,{DAY},1.004\n")
    bank.control(3, "balance", "3.01", feed="core_balance_daily")
    assert bank.land().is_clean
    assert bank.batch("core_balance_daily")["control_status"] == "MATCHED"


def test_the_newest_control_row_counts(bank):
    """Departments correct their totals, too."""
    bank.accounts(ONE)
    bank.control(7, name="a.csv")
    bank.put(
        "ctl_batch",
        "feed,batch_date,row_cnt,control_column,control_sum,file_name,sent_ts\n"
        f"core_account,{DAY},1,,,,{DAY} 08:00:00\n",
        name="0.csv",
    )
    bank.put(
        "ctl_batch",
        "feed,batch_date,row_cnt,control_column,control_sum,file_name,sent_ts\n"
        f"core_account,{DAY},1,,,,\n",
        day="2024-02-01",
    )
    assert bank.land().is_clean


def test_an_announced_batch_nobody_delivered_is_named(bank):
    """A department's total without its file is a lost transfer."""
    bank.control(10)
    assert f"not delivered: core_account {DAY}" in only(bank.land().notices)


# Drift


def test_a_missing_key_column_refuses_by_name(bank):
    """Without its key a row is nobody's."""
    bank.accounts("C1,0.1", header="core_cust_no,rate")
    assert "lacks the key column acct_no" in only(bank.land().refused).reason


def test_a_lost_column_refuses_by_name(bank):
    """What earlier batches had and this one lacks is a broken export, not a wish."""
    bank.accounts(ONE, day="2024-01-30")
    bank.accounts("A1,C1,N", header="acct_no,core_cust_no,status")
    report = only(bank.land().refused)
    assert "lost the column open_date, rate, which the batch of 2024-01-30 had" in report.reason
    assert bank.rows_exist("core_account") is False


def test_a_column_never_delivered_is_null_and_listed(bank):
    """Coverage reports read the list."""
    bank.accounts(ONE)
    assert bank.land().is_clean
    row = bank.batch()
    assert "product_code" in row["missing_columns"].split(",")
    assert bank.rows("core_account", "product_code") == [(None,)]


def test_an_extra_column_is_landed_aside(bank):
    """Nothing received is dropped, and the contract's shape stays."""
    bank.accounts(f"{ONE},hello", f"{TWO},", header=f"{ACCOUNT_HEADER},New Note")
    report = only(bank.land().landed)
    assert report.extra_columns == ["new note"]
    extra = bank.home.landing / "_extra" / "core_account" / f"batch_date={DAY}" / "*.parquet"
    found = duckdb.sql(f"select src_row_no, \"new note\" from '{extra}' order by 1").fetchall()
    assert found == [(1, "hello"), (2, None)]


def test_duplicate_names_refuse(bank):
    """Which of two columns called rate is meant, nobody can know."""
    bank.accounts("A1,1,2", header="acct_no,rate,Rate")
    assert "names rate more than once" in only(bank.land().refused).reason


@pytest.mark.parametrize("name", ["password", "CVV2", "login_Pwd", "pinBlock", "otp", "人脸特征"])
def test_secrets_and_biometrics_never_land(bank, name):
    """Not even aside: the batch is refused and says which column."""
    bank.accounts(f"{ONE},1234", header=f"{ACCOUNT_HEADER},{name}")
    report = only(bank.land().refused)
    assert name in report.reason
    assert bank.rows_exist("core_account") is False
    assert not (bank.home.landing / "_extra").exists()


def test_no_contract_column_sounds_forbidden():
    """The list must not refuse what the contract asks for."""
    names = {column.name for feed in load_contract().values() for column in feed.columns}
    assert [name for name in sorted(names) if is_never_land(name)] == []


def test_refusals_tell_no_values(bank):
    """Messages end in logs: a file without a header must not show its first customer there."""
    bank.put("core_customer", "C001,张三,110105194912310021,13800138000,张三\n")
    bank.put("card_customer", "CC1,张三,110105194912310021,13800138000,张三\n".encode("gb18030"))
    report = bank.land()
    said = " ".join(one.reason for one in report.refused)
    assert len(report.refused) == 2
    for value in ("张三", "110105194912310021", "13800138000", "C001"):
        assert value not in said


# A malformed inbox


def test_a_malformed_inbox_changes_nothing_landed(bank):
    """Each broken delivery is one sentence; what was landed stays as it was."""
    bank.accounts(ONE, day="2024-01-30")
    bank.land()
    before = {path: seen for path, seen in bank.tree().items() if "core_account/" in path}
    packed = gzip.compress(f"{ACCOUNT_HEADER}\n{ONE}\n".encode() * 200)[:-9]
    bank.put("core_account", packed, name="a.csv.gz")
    bank.put("core_customer", b"")
    bank.put("core_debit_card", "card_no\n".encode("utf-16"))
    bank.put("core_transaction", "x\n")
    (bank.home.inbox / "core" / "core_account" / "31-01-2024").mkdir()
    (bank.home.inbox / "core" / "core_accounts").mkdir()
    (bank.home.inbox / "card" / "core_account").mkdir(parents=True)
    (bank.home.inbox / "kern").mkdir()
    (bank.home.inbox / "core" / "core_account" / "2024-01-30" / "a.csv.part").touch()
    (bank.home.inbox / ".DS_Store").touch()
    report = bank.land()
    assert {one.feed: one.refusal for one in report.refused} == {
        "core_account": "UNREADABLE_FILE",
        "core_customer": "EMPTY_FILE",
        "core_debit_card": "UNREADABLE_FILE",
        "core_transaction": "KEY_MISSING",
    }
    assert len(report.problems) == 5
    assert report.unchanged == 1
    after = bank.tree()
    assert {path: after[path] for path in before} == before


def test_the_command_says_one_sentence_each_and_exits_with_three(bank, monkeypatch):
    """A scheduler reads the exit code, an operator the sentence."""
    monkeypatch.setenv("STRATA_HOME", str(bank.home.root))
    bank.accounts(ONE)
    bank.control(2)
    result = CliRunner().invoke(app, ["land"])
    assert result.exit_code == Exit.DATA_REFUSED
    assert (
        f"Refused: core_account {DAY}: control totals differ: 2 rows announced, 1 found."
        in result.output
    )
    released = CliRunner().invoke(
        app, ["accept", "core_account", str(DAY), "--reason", "branch closed"]
    )
    assert released.exit_code == 0
    again = CliRunner().invoke(app, ["land"])
    assert again.exit_code == 0
    assert "1 batches landed" in again.output


def test_the_banks_name_is_taken_over(bank):
    """Seeds carry a bank column where banks differ."""
    bank.home.inbox.mkdir()
    named = bank.home.landing / "_bank.json"
    bank.land()
    assert json.loads(named.read_text()) == {"bank": "default"}
    (bank.home.inbox / "bank.json").write_text('{"bank": "demo"}')
    assert bank.land().is_clean
    assert json.loads(named.read_text()) == {"bank": "demo"}
    (bank.home.inbox / "bank.json").write_text("demo")
    assert "bank.json" in only(bank.land().problems)


# Releases


def test_a_release_lets_exactly_these_bytes_land(bank):
    """One true fall in rows must not stop a bank for ever, nor open the door for another file."""
    bank.accounts(ONE, day="2024-01-30")
    bank.accounts("A1,C1", header="acct_no,core_cust_no")
    bank.control(9)
    bank.land()
    accept(bank.home, "core_account", DAY, "  the card centre dropped\n the column ")
    bank.accounts("A2,C2", header="acct_no,core_cust_no")
    assert not bank.land().is_clean
    bank.accounts("A1,C1", header="acct_no,core_cust_no")
    assert bank.land().is_clean
    row = bank.batch()
    assert row["control_status"] == "ACCEPTED"
    assert row["reason"] == "the card centre dropped the column"
    bank.accounts("A1,C1", header="acct_no,core_cust_no", day="2024-02-01")
    assert bank.land().is_clean, "a column once released as lost is not missed again"


def test_a_landed_batch_can_be_released(bank):
    """The quality gate halts landed batches; the release names the same bytes."""
    bank.accounts(ONE)
    report = only(bank.land().landed)
    accept(bank.home, "core_account", DAY, "true fall in rows")
    accept(bank.home, "core_account", DAY, "true fall in rows, checked twice")
    (row,) = pq.read_table(bank.home.state / "accepted_batches.parquet").to_pylist()
    assert row["fingerprint"] == report.fingerprint
    assert row["reason"] == "true fall in rows, checked twice"


@pytest.mark.parametrize("content", ["x\n1\n", "acct_no,pin\n1,2\n", ""])
def test_what_no_reason_can_cure_is_not_released(bank, content):
    """Missing keys, secrets and unreadable files need a new delivery."""
    bank.put("core_account", content)
    bank.land()
    with pytest.raises(StrataError, match="cannot be released"):
        accept(bank.home, "core_account", DAY, "please")


@pytest.mark.parametrize(
    ("feed", "reason", "said"),
    [("core_account", " \n", "needs a reason"), ("core_balance_daily", "why", "no batch")],
)
def test_a_release_needs_a_reason_and_a_known_batch(bank, feed, reason, said):
    """The reason is what an auditor reads a year later."""
    bank.accounts(ONE)
    bank.land()
    with pytest.raises(StrataError, match=said):
        accept(bank.home, feed, DAY, reason)
