"""Published indicators, scores and tiers against the same figures made on a second road."""

from collections import defaultdict
from collections.abc import Callable
from datetime import date, timedelta

import duckdb
import pytest
import second_road
from second_road import SecondRoad

from strata.home import Home

LEAST, NEWEST = 100, 2
INDICATORS = [
    *("I01", "I02", "I05", "I06", "I07", "I08", "I09", "I13"),
    *("I20", "I22", "I23", "I25", "I26", "I29", "I39"),
]
HALF_YEAR = timedelta(days=180)

Value = Callable[[str, date], float | None]


@pytest.fixture(scope="module")
def road(bank: Home, built: duckdb.DuckDBPyConnection) -> SecondRoad:
    return SecondRoad(bank, built)


@pytest.fixture(scope="module")
def months(built: duckdb.DuckDBPyConnection) -> list[date]:
    """The two newest months; with less than a year behind them there is little to compare."""
    told = [month for (month,) in built.execute("""
        select distinct month_end from marts.fct_customer_tier order by month_end desc
    """).fetchall()]  # fmt: skip
    if len(told) <= 12:
        pytest.skip("the bank has less than a year of history")
    return told[:NEWEST]


@pytest.fixture(scope="module")
def values(
    built: duckdb.DuckDBPyConnection,
) -> dict[tuple[str, date], dict[str, float | None]]:
    """Published values by (customer, month) and indicator."""
    told: dict = defaultdict(dict)
    rows = built.execute("""
        select customer_key, month_end, indicator_id, cast(value as double)
        from marts.fct_customer_indicator
    """).fetchall()
    for key, month, indicator, value in rows:
        told[key, month][indicator] = value
    return told


def each_month(make: Callable[[date], dict], absent: float | None = 0.0) -> Value:
    """A figure that is made for all customers of a month at once."""
    made: dict[date, dict] = {}

    def value(key: str, month: date) -> float | None:
        if month not in made:
            made[month] = make(month)
        return made[month].get(key, absent)

    return value


def contribution(road: SecondRoad) -> Value:
    """I09: what is left after a tax on what is positive."""
    earned = [
        each_month(road.deposit_contribution),
        each_month(road.loan_contribution),
        each_month(road.fee_income),
    ]
    cost = each_month(road.service_cost)

    def value(key: str, month: date) -> float:
        before = sum(part(key, month) for part in earned) - cost(key, month)
        return before - second_road.TAX * max(0.0, before)

    return value


def figures(road: SecondRoad) -> dict[str, Value]:
    return {
        "I01": lambda key, month: road.aum.get((key, month), 0.0),
        "I02": lambda key, month: road.core_deposits.get((key, month), 0.0),
        "I05": each_month(road.deposit_contribution),
        "I06": each_month(road.loan_contribution, None),
        "I07": each_month(road.fee_income),
        "I08": each_month(road.service_cost),
        "I09": contribution(road),
        "I13": each_month(road.weighted_coverage),
        "I20": road.growth,
        "I22": each_month(road.net_new_money),
        "I23": each_month(road.days_moved),
        "I25": each_month(road.app_days),
        "I26": each_month(road.online_share, None),
        "I29": each_month(road.own_name_outflow, None),
        "I39": road.safety,
    }


@pytest.mark.parametrize(
    "indicator",
    INDICATORS,
)
def test_an_indicator_is_the_same_on_a_second_road(indicator, road, values, months):
    """To a cent or a hundredth; unknown where it is unknown; and not all of it nothing."""
    make = figures(road)[indicator]
    places = [place for place in values if place[1] in months]
    told = {place: values[place][indicator] for place in places}
    assert len(told) > LEAST
    assert any(told.values())
    again = {place: make(*place) for place in places}
    assert {place for place, value in told.items() if value is None} == {
        place for place, value in again.items() if value is None
    }
    assert again == pytest.approx(told, abs=0.01)


def test_scores_are_those_of_own_weights(road, built, values, months):
    """Weights from the judgements, points from the frozen scales, what is unknown handed on."""
    bounds: dict = defaultdict(dict)
    rows = built.execute("""
        select model_version, indicator_id, cast(low_bound as double), cast(high_bound as double)
        from intermediate.int_norm_bounds
    """).fetchall()
    for version, indicator, low, high in rows:
        bounds[version][indicator] = low, high
    told = built.execute("""
        select customer_key, month_end, model_version, cast(current_value_score as double),
            cast(potential_value_score as double)
        from marts.fct_customer_tier
        where current_value_score is not null and potential_value_score is not null
    """).fetchall()
    told = [row for row in told if row[1] in months]
    assert len(told) > LEAST
    credit = {month: road.with_credit(month) for month in months}
    for key, month, version, current, potential in told:
        known = values[key, month]
        has_credit = known["I40"] is not None or key in credit[month]
        again = second_road.scores(known, bounds[version], has_credit)
        assert again == pytest.approx({"CV": current, "PV": potential}, abs=0.01), (key, month)


def test_tiers_are_those_of_a_plain_loop(road, built, values):
    """Hysteresis month by month over the published scores gives every published letter."""
    rules = second_road.parameters()
    cuts = {version: told for version, *told in built.execute("""
        select model_version, cast(cut_current_value as double),
            cast(cut_potential_value as double)
        from marts.dim_model_version
    """).fetchall()}  # fmt: skip
    rows = built.execute("""
        select customer_key, month_end, is_month_to_date, model_version, tier, exclusion_reason,
            cast(current_value_score as double), cast(potential_value_score as double)
        from marts.fct_customer_tier order by customer_key, month_end
    """).fetchall()
    first_whole_month = min(row[1] for row in rows).replace(day=1) + HALF_YEAR
    series: dict[tuple[str, str], list] = defaultdict(list)
    for row in rows:
        series[row[0], row[3]].append(row)
    wrong, letters = [], set()
    for (key, version), path in series.items():
        full = second_road.months_later(
            road.since[key] or date(1900, 1, 1), int(rules["tier_relation_months"])
        )
        states = []
        for axis, cut, place in (("CV", cuts[version][0], 6), ("PV", cuts[version][1], 7)):
            told = [
                {
                    "number": row[1].year * 12 + row[1].month,
                    "is_full": not row[2]
                    and full <= row[1].replace(day=1)
                    and row[1] >= first_whole_month,
                    "score": row[place],
                    "cut": cut,
                    "aum": values[key, row[1]]["I01"],
                    "contribution": values[key, row[1]]["I09"],
                }
                for row in path
            ]
            states.append(second_road.held_state(told, axis, rules))
        for row, current, potential in zip(path, *states, strict=True):
            tier = "X" if row[5] else second_road.letter(current, potential)
            letters.add(tier)
            if tier != row[4]:
                wrong.append((key, row[1], row[4], tier))
    assert wrong == []
    assert letters >= set("ABCD")
