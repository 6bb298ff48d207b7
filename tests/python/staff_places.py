"""Who stood where on which day and who owned whom, from landing: plain loops, no SQL.

Written from the specification (staff-kpi.md frame, rulings 36 to 38, decision notes of the
organisation), for `staff_road`. Read of the build: what `SecondRoad` reads, when a customer began,
its home branch and whether it is a test record.
"""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property

import duckdb
import polars as pl
from second_road import NEVER, SecondRoad, month_end, months_later, seed

DAY = timedelta(days=1)
NOBODY = None
MOST_MERGERS = 3


@dataclass(frozen=True)
class Place:
    """Where somebody stood on a day."""

    position: str
    branch: str
    footfall: str
    supervised: str | None
    is_workday: bool
    hours: float
    is_protected: bool

    @property
    def is_present(self) -> bool:
        return self.hours > 0


@dataclass(frozen=True)
class Holding:
    """A customer under one owner and branch in a month."""

    staff: str | None
    branch: str
    days: int
    is_last: bool


def days_of(first: date, last: date) -> Iterator[date]:
    while first <= last:
        yield first
        first += DAY


class Places:
    """Days of staff and owners of customers."""

    def __init__(self, road: SecondRoad, built: duckdb.DuckDBPyConnection) -> None:
        self.road = road
        self.as_of = road.as_of
        self.months = sorted(road.snapshot_days["core_balance_daily"])
        self.first = self.months[0].replace(day=1)
        self._homes = {
            key: branch
            for key, branch in built.execute(
                "select customer_key, home_branch_code from marts.dim_customer"
            ).fetchall()
        }
        self._tests = {
            key
            for (key,) in built.execute("""
                select distinct customer_key from marts.fct_customer_tier
                where exclusion_reason = 'TEST'
            """).fetchall()
        }
        self.positions = {row["position_code"]: row for row in seed("staff/kpi_position")}

    # Branches

    @cached_property
    def _versions(self) -> dict[str, list[dict]]:
        versions = defaultdict(list)
        frame = self.road.newest("hr_branch", "branch_code", "valid_from").sort("valid_from")
        for row in frame.iter_rows(named=True):
            versions[row["branch_code"]].append(row)
        return versions

    def _version(self, branch: str, day: date) -> dict | None:
        """A version stands until the next one starts."""
        begun = [row for row in self._versions.get(branch, ()) if row["valid_from"] <= day]
        return begun[-1] if begun else None

    def standing(self, branch: str | None, day: date) -> str | None:
        """From the day a branch closes it counts as what it reports to."""
        for _ in range(MOST_MERGERS):
            version = self._version(branch, day) if branch else None
            closed = version and version["close_date"] and version["close_date"] <= day
            if not closed or not version["parent_code"]:
                break
            branch = version["parent_code"]
        return branch

    def footfall(self, branch: str, day: date) -> str:
        version = self._version(branch, day)
        return (version and version["footfall_class"]) or "NONE"

    # Days

    @cached_property
    def workdays(self) -> set[date]:
        told = self.road.newest("ref_calendar", "cal_date")
        delivered = dict(told.select("cal_date", "is_workday").iter_rows())
        every = days_of(self.first, month_end(self.as_of))
        return {day for day in every if delivered.get(day, day.weekday() < 5)}

    def workdays_in(self, month: date) -> int:
        first, last = month.replace(day=1), min(month, self.as_of)
        return sum(first <= day <= last for day in self.workdays)

    @cached_property
    def staff(self) -> dict[str, dict]:
        frame = self.road.newest("hr_staff", "staff_id")
        return {row["staff_id"]: row for row in frame.iter_rows(named=True)}

    @cached_property
    def _attendance(self) -> dict[tuple[str, date], tuple[float, str | None]]:
        frame = self.road.newest("hr_attendance", "staff_id", "work_date")
        columns = ("staff_id", "work_date", "shift_hours", "leave_type")
        return {
            (staff, day): (hours or 0.0, leave)
            for staff, day, hours, leave in frame.select(columns).iter_rows()
        }

    @cached_property
    def days(self) -> dict[str, dict[date, Place]]:
        """Every day of everybody who held a position on it; the later start wins an overlap."""
        full = float(next(r for r in seed("staff/kpi_rule") if r["rule_id"] == "full_shift_hours")
                     ["value"])  # fmt: skip
        protected = {
            row["leave_type"] for row in seed("staff/leave_type") if row["is_protected"] == "true"
        }
        rows = defaultdict(list)
        frame = self.road.newest("hr_position", "staff_id", "valid_from").sort("valid_from")
        for row in frame.iter_rows(named=True):
            if row["position_code"] in self.positions:
                rows[row["staff_id"]].append(row)
        told = [day for _, day in self._attendance]
        span = (min(told), max(told)) if told else (NEVER, date.min)
        days: dict[str, dict[date, Place]] = defaultdict(dict)
        for staff, held in rows.items():
            person = self.staff.get(staff)
            if person is None:
                continue
            first = max(self.first, person["hire_date"] or self.first)
            for day in days_of(first, min(self.as_of, person["leave_date"] or self.as_of)):
                row = next(
                    (
                        row
                        for row in reversed(held)
                        if row["valid_from"] <= day < (row["valid_to"] or NEVER)
                    ),
                    None,
                )
                if row is None:
                    continue
                is_workday, leave = day in self.workdays, None
                if (staff, day) in self._attendance:
                    hours, leave = self._attendance[staff, day]
                elif is_workday and not span[0] <= day <= span[1]:
                    hours = full * (1.0 if row["fte"] is None else row["fte"])
                else:
                    hours = 0.0
                branch = self.standing(row["branch_code"], day) or "NONE"
                days[staff][day] = Place(
                    row["position_code"], branch, self.footfall(branch, day),
                    self.standing(row["supervises_branch"], day), is_workday, hours,
                    is_workday and not hours and leave in protected,
                )  # fmt: skip
        return days

    def place(self, staff: str | None, day: date | None) -> Place | None:
        return self.days.get(staff, {}).get(day) if staff and day else None

    def scored_as(self, position: str) -> str:
        return self.positions[position]["scored_as"]

    def portfolio(self, position: str) -> str:
        return self.positions[position]["portfolio"]

    def month_days(self, staff: str, month: date) -> dict[date, Place]:
        first = month.replace(day=1)
        return {d: p for d, p in self.days.get(staff, {}).items() if first <= d <= month}

    def stays(self, month: date) -> dict[tuple[str, str, str], list[tuple[date, Place]]]:
        """(staff, position, branch) → days of the month."""
        got = defaultdict(list)
        for staff in self.days:
            for day, place in self.month_days(staff, month).items():
                got[staff, place.position, place.branch].append((day, place))
        return got

    def presence(self, staff: str, month: date) -> tuple[int, int, bool]:
        """Days present, workdays without protected leave, and whether the person is new."""
        days = self.month_days(staff, month).values()
        present = sum(place.is_workday and place.is_present for place in days)
        workdays = self.workdays_in(month) - sum(place.is_protected for place in days)
        hired = self.staff[staff]["hire_date"]
        return present, workdays, hired is not None and month < months_later(hired, 3)

    # Owners

    @cached_property
    def measured(self) -> set[str]:
        """Customers who are neither staff nor test records; nor what belongs to nobody."""
        told = self.road.keyed(
            self.road.newest("core_customer", "core_cust_no"), "core", "core_cust_no"
        )
        own = set(told.filter(pl.col("staff_flag"))["customer_key"].to_list())
        return {
            key for key in self._homes
            if key not in own and key not in self._tests and key != "UNASSIGNED"
        }  # fmt: skip

    @cached_property
    def _assignments(self) -> dict[str, list[tuple[date, str, date]]]:
        """Customer → (from, owner, first day no longer), the strongest last."""
        frame = self.road.newest("crm_manager_assignment", "crm_cust_id", "staff_id", "valid_from")
        frame = self.road.keyed(frame.filter(pl.col("role") == "PRIMARY"), "crm", "crm_cust_id")
        got = defaultdict(list)
        columns = ("customer_key", "valid_from", "staff_id", "valid_to")
        for key, first, staff, end in frame.select(columns).iter_rows():
            person = self.staff.get(staff)
            left = person and person["leave_date"]
            last = min(end or NEVER, left + DAY if left else NEVER)
            got[key].append((first, staff, last))
        return {key: sorted(told) for key, told in got.items()}

    def owner(self, key: str, day: date) -> str | None:
        """Who owned a customer on a day; nobody in a gap."""
        for first, staff, end in reversed(self._assignments.get(key, ())):
            if first <= day < end:
                return staff
        return NOBODY

    def owner_branch(self, key: str, day: date) -> tuple[str | None, str]:
        staff = self.owner(key, day)
        place = self.place(staff, day)
        if place:
            return staff, place.branch
        home = self._homes.get(key)
        return staff, self.standing(home, day) or "NONE"

    def since(self, key: str) -> date:
        return max(self.first, self.road.since.get(key) or self.first)

    @cached_property
    def owned(self) -> dict[str, list[tuple[date, date, str | None, str]]]:
        """Customer → stretches (first day, last day, owner, branch) from its first day on."""
        got = {}
        for key in self._homes:
            stretches: list[list] = []
            # Only these days can change anything.
            edges = {self.since(key)}
            for first, staff, end in self._assignments.get(key, ()):
                edges |= {first, end}
                edges |= self._moves.get(staff, set())
            edges |= self._mergers
            days = sorted(day for day in edges if self.since(key) <= day <= self.as_of)
            for day, following in zip(days, [*days[1:], self.as_of + DAY], strict=True):
                told = self.owner_branch(key, day)
                if stretches and tuple(stretches[-1][2:]) == told:
                    stretches[-1][1] = following - DAY
                else:
                    stretches.append([day, following - DAY, *told])
            got[key] = [tuple(one) for one in stretches]
        return got

    @cached_property
    def _moves(self) -> dict[str, set[date]]:
        """Days on which somebody's branch is another than the day before."""
        got: dict[str, set[date]] = defaultdict(set)
        for staff, days in self.days.items():
            for day in days_of(self.first, self.as_of):
                now, before = days.get(day), days.get(day - DAY)
                if (now and now.branch) != (before and before.branch):
                    got[staff].add(day)
        return got

    @cached_property
    def _mergers(self) -> set[date]:
        rows = [row for told in self._versions.values() for row in told]
        return {row["close_date"] for row in rows if row["close_date"]} | {
            row["valid_from"] for row in rows
        }

    def owned_in(self, month: date) -> dict[str, list[Holding]]:
        """Customer → owners of the month with the days each had."""
        first, last = month.replace(day=1), min(month, self.as_of)
        got = {}
        for key, stretches in self.owned.items():
            parts: dict[tuple, int] = defaultdict(int)
            final = None
            for begun, ended, staff, branch in stretches:
                days = (min(ended, last) - max(begun, first)).days + 1
                if days > 0:
                    parts[staff, branch] += days
                    if ended >= last:
                        final = staff, branch
            if parts:
                got[key] = [Holding(*who, days, who == final) for who, days in parts.items()]
        return got
