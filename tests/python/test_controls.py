"""The reconciliation controls: complete, and able to fail on tables of a real build."""

import shutil

import duckdb
import pytest
from dbt.contracts.graph.manifest import Manifest

from strata.build import run_dbt
from strata.home import Home
from strata.landing.model_state import keep_published_days
from strata.landing.state import read_state

SILENT = ("--quiet", "--log-level-file", "none", "--no-write-json")
# What fails on a demo bank, and the planted reason.
PLANTED = {
    "R-07b": "D27: coupon orders redeemed at once sell the fee too, more units than were bought",
    "R-17": "D28: targets of persons that do not add up to their branch's",
    "R-18b": "D22: assignments that overlap or leave a gap",
}
PROVEN_BY = {"R-13": "strata truth", "R-25": "publication", "R-27": "pytest", "R-29": "pytest",
             "R-30": "pytest"}  # fmt: skip
REGISTER = {f"R-{number:02}" for number in range(1, 31)}


@pytest.fixture
def copy(bank: Home, tmp_path) -> Home:
    """A home of its own with everything a build of `quality` reads."""
    home = Home(tmp_path / "copy")
    for part in ("landing", "state", "warehouse", ".strata"):
        shutil.copytree(bank.root / part, home.root / part)
    return home


def results(home: Home) -> dict[str, tuple[str, str, str]]:
    """Control to status, severity and who checks it."""
    with duckdb.connect(str(home.warehouse), read_only=True) as connection:
        found = connection.execute(
            "select control_id, status, severity, checked_by from quality.ctl_result"
        ).fetchall()
    return {control: tuple(rest) for control, *rest in found}


def build(home: Home, manifest: Manifest, *models: str) -> bool:
    """Whether dbt built `models` with their data tests."""
    selected = ("--select", *models, "--exclude", "test_type:unit")
    return run_dbt(home, [*SILENT, "build", *selected], manifest).success


def test_every_control_of_the_register_has_a_row(bank: Home) -> None:
    """R-01 to R-30: what is not measured in SQL says who proves it."""
    told = results(bank)
    assert told.keys() >= REGISTER
    elsewhere = {one: by for one, (_, _, by) in told.items() if by != "dbt"}
    assert elsewhere == PROVEN_BY
    idle = {one for one, (status, *_) in told.items() if status == "NOT_APPLICABLE"}
    assert idle - elsewhere.keys() == {"KT", "R-28"}, "nothing was published before, none declared"


def test_what_fails_on_a_demo_bank_was_planted(bank: Home) -> None:
    """A warning is no way of life: each has its cause in the catalogue of dirty data."""
    told = results(bank)
    failed = {one: rest for one, rest in told.items() if rest[0] == "FAIL" and one[:2] != "TC"}
    assert failed.keys() <= PLANTED.keys(), "a control fails for a reason nobody planted"
    assert {severity for _, severity, _ in failed.values()} <= {"WARN"}


def test_a_touch_without_consent_stops_the_build(copy: Home, manifest: Manifest) -> None:
    """One row moved to a day before anybody agreed, and the control's test fails."""
    with duckdb.connect(str(copy.warehouse)) as connection:
        connection.execute("""
            update staging.stg_marketing__touches set sent_at = '1999-01-01'
            where touch_id = (
                select min(touches.touch_id) from staging.stg_marketing__touches as touches
                semi join staging.stg_crm__customers using (crm_customer_id)
                where touches.is_current_version and touches.sent_at is not null
            )
        """)
    chain = ("int_consent_controls", "int_control_values", "ctl_result")
    assert not build(copy, manifest, *chain, "assert_no_blocking_control_fails")
    assert results(copy)["R-26"][0] == "FAIL"


def test_a_restated_day_is_told_with_before_and_after(copy: Home, manifest: Manifest) -> None:
    """What a build says of a day already published otherwise: a late row, an old month's batch."""
    keep_published_days(copy)
    published = {
        (row["measure"], row["total_date"]): row["value"]
        for row in read_state(copy, "published_days")
    }
    newest = max(day for measure, day in published if measure == "DEPOSITS_CNY")
    oldest = min(day for measure, day in published if measure == "MONTH_DEPOSITS")
    with duckdb.connect(str(copy.warehouse)) as connection:
        connection.execute(
            "update intermediate.int_deposit_totals_daily set account_total = account_total + 5 "
            "where balance_date = ? and currency_code = 'CNY'", [newest],
        )  # fmt: skip
        cells = connection.execute(
            "select count(*) from intermediate.int_deposit_totals_daily "
            "where balance_date = ? and currency_code = 'CNY'", [newest],
        ).fetchone()[0]  # fmt: skip
        connection.execute(
            "update marts.fct_customer_month set deposit_daily_avg = deposit_daily_avg + 7 "
            "where (customer_key, month_end) = (select (min(customer_key), min(month_end)) "
            "from marts.fct_customer_month where month_end = ? and deposit_daily_avg is not null)",
            [oldest],
        )
    told = ("stg_landing__published_totals", "day_total", "ctl_restatement")
    assert build(copy, manifest, *told, "int_restatement_controls", "int_control_values",
                 "ctl_result")  # fmt: skip
    with duckdb.connect(str(copy.warehouse), read_only=True) as connection:
        restated = {
            (measure, day): (before, after)
            for measure, day, before, after in connection.execute(
                "select measure, total_date, value_before, value_after from quality.ctl_restatement"
            ).fetchall()
        }
        difference = connection.execute(
            "select difference from quality.ctl_result where control_id = 'R-28'"
        ).fetchone()[0]
    changes = {("DEPOSITS_CNY", newest): 5 * cells, ("MONTH_DEPOSITS", oldest): 7}
    assert restated == {
        key: (published[key], published[key] + change) for key, change in changes.items()
    }
    assert difference == 1, "one of the last days; the old month is listed and not counted"
    assert results(copy)["R-28"][:2] == ("INFO", "INFO")
