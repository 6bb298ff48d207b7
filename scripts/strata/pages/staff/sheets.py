"""What each page holds, as plain rows for its template."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from itertools import groupby
from urllib.parse import quote

from strata.pages.staff import words
from strata.pages.staff.figures import Figures, Row
from strata.pages.staff.trend import trend
from strata.pages.suppress import is_small
from strata.pages.words import UNKNOWN, month, number, share

# Scores of items end here; bars and lines are drawn on this scale.
FULL = 120
# What one sheet of paper holds; the rest of a long list stands on a sheet of its own.
UNIT_ROWS, INDEX_ROWS, LEAGUE_LINES, DEDUCTION_ROWS, REVIEW_ROWS = 34, 28, 260, 6, 3
# How much of a sheet of paper a person's page takes without any line, and each line of its tables:
# what would take more than one is printed smaller.
BARE_HEIGHT, LINE_HEIGHT = 0.56, 0.0175
# Besides its people, a group of the league takes room for its name.
# Late feeds named on every page; the page of runs and checks lists all.
SHOWN_LATE = 3
GROUP_LINES = 4
MANAGERS = {"HEAD": ("HEAD",), "SUBMGR": ("HEAD", "SUBMGR")}


@dataclass(frozen=True)
class Page:
    """One file: where it lies, which template makes it, out of what."""

    path: str
    template: str
    content: Row


def pages(figures: Figures) -> Iterator[Page]:
    """Every page of the folder."""
    for staff_id in figures.roster:
        yield person(figures, staff_id)
    for branch_code in _branch_codes(figures):
        yield branch(figures, branch_code)
    for manager in _managers(figures):
        yield from unit(figures, manager)
    league_pages = list(league(figures))
    yield from league_pages
    yield from index(figures, [page.path for page in league_pages])


def place(folder: str, name: str, sheet: int = 1) -> str:
    """Path of a page: any sign may stand in a staff number, a file's name has only plain ones."""
    return f"{folder}/{quote(name, safe='')}{f'+{sheet}' if sheet > 1 else ''}.html"


def link(path: str) -> str:
    """The path as an address beside another page of the folder."""
    return quote(path)


def _head(figures: Figures, cards: list[Row], title: str, *, is_deep: bool = True) -> Row:
    """What stands on top of every page."""
    is_default = any(card["is_default"] for card in cards) or bool(figures.defaults)
    named = [words.PARAMETERS.get(name, (name, name)) for name in figures.defaults]
    if is_default and not named:
        # Approved since, but a closed month stands as it was closed.
        named = [words.PARAMETERS["WEIGHT"]]
    if set(figures.defaults) == figures.parameters:
        named = []
    return {
        "bank": figures.bank,
        "title": title,
        "as_of": figures.as_of.isoformat(),
        "late": figures.late[:SHOWN_LATE],
        "late_more": len(figures.late[SHOWN_LATE:]),
        "month": month(figures.month),
        "is_over": figures.month <= figures.as_of,
        "is_default": is_default,
        "defaults_en": ", ".join(english for english, _ in named),
        "defaults_zh": "、".join(chinese for _, chinese in named),
        "root": "../" if is_deep else "",
    }


def _position(figures: Figures, code: str | None) -> str:
    if code is None:
        return UNKNOWN
    found = figures.positions.get(code)
    return f"{found['name_en']} {found['name_zh']}" if found else code


def _indicator(figures: Figures, code: str) -> Row:
    return figures.indicators.get(code) or {
        "name_en": code,
        "name_zh": "",
        "unit": None,
        "component": None,
    }


def person(figures: Figures, staff_id: str) -> Page:
    """One person's own sheet: nobody else's figures are in it."""
    history = figures.scorecards.get(staff_id, [])
    card = figures.scorecard(staff_id)
    newest = card or (history[-1] if history else {})
    deductions = figures.deductions.get(staff_id, [])
    sheet, reviews = figures.sheet.get(staff_id, []), figures.reviews.get(staff_id, [])
    lines = len(figures.items.get(staff_id, [])) + 2 * len(sheet) + 2 * len(reviews[:REVIEW_ROWS])
    content = {
        **_head(figures, [card] if card else [], f"Staff {staff_id} 员工"),
        "staff_id": staff_id,
        "position": _position(figures, newest.get("position_code")),
        "branch": newest.get("branch_code") or UNKNOWN,
        "card": _card(card) if card else None,
        "no_month": words.NO_MONTH,
        "groups": _items(figures, staff_id),
        "components": [
            f"{code} {words.both(name)}"
            for code, name in words.COMPONENTS.items()
            if any(item["component"] == code for item in figures.items.get(staff_id, []))
        ],
        "sheet": _sheet(figures, sheet, has_rank=True),
        "trend": trend(figures.month, history, FULL),
        "deductions": [_deduction(row) for row in deductions[:DEDUCTION_ROWS]],
        "more_deductions": max(0, len(deductions) - DEDUCTION_ROWS),
        "adjustments": [
            {"month": month(row["adjusted_month_end"]), "points": _signed(row["points"])}
            for row in figures.adjustments.get(staff_id, [])
        ],
        "reviews": [_review(row) for row in reviews[:REVIEW_ROWS]],
        "zoom": _print_zoom(lines),
    }
    return Page(place("person", staff_id), "person", content)


def _print_zoom(lines: int) -> str | None:
    height = BARE_HEIGHT + LINE_HEIGHT * lines
    return f"{1 / height:.2f}" if height > 1 else None


def _card(card: Row) -> Row:
    """The month's result, and how it is made up."""
    rank = card["rank_in_group"]
    return {
        "score": number(card["kpi_score"], 1),
        "has_score": card["kpi_score"] is not None,
        "points": number(card["indicator_points"], 1),
        "bonus": _signed(card["bonus"]),
        "deduction": _signed(-card["deduction_points"] if card["deduction_points"] else None),
        "adjustment": _signed(card["adjustment_points"]),
        "rank": f"{rank} of {card['group_size']}" if rank else UNKNOWN,
        "standing": None if rank else words.both(words.standing(card)),
        "presence": f"eligible 参评 {_yes(card['is_eligible'])}, new 新员工 {_yes(card['is_new'])}",
        "days": f"{number(card['eligible_days'])} of {number(card['workdays'])}",
        "state": "closed, frozen 已关账" if card["is_frozen"] else "open, may change 未关账",
        "footfall": words.both(words.CLASSES.get(card["footfall_class"], words.NO_CLASS)),
    }


def _yes(holds: bool | None) -> str:
    return UNKNOWN if holds is None else "yes 是" if holds else "no 否"


def _signed(points: object) -> str:
    """Points that are added or taken: nothing is a plain 0."""
    return "0" if not points else f"{'+' if points > 0 else '−'}{number(abs(points), 2)}"


def _items(figures: Figures, staff_id: str) -> list[Row]:
    """Items by what they do: they score, they are void, they are only shown."""
    items = figures.items.get(staff_id, [])
    standings = {(row["position_code"], row["branch_code"]) for row in items}
    names = (
        ("Scored", "计分"),
        ("Void: the weight went to the others", "无效：权重转移至其他项"),
        ("Shown, not scored", "仅展示，不计分"),
    )
    groups: list[list[Row]] = [[], [], []]
    for item in items:
        catalogue = _indicator(figures, item["indicator_code"])
        where = 1 if item["is_void"] else 0 if item["weight"] else 2
        score = item["score"]
        unit = catalogue["unit"]
        groups[where].append(
            {
                "component": item["component"] or UNKNOWN,
                "component_name": words.both(words.COMPONENTS.get(item["component"], ("", ""))),
                "english": catalogue["name_en"],
                "chinese": catalogue["name_zh"],
                "unit": words.both(words.UNITS[unit]) if unit in words.UNITS else None,
                "where": (
                    f"{item['position_code']} {item['branch_code']}" if len(standings) > 1 else None
                ),
                "actual": words.measure(item["actual"], unit),
                "target": words.measure(item["target"], unit),
                "score": number(score, 1),
                "bar": None if score is None else number(min(score, FULL) * 100 / FULL, 1),
                "weight": number(item["weight"], 1) if item["weight"] else UNKNOWN,
                "points": number(item["points"], 2) if item["weight"] else UNKNOWN,
                "why": words.both(words.why_void(item)) if item["is_void"] else None,
            }
        )
    return [
        {"name": words.both(name), "rows": rows}
        for name, rows in zip(names, groups, strict=True)
        if rows
    ]


def _light(light: str | None) -> Row:
    shape, english, chinese = words.LIGHTS.get(light or "", words.NO_LIGHT)
    return {"kind": (light or "none").lower(), "shape": shape, "name": f"{english} {chinese}"}


def _sheet(figures: Figures, rows: list[Row], *, has_rank: bool) -> list[Row]:
    """The day's table: what was to be done, what was done, and the light."""
    written = []
    for row in rows:
        catalogue = _indicator(figures, row["indicator_code"])
        gap = row["progress_gap"]
        written.append(
            {
                "english": catalogue["name_en"],
                "chinese": catalogue["name_zh"],
                "target": words.amount(row["target_period"]),
                "target_to_date": words.amount(row["target_to_date"]),
                "today": words.amount(row["done_today"]),
                "to_date": words.amount(row["done_to_date"]),
                "completion": words.minus(share(row["completion"], 0)),
                "gap": UNKNOWN if gap is None else words.minus(f"{gap:+,.0f}"),
                "rank": (row["rank_in_group"] or UNKNOWN) if has_rank else None,
                "light": _light(row["light"]),
                "source": _day(row["source_batch_date"]),
                "is_provisional": row["is_provisional"],
            }
        )
    return written


def _day(day: date | None) -> str:
    return UNKNOWN if day is None else f"{day:%m-%d}"


def _deduction(row: Row) -> Row:
    """What one complaint took, and why so much."""
    return {
        "complaint": row["complaint_id"],
        "month": month(row["month_end"]),
        "received": month(row["received_month_end"]),
        "base": number(row["base_points"], 1),
        "time": f"× {number(row['time_multiplier'], 1)}",
        "repeat": f"× {number(row['repeat_multiplier'], 1)}",
        "share": share(row["share"], 0),
        "points": number(row["points"], 2),
    }


def _review(row: Row) -> Row:
    """The yearly review: information, and no decision."""
    return {
        "year": row["year"],
        "score": number(row["annual_score"], 1),
        "months": number(row["closed_months"]),
        "days": f"{number(row['eligible_days'])} of {number(row['workdays'])}",
        "assessed": _yes(row["is_assessed"]),
        "missed": _yes(row["is_miss"]),
        "in_a_row": number(row["consecutive_misses"]),
        "candidate": (
            "not before approval 批准前不判定"
            if row["review_candidate"] is None
            else _yes(row["review_candidate"])
        ),
        "training": number(row["training_given"]),
        "adjusted": _yes(row["position_adjusted"]),
    }


def _branch_codes(figures: Figures) -> list[str]:
    """Branches with a score in the month or a sheet today; NONE is what lies in no branch."""
    scored = {
        code for code, rows in figures.branches.items() if rows[-1]["month_end"] == figures.month
    }
    return sorted((scored | set(figures.branch_sheet)) - {"NONE"})


def _branch_tiles(figures: Figures, branch_code: str) -> Row | None:
    """A branch's result of the month; customers and assets of very few are not told."""
    rows = figures.branches.get(branch_code, [])
    row = next((row for row in rows if row["month_end"] == figures.month), None)
    return _branch_month(row) if row else None


def _branch_month(row: Row) -> Row:
    small = is_small(row["customers"] or 0)
    return {
        "month": month(row["month_end"]),
        "score": number(row["kpi_score"], 1),
        "points": number(row["indicator_points"], 1),
        "deduction": _signed(-row["deduction_points"] if row["deduction_points"] else None),
        "customers": "<5" if small else number(row["customers"]),
        "aum": "·" if small else number(row["aum_total"]),
        "wait_p50": number(row["wait_minutes_p50"], 1),
        "wait_p90": number(row["wait_minutes_p90"], 1),
        "abandoned": share(row["abandoned_share"]),
        "state": "closed, frozen 已关账" if row["is_frozen"] else "open, may change 未关账",
    }


def branch(figures: Figures, branch_code: str) -> Page:
    """A branch's sheet, without persons."""
    history = figures.branches.get(branch_code, [])
    deductions = figures.branch_deductions.get(branch_code, [])
    content = {
        **_head(figures, figures.people, f"Branch {branch_code} 机构"),
        "branch_code": branch_code,
        "currency": figures.currency,
        "tiles": _branch_tiles(figures, branch_code),
        "months": [_branch_month(row) for row in reversed(history)],
        "trend": trend(figures.month, history, FULL),
        "sheet": _sheet(figures, figures.branch_sheet.get(branch_code, []), has_rank=False),
        "deductions": [_deduction(row) for row in deductions[:DEDUCTION_ROWS]],
        "more_deductions": max(0, len(deductions) - DEDUCTION_ROWS),
    }
    return Page(place("branch", branch_code), "branch", content)


def _managers(figures: Figures) -> list[Row]:
    return [
        row for row in figures.people if row["position_code"] in MANAGERS and row["branch_code"]
    ]


def unit(figures: Figures, manager: Row) -> Iterator[Page]:
    """A manager's page: the people below in the own unit, and nobody above or beside."""
    beside = MANAGERS[manager["position_code"]]
    people = [
        row
        for row in figures.people
        if row["branch_code"] == manager["branch_code"] and row["position_code"] not in beside
    ]
    order = list(figures.positions)
    people.sort(
        key=lambda row: (
            order.index(row["scored_as"]) if row["scored_as"] in order else len(order),
            row["rank_in_unit"] or 10**6,
            row["staff_id"],
        )
    )
    sheets = [people[at : at + UNIT_ROWS] for at in range(0, len(people), UNIT_ROWS)] or [[]]
    for sheet, rows in enumerate(sheets, start=1):
        content = {
            **_head(figures, people, f"Unit of {manager['staff_id']} 所辖团队"),
            "staff_id": manager["staff_id"],
            "own": link(place("person", manager["staff_id"])),
            "position": _position(figures, manager["position_code"]),
            "branch": manager["branch_code"],
            "branch_link": (
                link(place("branch", manager["branch_code"]))
                if manager["branch_code"] in _branch_codes(figures)
                else None
            ),
            "currency": figures.currency,
            "tiles": _branch_tiles(figures, manager["branch_code"]),
            "people": [_member(figures, row) for row in rows],
            "sheets": _sheet_links("unit", manager["staff_id"], len(sheets), sheet),
        }
        yield Page(place("unit", manager["staff_id"], sheet), "unit", content)


def _sheet_links(folder: str, name: str, count: int, at: int) -> list[Row]:
    """Links among the sheets of one long list; none where it fits on one."""
    return [
        {"name": str(sheet), "link": link(place(folder, name, sheet)), "is_here": sheet == at}
        for sheet in range(1, count + 1)
        if count > 1
    ]


def _member(figures: Figures, row: Row) -> Row:
    lights = Counter(line["light"] for line in figures.sheet.get(row["staff_id"], []))
    rank = row["rank_in_unit"]
    why = None
    if row["kpi_score"] is None or row["is_new"] or not row["is_eligible"]:
        why = words.both(words.standing(row))
    return {
        "staff_id": row["staff_id"],
        "link": link(place("person", row["staff_id"])),
        "position": _position(figures, row["position_code"]),
        "score": number(row["kpi_score"], 1),
        "points": number(row["indicator_points"], 1),
        "bonus": _signed(row["bonus"]),
        "deduction": _signed(-row["deduction_points"] if row["deduction_points"] else None),
        "adjustment": _signed(row["adjustment_points"]),
        "lights": [_light(light) | {"count": lights[light]} for light in words.LIGHTS],
        "rank": f"{rank} of {row['unit_group_size']}" if rank else UNKNOWN,
        "why": why,
    }


def league(figures: Figures) -> Iterator[Page]:
    """Everybody by role and footfall class, over as many sheets as it takes."""
    sheets: list[list[Row]] = [[]]
    room = LEAGUE_LINES
    for group in _league_groups(figures):
        rows = group["rows"]
        while rows:
            if room <= GROUP_LINES + min(len(rows), 3):
                sheets.append([])
                room = LEAGUE_LINES
            taken, rows = rows[: room - GROUP_LINES], rows[room - GROUP_LINES :]
            sheets[-1].append(group | {"rows": taken})
            room -= GROUP_LINES + len(taken)
    for sheet, groups in enumerate(sheets, start=1):
        content = {
            **_head(figures, figures.people, "League 排名", is_deep=False),
            "groups": groups,
            "sheets": [
                {"name": str(at), "link": _league_path(at), "is_here": at == sheet}
                for at in range(1, len(sheets) + 1)
                if len(sheets) > 1
            ],
        }
        yield Page(_league_path(sheet), "league", content)


def _league_path(sheet: int) -> str:
    return "league.html" if sheet == 1 else f"league-{sheet}.html"


def _league_groups(figures: Figures) -> Iterator[Row]:
    """Who is ranked in order of the places, then the others by staff number."""
    order, classes = list(figures.positions), list(words.CLASSES)

    def group_of(row: Row) -> tuple[int, str, int]:
        role, footfall = row["scored_as"] or "", row["footfall_class"]
        return (
            order.index(role) if role in order else len(order),
            role,
            classes.index(footfall) if footfall in classes else len(classes),
        )

    people = sorted(
        figures.people,
        key=lambda row: (group_of(row), row["rank_in_group"] or 10**6, row["staff_id"]),
    )
    for _, found in groupby(people, key=group_of):
        rows = list(found)
        first = rows[0]
        yield {
            "role": _position(figures, first["scored_as"]),
            "footfall": words.both(words.CLASSES.get(first["footfall_class"], words.NO_CLASS)),
            "people": number(len(rows)),
            "is_ranked": any(row["rank_in_group"] for row in rows),
            "rows": [_league_row(row) for row in rows],
        }


def _league_row(row: Row) -> Row:
    return {
        "rank": row["rank_in_group"] or words.SIGNS[words.standing(row)],
        "staff_id": row["staff_id"],
        "link": link(place("person", row["staff_id"])),
        "branch": row["branch_code"] or UNKNOWN,
        "score": number(row["kpi_score"], 1),
    }


def index(figures: Figures, league_paths: list[str]) -> Iterator[Page]:
    """Where everything is, for those who manage staff."""
    people = Counter(row["branch_code"] for row in figures.people)
    managers: dict[str, list[Row]] = {}
    for row in _managers(figures):
        managers.setdefault(row["branch_code"], []).append(
            {
                "name": f"{row['position_code']} {row['staff_id']}",
                "link": link(place("unit", row["staff_id"])),
            }
        )
    rows = [
        {
            "branch": code,
            "link": link(place("branch", code)),
            "score": (_branch_tiles(figures, code) or {"score": UNKNOWN})["score"],
            "people": number(people[code]) if people[code] else UNKNOWN,
            "units": managers.get(code, []),
        }
        for code in _branch_codes(figures)
    ]
    listed = {row["staff_id"] for row in figures.people}
    waiting = [name for name in figures.roster if name not in listed]
    sheets = [rows[at : at + INDEX_ROWS] for at in range(0, len(rows), INDEX_ROWS)] or [[]]
    paths = ["index.html", *(f"index-{at}.html" for at in range(2, len(sheets) + 1))]
    for at, found in enumerate(sheets):
        content = {
            **_head(figures, figures.people, "Staff pages 员工考核", is_deep=False),
            "people": number(len(figures.people)),
            "branches": found,
            "leagues": league_paths,
            "waiting": [{"name": name, "link": link(place("person", name))} for name in waiting]
            if at == 0
            else [],
            "sheets": [
                {"name": str(place_ + 1), "link": path, "is_here": place_ == at}
                for place_, path in enumerate(paths)
                if len(paths) > 1
            ],
        }
        yield Page(paths[at], "index", content)
