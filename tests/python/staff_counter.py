"""What tellers, operations and lobby managers did, from the counter's feeds: plain loops, no SQL.

Written from the specification (staff-kpi.md BH, rulings 38 and 39, decision notes of handling).
"""

from collections import defaultdict
from datetime import date, datetime
from functools import cached_property
from math import ceil
from statistics import median

from second_road import SecondRoad, seed
from staff_places import Places

COUNTED = ("TELLER", "OPS")
Measures = dict[tuple[str, str, str, str], float]


def quantile(values: list[float], percent: int) -> float:
    """The least value that so many per cent of all do not exceed."""
    place = -(-len(values) * percent // 100)
    return sorted(values)[max(place, 1) - 1]


class Counter:
    """Services and visits of a bank, and the measures of a month."""

    def __init__(self, road: SecondRoad, places: Places, rules: dict[str, float]) -> None:
        self.road = road
        self.places = places
        self.rules = rules
        self._codes = {row["transaction_code"]: row for row in seed("staff/kpi_transaction_weight")}

    # Services

    def _pieces(self, code: dict, items: int | None) -> int:
        """Groups of items begun."""
        if not code["items_per_weight"]:
            return 1
        return ceil(max(items or 1, 1) / int(code["items_per_weight"]))

    def _volume(self, code: dict | None, amount: float | None, items: int | None) -> float:
        if code is None or code["is_machine"] == "true":
            return 0.0
        weight = float(code["weight"]) * self._pieces(code, items)
        if code["amount_step"]:
            step = float(code["amount_step"])
            further = max(ceil(((amount or 0.0) - step) / step), 0)
            weight += further * float(code["weight_per_step"])
            weight = min(weight, float(code["max_weight"]))
        return weight

    @cached_property
    def _services(self) -> list[dict]:
        """Log rows with who stood where; `counts` unless failed, taken back, own correction."""
        rows = list(self.road.newest("cntr_business_log", "serial_no").iter_rows(named=True))
        by_serial = {row["serial_no"]: row for row in rows}
        taken_back = {
            row["orig_serial_no"]
            for row in rows
            if row["status"] == "REV" and row["orig_serial_no"]
        }
        corrected = {
            row["orig_serial_no"] for row in rows if row["status"] == "OK" and row["orig_serial_no"]
        }
        services = []
        for row in rows:
            day = row["start_ts"].date()
            place = self.places.place(row["teller_id"], day)
            if place is None:
                continue
            named = by_serial.get(row["orig_serial_no"])
            code = self._codes.get(row["txn_code"])
            is_own_correction = named is not None and named["teller_id"] == row["teller_id"]
            is_machine = bool(row["is_batch"]) or (code and code["is_machine"] == "true")
            counts = (
                row["status"] == "OK"
                and row["serial_no"] not in taken_back
                and not is_own_correction
                and not is_machine
            )
            volume = self._volume(code, row["amount"], row["item_count"]) if counts else 0.0
            services.append({
                "staff": row["teller_id"], "day": day, "place": place, "counts": bool(counts),
                "volume": volume, "code": row["txn_code"], "known": code,
                "ratio": self._ratio(row, code) if counts and code else None,
                "is_error": row["serial_no"] in corrected,
            })  # fmt: skip
        return services

    def _ratio(self, row: dict, code: dict) -> float | None:
        """Handling time over the standard of the code; unknown outside believable bounds."""
        standard = float(code["standard_minutes"]) * 60 * self._pieces(code, row["item_count"])
        if row["end_ts"] is None or not standard:
            return None
        seconds = (row["end_ts"] - row["start_ts"]).total_seconds() - (row["auth_wait_s"] or 0)
        low, high = self.rules["handling_min_seconds"], self.rules["handling_max_seconds"]
        return seconds / standard if low <= seconds <= high else None

    def measures(self, month: date) -> Measures:
        """(staff, position, branch, indicator) → what was measured."""
        first = month.replace(day=1)
        mine = defaultdict(list)
        for one in self._services:
            if first <= one["day"] <= month:
                mine[one["staff"], one["place"].position, one["place"].branch].append(one)
        return (
            self._volumes(mine, month)
            | self._handling(mine)
            | self._errors(mine)
            | self._lobby(month)
        )

    def _volumes(self, mine: dict, month: date) -> Measures:
        """Volume an hour against that of the same position and footfall class."""
        hours: dict = defaultdict(lambda: defaultdict(float))
        for stay, days in self.places.stays(month).items():
            for _, place in days:
                if stay[1] in COUNTED and place.hours > 0:
                    hours[stay][place.footfall] += place.hours
        volumes: dict = defaultdict(lambda: defaultdict(float))
        for stay, services in mine.items():
            for one in services:
                if one["place"].hours > 0:
                    volumes[stay][one["place"].footfall] += one["volume"]
        peers: dict = defaultdict(lambda: [0.0, 0.0])
        for stay, by_class in hours.items():
            for footfall, worked in by_class.items():
                if footfall != "NONE":
                    peers[stay[1], footfall][0] += volumes[stay][footfall]
                    peers[stay[1], footfall][1] += worked
        got = {}
        for stay, by_class in hours.items():
            known = {c: h for c, h in by_class.items() if peers.get((stay[1], c), [0])[0] > 0}
            if known:
                asked = sum(
                    h * peers[stay[1], c][0] / peers[stay[1], c][1] for c, h in known.items()
                )
                done = sum(volumes[stay][c] for c in known)
                got[*stay, "BH_VOLUME"] = done / asked
        return got

    def _handling(self, mine: dict) -> Measures:
        got = {}
        least = int(self.rules["handling_min_services"])
        for stay, services in mine.items():
            by_code = defaultdict(list)
            for one in services:
                if one["ratio"] is not None:
                    by_code[one["code"]].append(one["ratio"])
            usable = [ratios for ratios in by_code.values() if len(ratios) >= least]
            if usable and stay[1] in COUNTED:
                got[*stay, "BH_HANDLING_TIME"] = sum(
                    len(ratios) * median(ratios) for ratios in usable
                ) / sum(map(len, usable))
        return got

    def _errors(self, mine: dict) -> Measures:
        got = {}
        for stay, services in mine.items():
            counted = sum(one["counts"] for one in services)
            if counted:
                errors = sum(one["is_error"] for one in services)
                got[*stay, "RC_ERRORS"] = 1000 * errors / counted
        return got

    # Visits

    @cached_property
    def _births(self) -> dict[str, date]:
        frame = self.road.newest("core_customer", "core_cust_no").select(
            "core_cust_no", "birth_date"
        )
        return {number: born for number, born in frame.iter_rows() if born}

    @cached_property
    def _visits(self) -> list[tuple]:
        """(lobby manager, place, day, wait or nothing, divertible, diverted) of each ticket."""
        divertible = {
            row["business_type"]
            for row in seed("staff/counter_business_type")
            if row["is_divertible"] == "true"
        }
        lobby: dict[tuple[str, date], list[str]] = defaultdict(list)
        for staff, days in self.places.days.items():
            for day, place in days.items():
                if place.position == "LOBBY" and place.is_present:
                    lobby[place.branch, day].append(staff)
        visits = []
        for row in self.road.newest("cntr_queue_ticket", "ticket_id").iter_rows(named=True):
            day = row["take_ts"].date()
            wait = None
            if row["start_ts"] and not row["abandoned"] and row["start_ts"] >= row["take_ts"]:
                wait = (row["start_ts"] - row["take_ts"]).total_seconds() / 60
            born = self._births.get(row["core_cust_no"])
            is_elderly = born is not None and self._age(born, day) >= self.rules["elderly_age"]
            can_go = row["biz_type"] in divertible and not is_elderly
            went = can_go and row["diverted_to"] is not None
            branch = self.places.standing(row["branch_code"], day)
            named = row["lobby_staff_id"]
            for staff in [named] if named else lobby.get((branch, day), []):
                place = self.places.place(staff, day)
                if place and place.position == "LOBBY":
                    visits.append((staff, place, day, wait, can_go, went))
        return visits

    @staticmethod
    def _age(born: date, day: date | datetime) -> int:
        return day.year - born.year - ((day.month, day.day) < (born.month, born.day))

    def _lobby(self, month: date) -> Measures:
        first = month.replace(day=1)
        waits, sent = defaultdict(list), defaultdict(list)
        for staff, place, day, wait, can_go, went in self._visits:
            if first <= day <= month:
                stay = staff, place.position, place.branch
                if wait is not None:
                    waits[stay].append(wait)
                if can_go:
                    sent[stay].append(went)
        got = {(*stay, "BH_WAIT"): quantile(told, 90) for stay, told in waits.items()}
        return got | {(*stay, "BH_DIVERSION"): sum(told) / len(told) for stay, told in sent.items()}
