"""What is said of persons adds up to what is said of branches and the bank, and is true."""

import stat

import duckdb
import pytest

from strata.checks import privacy
from strata.checks.privacy import scan_file
from strata.errors import StrataError
from strata.home import Home
from strata.publication import refuse_identifiers

# Points and weights are told to four places; a card has about thirty items.
ROUNDING = "0.01"


@pytest.fixture
def none_of(built, bank):
    """Rows that break a rule: a query of them has to find none."""

    def check(query: str) -> None:
        assert built.execute(query.format(truth=bank.truth)).fetchall() == []

    return check


def count(built: duckdb.DuckDBPyConnection, query: str) -> int:
    """One number, to see that a rule has cases here."""
    return built.execute(query).fetchone()[0]


def test_the_bank_does_what_its_persons_and_nobody_did(built, none_of):
    """Day by day and indicator by indicator: persons and unattributed, branches, the bank."""
    assert count(
        built, "select count(distinct indicator_code) from intermediate.int_staff_flows_daily"
    ) == 8
    none_of("""
        with persons as (
            select work_date, indicator_code, sum(done) as done
            from intermediate.int_staff_flows_daily group by all
        ),
        branches as (
            select work_date, indicator_code, sum(own_done) as done
            from intermediate.int_branch_flows_daily group by all
        ),
        bank as (
            select work_date, indicator_code, done
            from intermediate.int_branch_flows_daily where branch_code = '990000'
        )
        select * from persons
        full join branches using (work_date, indicator_code)
        full join bank using (work_date, indicator_code)
        where persons.done is distinct from branches.done
            or persons.done is distinct from bank.done
    """)


def test_a_branch_does_what_its_persons_and_nobody_did(none_of):
    """The same for each branch by itself."""
    none_of("""
        with persons as (
            select branch_code, work_date, indicator_code, sum(done) as done
            from intermediate.int_staff_flows_daily group by all
        )
        select * from intermediate.int_branch_flows_daily as branches
        left join persons using (branch_code, work_date, indicator_code)
        where branches.own_done <> coalesce(persons.done, 0)
    """)


def test_net_new_money_of_the_bank_is_that_of_its_customers(built, none_of):
    """Nothing is lost on the way from customers to branches, but staff's own accounts."""
    assert count(built, "select count(*) from intermediate.int_customer_net_inflows") > 0
    none_of("""
        select sum(done) as told, (
            select sum(net_inflow_cny) from intermediate.int_customer_net_inflows
            inner join intermediate.int_months
                on event_date between month_start and window_end
            anti join (
                select customer_key, month_end from intermediate.int_owned_customer_months
                where not is_measured
            ) as own using (customer_key, month_end)
        ) as moved
        from intermediate.int_branch_flows_daily
        where branch_code = '990000' and indicator_code = 'SL_NET_NEW_MONEY'
        having abs(told - moved) > 0.01
    """)


def test_assets_of_persons_and_nobody_are_those_of_the_bank(built, none_of):
    """In every month, by the days a customer was somebody's, and by branch."""
    assert count(
        built, "select count(*) from intermediate.int_owned_customer_months where staff_id is null"
    ) > 0
    none_of("""
        with assets as (
            select customer_key, month_end, aum_daily_avg
            from intermediate.int_customer_assets_monthly where aum_daily_avg is not null
        ),
        bank as (select month_end, sum(aum_daily_avg) as total from assets group by all),
        persons as (
            select month_end, sum(aum_daily_avg * day_share) as total
            from intermediate.int_owned_customer_months
            inner join assets using (customer_key, month_end) group by all
        ),
        branches as (
            select month_end, sum(aum_total) as total
            from intermediate.int_branch_assets_monthly group by all
        )
        select * from bank
        left join persons using (month_end)
        left join branches using (month_end)
        where coalesce(abs(bank.total - persons.total), 1) > 0.01
            or coalesce(abs(bank.total - branches.total), 1) > 0.01
    """)


def test_targets_add_up_but_where_they_were_planted_not_to(built, bank):
    """Targets of persons make their branch's, those of branches the bank's (R-17, D28)."""
    broken, kept = (
        set(
            built.execute(f"""
                select branch_code || '|' || indicator_code, month_end
                from intermediate.int_target_breakdown where {condition}
            """).fetchall()
        )
        for condition in ("not is_broken_down", "is_broken_down and parts > 0")
    )
    planted = built.execute(f"""
        select record_key, last_day(event_date)
        from read_parquet('{bank.truth}/event.parquet') where kind = 'target sum'
    """).fetchall()
    assert broken == set(planted)
    assert {key.partition("|")[0] for key, _ in kept} >= {"990000", "990201", "990305"}


def test_known_weights_of_a_person_and_month_sum_to_one_hundred(built, none_of):
    """What is void gives its weight away: an item, a component, or one of two positions."""
    assert count(built, """
        select count(*) from (
            select staff_id, month_end from staff.fct_staff_kpi group by all
            having count(distinct position_code) > 1
        )
    """) > 0
    none_of(f"""
        select staff_id, month_end, sum(weight) from staff.fct_staff_kpi
        where not is_void group by all
        having sum(weight) <> 0 and abs(sum(weight) - 100) > {ROUNDING}
    """)
    none_of("select * from staff.fct_staff_kpi where is_void and (weight <> 0 or points <> 0)")


def test_points_of_items_sum_to_those_of_the_scorecard(built, none_of):
    """And the score is made of points, bonus and corrections less deductions."""
    assert count(built, "select count(indicator_points) from staff.rpt_staff_scorecard") > 500
    none_of(f"""
        with items as (
            select staff_id, month_end, sum(points) as points from staff.fct_staff_kpi
            where not is_void group by all
        )
        select * from staff.rpt_staff_scorecard left join items using (staff_id, month_end)
        where coalesce(abs(indicator_points - least(points, 120)), 0) > {ROUNDING}
            or indicator_points is not null and points is null
            or abs(kpi_score - greatest(
                0, indicator_points + bonus + adjustment_points - deduction_points
            )) > {ROUNDING}
            or (kpi_score is null) <> (indicator_points is null)
    """)


def test_scores_lie_on_their_scale(none_of):
    """No item over its cap, no person over 120 but for the bonus, nothing under zero."""
    none_of("select * from staff.fct_staff_kpi where score < 0 or score > 120 or weight < 0")
    none_of("""
        select * from staff.rpt_staff_scorecard
        where kpi_score < 0 or kpi_score > 125 or indicator_points not between 0 and 120
            or bonus not between 0 and 5
    """)
    none_of("select * from marts.rpt_branch_scorecard where kpi_score not between 0 and 120")


def test_no_deduction_is_over_its_cap(built, none_of):
    """Persons 20 a month and 40 a year, branches 10 a month; nobody is paid for a complaint."""
    assert count(
        built, "select count(*) from staff.rpt_staff_scorecard where deduction_points > 0"
    ) > 0
    none_of("""
        select staff_id, year(month_end), max(deduction_points)
        from staff.rpt_staff_scorecard group by all
        having min(deduction_points) < 0 or max(deduction_points) > 20
    """)
    none_of("""
        select staff_id, year(month_end) from intermediate.int_staff_deductions_monthly
        group by all having sum(deduction_points) > 40
    """)
    none_of("""
        select * from marts.rpt_branch_scorecard where deduction_points not between 0 and 10
    """)


STORIES = """
    with story as (
        select complaint_id, coalesce(repeat_of, complaint_id) as story_id, is_valid, decide_day
        from read_parquet('{truth}/complaint.parquet')
    ),
    posted as (
        select story_id, count(distinct complaint_id) as complaints,
            sum(points) filter (where party_type = 'BRANCH') as of_branch,
            sum(points) filter (where party_type = 'STAFF' and repeat_multiplier = 1) as of_staff,
            bool_or(repeat_multiplier <> 1) as is_repeated
        from staff.fct_complaint_deduction left join story using (complaint_id) group by all
    ),
    truth as (
        select story_id,
            bool_or(is_valid and decide_day <= (select max(month_end) from staff.fct_staff_kpi))
                as costs
        from story group by all
    )
"""


def test_a_valid_complaint_costs_its_branch_and_its_staff_once(built, bank, none_of):
    """Told through two channels or one; the staff bear together what the branch bears alone."""
    stories = built.execute(
        STORIES.format(truth=bank.truth) + "select count(*) filter (where costs) from truth"
    ).fetchone()[0]
    assert stories >= 5
    none_of(STORIES + """
        select * from truth left join posted using (story_id)
        where costs and (
            posted.story_id is null or complaints <> 1 or of_branch <= 0
            or not is_repeated and of_branch <> of_staff
        )
    """)


def test_an_invalid_or_undecided_complaint_costs_exactly_nothing(built, bank, none_of):
    """Not a posting of any party, in any month."""
    others = built.execute(
        STORIES.format(truth=bank.truth) + "select count(*) from truth where not costs"
    ).fetchone()[0]
    assert others >= 10
    none_of(STORIES + """
        select * from posted left join truth using (story_id) where not coalesce(costs, false)
    """)


def test_shares_of_a_complaint_make_one_whole_a_side(none_of):
    """Staff share one whole between them; the branch bears it whole (R-19)."""
    none_of("""
        select complaint_id, party_type, sum(share), count(*) from intermediate.int_complaint_shares
        group by all having sum(share) <> 1 or party_type = 'BRANCH' and count(*) <> 1
    """)


def test_positions_are_the_true_ones_day_by_day(built, bank, none_of):
    """Who stood where: every day of every assessed person, and no day more."""
    true_days = f"""
        select staff_id, month_days.day::date as work_date, position_code, branch_code
        from read_parquet('{bank.truth}/position_truth.parquet')
        inner join (
            select unnest(generate_series(month_start, window_end, interval 1 day)) as day
            from intermediate.int_months
        ) as month_days
            on day >= from_day and (to_day is null or day < to_day) and day >= hire_date
                and (leave_date is null or day <= leave_date)
    """
    assert count(built, f"select count(*) from ({true_days})") > 10_000
    told = """
        select staff_id, work_date, position_code, branch_code from intermediate.int_staff_days
    """
    none_of(f"({told}) except all ({true_days})")
    none_of(f"({true_days}) except all ({told})")


def test_figures_of_employees_are_published_apart_and_not_for_everybody(bank, published):
    """A file of its own that only its group reads; nothing of it in what everybody gets."""
    assert stat.S_IMODE(bank.published_staff.stat().st_mode) == 0o640
    assert stat.S_IMODE(bank.published.stat().st_mode) == 0o644
    with duckdb.connect(str(bank.published_staff), read_only=True) as connection:
        tables = connection.execute("select distinct schema_name from duckdb_tables()").fetchall()
    assert tables == [("staff",)]
    assert published.execute("""
        select table_name, column_name from duckdb_columns()
        where schema_name in ('marts', 'quality') and column_name in ('staff_id', 'party_id')
    """).fetchall() == []


def test_the_privacy_scan_reads_the_file_of_staff(bank, tmp_path):
    """What is published of staff holds no identifier; one that is planted is found and stopped."""
    assert scan_file(bank.published_staff) == []
    number = next(
        candidate for digit in "0123456789X"
        if privacy.is_resident_id(candidate := "99999919900101001" + digit)
    )
    planted = Home(tmp_path).published_staff  # named as its schema is
    planted.parent.mkdir()
    with duckdb.connect(str(planted)) as connection:
        connection.execute("create schema staff.staff")
        connection.execute(f"create table staff.staff.one as select '{number}' as note")
    assert [(one.table, one.column) for one in scan_file(planted)] == [("staff.one", "note")]
    with pytest.raises(StrataError):
        refuse_identifiers([planted])
