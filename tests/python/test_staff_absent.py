"""A feed that is not delivered makes its measures void, not zero, and touches nothing else.

Each case is the demo bank as if some departments had never sent anything: the landed batches are
gone, and what depends on them is built again.
"""

import shutil
from collections.abc import Callable

import duckdb
import pytest

from strata.build import failure_sentence, run_dbt
from strata.checks.replay import differing_tables
from strata.home import Home
from strata.publication import publish
from strata.run.info import info_of_build

OF_STAFF = "path:models/intermediate/staff path:models/marts/staff path:models/marts/branches"
STAFF_MARTS = (
    "fct_staff_kpi", "rpt_staff_scorecard", "rpt_one_person_one_sheet", "rpt_kpi_adjustment",
    "rpt_staff_review",
)
OF_EMPLOYEES = ("hr_staff", "hr_position", "hr_attendance", "hr_training", "kpi_target")


def stop_delivering(home: Home, *feeds: str) -> None:
    """Take every batch of some feeds out of what is landed."""
    for feed in feeds:
        for batch in (home.landing / feed).glob("batch_date=*"):
            shutil.rmtree(batch)
    listed = home.landing / "_batches" / "batches.parquet"
    with duckdb.connect() as connection:
        connection.execute("create table kept as from read_parquet(?)", [str(listed)])
        connection.execute("delete from kept where list_contains(?, feed)", [list(feeds)])
        connection.execute(f"copy kept to '{listed}' (format parquet)")


def rows(home: Home, query: str) -> list[tuple]:
    """What the build file answers."""
    with duckdb.connect(str(home.warehouse), read_only=True) as connection:
        return connection.execute(query).fetchall()


@pytest.fixture(scope="module")
def without(bank, manifest, tmp_path_factory) -> Callable[..., Home]:
    """Makes copies of the bank in which feeds were never delivered, and builds what is selected."""

    def make(*feeds: str, select: list[str], of: Home = bank) -> Home:
        home = Home(tmp_path_factory.mktemp("without"))
        for part in ("landing", "state", "warehouse", ".strata"):
            shutil.copytree(of.root / part, home.root / part)
        stop_delivering(home, *feeds)
        silent = ["--quiet", "--log-level-file", "none", "--no-write-json"]
        result = run_dbt(home, [*silent, "run", "--select", *select], manifest)
        assert result.success, failure_sentence(result)
        return home

    return make


def downstream(*models: str) -> list[str]:
    """Models and what of staff depends on them."""
    return [*models, *(f"{model}+,{part}" for model in models for part in OF_STAFF.split())]


# Events at the counter, complaints, attendance


@pytest.fixture(scope="module")
def quiet(without) -> Home:
    """A bank without queue tickets, a register of complaints or attendance."""
    return without(
        "cntr_queue_ticket", "cmpl_complaint", "cmpl_responsibility", "hr_attendance",
        select=downstream(
            "stg_landing__batches", "stg_counter__queue_tickets", "stg_complaint__complaints",
            "stg_complaint__responsibilities", "stg_hr__attendance",
        ),
    )


def test_without_tickets_waiting_and_diversion_are_void(bank, quiet):
    """Nobody waited no time: the items have no measure, no score and no weight."""
    measured = """
        select indicator_code, count(actual), count(score), sum(weight), bool_and(is_void)
        from staff.fct_staff_kpi where indicator_code in ('BH_WAIT', 'BH_DIVERSION')
        group by all order by all
    """
    assert all(found > 0 and not void for _, found, _, _, void in rows(bank, measured))
    assert rows(quiet, measured) == [
        ("BH_DIVERSION", 0, 0, 0, True), ("BH_WAIT", 0, 0, 0, True)
    ]
    waits = """
        select count(*), count(wait_minutes_p50), count(wait_minutes_p90), count(abandoned_share)
        from marts.rpt_branch_scorecard
    """
    (found,) = rows(quiet, waits)
    assert found[0] > 50
    assert found[1:] == (0, 0, 0)


def test_the_weight_of_what_is_void_goes_to_the_rest(bank, quiet):
    """Every card of which anything is known weighs 100; lobby managers are scored by the rest."""
    weights = """
        select count(*), min(weight), max(weight) from (
            select sum(weight) as weight from staff.fct_staff_kpi
            where not is_void group by staff_id, month_end having sum(weight) > 0
        )
    """
    (found,) = rows(quiet, weights)
    assert found[0] > 900
    assert 99.99 < found[1] <= found[2] < 100.01
    lobby = "from staff.rpt_staff_scorecard where position_code = 'LOBBY' and kpi_score is not null"
    assert rows(quiet, f"select count(*) > 50 and min(kpi_score) > 20 {lobby}") == [(True,)]
    # but a card of which less than half is known says nothing
    assert rows(quiet, f"select count(*) {lobby}") < rows(bank, f"select count(*) {lobby}")


def test_what_needs_no_ticket_stays_as_it_was(bank, quiet):
    """Measures of who does not work in the lobby do not move with its tickets."""
    query = """
        select staff_id, month_end, position_code, indicator_code, actual, target, score
        from staff.fct_staff_kpi
        where component in ('PC', 'CU') or indicator_code in ('BH_HANDLING_TIME', 'SL_REFERRAL')
        order by all
    """
    before = rows(bank, query)
    after = rows(quiet, query)
    assert {one[:5] for one in before} == {one[:5] for one in after}


def test_without_a_register_of_complaints_nobody_is_deducted(quiet):
    """And nobody is said to have had none."""
    assert rows(quiet, "from staff.fct_complaint_deduction") == []
    assert rows(quiet, "select count(deduction_points) from staff.rpt_staff_scorecard") == [(0,)]
    assert rows(quiet, "select count(deduction_points) from marts.rpt_branch_scorecard") == [(0,)]
    assert rows(quiet, """
        select count(*) > 0, count(actual) from staff.fct_staff_kpi
        where indicator_code in ('CS_DEDUCTION', 'MG_COMPLAINTS_IN_TIME')
    """) == [(True, 0)]
    assert rows(quiet, """
        select count(*) from staff.rpt_staff_scorecard
        where kpi_score <> indicator_points + bonus + adjustment_points
    """) == [(0,)]


def test_without_attendance_everybody_is_present_on_workdays(bank, quiet):
    """Nobody is absent for want of a list; the days are those of the calendar."""
    away = "select count(*) > 0 from intermediate.int_staff_days where is_workday <> is_present"
    assert rows(bank, away) == [(True,)]
    assert rows(quiet, away) == [(False,)]
    assert rows(quiet, """
        select count(*) from staff.rpt_staff_scorecard
        left join (
            select staff_id, month_end, count(*) as days from intermediate.int_staff_days
            where is_workday group by all
        ) using (staff_id, month_end)
        where is_eligible and eligible_days is distinct from days
    """) == [(0,)]


# Feeds of employees


@pytest.fixture(scope="module")
def nobody(without) -> Home:
    """A bank that tells nothing of its employees, but which branches there are."""
    return without(*OF_EMPLOYEES, select=["source:hr+", "stg_landing__batches+,path:models/quality",
                                          "stg_landing__batches"])


def test_without_feeds_of_employees_staff_marts_are_empty(nobody):
    """There, so that a query finds them; only the register of complaints still names parties."""
    for mart in STAFF_MARTS:
        assert rows(nobody, f"from staff.{mart}") == [], mart


def test_without_feeds_of_employees_no_file_of_staff_is_published(nobody):
    """Only what everybody reads."""
    published = publish(nobody, info_of_build(nobody)).rows
    assert nobody.published.exists()
    assert not nobody.published_staff.exists()
    assert not [name for name in published if name.startswith("staff.")]


def test_without_feeds_of_employees_customers_are_what_they_were(bank, nobody):
    """Every row of every table readers get, but of branches and of what was delivered."""
    differing = {
        table for table in differing_tables(bank, nobody)
        if table.startswith(("marts.", "quality.")) and not table.startswith("marts.rpt_branch_")
    }
    told_of_delivery = {
        "quality.ctl_result", "quality.dq_scorecard", "quality.dq_violations",
        "quality.feed_coverage",
    }
    assert differing <= told_of_delivery
    feeds = ", ".join(f"'{feed}'" for feed in OF_EMPLOYEES)
    for table in ("dq_violations", "feed_coverage"):
        query = f"from quality.{table} where feed not in ({feeds})"
        assert sorted(rows(bank, query), key=repr) == sorted(rows(nobody, query), key=repr), table
    controls = """
        select control_id, status from quality.ctl_result
        where status in ('FAIL', 'NOT_APPLICABLE') order by all
    """
    before, after = dict(rows(bank, controls)), dict(rows(nobody, controls))
    changed = {one for one in {*before, *after} if before.get(one) != after.get(one)}
    assert changed == {"R-17", "R-24"}
    assert {after[one] for one in changed} == {"NOT_APPLICABLE"}


def test_without_branches_too_nothing_breaks(without, nobody):
    """No branch, no person: reports of branches and staff are empty."""
    home = without("hr_branch", of=nobody, select=downstream("stg_hr__branches"))
    for mart in (*(f"staff.{mart}" for mart in STAFF_MARTS), "marts.rpt_branch_scorecard",
                 "marts.rpt_branch_daily_sheet"):
        assert rows(home, f"from {mart}") == [], mart
