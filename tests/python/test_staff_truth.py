"""Ranks of staff against the truth, and money parked over a month end, on banks made by hand."""

import duckdb
import pytest

from strata.checks.staff import compare_staff, ranks, spearman, tied
from strata.home import Home

TABLES = """
create schema intermediate; create schema staff; create schema restricted;
create table intermediate.int_kpi_rules as
    select date '2025-06-30' as month_end, 500000.0 as uplift_customer_cap;
create table intermediate.int_staff_months as
    select 'S' || n as staff_id, date '2025-06-30' as month_end, 'TELLER' as position_code,
        30 as days from range(1, 21) as people(n)
    union all select 'M', date '2025-06-30', 'CM', 30;
create table intermediate.int_handling_measures as
    select 'S' || n as staff_id, date '2025-06-30' as month_end,
        'BH_HANDLING_TIME' as indicator_code, (n * 0.01)::decimal(28, 10) as actual
    from range(1, 21) as people(n);
create table staff.fct_staff_kpi as
    select 'S' || n as staff_id, date '2025-06-30' as month_end,
        'BH_HANDLING_TIME' as indicator_code, least(110, 120 - n)::decimal(28, 10) as score
    from range(1, 21) as people(n);
create table intermediate.int_portfolio_measures as
    select 'STAFF' as owner_type, 'M' as owner_id, date '2025-06-30' as month_end,
        'CU_AUM' as indicator_code, 0.1::decimal(28, 10) as raw_actual,
        120 as customers;
create table intermediate.int_uplift_cohorts as
    select 'K' as customer_key, 'STAFF' as owner_type, 'M' as owner_id,
        date '2025-06-30' as month_end, date '2024-12-31' as base_month_end,
        1000.0 as i01_base, {average} as i01_now;
create table restricted.bridge_customer_source as
    select 'K' as customer_key, 'core' as source_system, '1' as source_customer_id,
        null::date as valid_to;
create table intermediate.int_customer_deposits_daily as
    select 'K' as customer_key, day::date as balance_date,
        case when day = date '2025-06-30' then 1900.0 else 1000.0 end as balance_cny
    from generate_series(date '2025-06-01', date '2025-06-30', interval 1 day) as days(day);
create table intermediate.int_customer_deposits_monthly as
    select 'K' as customer_key, month_end, closing_balance_cny
    from (values (date '2024-12-31', 1000.0), (date '2025-06-30', 1900.0))
        as months(month_end, closing_balance_cny);
create table intermediate.int_customer_wealth_monthly (
    customer_key varchar, month_end date, investment_daily_avg decimal(24, 8),
    closing_value_cny decimal(24, 8)
);
"""


def _home(folder, average=1030, pace="n"):
    """A bank in which 900 yuan stood on the last day of June alone: 30 of its average."""
    home = Home(folder)
    home.warehouse.parent.mkdir(parents=True)
    with duckdb.connect(str(home.warehouse)) as connection:
        connection.execute(TABLES.format(average=f"{average}.0"))
    home.truth.mkdir()
    with duckdb.connect() as connection:
        connection.execute(f"""
            copy (select 'S' || n as staff_id, ({pace})::double as pace from range(1, 21) as p(n))
                to '{home.truth}/staff_pace.parquet';
            copy (select 'M' as staff_id, 0.5 as effect) to '{home.truth}/manager_effect.parquet';
            copy (select 'A' as acct_no, '1' as core_cust_no, date '2025-06-30' as day_in,
                date '2025-07-01' as day_out, 900.0 as amount)
                to '{home.truth}/dressing.parquet';
        """)
    return home


def test_equal_values_share_the_middle_of_their_ranks():
    assert ranks([10, 30, 20, 20]) == [1, 4, 2.5, 2.5]
    assert tied([10, 30, 20, 20]) == 2


def test_rank_correlation_of_known_cases():
    assert spearman([1, 2, 3, 4], [10, 100, 1000, 10000]) == pytest.approx(1)
    assert spearman([1, 2, 3, 4], [4, 3, 2, 1]) == pytest.approx(-1)
    # by hand: ranks 1 2.5 2.5 4 against 1 2 3 4
    assert spearman([1, 2, 2, 3], [1, 2, 3, 4]) == pytest.approx(4.5 / (4.5 * 5) ** 0.5)
    assert spearman([1, 1, 1], [1, 2, 3]) is None


def test_ranks_that_follow_the_truth_hold_and_few_people_are_not_judged(tmp_path):
    truth = compare_staff(_home(tmp_path))
    assert truth.failures == []
    told = {(one.role, one.against): one for one in truth.agreements}
    assert told["TELLER", "measure"].correlation == pytest.approx(1)
    # the cap of the score puts the ten fastest on one value
    assert told["TELLER", "score"].ties == 10
    assert 0.7 < told["TELLER", "score"].correlation < 1
    assert told["CM", "measure"].correlation is None
    assert told["CM", "measure"].holds


def test_ranks_without_the_truth_are_a_failure(tmp_path):
    truth = compare_staff(_home(tmp_path, pace="hash(n) % 1000"))
    assert "handling speed of TELLER against measure" in truth.failures


def test_money_of_one_day_moves_an_average_by_its_share_of_the_month(tmp_path):
    truth = compare_staff(_home(tmp_path))
    told = [line for line in truth.lines if line.startswith("Money parked")]
    assert len(told) == 1
    assert "3.00% on averages and 90.00% on closing balances; 0 beyond" in told[0]


def test_assets_measured_by_closing_balances_are_found(tmp_path):
    truth = compare_staff(_home(tmp_path, average=1900))
    assert any(line.startswith("0 of 1 months") for line in truth.failures)


def test_a_bank_without_staff_is_not_judged(tmp_path):
    home = Home(tmp_path)
    home.warehouse.parent.mkdir(parents=True)
    duckdb.connect(str(home.warehouse)).close()
    assert compare_staff(home).failures == []
