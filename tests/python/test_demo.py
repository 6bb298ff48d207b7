"""The demo bank: same seed same bytes, every feed delivered, labels complete, truth kept apart."""

import csv
import hashlib
import importlib
import io
from collections import Counter
from pathlib import Path

import duckdb
import pytest

from strata.contract import load_contract
from strata.demo import make_demo
from strata.demo.codes import write_seeds
from strata.demo.deliver import _line_sql
from strata.errors import StrataError
from strata.home import PROJECT_ROOT, Home

CUSTOMERS, MONTHS = 200, 15
SYSTEMS = {"core", "card", "ebank", "loan", "crm", "complaint", "survey", "external", "reference",
           "ledger", "control", "counter", "hr"}
ALSO = {"pts_txn", "mkt_campaign", "mkt_touch", "mkt_coupon_batch", "mkt_coupon"}


def _tree_hash(home: Home) -> str:
    total = hashlib.sha256()
    for root in (home.inbox, home.truth):
        for path in sorted(root.rglob("*")):
            if path.is_file():
                total.update(str(path.relative_to(home.root)).encode())
                total.update(hashlib.sha256(path.read_bytes()).digest())
    return total.hexdigest()


def _make(tmp_path_factory: pytest.TempPathFactory, seed: int) -> Home:
    home = Home(tmp_path_factory.mktemp(f"demo{seed}"))
    make_demo(home, CUSTOMERS, MONTHS, seed)
    return home


@pytest.fixture(scope="module")
def home(tmp_path_factory):
    return _make(tmp_path_factory, 1)


@pytest.fixture(scope="module")
def truth(home):
    con = duckdb.connect()
    for path in home.truth.glob("*.parquet"):
        con.execute(f"create view {path.stem} as from '{path}'")
    return con


def _records(path: Path) -> list[list[str]]:
    """All records of a CSV file, header first; bytes nobody can read stay as surrogates."""
    raw = path.read_bytes()
    if path.suffix == ".gz":
        raw = importlib.import_module("gzip").decompress(raw)
    raw = raw.removeprefix(b"\xef\xbb\xbf")
    encoding = "utf-8"
    try:
        raw.replace(b"\xff\xfe\x81", b"").decode(encoding)
    except UnicodeDecodeError:
        encoding = "gb18030"
    text = raw.replace(b"\xff\xfe\x81", b"?").decode(encoding)
    return list(csv.reader(io.StringIO(text, newline=""), strict=True))


def test_same_seed_gives_the_same_bytes(home, tmp_path_factory):
    assert _tree_hash(home) == _tree_hash(_make(tmp_path_factory, 1))


def test_another_seed_gives_another_bank(home, tmp_path_factory):
    assert _tree_hash(home) != _tree_hash(_make(tmp_path_factory, 2))


def test_a_full_inbox_is_not_overwritten_without_force(home):
    with pytest.raises(StrataError, match="not empty"):
        make_demo(home, CUSTOMERS, MONTHS, 1)


def test_every_feed_of_the_foundation_is_delivered(home):
    contract = load_contract().values()
    expected = {feed.name for feed in contract if feed.system in SYSTEMS or feed.name in ALSO}
    delivered = {path.name for path in home.inbox.glob("*/*") if path.is_dir()}
    assert delivered == expected


def test_headers_are_the_contract_and_control_rows_count_every_record(home):
    contract = load_contract()
    counts = Counter()
    for path in home.inbox.glob("*/*/*/*.csv*"):
        feed, batch = path.parts[-3], path.parts[-2]
        header, *records = _records(path)
        assert header == [column.name for column in contract[feed].columns], path.name
        trailer = bool(records) and records[-1][0] == "合计"
        counts[feed, batch] += len(records) - trailer
    for path in home.inbox.glob("*/*/*/*.parquet"):
        rows = duckdb.execute(f"select count(*) from '{path}'").fetchone()[0]
        counts[path.parts[-3], path.parts[-2]] += rows
    told = {}
    for path in home.inbox.glob("control/ctl_batch/*/*.csv"):
        for row in _records(path)[1:]:
            told[row[0], row[1]] = int(row[2])
    assert told
    assert told == {key: counts[key] for key in told}


def test_every_pattern_of_the_catalogue_is_planted(truth):
    planted = {code for (code,) in truth.execute("select distinct d_code from defect").fetchall()}
    expected = {f"D{number:02d}" for number in range(1, 35)}
    assert expected - planted == set()


def test_every_defect_points_at_a_delivered_batch(home, truth):
    folders = [path for path in home.inbox.glob("*/*/*") if path.is_dir()]
    batches = {(path.parts[-2], path.parts[-1]) for path in folders}
    planted = truth.execute("select distinct feed, batch_date::varchar from defect").fetchall()
    assert {row for row in planted if row not in batches} == set()


def test_labels_are_of_three_kinds_and_twins_are_impossible(truth):
    labels = {label for (label,) in truth.execute("select distinct label from pair").fetchall()}
    assert labels == {"mergeable", "review", "impossible"}
    wrong = truth.execute("""
        select count(*) from pair
        inner join source_customer as l on left_system = l.source_system
            and left_id = l.source_customer_id
        inner join source_customer as r on right_system = r.source_system
            and right_id = r.source_customer_id
        where label = 'mergeable' and l.person_id <> r.person_id
            or label = 'impossible' and l.person_id = r.person_id
    """).fetchone()[0]
    assert wrong == 0
    pairs, distinct = truth.execute(
        "select count(*), count(distinct (left_system, left_id, right_system, right_id)) from pair"
    ).fetchone()
    assert pairs == distinct


def test_every_drill_of_the_full_equals_incremental_check_is_there(truth):
    drills = {name for (name,) in truth.execute("select distinct drill from drill").fetchall()}
    assert drills >= {
        "late fact", "date corrected", "snapshot again", "customer merge", "split", "owner change",
        "share change", "currency corrected",
    }


def test_a_few_people_become_another_kind(truth):
    changers, all_of_another = truth.execute("""
        select count(*), bool_and(kind_from <> kind and day(kind_changed_on) = 1) from person
        where kind_from is not null
    """).fetchone()
    assert 1 <= changers <= 0.04 * CUSTOMERS
    assert all_of_another


def test_what_managers_do_to_customers_adds_up_to_nothing_for_the_bank(truth):
    managers, middle, least, most = truth.execute(
        "select count(*), avg(effect), min(effect), max(effect) from manager_effect"
    ).fetchone()
    assert managers == 18
    assert middle == 0
    assert -1 < least < 0 < most < 1


def test_parked_money_stays_over_a_month_end_for_at_most_four_days(truth):
    stays, over, longest = truth.execute("""
        select count(*), count(*) filter (where day_in <= last_day(day_in) and
            day_out > last_day(day_in)), max(day_out - day_in)
        from dressing
    """).fetchone()
    assert stays == over > 0
    assert longest <= 4
    told = truth.execute("select count(*) from event where kind = 'WINDOW_DRESSING'").fetchone()[0]
    assert told == stays


def test_used_coupons_stand_on_orders(home, truth):
    truth.execute(f"""
        create view wealth_order as
        from read_csv('{home.inbox}/core/core_wealth_order/*/*.csv', all_varchar = true);
        create view coupon as
        from read_csv('{home.inbox}/marketing/mkt_coupon/*/*.csv', all_varchar = true)
        where status = 'USED';
    """)
    used, lost = truth.execute("""
        select count(*), count(*) filter (not exists (
            select 1 from wealth_order
            where wealth_order.order_id = coupon.order_id
                and wealth_order.coupon_id = coupon.coupon_id
                and wealth_order.coupon_amt = coupon.used_amt
        )) from coupon
    """).fetchone()
    assert used > 0
    assert lost == 0


def test_truth_never_lies_in_the_inbox(home):
    for path in home.inbox.rglob("*.csv"):
        header = path.open("rb").readline().decode("utf-8-sig").strip().split(",")
        assert not {"person_id", "label", "d_code", "verdict"} & set(header)
    assert not list(home.inbox.rglob("*truth*"))


def test_ledger_is_the_sum_of_balances_and_every_break_has_a_row(home, truth):
    core = home.inbox / "core" / "core_balance_daily"
    truth.execute(f"""
        create or replace temp table told as
        select acct_no, biz_date, balance, date '1900-01-01' as batch
        from '{core}/*/*.parquet'
        union all
        select acct_no, strptime(biz_date, '%Y%m%d')::date,
            try_cast(replace(balance, ',', '') as decimal(18, 2)),
            regexp_extract(filename, '(\\d{{4}}-\\d\\d-\\d\\d)', 1)::date
        from read_csv('{core}/*/*.csv', all_varchar = true, filename = true,
            quote = '"', delim = ',');
        create or replace temp table position as
        select * from told qualify batch = max(batch) over (partition by biz_date);
        create or replace temp table gap as
        select split_part(record_key, '|', 1) as acct_no,
            split_part(record_key, '|', 2)::date as biz_date
        from defect
        where feed = 'core_balance_daily' and (d_code = 'D29' or verdict = 'rejected');
    """)
    breaks = truth.execute(f"""
        with carried as (
            select gap.acct_no, gap.biz_date, max_by(position.balance, position.biz_date) as balance
            from gap inner join position on gap.acct_no = position.acct_no
                and position.biz_date < gap.biz_date and position.balance is not null
            group by all
        ),
        summed as (
            select branch_code, ccy, biz_date, sum(balance) as balance from (
                select acct_no, biz_date, balance from position where balance is not null
                union all
                select * from carried
            ) inner join account using (acct_no)
            group by all
        ),
        ledger as (
            select branch_code, ccy, biz_date::date as biz_date,
                sum(balance::decimal(18, 2)) as balance
            from read_csv('{home.inbox}/ledger/gl_balance/*/*.csv', all_varchar = true)
            where subject in ('2011', '2012', '2013', '2014', '2015')
            group by all
        )
        select count(*) from ledger full join summed using (branch_code, ccy, biz_date)
        where coalesce(ledger.balance, 0) <> coalesce(summed.balance, 0)
    """).fetchone()[0]
    assert truth.execute("select count(*) from gap").fetchone()[0] > 0
    assert breaks == 0


def test_the_code_seeds_are_what_the_generator_uses(tmp_path):
    write_seeds(tmp_path)
    for name in ("transaction_code.csv", "channel.csv"):
        committed = PROJECT_ROOT / "seeds" / "reference" / name
        assert (tmp_path / name).read_text() == committed.read_text()


@pytest.mark.parametrize("raw", ["SHORT", "LONG", "BYTES"])
def test_a_broken_line_stays_one_line(raw: str) -> None:
    """A line end inside a broken line would be two records to the loader and one to the bank."""
    with duckdb.connect() as connection:
        connection.execute(
            "create table source_rows as "
            "select 'a' as key, 'first' || chr(10) || 'second' as note, 'c' as code, $1 as _raw",
            [raw],
        )
        sql = _line_sql(["key", "note", "code"], has_raw=True)
        assert "\n" not in connection.execute(f"select _line from ({sql})").fetchone()[0]


def test_nobody_serves_who_is_not_there_nor_two_at_a_time(home, truth):
    """Dirt aside: a row whose times were soiled says nothing about who was where."""
    truth.execute(f"""
        create or replace temp table served as
        select serial_no, teller_id, branch_code, start_ts::timestamp as start_ts,
            end_ts::timestamp as end_ts
        from read_csv('{home.inbox}/counter/cntr_business_log/*/*.csv*', all_varchar = true,
            null_padding = true, ignore_errors = true)
        where starts_with(serial_no, 'L')
            and serial_no not in (select record_key from defect where feed = 'cntr_business_log');
    """)
    away, rows = truth.execute("""
        select count(*) filter (position_truth.staff_id is null), count(*)
        from served left join position_truth
            on served.teller_id = position_truth.staff_id
            and served.branch_code = position_truth.branch_code
            and start_ts >= from_day and (to_day is null or start_ts < to_day)
            and (away_from is null or start_ts < away_from or start_ts >= away_to)
    """).fetchone()
    at_once = truth.execute("""
        select count(*) from (
            select start_ts, lag(end_ts) over (
                partition by teller_id, start_ts::date order by start_ts, end_ts) as before
            from served
        ) where before > start_ts
    """).fetchone()[0]
    assert rows > 1000
    assert (away, at_once) == (0, 0)


def test_handling_times_tell_the_true_pace(home, truth):
    """The median of a teller's plain services follows the pace the generator gave the teller."""
    agreement = truth.execute(f"""
        with timed as (
            select teller_id, median(epoch(end_ts::timestamp - start_ts::timestamp)
                - coalesce(auth_wait_s::integer, 0)) as seconds, count(*) as n
            from read_csv('{home.inbox}/counter/cntr_business_log/*/*.csv*', all_varchar = true,
                null_padding = true, ignore_errors = true)
            where txn_code in ('CASHDP', 'CASHWD', 'TRFOUT', 'BILPAY', 'CCREP') and serial_no not in
                (select record_key from defect where feed = 'cntr_business_log')
            group by teller_id
        )
        select corr(seconds, pace::double) from timed
        inner join staff_pace on timed.teller_id = staff_pace.staff_id where n >= 100
    """).fetchone()[0]
    assert agreement > 0.95


def test_targets_add_up_but_for_the_planted_mismatches(home, truth):
    broken = truth.execute(f"""
        with told as (
            select period, owner_level, owner_id, indicator_code,
                replace(target_value, ',', '')::decimal(18, 4) as target_value
            from read_csv('{home.inbox}/hr/kpi_target/*/*.csv', all_varchar = true)
            where version = '1' and target_id not in (
                select record_key from defect
                where feed = 'kpi_target' and verdict in ('flagged', 'rejected')
                    and column_name <> 'stretch_value')
        ),
        placed as (
            select told.*, branch_code
            from told inner join position_truth on told.owner_id = position_truth.staff_id
                and (period || '-01')::date >= from_day
                and (to_day is null or (period || '-01')::date < to_day)
            where owner_level = 'STAFF'
        ),
        summed as (
            select period, branch_code as owner_id, indicator_code, sum(target_value) as staff_sum
            from placed group by all
        )
        select told.owner_id || '|' || told.indicator_code, (period || '-01')::date
        from told inner join summed using (period, owner_id, indicator_code)
        where abs(target_value - staff_sum) > 0.005 * target_value
        order by all
    """).fetchall()
    planted = truth.execute("""
        select record_key, event_date from event where kind = 'target sum'
            and event_date - 4 <= (select max(batch_date) from defect) order by all
    """).fetchall()
    assert broken == planted
    assert len(planted) >= MONTHS // 3
