"""Scores of employees against the same scores made on a second road, from landing.

Everybody is compared in the newest months and where somebody changed position, 20 chosen by chance
among them: scores depend on peers, so the whole bank is worked out anyhow.
"""

import random
from collections import Counter
from datetime import date

import duckdb
import pytest
from staff_road import StaffRoad

from strata.home import Home

NEWEST, CHOSEN = 3, 20
NEAR = 0.01
ROLES = {"TELLER", "LOBBY", "CM", "WM", "OPS", "SUBMGR", "HEAD", "LOAN"}
# Deductions are a line of the card, compared there.
ASIDE = "CS_DEDUCTION"


@pytest.fixture(scope="module")
def road(bank: Home, built: duckdb.DuckDBPyConnection) -> StaffRoad:
    return StaffRoad(bank, built)


@pytest.fixture(scope="module")
def months(road: StaffRoad) -> list[date]:
    """The newest complete months, and one in which somebody changed position before them."""
    complete = [month for month in road.places.months if month <= road.places.as_of]
    moved = [
        month
        for month in complete[:-NEWEST]
        if max(Counter(stay.staff for stay in road.stays(month)).values()) > 1
    ]
    return [*moved[-1:], *complete[-NEWEST:]]


@pytest.fixture(scope="module")
def cards(built: duckdb.DuckDBPyConnection) -> dict[tuple[str, date], tuple]:
    """Score, points, bonus and deduction by person and month."""
    rows = built.execute("""
        select staff_id, month_end, cast(kpi_score as double), cast(indicator_points as double),
            cast(bonus as double), cast(deduction_points as double)
        from staff.rpt_staff_scorecard
    """).fetchall()
    return {(staff, month): tuple(told) for staff, month, *told in rows}


@pytest.fixture(scope="module")
def lines(built: duckdb.DuckDBPyConnection) -> dict[date, dict[tuple, tuple]]:
    """Actual, score and weight by month and line."""
    got: dict[date, dict] = {}
    rows = built.execute(f"""
        select month_end, staff_id, position_code, branch_code, indicator_code,
            cast(actual as double), cast(score as double), cast(weight as double)
        from staff.fct_staff_kpi where indicator_code <> '{ASIDE}'
    """).fetchall()
    for month, *place, actual, score, weight in rows:
        got.setdefault(month, {})[tuple(place)] = actual, score, weight
    return got


def again(road: StaffRoad, month: date) -> dict[tuple, tuple]:
    return {
        (staff, *place): (item.actual, item.score, item.weight)
        for staff, items in road.lines(month).items()
        for place, item in items.items()
    }


def differences(told: dict, made: dict) -> list[tuple]:
    """Places of which one side knows nothing, or another figure."""

    def is_near(one: float | None, other: float | None) -> bool:
        if one is None or other is None:
            return one is other
        return abs(one - other) <= NEAR

    return [
        (place, told.get(place), made.get(place))
        for place in sorted(told.keys() | made.keys())
        if place not in told or place not in made or not all(map(is_near, told[place], made[place]))
    ]


def test_the_score_of_everybody_is_the_same_on_a_second_road(road, cards, months):
    """Score, points, bonus and deduction to 0.01, for 20 people by chance and all others."""
    for month in months:
        told = {staff: card for (staff, one), card in cards.items() if one == month}
        made = {
            staff: (card.score, card.points, card.bonus, card.deduction)
            for staff, card in road.cards(month).items()
        }
        chosen = random.Random(4).sample(sorted(told), min(CHOSEN, len(told)))
        assert differences(
            {staff: told[staff] for staff in chosen}, {staff: made[staff] for staff in chosen}
        ) == []  # fmt: skip
        assert differences(told, made) == []
        assert sum(card[0] is not None for card in told.values()) >= CHOSEN


def test_every_item_is_the_same_on_a_second_road(road, lines, months):
    """What was measured, its score and its weight, and unknown where it is unknown."""
    for month in months:
        assert differences(lines[month], again(road, month)) == []


def test_every_role_and_indicator_was_compared(road, lines, months):
    """Nothing agrees merely because nobody has it."""
    rows = [(place, told) for month in months for place, told in lines[month].items()]
    assert {place[1] for place, _ in rows} == ROLES
    scored = {place[3] for place, told in rows if told[1] is not None}
    assert scored | {"CS_SURVEY"} == {place[3] for place, _ in rows}
    assert any(len(told) > 1 for told in moves(road, months))


def moves(road: StaffRoad, months: list[date]) -> list[set[str]]:
    """Positions each person held in each month."""
    return [
        {stay.position for stay in road.stays(month) if stay.staff == staff}
        for month in months
        for staff in road.lines(month)
    ]


def test_the_score_of_branches_is_the_same_on_a_second_road(road, built, months):
    """What is linked to: coverage, uplift and net new money less the branch's deductions."""
    rows = built.execute("""
        select month_end, branch_code, cast(kpi_score as double) from marts.rpt_branch_scorecard
        where kpi_score is not null
    """).fetchall()
    told = {(month, branch): score for month, branch, score in rows if month in months}
    assert told
    made = {(month, branch): road.branch_score(branch, month) for month, branch in told}
    assert made == pytest.approx(told, abs=NEAR)
