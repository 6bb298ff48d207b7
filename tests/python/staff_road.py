"""The monthly score of every employee on a second road: plain loops over the landing, no SQL.

Written from the specification (staff-kpi.md, rulings 36 to 45) and the decision notes. Each part
says what it reads of the build besides rejected rows and which source numbers are one customer;
seeds are the bank's data, of which the row of today is read. Every month is worked out as if it
were open, so closed ones with later corrections would differ.
"""

from collections import defaultdict
from dataclasses import dataclass, replace
from datetime import date
from functools import cache

import duckdb
from second_road import SecondRoad, seed
from staff_counter import Counter
from staff_places import Places
from staff_portfolio import BRANCHES, OWN, Portfolio
from staff_sales import Sales
from staff_service import Service

from strata.home import Home

TIERED = "TIERED"
PORTFOLIO = ("PC_LEVEL", "PC_CHANGE", "CU_AUM", "CU_MOVEMENT", "CU_MOBILE", "CU_UPGRADE")
BRANCH = "BRANCH"
TOO_SMALL = 1e-9


@dataclass(frozen=True)
class Stay:
    """A person in a position and branch in a month, or a branch."""

    staff: str
    position: str
    branch: str
    led: str
    unit: str
    owner: tuple[str, str]
    share: float
    asked: float
    last: date
    is_last: bool


@dataclass(frozen=True)
class Item:
    """A line of a scorecard."""

    code: str
    component: str
    nominal: float
    actual: float | None
    score: float | None
    weight: float = 0.0


@dataclass(frozen=True)
class Card:
    """A person's score of a month."""

    points: float | None
    bonus: float
    deduction: float
    score: float | None


class StaffRoad:
    """Scorecards of one bank."""

    def __init__(self, home: Home, built: duckdb.DuckDBPyConnection) -> None:
        self.road = SecondRoad(home, built)
        self.places = Places(self.road, built)
        self.rules = {row["rule_id"]: float(row["value"]) for row in seed("staff/kpi_rule")}
        self.portfolio = Portfolio(self.road, self.places, self.rules, built)
        tiers = {
            (key, month): facts.tier
            for month, told in self.portfolio.facts.items()
            for key, facts in told.items()
        }
        self.sales = Sales(self.road, self.places, self.rules, tiers, self.portfolio.merged)
        self.counter = Counter(self.road, self.places, self.rules)
        self.service = Service(self.road, self.places, self.rules)
        self._catalogue = {row["indicator_code"]: row for row in seed("staff/kpi_indicator")}
        self._scales = {row["indicator_code"]: row for row in seed("staff/kpi_scale")}
        self._weights: dict[str, dict[str, float]] = defaultdict(dict)
        for row in seed("staff/kpi_weight"):
            self._weights[row["position_code"]][row["indicator_code"]] = float(row["weight"])
        self._elsewhere = {
            "CS_SURVEY": lambda stay, month: self.service.survey(month).get(stay.staff),
            "MG_TARGETS_BROKEN_DOWN": lambda stay, month: self.sales.broken_down(stay.led, month),
            "MG_TEAM_CRM_USE": lambda stay, month: self.sales.crm_use(stay.led, month),
            "MG_COMPLAINTS_IN_TIME": lambda stay, month: self.service.in_time(month).get(stay.led),
            "MG_LINKED": lambda stay, month: self.branch_score(stay.unit, month),
        }
        self._measured = cache(self._measure)
        self.branch_score = cache(self._branch_score)
        self._deductions = cache(self.service.branch_deductions)

    # Who is scored

    def stays(self, month: date) -> list[Stay]:
        got = []
        whole = {staff: len(self.places.month_days(staff, month)) for staff in self.places.days}
        for (staff, position, branch), days in self.places.stays(month).items():
            places = [place for _, place in days]
            kind = self.places.portfolio(position)
            # In the month of a merger the closed branch already is its successor.
            led = (places[-1].supervised if kind == "UNIT" else None) or branch
            unit = self.places.standing(led, min(month, self.places.as_of))
            owner = (OWN, staff) if kind == "OWN" else (BRANCHES, unit)
            workdays = [place for place in places if place.is_workday]
            worked = sum(not place.is_protected for place in workdays)
            # A target of the month is asked for on days in the position, protected leave aside.
            asked = len(days) / min(month, self.places.as_of).day
            asked *= worked / len(workdays) if workdays else 1.0
            last = min(month, self.places.as_of)
            got.append(
                Stay(staff, position, branch, led, unit, owner, len(days) / whole[staff],
                     asked, days[-1][0], days[-1][0] == last)
            )  # fmt: skip
        return got

    # Items

    def _measure(self, month: date) -> dict:
        """All that is measured of persons in their positions."""
        return self.counter.measures(month) | self.sales.measures(month)

    def _actual(self, stay: Stay, code: str, month: date) -> float | None:
        if code in PORTFOLIO:
            return self.portfolio.measures(month).get((*stay.owner, code), (None,))[0]
        if code == "CM_VALUE":
            return self.portfolio.value(stay.staff, month) if stay.is_last else None
        if code == "SL_NET_NEW_MONEY" and stay.position == BRANCH:
            return self.sales.branch_money(month).get(stay.branch, 0.0)
        if code in self._elsewhere:
            return self._elsewhere[code](stay, month)
        return self._measured(month).get((stay.staff, stay.position, stay.branch, code))

    def _target(self, stay: Stay, code: str, month: date) -> float | None:
        if code in self._scales:
            told = self._scales[code]["target_value"]
            return float(told) if told else None
        if stay.position == BRANCH:
            return self.sales.target(BRANCH, stay.branch, code, month)
        asked = self.sales.target(OWN, stay.staff, code, month)
        is_flow = self._catalogue[code]["is_flow"] == "true"
        return asked * stay.asked if asked is not None and is_flow else asked

    def _score(self, stay: Stay, code: str, actual: float | None, month: date) -> float | None:
        """Points of an item; nothing where it cannot be measured or was not asked for."""
        if actual is None:
            return None
        about = self._catalogue[code]
        ratio, cap = self.rules["score_cap_ratio"], float(about["score_cap"])
        if about["scale"] == "PERCENT":
            return min(max(actual, 0.0), cap)
        if about["scale"] == "RATE":
            if code in self._scales:
                bounds = self._scales[code]
                floor, goal = float(bounds["floor_value"]), float(bounds["goal_value"])
            else:
                told = self.portfolio.measures(month).get((*stay.owner, code), (None,) * 3)
                floor, goal = told[1:]
            if floor is None or floor == goal:
                return None
            return min(max(60 + 40 * (actual - floor) / (goal - floor), 0.0), cap)
        asked = self._target(stay, code, month)
        if about["scale"] == "NONE" or asked is None or asked <= 0:
            return None
        reached = actual / asked if about["scale"] == "VOLUME" else 2 - actual / asked
        return min(100 * min(max(reached, 0.0), ratio), cap)

    def _nominal(self, stay: Stay, role: str, month: date) -> list[Item]:
        """Items measured and scored, with the weights of the role."""
        got = []
        for code, weight in self._weights[role].items():
            if code == TIERED:
                got += self._tiered(stay, weight, month)
            elif code != "CS_DEDUCTION":
                actual = self._actual(stay, code, month)
                score = self._score(stay, code, actual, month)
                got.append(Item(code, self._catalogue[code]["component"], weight, actual, score))
        return got

    def _tiered(self, stay: Stay, weight: float, month: date) -> list[Item]:
        """Items by tier served; without customers all of them are void."""
        parts = [code for code, about in self._catalogue.items() if about["part_of"] == TIERED]
        items = self.portfolio.tier_items(month).get(stay.staff)
        items = items or dict.fromkeys(parts, (100 / len(parts), None))
        return [
            Item(code, self._catalogue[code]["component"], weight * share / 100, score, score)
            for code, (share, score) in items.items()
        ]

    def _with_survey(self, items: list[Item]) -> list[Item]:
        """A survey with enough answers takes its weight out of uplift."""
        uplift = {
            item.code for item in items
            if item.nominal and item.component == "CU"
        }  # fmt: skip
        whole = sum(item.nominal for item in items if item.code in uplift)
        is_told = any(item.code == "CS_SURVEY" and item.score is not None for item in items)
        if not is_told or not whole:
            return items
        taken = min(self.rules["survey_weight"], whole)
        got = []
        for item in items:
            if item.code in uplift:
                got.append(replace(item, nominal=item.nominal * (1 - taken / whole)))
            elif item.code == "CS_SURVEY":
                got.append(replace(item, nominal=taken))
            else:
                got.append(item)
        return got

    @staticmethod
    def _redistributed(items: list[Item]) -> list[Item]:
        """Void items give their weight to their component, a void component to the others."""
        whole: dict[str, float] = defaultdict(float)
        known: dict[str, float] = defaultdict(float)
        for item in items:
            whole[item.component] += item.nominal
            if item.score is not None:
                known[item.component] += item.nominal
        alive = sum(whole[one] for one, weight in known.items() if weight)
        total = sum(whole.values())
        got = []
        for item in items:
            weight = 0.0
            if item.score is not None and known[item.component]:
                weight = item.nominal * whole[item.component] / known[item.component]
                weight *= total / alive
            got.append(replace(item, weight=weight))
        return got

    def items(self, stay: Stay, month: date) -> list[Item]:
        role = BRANCH if stay.position == BRANCH else self.places.scored_as(stay.position)
        return self._redistributed(self._with_survey(self._nominal(stay, role, month)))

    # Scores

    def _branch_score(self, branch: str, month: date) -> float | None:
        """Of a branch, less its own deductions."""
        stay = Stay("", BRANCH, branch, branch, branch, (BRANCHES, branch), 1.0, 1.0, month, True)
        points = self._points(self.items(stay, month))
        if points is None:
            return None
        score = min(points, self.rules["kpi_cap"])
        return max(score - self._deductions(month).get(branch, 0.0), 0.0)

    @staticmethod
    def _points(items: list[Item]) -> float | None:
        known = [item for item in items if item.score is not None and item.weight]
        return sum(item.weight * item.score / 100 for item in known) if known else None

    def lines(self, month: date) -> dict[str, dict[tuple[str, str, str], Item]]:
        """Person → (position, branch, indicator) → item with its weight in the month.

        Positions share by days; one of which nothing is known gives its days to the others.
        """
        got: dict[str, dict] = defaultdict(dict)
        for stay in self.stays(month):
            for item in self.items(stay, month):
                got[stay.staff][stay.position, stay.branch, item.code] = replace(
                    item, nominal=item.nominal * stay.share, weight=item.weight * stay.share
                )
        for staff, items in got.items():
            asked = sum(item.nominal for item in items.values())
            known = sum(item.weight for item in items.values())
            for place, item in items.items():
                weight = item.weight * asked / known if known else 0.0
                got[staff][place] = replace(item, weight=weight)
        return got

    def cards(self, month: date) -> dict[str, Card]:
        """Everybody's score of a month; with too little of its weight known there is none."""
        own = self.service.staff_deductions(month)
        bonuses = self.sales.suggestions(month)
        last = {stay.staff: stay for stay in sorted(self.stays(month), key=lambda one: one.last)}
        got = {}
        for staff, items in self.lines(month).items():
            deduction = own.get(staff, 0.0)
            place = self.places.positions[last[staff].position]
            if place["takes_branch_deduction"] == "true":
                deduction += self._deductions(month).get(last[staff].unit, 0.0)
            asked = sum(item.nominal for item in items.values())
            known = sum(item.nominal for item in items.values() if item.score is not None)
            points = self._points(list(items.values()))
            least = self.rules["min_known_weight"] * asked
            if points is None or known < least - TOO_SMALL:
                got[staff] = Card(None, 0.0, deduction, None)
                continue
            points = min(points, self.rules["kpi_cap"])
            bonus = bonuses.get(staff, 0) * self.rules["bonus_per_adopted_suggestion"]
            bonus = min(bonus, self.rules["bonus_cap"])
            got[staff] = Card(points, bonus, deduction, max(points + bonus - deduction, 0.0))
        return got
