"""What complaints cost and what surveys say, from landing: plain loops, no SQL.

Written from the specification (staff-kpi.md CS, rulings 43 and 44, decision notes of satisfaction).
Months that the bank has closed are not known here: every month posts as if it were open.
"""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache, cached_property

import polars as pl
from second_road import NEVER, SecondRoad, month_end, months_back, months_later, seed
from staff_places import Places

USUAL_SCALES = (5, 10, 100)


@dataclass(frozen=True)
class Case:
    """A complaint that costs points, with what is known of it today."""

    number: str
    base: float
    received: date | None
    decided: date
    due: date | None
    closed: date | None
    is_settled: bool
    branches: tuple[str, ...]
    shares: dict[str, float]

    @property
    def dated(self) -> tuple[date, str]:
        return self.received or self.decided, self.number

    @property
    def last(self) -> date:
        """When posting ends: never while it is open."""
        return month_end(max(self.decided, self.closed)) if self.closed else NEVER


class Service:
    """Complaints and surveys of a bank."""

    def __init__(self, road: SecondRoad, places: Places, rules: dict[str, float]) -> None:
        self.road = road
        self.places = places
        self.rules = rules
        self.staff_points = cache(self._staff_points)
        self.survey = cache(self._survey)
        self.in_time = cache(self._in_time)
        self.branch_points = cache(self._branch_points)

    # Complaints

    @cached_property
    def _parties(self) -> dict[str, list[dict]]:
        got = defaultdict(list)
        frame = self.road.newest("cmpl_responsibility", "complaint_id", "party_type", "party_id")
        for row in frame.iter_rows(named=True):
            got[row["complaint_id"]].append(row)
        return got

    def _due(self, row: dict, received: date | None) -> date | None:
        for one in seed("staff/complaint_due"):
            if one["complexity"] == row["complexity"] and received:
                name = "days" if row["extended_approved"] else "days_without_approval"
                return received + timedelta(days=int(one[name]))
        return row["due_date"]

    @staticmethod
    def _shares(parties: list[dict]) -> dict[str, float]:
        """Told shares, the rest shared alike, in all 1."""
        people = {one["party_id"]: one["share_pct"] for one in parties
                  if one["party_type"] == "STAFF"}  # fmt: skip
        told = sum(share for share in people.values() if share is not None)
        untold = sum(share is None for share in people.values())
        filled = {
            staff: max(1 - told, 0.0) / untold if share is None else share
            for staff, share in people.items()
        }
        whole = sum(filled.values())
        return {staff: share / whole for staff, share in filled.items()} if whole else filled

    @cached_property
    def _cases(self) -> list[Case]:
        """Of each chain the first complaint that is valid and was not withdrawn."""
        points = {row["complaint_level"]: float(row["points"])
                  for row in seed("staff/complaint_points")}  # fmt: skip
        rows = {
            row["complaint_id"]: row
            for row in self.road.newest("cmpl_complaint", "complaint_id").iter_rows(named=True)
        }

        def root(number: str) -> str:
            seen = set()
            while number in rows and rows[number]["repeat_of"] and number not in seen:
                seen.add(number)
                number = rows[number]["repeat_of"]
            return number

        chains: dict[str, list[Case]] = defaultdict(list)
        for number, row in rows.items():
            if row["validity"] != "VALID" or row["withdrawn"]:
                continue
            parties = self._parties[number]
            received = row["receive_ts"] and row["receive_ts"].date()
            told = [row["decided_ts"], *(one["decided_ts"] for one in parties)]
            decided = next((one.date() for one in told if one), row["batch_date"])
            level = row["complaint_level"] if row["complaint_level"] in (1, 2, 3) else 0
            level = 3 if row["is_regulator_forwarded"] else level
            chains[root(number)].append(
                Case(
                    number, points[str(level)], received,
                    max(decided, received or decided), self._due(row, received),
                    row["close_ts"] and row["close_ts"].date(), row["resolved"] is not False,
                    tuple(one["party_id"] for one in parties if one["party_type"] == "BRANCH"),
                    self._shares(parties),
                )
            )  # fmt: skip
        return [min(cases, key=lambda case: case.dated) for cases in chains.values()]

    def _lateness(self, case: Case, day: date) -> float:
        due = case.due or NEVER
        if case.closed and case.closed <= day:
            if case.closed > due:
                return self.rules["complaint_overdue_factor"]
            return 1.0 if case.is_settled else self.rules["complaint_unresolved_factor"]
        return self.rules["complaint_overdue_factor"] if day > due else 1.0

    def _repeated(self, case: Case, staff: str, day: date) -> float:
        """Which of the person's valid complaints within a year it is, by what was decided then."""
        start = months_later(case.dated[0], -int(self.rules["complaint_repeat_months"]))
        count = sum(
            other.shares.get(staff, 0) > 0
            and start < other.dated[0]
            and other.dated <= case.dated
            and other.decided <= day
            for other in self._cases
        )
        is_repeated = count >= self.rules["complaint_repeat_from"]
        return self.rules["complaint_repeat_factor"] if is_repeated else 1.0

    def _to_date(self, case: Case, staff: str | None, month: date) -> float:
        """Points of a complaint by the end of a month, of one person or of a branch."""
        if month < month_end(case.decided):
            return 0.0
        day = min(month, case.last, self.places.as_of)
        points = case.base * self._lateness(case, day)
        if staff is None:
            return points
        return points * self._repeated(case, staff, day) * case.shares[staff]

    def _posted(self, case: Case, staff: str | None, month: date) -> float:
        if month_end(case.decided) < self.places.months[0]:
            return 0.0
        before = months_back(month, 1)
        return self._to_date(case, staff, month) - self._to_date(case, staff, before)

    def _staff_points(self, month: date) -> dict[str, float]:
        got: dict[str, float] = defaultdict(float)
        for case in self._cases:
            for staff in case.shares:
                got[staff] += self._posted(case, staff, month)
        return got

    def staff_deductions(self, month: date) -> dict[str, float]:
        """Points after the caps of the month and of the calendar year."""
        month_cap = self.rules["staff_deduction_cap_month"]
        year_cap = self.rules["staff_deduction_cap_year"]
        running: dict[str, float] = defaultdict(float)
        got: dict[str, float] = {}
        for one in self.places.months:
            if one.year == month.year and one <= month:
                for staff, points in self.staff_points(one).items():
                    before = min(running[staff], year_cap)
                    running[staff] += min(points, month_cap)
                    got[staff] = min(running[staff], year_cap) - before
                for staff in set(running) - set(self.staff_points(one)):
                    got[staff] = 0.0
        return got

    def _branch_points(self, month: date) -> dict[str, float]:
        got: dict[str, float] = defaultdict(float)
        for case in self._cases:
            for branch in case.branches:
                stood = self.places.standing(branch, min(month, self.places.as_of))
                got[stood] += self._posted(case, None, month)
        return got

    def branch_deductions(self, month: date) -> dict[str, float]:
        customers: dict[str, set] = defaultdict(set)
        for key, parts in self.places.owned_in(month).items():
            for part in parts:
                if part.is_last and key != "UNASSIGNED":
                    customers[part.branch].add(key)
        unit, cap = self.rules["branch_customers_unit"], self.rules["branch_deduction_cap_month"]
        return {
            branch: min(points / max(1, len(customers[branch]) / unit), cap)
            for branch, points in self.branch_points(month).items()
        }

    def _in_time(self, month: date) -> dict[str, float]:
        """Branch → share closed by the deadline of what fell due, or was decided later, then."""
        told = defaultdict(list)
        for number, row in (
            (row["complaint_id"], row)
            for row in self.road.newest("cmpl_complaint", "complaint_id").iter_rows(named=True)
        ):
            received = row["receive_ts"] and row["receive_ts"].date()
            due = self._due(row, received)
            if row["validity"] != "VALID" or row["withdrawn"] or not due:
                continue
            parties = self._parties[number]
            decided = [row["decided_ts"], *(one["decided_ts"] for one in parties)]
            decided = next((one.date() for one in decided if one), row["batch_date"])
            day = max(due, decided, received or decided)
            if month_end(day) == month and day <= self.places.as_of:
                closed = row["close_ts"] and row["close_ts"].date()
                for one in parties:
                    if one["party_type"] == "BRANCH":
                        branch = self.places.standing(one["party_id"], month)
                        told[branch].append(closed is not None and closed <= due)
        return {branch: 100 * sum(one) / len(one) for branch, one in told.items()}

    # Surveys

    @cached_property
    def _answers(self) -> pl.DataFrame:
        """Answers that name somebody, on 0 to 100 whatever their scale; unreadable ones aside."""
        frame = self.road.newest("surv_response", "resp_id")
        scale, score = pl.col("scale_max"), pl.col("score")
        scale = (
            pl.when(scale.is_null() & (score > max(USUAL_SCALES[:-1]))).then(100).otherwise(scale)
        )
        low = pl.when(scale == max(USUAL_SCALES)).then(0).otherwise(1)
        frame = frame.with_columns(
            percent=pl.when((score >= low) & (score <= scale)).then(
                100 * (score - low) / (scale - low)
            ),
            day=pl.col("response_ts").dt.date(),
        )
        return frame.filter(pl.col("percent").is_not_null() & pl.col("staff_id").is_not_null())

    def _survey(self, month: date) -> dict[str, float]:
        """Mean answer of the quarter so far of whoever has enough of them."""
        first = date(month.year, (month.month - 1) // 3 * 3 + 1, 1)
        frame = self._answers.filter((pl.col("day") >= first) & (pl.col("day") <= month))
        told = frame.group_by("staff_id").agg(pl.col("percent").mean(), count=pl.len())
        least = self.rules["survey_min_answers"]
        return {staff: percent for staff, percent, count in told.iter_rows() if count >= least}
