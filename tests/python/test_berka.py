"""The main job on real input: a real bank's files, through a mapping, into the same warehouse."""

import json
import os
from decimal import Decimal
from pathlib import Path

import duckdb
import pytest
from conftest import run_tool

from strata.errors import StrataError
from strata.home import PROJECT_ROOT, Home
from strata.mappings import find_mapping, map_bank, shipped_mappings
from strata.secret import make_secret

REAL = Path(os.environ.get("STRATA_REAL_DIR") or PROJECT_ROOT.parent / "shared" / "real") / "berka"
needs_real = pytest.mark.skipif(
    not REAL.is_dir(),
    reason="the real bank is not here: set STRATA_REAL_DIR to the folder that holds berka/",
)

# As published with the files; the closing balance is the sum of the last balance the bank itself
# stated for each of the 354 accounts.
KNOWN_TOTALS = {
    "source_customers": 5369,
    "accounts": 4500,
    "account_owners": 4500,
    "cards": 892,
    "loan_contracts": 682,
    "loan_principal": 103261740,
    "accounts_with_balance": 354,
    "transactions": 30200,
    "balance_days": 278511,
    "closing_balance": Decimal("15012818.90"),
}


@pytest.fixture(scope="module")
def home(tmp_path_factory):
    """A home with the real bank mapped, landed and built."""
    from strata.landing import land

    home = Home(tmp_path_factory.mktemp("berka"))
    map_bank(find_mapping("berka"), REAL, home)
    report = land(home, quiet=True)
    assert report.is_clean
    assert {one.control_status for one in report.landed} <= {"MATCHED", "UNCONTROLLED"}
    make_secret(home.secret)
    built = run_tool(home, "dbt", "build", "--exclude-resource-type=unit_test")
    assert built.returncode == 0, built.stdout[-3000:]
    return home


@pytest.fixture(scope="module")
def warehouse(home):
    with duckdb.connect(home.warehouse, read_only=True) as connection:
        yield connection


@needs_real
def test_bank_declares_known_totals(home):
    declared = json.loads((home.inbox / "bank.json").read_text(), parse_float=Decimal)
    assert declared == {"bank": "berka", "known_totals": KNOWN_TOTALS}


@needs_real
def test_known_totals_reconcile(warehouse):
    found = warehouse.execute("""
        select control_id, left_value, right_value, status
        from quality.ctl_result
        where control_id like 'KT-%'
    """).fetchall()
    assert {name.removeprefix("KT-"): left for name, left, *_ in found} == KNOWN_TOTALS
    assert {name.removeprefix("KT-"): right for name, _, right, _ in found} == KNOWN_TOTALS
    assert {status for *_, status in found} == {"PASS"}


@needs_real
def test_no_control_fails(warehouse):
    """The chapter's claims (TC) are warnings here: little tells this bank's customers apart."""
    failed = warehouse.execute(
        "select control_id from quality.ctl_result where status = 'FAIL' and severity = 'BLOCK'"
    ).fetchall()
    assert failed == []


@needs_real
def test_tiers_of_a_bank_that_knows_little_are_provisional(warehouse):
    """Deposits and loans only: what is unknown has no value, and no letter pretends to be sure."""
    provisional, letters = warehouse.execute("""
        select count(*) filter (where is_provisional), count(*)
        from marts.fct_customer_tier where tier <> 'X'
    """).fetchone()
    assert provisional == letters > 0
    known = warehouse.execute("""
        select indicator_id from marts.fct_customer_indicator where is_known group by 1 order by 1
    """).fetchall()
    assert not {"I03", "I05", "I06", "I25", "I36", "I42"} & {one for (one,) in known}


@needs_real
def test_nothing_is_lost_on_the_way(warehouse):
    received, accepted = warehouse.execute(
        "select sum(received), sum(accepted) from quality.dq_scorecard"
    ).fetchone()
    assert received == accepted
    balances = warehouse.execute("select count(*) from staging.stg_core__balances").fetchone()
    assert balances == (KNOWN_TOTALS["balance_days"],)


@needs_real
def test_every_client_is_one_customer(warehouse):
    """Without identity numbers, declared links join borrowers to clients; the rest stand alone."""
    found = warehouse.execute("""
        select
            count(distinct customer_key),
            count(distinct customer_key) filter (where source_system = 'loan'),
            count(*) filter (where source_system = 'core')
        from restricted.bridge_customer_source
    """).fetchone()
    assert found == (5369, 682, 5369)


@needs_real
def test_what_nobody_knows_is_null_and_not_zero(warehouse):
    """4,146 owners never had a balance; 869 disponents own no account, which is a known nothing."""
    found = dict(
        warehouse.execute("""
            with roles as (
                select
                    bridge_customer_source.customer_key,
                    case
                        when stg_core__accounts.account_no is null then 'disponent'
                        when seen.account_no is null then 'unseen owner'
                        else 'owner'
                    end as role
                from restricted.bridge_customer_source
                left join staging.stg_core__accounts
                    on bridge_customer_source.source_customer_id
                        = stg_core__accounts.core_customer_no
                left join (select distinct account_no from staging.stg_core__balances) as seen
                    on stg_core__accounts.account_no = seen.account_no
                where bridge_customer_source.source_system = 'core'
            )

            select
                roles.role,
                (
                    count(distinct roles.customer_key),
                    count(fct_customer_month.deposit_daily_avg) = count(*),
                    count(fct_customer_month.deposit_daily_avg) = 0,
                    coalesce(sum(fct_customer_month.deposit_daily_avg), 0) > 0
                )
            from roles
            inner join marts.fct_customer_month
                on roles.customer_key = fct_customer_month.customer_key
            group by roles.role
        """).fetchall()
    )
    assert found == {
        "owner": (354, True, False, True),
        "unseen owner": (4146, False, True, False),
        "disponent": (869, True, False, False),
    }


@needs_real
def test_loans_without_balances_are_unknown(warehouse):
    assert warehouse.execute(
        "select count(loan_daily_avg), count(investment_daily_avg) from marts.fct_customer_month"
    ).fetchone() == (0, 0)


@pytest.fixture
def tiny(tmp_path):
    """A mapping folder of one feed, and its one source file of two rows."""
    folder = tmp_path / "tiny"
    for name, text in {
        "mapping.toml": 'bank = "tiny"\ndelimiter = ";"\n[sources]\nperson = "person.txt"\n',
        "_batch_date.sql": "select date '2024-01-31'",
        "core_customer.sql": "select id as core_cust_no, name as cust_name from everybody",
        "_helpers/everybody.sql": "select * from source.person",
        "_checks/named.sql": "-- Everybody must have a name.\nfrom everybody where name is null",
        "_known_totals.sql": "select 'source_customers' as measure, 2 as total",
    }.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    (tmp_path / "person.txt").write_text('id;name\n007;"A, B"\n008;C\n')
    return folder


def map_tiny(folder, **options):
    home = Home(folder.parent / "home")
    return home, map_bank(find_mapping(str(folder)), folder.parent, home, **options)


def refusal(folder, **options):
    with pytest.raises(StrataError) as caught:
        map_tiny(folder, **options)
    assert caught.value.sentence.count("\n") == 0
    return caught.value.sentence


def test_texts_arrive_as_they_were(tiny):
    home, report = map_tiny(tiny)
    batch = home.inbox / "core" / "core_customer" / "2024-01-31" / "core_customer.csv"
    assert batch.read_text() == 'core_cust_no,cust_name\n007,"A, B"\n008,C\n'
    control = home.inbox / "control" / "ctl_batch" / "2024-01-31" / "ctl_batch.csv"
    assert "core_customer,2024-01-31,2,,,core_customer.csv" in control.read_text()
    assert report.rows == {"core_customer": 2}
    assert [path.name for path in home.root.iterdir()] == ["inbox"]


def test_inbox_in_use_is_left_alone(tiny):
    home, _ = map_tiny(tiny)
    assert "is not empty" in refusal(tiny)
    map_tiny(tiny, force=True)
    (home.inbox / "bank.json").write_text('{"bank": "other"}')
    assert "another bank (other)" in refusal(tiny, force=True)


def test_missing_source_file_is_named(tiny):
    (tiny.parent / "person.txt").unlink()
    assert "lacks person.txt" in refusal(tiny)


def test_source_file_that_is_no_table_is_named_without_its_text(tiny):
    (tiny.parent / "person.txt").write_text('id;name\n007;"secret\n')
    sentence = refusal(tiny)
    assert "person.txt" in sentence
    assert "secret" not in sentence


def test_failed_check_writes_nothing_and_quotes_no_data(tiny):
    (tiny.parent / "person.txt").write_text("id;name\n007;\n")
    sentence = refusal(tiny)
    assert "1 case(s)" in sentence
    assert "Everybody must have a name" in sentence
    assert "007" not in sentence
    assert list((tiny.parent / "home").iterdir()) == []


@pytest.mark.parametrize(
    ("sql", "told"),
    [
        ("select id as core_cust_no, name as nickname from everybody", "nickname"),
        ("select name as cust_name from everybody", "lacks the key column core_cust_no"),
        ("select 1 as core_cust_no from everybody", "repeats or lacks its key"),
        ("select id as core_cust_no from nobody", "nobody"),
        ("select cast(name as integer) as core_cust_no from everybody", "ConversionException"),
    ],
)
def test_faulty_select_is_told_in_one_sentence(tiny, sql, told):
    (tiny / "core_customer.sql").write_text(sql)
    assert told in refusal(tiny)


def test_unknown_mapping_names_those_there_are():
    with pytest.raises(StrataError, match=", ".join(shipped_mappings())):
        find_mapping("no-such-bank")
