"""What staff sold, did for customers and managed, and what they were asked for: plain loops.

Written from the specification (staff-kpi.md weights, rulings 36, 37 and 42, decision notes of
sales). Read of the build: what `SecondRoad` reads and the tiers of customers.
"""

from collections import defaultdict
from datetime import date
from functools import cache, cached_property

import polars as pl
from second_road import SecondRoad, month_end, months_back, seed
from staff_places import Places

Measures = dict[tuple[str, str, str, str], float]
# High axes of a tier: A and C stand alike, each on one of the two.
STEPS = {"A": 1, "B": 2, "C": 1, "D": 0}
FLOWS = ("CM_CONTACT", "CM_CONVERSION", "CM_WEALTH_INCOME", "CM_PROFILE_UPDATE",
         "SL_REFERRAL", "SL_NET_NEW_MONEY")  # fmt: skip
SOLD = ("SUB", "PUR")
REFERRERS = ("TELLER", "LOBBY")


def step(before: str | None, now: str | None) -> int | None:
    """1 up, -1 down, 0 neither; unknown without a letter on both sides."""
    if before not in STEPS or now not in STEPS:
        return None
    change = STEPS[now] - STEPS[before]
    return (change > 0) - (change < 0)


class Sales:
    """Flows, targets and management measures of a month."""

    def __init__(
        self,
        road: SecondRoad,
        places: Places,
        rules: dict[str, float],
        tiers: dict[tuple[str, date], str],
        merged: set[tuple[str, date]],
    ) -> None:
        self.road = road
        self.places = places
        self.rules = rules
        self.tiers = tiers
        self.merged = merged
        self.broken_down = cache(self._broken_down)
        self.crm_use = cache(self._crm_use)
        self.branch_money = cache(self._branch_money)

    # Flows

    def _in_month(self, frame: pl.DataFrame, day: pl.Expr, month: date) -> pl.DataFrame:
        frame = frame.with_columns(day=day).filter(pl.col("day").is_not_null())
        return frame.filter((pl.col("day") >= month.replace(day=1)) & (pl.col("day") <= month))

    def _contacts(self, month: date) -> list[tuple]:
        """First contact with a result of a person and customer in the month."""
        without = {
            row["result_code"]
            for row in seed("staff/contact_result")
            if row["is_effective"] == "false"
        }
        frame = self.road.newest("crm_contact_log", "contact_id").filter(
            pl.col("result_code").is_not_null() & ~pl.col("result_code").is_in(list(without))
        )
        frame = self.road.keyed(frame, "crm", "crm_cust_id")
        frame = self._in_month(frame, pl.col("contact_ts").dt.date(), month)
        frame = frame.filter(pl.col("customer_key").is_in(list(self.places.measured)))
        frame = frame.group_by("staff_id", "customer_key").agg(pl.col("day").min())
        return [(staff, day, 1.0) for staff, day in frame.select("staff_id", "day").iter_rows()]

    @cached_property
    def _won(self) -> pl.DataFrame:
        frame = self.road.newest("crm_opportunity", "opp_id").filter(pl.col("status") == "WON")
        frame = self.road.keyed(frame, "crm", "crm_cust_id")
        return frame.filter(pl.col("customer_key").is_in(list(self.places.measured)))

    def _is_referral(self, source: str, staff: str | None, day: date) -> bool:
        place = self.places.place(staff, day)
        return source == "STAFF" and place is not None and place.position in REFERRERS

    def _referrals(self, month: date) -> list[tuple]:
        frame = self._in_month(self._won, pl.col("closed_at").dt.date(), month)
        rows = frame.select("source", "staff_id", "day").iter_rows()
        return [(staff, day, 1.0) for source, staff, day in rows
                if self._is_referral(source, staff, day)]  # fmt: skip

    def _conversions(self, month: date) -> list[tuple]:
        """Each customer once, for whoever was first; a win goes before a rise of the same day."""
        frame = self._in_month(self._won, pl.col("closed_at").dt.date(), month)
        told = [
            (day, 0, str(closed), number, key, staff)
            for day, closed, number, key, staff in frame.select(
                "day", "closed_at", "opp_id", "customer_key", "staff_id"
            ).iter_rows()
        ]
        before, last = months_back(month, 1), min(month, self.places.as_of)
        for key in self.places.measured:
            rise = step(self.tiers.get((key, before)), self.tiers.get((key, month)))
            if rise == 1 and (key, month) not in self.merged:
                told.append((last, 1, "", "", key, self.places.owner(key, last)))
        first = {}
        for day, _, _, _, key, staff in sorted(told):
            place = self.places.place(staff, day)
            if place and self.places.portfolio(place.position) == "OWN":
                first.setdefault(key, (staff, day, 1.0))
        return list(first.values())

    def _updates(self, month: date) -> list[tuple]:
        frame = self.road.newest("crm_profile_update", "update_id").filter(
            (pl.col("source") == "STAFF") & (pl.col("review_status") == "APPROVED")
        )
        frame = self._in_month(frame, pl.col("update_ts").dt.date(), month)
        return [(staff, day, 1.0) for staff, day in frame.select("staff_id", "day").iter_rows()]

    @cached_property
    def _orders(self) -> pl.DataFrame:
        orders = self.road.newest("core_wealth_order", "order_id")
        return orders.filter(pl.col("status") == "CONFIRMED")

    def _fees(self, month: date) -> list[tuple]:
        """(customer, day, yuan)."""
        frame = self._in_month(self._orders, pl.col("confirm_date"), month)
        frame = self.road.keyed(frame, "core", "core_cust_no").filter(pl.col("fee").is_not_null())
        return list(frame.select("customer_key", "day", "fee").iter_rows())

    def _inflows(self, month: date) -> list[tuple]:
        """(customer, day, yuan) of money from outside less what went."""
        codes = [
            code for code, told in self.road._codes.items()
            if told["is_financial"]
            and not (told["is_own_product"] or told["is_interest"] or told["is_reversal"])
        ]  # fmt: skip
        frame = self.road.transfers.filter(
            pl.col("txn_code").is_in(codes) & ~(pl.col("is_own_name") & pl.col("is_inside"))
        )
        frame = self._in_month(frame, pl.col("day"), month)
        sums = frame.group_by("customer_key", "day").agg(pl.col("signed").sum())
        return list(sums.iter_rows())

    def _of_owners(self, told: list[tuple]) -> list[tuple]:
        return [
            (self.places.owner(key, day), day, amount)
            for key, day, amount in told
            if key in self.places.measured
        ]

    def measures(self, month: date) -> Measures:
        """(staff, position, branch, indicator) → done in that position; nothing done is zero."""
        flows = {
            "CM_CONTACT": self._contacts(month),
            "CM_CONVERSION": self._conversions(month),
            "CM_WEALTH_INCOME": self._of_owners(self._fees(month)),
            "CM_PROFILE_UPDATE": self._updates(month),
            "SL_REFERRAL": self._referrals(month),
            "SL_NET_NEW_MONEY": self._of_owners(self._inflows(month)),
        }
        got = {(*stay, code): 0.0 for stay in self.places.stays(month) for code in FLOWS}
        for code, told in flows.items():
            for staff, day, amount in told:
                place = self.places.place(staff, day)
                if place:
                    got[staff, place.position, place.branch, code] += amount
        return got | self._unsuitable(month)

    def _unsuitable(self, month: date) -> Measures:
        frame = self._orders.filter(
            pl.col("side").is_in(SOLD)
            & pl.col("seller_staff_id").is_not_null()
            & pl.col("risk_match").is_not_null()
        )
        frame = self._in_month(frame, pl.col("confirm_date"), month)
        told = defaultdict(list)
        for staff, day, fits in frame.select("seller_staff_id", "day", "risk_match").iter_rows():
            place = self.places.place(staff, day)
            if place:
                told[staff, place.position, place.branch].append(not fits)
        return {(*stay, "RC_UNSUITABLE_SALES"): sum(one) / len(one) for stay, one in told.items()}

    def _branch_money(self, month: date) -> dict[str, float]:
        """Net new money of each branch, what nobody owns included."""
        got: dict[str, float] = defaultdict(float)
        for key, day, amount in self._inflows(month):
            if key in self.places.measured:
                got[self.places.owner_branch(key, day)[1]] += amount
        return got

    # Targets

    @cached_property
    def _told(self) -> dict[tuple, list[dict]]:
        """(level, owner, indicator, period) → approved versions."""
        told = defaultdict(list)
        frame = self.road.newest("kpi_target", "target_id").filter(
            pl.col("approved_ts").is_not_null() & pl.col("target_value").is_not_null()
        )
        for row in frame.iter_rows(named=True):
            period = row["period"].replace("-Q", "Q")
            told[row["owner_level"], row["owner_id"], row["indicator_code"], period].append(row)
        return told

    def _in_force(self, level: str, owner: str, code: str, period: str, day: date) -> float | None:
        rows = [
            row
            for row in self._told.get((level, owner, code, period), ())
            if row["approved_ts"].date() <= day
        ]
        if not rows:
            return None
        newest = max(row["version"] for row in rows)
        stands = min((row for row in rows if row["version"] == newest),
                     key=lambda row: row["target_id"])  # fmt: skip
        return stands["target_value"]

    def target(self, level: str, owner: str, code: str, month: date) -> float | None:
        """Of the month, else its workdays' part of the quarter's, else of the year's."""
        day = min(month, self.places.as_of)
        told = self._in_force(level, owner, code, f"{month:%Y-%m}", day)
        if told is not None:
            return told
        quarter = (month.month - 1) // 3
        for period, numbers in (
            (f"{month.year}Q{quarter + 1}", range(quarter * 3 + 1, quarter * 3 + 4)),
            (f"{month.year}", range(1, 13)),
        ):
            told = self._in_force(level, owner, code, period, day)
            if told is not None:
                whole = [month_end(date(month.year, number, 1)) for number in numbers]
                days = [sum(d.replace(day=1) == one.replace(day=1) for d in self._calendar)
                        for one in whole]  # fmt: skip
                mine = sum(d.replace(day=1) == month.replace(day=1) for d in self._calendar)
                return told * mine / sum(days)
        return None

    @cached_property
    def _calendar(self) -> list[date]:
        frame = self.road.newest("ref_calendar", "cal_date").filter(pl.col("is_workday"))
        return frame["cal_date"].to_list()

    # Management

    def _broken_down(self, branch: str, month: date) -> float | None:
        """Share of a branch's targets that its staff's add up to."""
        first: dict[str, str] = {}
        for staff in self.places.days:
            days = self.places.month_days(staff, month)
            if days:
                first[staff] = days[min(days)].branch
        codes = {code for level, owner, code, _ in self._told
                 if level == "BRANCH" and owner == branch}  # fmt: skip
        kept = []
        for code in codes:
            asked = self.target("BRANCH", branch, code, month)
            if asked is None:
                continue
            parts = [
                self.target("STAFF", staff, code, month)
                for staff, stood in first.items()
                if stood == branch
            ]
            parts = [part for part in parts if part is not None]
            gap = abs(sum(parts) - asked)
            kept.append(bool(parts) and gap <= self.rules["target_rounding"] * abs(asked))
        return 100 * sum(kept) / len(kept) if kept else None

    @cached_property
    def _logins(self) -> set[tuple[str, date]]:
        frame = self.road.newest("crm_staff_usage", "staff_id", "login_ts")
        frame = frame.select("staff_id", pl.col("login_ts").dt.date())
        return set(frame.iter_rows())

    def _crm_use(self, branch: str, month: date) -> float | None:
        """Share of the team's workdays present on which they opened the CRM."""
        present = used = 0
        for staff in self.places.days:
            for day, place in self.places.month_days(staff, month).items():
                is_team = self.places.portfolio(place.position) == "OWN" or (
                    place.position == "LOBBY"
                )
                if place.branch == branch and is_team and place.is_workday and place.is_present:
                    present += 1
                    used += (staff, day) in self._logins
        return 100 * used / present if present else None

    def suggestions(self, month: date) -> dict[str, int]:
        """Suggestions adopted in the month."""
        frame = self.road.newest("crm_suggestion", "sugg_id").filter(pl.col("status") == "ADOPTED")
        frame = self._in_month(frame, pl.col("closed_ts").dt.date(), month)
        return dict(frame.group_by("staff_id").agg(pl.len()).iter_rows())
