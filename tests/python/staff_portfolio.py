"""Coverage, uplift and the tiers served, of managers and branches: plain loops, no SQL.

Written from the specification (staff-kpi.md PC, CU and tiers, rulings 40, 41 and 45, decision notes
of the portfolio). Read of the build: customer facts that `second_road` proves (I01, I09, I23, I25,
I39, tier and value band) and birth dates. Products taken back (ruling 45) are not worked out: the
demo bank sells none.
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from functools import cache

import duckdb
import polars as pl
from second_road import SecondRoad, months_back, seed
from staff_counter import quantile
from staff_places import Places
from staff_sales import step

LETTERS = "ABCD"
RATES = {"CU_AUM": "aum", "CU_MOVEMENT": "i23", "CU_MOBILE": "i25", "CU_UPGRADE": "tier"}
OWN, BRANCHES = "STAFF", "BRANCH"


@dataclass(frozen=True)
class Facts:
    """What is known of a customer in a month."""

    i01: float | None
    i09: float | None
    i23: float | None
    i25: float | None
    i39: float | None
    tier: str
    band: str | None
    reason: str | None


@dataclass(frozen=True)
class Member:
    """A customer of a cohort: facts of the base month and of now."""

    key: str
    base_month: date
    base: Facts
    now: Facts
    days: int


def mean(values: Iterable[float | None]) -> float | None:
    known = [value for value in values if value is not None]
    return sum(known) / len(known) if known else None


class Portfolio:
    """Measures of the customers of managers and branches."""

    def __init__(
        self,
        road: SecondRoad,
        places: Places,
        rules: dict[str, float],
        built: duckdb.DuckDBPyConnection,
    ) -> None:
        self.road = road
        self.places = places
        self.rules = rules
        self.facts: dict[date, dict[str, Facts]] = defaultdict(dict)
        rows = built.execute("""
            select tiers.customer_key, tiers.month_end, i01, i09, i23, i25, i39,
                tiers.tier, tiers.value_band, tiers.exclusion_reason
            from marts.fct_customer_tier as tiers
            left join intermediate.int_customer_indicators as facts
                on tiers.customer_key = facts.customer_key and tiers.month_end = facts.month_end
        """).fetchall()
        for key, month, *told in rows:
            self.facts[month][key] = Facts(*told)
        # Two customers that turned out to be one rose by nobody's work.
        self.merged = set(built.execute("""
            select customer_key, month_end from marts.fct_tier_migration where direction = 'MERGE'
        """).fetchall())  # fmt: skip
        self._births = dict(built.execute("""
            select customer_key, birth_date from restricted.customer_attributes
            where birth_date is not null
        """).fetchall())  # fmt: skip
        self.cohorts = cache(self._cohorts)
        self.levels = cache(self._levels)
        self.used = cache(self.road.coverage)
        self.uplift = cache(self._uplift)
        self.tier_items = cache(self._tier_items)
        self.measures = cache(self._measures)

    # Owners

    def peers(self, month: date) -> dict[tuple[str, str], str]:
        """Owner → group it is compared with: managers by role, branches that own customers."""
        got = {}
        for staff in self.places.days:
            days = self.places.month_days(staff, month)
            if not days:
                continue
            count: dict[str, int] = defaultdict(int)
            for place in days.values():
                if self.places.portfolio(place.position) == "OWN":
                    count[self.places.scored_as(place.position)] += 1
            last = days[max(days)].position
            if self.places.portfolio(last) == "OWN":
                got[OWN, staff] = self.places.scored_as(last)
            elif count:
                got[OWN, staff] = max(sorted(count), key=count.__getitem__)
        for parts in self.places.owned_in(month).values():
            for part in parts:
                version = self.places._version(part.branch, month)
                if version and version["branch_level"] == "SUB":
                    got[BRANCHES, part.branch] = BRANCHES
        return got

    # Coverage

    @staticmethod
    def _age(born: date, day: date) -> int:
        return day.year - born.year - ((day.month, day.day) < (born.month, born.day))

    def _offered(self, key: str, month: date) -> set[str]:
        """Groups the customer's age allows; an unknown age allows all."""
        born = self._births.get(key)
        age = self._age(born, min(month, self.places.as_of)) if born else None
        groups = set()
        for row in seed("indicators/coverage_group"):
            low, high = int(row["min_age"] or 0), int(row["max_age"] or 999)
            if age is None or low <= age <= high:
                groups.add(row["coverage_group"])
        return groups

    def _groups(self, key: str, month: date) -> dict[str, tuple[float, bool, bool]]:
        """Staff group offered to a customer → (weight, held, digital)."""
        used, got = self.used(month).get(key, set()), {}
        offered = self._offered(key, month)
        for row in seed("staff/kpi_coverage_weight"):
            group, name = row["coverage_group"], row["staff_group"]
            if group in offered:
                held = group in used or (name in got and got[name][1])
                got[name] = float(row["weight"]), held, row["is_digital"] == "true"
        return got

    def _levels(self, month: date) -> dict[tuple[str, str], float]:
        """Owner → weighted coverage of the customers owned at the month's end, in per cent."""
        counts: dict = defaultdict(lambda: defaultdict(lambda: [0, 0]))
        weights = {}
        for key, parts in self.places.owned_in(month).items():
            if key not in self.places.measured or key not in self.facts[month]:
                continue
            groups = self._groups(key, month)
            for part in parts:
                for owner in (OWN, part.staff), (BRANCHES, part.branch):
                    if part.is_last and owner[1]:
                        for name, (weight, held, _) in groups.items():
                            weights[name] = weight
                            counts[owner][name][0] += held
                            counts[owner][name][1] += 1
        return {
            owner: 100
            * sum(weights[name] * held / offered for name, (held, offered) in told.items())
            / sum(weights[name] for name in told)
            for owner, told in counts.items()
        }

    def change(self, owner: tuple[str, str], month: date) -> float | None:
        """Points since December, else since the first month of the year with customers."""
        year = [one for one in self.places.months if one.year == month.year and one < month]
        bases = [date(month.year - 1, 12, 31), *year]
        for base in bases:
            if base in self.places.months and owner in self.levels(base):
                now = self.levels(month).get(owner)
                return None if now is None else now - self.levels(base)[owner]
        return None

    # Cohorts

    def _cohorts(self, month: date) -> dict[tuple[str, str], list[Member]]:
        """Owner → customers owned since the base date, for long enough, alive and measured."""
        start, last = date(month.year, 1, 1), min(month, self.places.as_of)
        got = defaultdict(list)
        for key, stretches in self.places.owned.items():
            now = self.facts[month].get(key)
            if now is None or now.reason in ("DECEASED", "TEST"):
                continue
            if key not in self.places.measured:
                continue
            spans = defaultdict(list)
            for begun, ended, staff, branch in stretches:
                part = max(begun, start), min(ended, last)
                if part[0] <= part[1]:
                    if staff:
                        spans[OWN, staff].append(part)
                    if branch != "NONE":
                        spans[BRANCHES, branch].append(part)
            for owner, held in spans.items():
                first = min(begun for begun, _ in held)
                base_month = months_back(first.replace(day=1), 1)
                base = self.facts[base_month].get(key) if base_month in self.facts else None
                days = sum((ended - begun).days + 1 for begun, ended in held)
                share = days / ((last - first).days + 1)
                if base is None or base.i01 is None:
                    continue
                if share >= self.rules["uplift_min_owned_share"]:
                    got[owner].append(Member(key, base_month, base, now, days))
        return got

    def _bounds(self, month: date, kind: str) -> dict[str, tuple[float, float]]:
        """Where counts of base and now are cut, over all cohorts of a kind of owner."""
        percent = round(100 * self.rules["uplift_winsor_quantile"])
        got = {}
        for name in ("i23", "i25"):
            pairs = [
                (getattr(one.base, name), getattr(one.now, name))
                for owner, members in self.cohorts(month).items()
                if owner[0] == kind
                for one in members
            ]
            pairs = [pair for pair in pairs if None not in pair]
            if pairs:
                got[name] = tuple(
                    quantile(list(side), percent) for side in zip(*pairs, strict=True)
                )
        return got

    def _gain(self, one: Member, rate: str, cuts: dict) -> tuple[float, float] | None:
        """(base, gain) of a customer; unknown customers leave the rate."""
        if rate == "tier":
            change = step(one.base.tier, one.now.tier)
            return None if change is None else (1.0, float(change))
        if rate == "aum":
            if one.now.i01 is None:
                return None
            cap = self.rules["uplift_customer_cap"]
            return one.base.i01, min(max(one.now.i01 - one.base.i01, -cap), cap)
        base, now = getattr(one.base, rate), getattr(one.now, rate)
        if base is None or now is None:
            return None
        base, now = min(base, cuts[rate][0]), min(now, cuts[rate][1])
        return base, now - base

    def _uplift(self, month: date) -> dict[tuple[str, str, str], tuple[float, float]]:
        """(kind, owner, indicator) → (raw, adjusted by what its tiers gained in the bank)."""
        cuts = {kind: self._bounds(month, kind) for kind in (OWN, BRANCHES)}
        sums: dict = defaultdict(lambda: defaultdict(lambda: [0.0, 0.0]))
        bank: dict = defaultdict(lambda: [0.0, 0.0])
        for owner, members in self.cohorts(month).items():
            for one in members:
                for code, rate in RATES.items():
                    told = self._gain(one, rate, cuts[owner[0]])
                    if told:
                        for into in [sums[*owner, code][one.base.tier]] + (
                            [bank[code, one.base.tier]] if owner[0] == OWN else []
                        ):
                            into[0] += told[0]
                            into[1] += told[1]
        got = {}
        for place, tiers in sums.items():
            base = sum(one[0] for one in tiers.values())
            if base:
                expected = 0.0
                for tier, (part, _) in tiers.items():
                    whole, gain = bank[place[2], tier]
                    expected += part * gain / whole if whole else 0.0
                raw = sum(one[1] for one in tiers.values()) / base
                got[place] = raw, raw - expected / base
        return got

    def _measures(self, month: date) -> dict[tuple[str, str, str], tuple]:
        """(kind, owner, indicator) → (actual, floor, goal); bounds only for uplift."""
        got: dict = {}
        groups = self.peers(month)
        for owner in groups:
            got[*owner, "PC_LEVEL"] = self.levels(month).get(owner), None, None
            got[*owner, "PC_CHANGE"] = self.change(owner, month), None, None
        low, high = (round(100 * self.rules[f"uplift_{side}_quantile"]) for side in ("low", "high"))
        for code in RATES:
            told = defaultdict(list)
            for owner, group in groups.items():
                if (*owner, code) in self.uplift(month):
                    told[group].append(self.uplift(month)[*owner, code][1])
            for owner, group in groups.items():
                if (*owner, code) in self.uplift(month):
                    floor, goal = quantile(told[group], low), quantile(told[group], high)
                    if floor == goal:
                        floor = goal = None
                    got[*owner, code] = self.uplift(month)[*owner, code][1], floor, goal
        return got

    def value(self, staff: str, month: date) -> float | None:
        """Growth of the contribution of a manager's cohort."""
        pairs = [(one.base.i09, one.now.i09) for one in self.cohorts(month).get((OWN, staff), ())]
        pairs = [pair for pair in pairs if None not in pair]
        return sum(now - base for base, now in pairs) if pairs else None

    # Tiers served

    def _served(self, month: date) -> dict[str, dict[str, list[Member]]]:
        """Manager → tier → customers; tiers of few customers are pooled into the largest."""
        groups = self.peers(month)
        got = {}
        for (kind, staff), members in self.cohorts(month).items():
            if (kind, staff) not in groups or kind != OWN:
                continue
            tiers = {letter: [one for one in members if one.base.tier == letter]
                     for letter in LETTERS}  # fmt: skip
            tiers = {letter: held for letter, held in tiers.items() if held}
            if not tiers:
                continue
            largest = max(tiers, key=lambda letter: (len(tiers[letter]), -ord(letter)))
            pooled: dict[str, list[Member]] = defaultdict(list)
            for letter, held in tiers.items():
                small = len(held) < self.rules["tier_pool_customers"]
                pooled[largest if small else letter] += held
            got[staff] = pooled
        return got

    def _touches(self, month: date) -> dict[str, list[tuple[date, float]]]:
        frame = self.road.newest("mkt_touch", "touch_id").with_columns(
            day=pl.col("sent_ts").dt.date()
        )
        frame = self.road.keyed(frame, "crm", "crm_cust_id").filter(
            (pl.col("day") <= month) & pl.col("cost").is_not_null()
        )
        got = defaultdict(list)
        for key, day, cost in frame.select("customer_key", "day", "cost").iter_rows():
            got[key].append((day, cost))
        return got

    def _cell(self, members: list[Member], month: date, cuts: dict, touches: dict) -> dict:
        """Item → measure of a manager's customers of one tier; unknown is not there."""

        def rate(name: str) -> float | None:
            told = [self._gain(one, name, cuts) for one in members]
            told = [one for one in told if one]
            base = sum(one[0] for one in told)
            return sum(one[1] for one in told) / base if base else None

        def up(one: Member) -> bool | None:
            change = step(one.base.tier, one.now.tier)
            if change is None:
                return None
            is_richer = one.now.band == "MHE" and one.base.band != "MHE"
            return change == 1 or (one.base.tier == "B" and is_richer)

        digital = [
            (weight, held)
            for one in members
            for weight, held, is_digital in self._groups(one.key, month).values()
            if is_digital
        ]
        offered = sum(weight for weight, _ in digital)
        months = cost = 0.0
        for one in members:
            months += (month.year - one.base_month.year) * 12 + month.month - one.base_month.month
            cost += sum(spent for day, spent in touches.get(one.key, ()) if day > one.base_month)
        got = {
            "COVERAGE": sum(weight for weight, held in digital if held) / offered
            if offered
            else None,
            "ACTIVITY": mean([rate("i23"), rate("i25")]),
            "AUM_GROWTH": rate("aum"),
            "RETENTION": mean(
                None if one.now.i39 is None else float(one.now.i39 == 100) for one in members
            ),
            "UPGRADE": mean(up(one) for one in members),
            "COST": -cost / months if months else None,
        }
        return {item: value for item, value in got.items() if value is not None}

    def _tier_items(self, month: date) -> dict[str, dict[str, tuple[float, float | None]]]:
        """Manager → indicator → (weight out of 100, score or unknown)."""
        cuts, touches = self._bounds(month, OWN), self._touches(month)
        cells: dict = {}
        for staff, tiers in self._served(month).items():
            for letter, members in tiers.items():
                for item, value in self._cell(members, month, cuts, touches).items():
                    cells[staff, letter, item] = value
        peers = defaultdict(list)
        for (_, letter, item), value in cells.items():
            peers[letter, item].append(value)
        weights = {
            (row["tier"], row["tier_item"]): (row["indicator_code"], float(row["weight"]))
            for row in seed("staff/kpi_tier_weight")
        }
        got: dict = defaultdict(dict)
        for staff, tiers in self._served(month).items():
            days = {letter: sum(one.days for one in held) for letter, held in tiers.items()}
            items: dict = defaultdict(lambda: [0.0, 0.0, 0.0])
            for letter, number in days.items():
                share = number / sum(days.values())
                for (tier, item), (code, weight) in weights.items():
                    if tier == letter:
                        items[code][0] += share * weight
                        score = self._against(cells.get((staff, letter, item)),
                                              peers[letter, item])  # fmt: skip
                        if score is not None:
                            items[code][1] += share * weight
                            items[code][2] += share * weight * score
            for code, (whole, known, total) in items.items():
                got[staff][code] = whole, total / known if known else None
        return got

    def _against(self, value: float | None, peers: list[float]) -> float | None:
        if value is None or len(peers) < 2:
            return None
        low, high = (
            quantile(peers, round(100 * self.rules[f"uplift_{side}_quantile"]))
            for side in ("low", "high")
        )
        if low == high:
            return None
        return min(max(60 + 40 * (value - low) / (high - low), 0.0), 120.0)
