"""Sheets of staff: one file a person and nobody else in it, one sheet of paper, with its rights."""

import os
import re
import shutil
import stat
import subprocess
from collections import defaultdict
from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path

import duckdb
import pytest
from test_pages import text_of

from strata.home import Home
from strata.pages import make_staff_pages
from strata.pages.staff import sheets
from strata.pages.staff.figures import Figures, read_figures
from strata.pages.staff.write import write_pages

VOID = re.compile("(nothing to measure|no target|target not above|no scale).*")
MARK = "默认值，未经批准 · default, not approved"


def copy_of(bank: Home, folder: Path) -> Home:
    """The published files of the bank alone: nothing else is read."""
    home = Home(folder)
    home.published.parent.mkdir(parents=True)
    for path in (bank.published, bank.published_staff):
        shutil.copy(path, home.published.parent / path.name)
    return home


def changed(home: Home, sql: str) -> None:
    with duckdb.connect() as connection:
        connection.execute(f"attach '{home.published_staff}' as people; use people.staff")
        connection.execute(sql)


@pytest.fixture(scope="module")
def home(bank, tmp_path_factory) -> Home:
    home = copy_of(bank, tmp_path_factory.mktemp("sheets"))
    assert make_staff_pages(home) == home.staff_pages
    return home


@pytest.fixture(scope="module")
def figures(home) -> Figures:
    found = read_figures(home)
    assert found
    return found


@pytest.fixture(scope="module")
def rows(home):
    """Rows of a query over staff.duckdb, `people` for short."""
    with duckdb.connect() as connection:
        connection.execute(f"attach '{home.published_staff}' as people (read_only)")
        yield lambda sql: connection.execute(sql).fetchall()


@pytest.fixture(scope="module")
def pages(home) -> dict[str, str]:
    """Text of every page by its place in the folder."""
    return {
        path.relative_to(home.staff_pages).as_posix(): path.read_text(encoding="utf-8")
        for path in sorted(home.staff_pages.rglob("*.html"))
    }


@pytest.fixture(scope="module")
def everybody(rows) -> set[str]:
    """Staff numbers of everybody who was ever assessed."""
    return {staff for (staff,) in rows("select distinct staff_id from people.staff.fct_staff_kpi")}


def named_in(text: str, everybody: set[str]) -> set[str]:
    return set(re.findall(r"[0-9A-Za-z]+", text)) & everybody


def of_folder(pages: dict[str, str], folder: str) -> dict[str, str]:
    return {Path(path).stem: text for path, text in pages.items() if path.startswith(f"{folder}/")}


def table_rows(html: str) -> list[list[str]]:
    """Cells of every table row of the page, as texts."""
    found = re.findall(r"<tr[^>]*>(.*?)</tr>", html, flags=re.DOTALL)
    cells = [re.findall(r"<t[dh][^>]*>(.*?)</t[dh]>", row, flags=re.DOTALL) for row in found]
    return [[text_of(cell) for cell in row] for row in cells]


NEWEST = "(select max(month_end) from people.staff.rpt_staff_scorecard)"


def test_everybody_assessed_has_one_file(pages, rows):
    there = rows(f"select staff_id from people.staff.rpt_staff_scorecard where month_end={NEWEST}")
    assert set(of_folder(pages, "person")) == {staff for (staff,) in there}
    assert len(there) > 50


def test_nobody_elses_figures_are_in_a_persons_file(pages, everybody):
    for staff, html in of_folder(pages, "person").items():
        assert named_in(html, everybody) == {staff}
        assert "href" not in html


def test_branches_are_told_without_persons(pages, everybody):
    branches = of_folder(pages, "branch")
    assert len(branches) > 5 and "NONE" not in branches
    assert not any(named_in(html, everybody) for html in branches.values())


def test_a_sheet_tells_the_figures_of_the_marts(pages, rows):
    cards = rows(f"""
        select staff_id, kpi_score, indicator_points, deduction_points, rank_in_group, group_size
        from people.staff.rpt_staff_scorecard where month_end = {NEWEST}
    """)
    items = defaultdict(list)
    for staff, *item in rows(f"""
        select staff_id, name_en, points, weight, is_void
        from people.staff.fct_staff_kpi
        inner join people.staff.dim_kpi_indicator using (indicator_code)
        where month_end = {NEWEST}
    """):
        items[staff].append(item)
    for staff, score, points, deduction, rank, size in cards:
        html = of_folder(pages, "person")[staff]
        text = text_of(html)
        assert f"Score 得分 {'–' if score is None else f'{score:,.1f}'}" in text
        assert f"扣分 {f'−{deduction:.2f}' if deduction else '0'}" in text
        assert f"Rank 排名 {f'{rank} of {size}' if rank else '–'}" in text
        told = table_rows(html)
        if points is not None:
            (total,) = [row[1] for row in told if row[0].startswith("Points of all items")]
            assert total == f"{points:.1f}"
        # Two positions in a month are two rows of an indicator.
        for name in {item[0] for item in items[staff]}:
            cells = [row[-1] for row in told if name in row[0] and len(row) in (4, 6)]
            assert sorted(VOID.sub("void", cell) for cell in cells) == sorted(
                "void" if is_void else f"{brought:,.2f}" if weight else "–"
                for item, brought, weight, is_void in items[staff]
                if item == name
            )


def test_the_daily_sheet_tells_its_light_in_words_and_shape(pages, rows):
    lights = {"GREEN": "● On pace", "AMBER": "▲ Behind", "RED": "■ Far behind", None: "– No target"}
    found = rows("""
        select staff_id, name_en, light
        from people.staff.rpt_one_person_one_sheet
        inner join people.staff.dim_kpi_indicator using (indicator_code)
        where sheet_date = (select max(sheet_date) from people.staff.rpt_one_person_one_sheet)
    """)
    assert {light for *_, light in found} >= {"GREEN", "RED"}
    for staff, name, light in found:
        told = [row for row in table_rows(of_folder(pages, "person")[staff]) if len(row) == 10]
        assert [row[7].startswith(lights[light]) for row in told if name in row[0]] == [True]


def test_a_manager_sees_the_people_below_and_nobody_beside(pages, rows, everybody):
    branch_of, position_of = {}, {}
    for staff, position, branch in rows(f"""
        select staff_id, position_code, branch_code
        from people.staff.rpt_staff_scorecard where month_end = {NEWEST}
    """):
        branch_of[staff], position_of[staff] = branch, position
    units = of_folder(pages, "unit")
    managers = {staff for staff, position in position_of.items() if position in ("HEAD", "SUBMGR")}
    assert set(units) == managers
    for manager, html in units.items():
        beside = {"HEAD", "SUBMGR"} if position_of[manager] == "SUBMGR" else {"HEAD"}
        assert named_in(html, everybody) - {manager} == {
            staff
            for staff in branch_of
            if branch_of[staff] == branch_of[manager] and position_of[staff] not in beside
        }


def test_units_show_no_rank_in_groups_under_five(pages, rows):
    ranked = dict(
        rows(f"""
            select staff_id, rank_in_unit || ' of ' || unit_group_size
            from people.staff.rpt_unit_league where month_end = {NEWEST}
        """)
    )
    sizes = []
    for html in of_folder(pages, "unit").values():
        for row in table_rows(html):
            if len(row) == 10 and row[0] in ranked:
                assert row[8] == (ranked[row[0]] or "–")
                sizes += [int(row[8].split()[-1])] if row[8] != "–" else []
    assert all(size >= 5 for size in sizes)


def test_the_league_ranks_no_group_under_five(pages, rows):
    ranks = dict(
        rows(f"""
            select staff_id, rank_in_group
            from people.staff.rpt_staff_scorecard where month_end = {NEWEST}
        """)
    )
    listed = []
    for html in (text for path, text in pages.items() if path.startswith("league")):
        for table in re.findall(r"<table.*?</table>", html, flags=re.DOTALL):
            found = [row for row in table_rows(table) if len(row) == 4]
            places = [int(row[0]) for row in found if row[0].isdigit()]
            others = [row[1] for row in found if not row[0].isdigit()]
            assert not places or len(places) >= 5
            assert places == sorted(places) and others == sorted(others)
            for rank, staff, *_ in found:
                assert (int(rank) if rank.isdigit() else None) == ranks[staff]
            listed += [row[1] for row in found]
    assert sorted(listed) == sorted(ranks)


def test_only_owner_and_group_may_read(home, tmp_path, figures):
    def modes(folder: Path) -> dict[bool, set[int]]:
        found = defaultdict(set)
        for path in (folder, *folder.rglob("*")):
            found[path.is_dir()].add(stat.S_IMODE(path.stat().st_mode))
        return found

    before = os.umask(0)
    try:
        write_pages(figures, tmp_path / "open")
        os.umask(0o077)
        write_pages(figures, tmp_path / "shut")
    finally:
        os.umask(before)
    for folder in (home.staff_pages, tmp_path / "open", tmp_path / "shut"):
        assert modes(folder) == {True: {0o750}, False: {0o640}}


def test_every_page_is_marked_as_default_and_needs_nothing_from_outside(pages):
    for path, html in pages.items():
        assert MARK in text_of(html), path
        assert not re.findall(r"https?://|<script|<link|<img|<iframe|@import|\bsrc\s*=|url\(", html)
        assert not re.search(r"\b(None|nan|null|NaN|inf|True|False)\b", text_of(html)), path
        assert html.endswith("</html>\n")


def test_links_lead_to_pages(home, pages):
    for path, html in pages.items():
        for address in re.findall(r'href="([^"]+)"', html):
            assert (home.staff_pages / path).parent.joinpath(address).exists(), (path, address)


def test_the_same_files_give_the_same_pages_and_who_left_has_none(bank, tmp_path, pages):
    home = copy_of(bank, tmp_path / "again")
    make_staff_pages(home)
    gone = home.staff_pages / "person" / "GONE.html"
    gone.write_text("of last month")
    make_staff_pages(home)
    assert not gone.exists()
    assert {
        path.relative_to(home.staff_pages).as_posix(): path.read_text(encoding="utf-8")
        for path in home.staff_pages.rglob("*.html")
    } == pages
    there = {path.name for path in home.published.parent.iterdir()}
    assert there == {"strata.duckdb", "staff.duckdb", "staff"}
    home.published_staff.unlink()
    assert make_staff_pages(home) is None
    assert not home.staff_pages.exists()


def test_without_scorecards_there_is_no_folder(bank, tmp_path):
    home = copy_of(bank, tmp_path / "nobody")
    changed(home, "delete from rpt_staff_scorecard")
    assert make_staff_pages(home) is None
    assert not home.staff_pages.exists()


def test_what_is_approved_is_not_marked_and_a_closed_month_stays_as_it_was(bank, tmp_path):
    home = copy_of(bank, tmp_path / "approved")
    changed(home, "update dim_kpi_parameter set is_approved = parameter_set <> 'LIGHT'")
    changed(home, "update rpt_staff_scorecard set is_default = false")
    make_staff_pages(home)
    text = text_of((home.staff_pages / "index.html").read_text(encoding="utf-8"))
    assert MARK in text and "has not approved: lights." in text
    changed(home, "update dim_kpi_parameter set is_approved = true")
    changed(home, "update rpt_staff_scorecard set is_default = position_code = 'TELLER'")
    make_staff_pages(home)
    cards = read_figures(home).people
    for card in cards:
        html = (home.staff_pages / "person" / f"{card['staff_id']}.html").read_text("utf-8")
        assert (MARK in text_of(html)) == (card["position_code"] == "TELLER")


def test_a_month_that_is_not_over_is_not_the_sheets_month(home, figures):
    month = figures.month
    assert month <= figures.as_of
    early = replace(figures, as_of=date(month.year, month.month, 15))
    (page,) = list(sheets.index(early, []))
    assert page.content["is_over"] is False


def test_any_staff_number_is_a_file_name(figures, tmp_path):
    odd = "../a b/+2%&<i>"
    card = figures.people[0] | {"staff_id": odd, "position_code": "HEAD"}
    write_pages(replace(figures, scorecards={odd: [card]}, sheet={}), tmp_path / "odd")
    for folder in ("person", "unit"):
        (path,) = (tmp_path / "odd" / folder).iterdir()
        assert path.name == "..%2Fa%20b%2F%2B2%25%26%3Ci%3E.html"
        assert "<i>" not in text_of(path.read_text(encoding="utf-8")).replace(odd, "")
    assert "person/..%252Fa%2520b" in (tmp_path / "odd" / "league.html").read_text("utf-8")


@pytest.fixture(scope="module")
def crowded(figures, tmp_path_factory) -> Path:
    """A bank of hundreds, each with as much as a sheet can have to tell."""
    fullest = max(figures.people, key=lambda card: len(figures.items[card["staff_id"]]))
    items, sheet = (found.get(fullest["staff_id"], []) for found in (figures.items, figures.sheet))
    review = {
        "year": 2025, "annual_score": Decimal("79.5"), "closed_months": 12, "eligible_days": 240,
        "workdays": 250, "is_assessed": True, "is_miss": True, "consecutive_misses": 2,
        "review_candidate": None, "training_given": 3, "position_adjusted": True,
    }  # fmt: skip
    complaint = {
        "complaint_id": "CP2501-000001", "month_end": figures.month, "base_points": Decimal(8),
        "received_month_end": figures.month, "time_multiplier": Decimal(2),
        "repeat_multiplier": Decimal("1.5"), "share": Decimal(1), "points": Decimal(24),
    }  # fmt: skip
    adjustment = {"adjusted_month_end": figures.month, "points": Decimal("-1.25")}
    names = [f"S{number:05}" for number in range(900)]
    roles = [code for code in figures.positions if code != "HEAD"]
    cards = {
        name: [
            fullest
            | {
                "staff_id": name,
                "branch_code": f"B{place // 60:03}",
                "position_code": roles[place % 7] if place % 60 else "HEAD",
                "scored_as": roles[place % 7] if place % 60 else "HEAD",
                "rank_in_group": place + 1 if place < 500 else None,
            }
        ]
        for place, name in enumerate(names)
    }
    moved = [item | {"position_code": "WM"} for item in items]
    branch = next(iter(figures.branches.values()))
    branches = {f"B{place:03}": branch for place in range(80)}
    crowd = replace(
        figures,
        scorecards=cards,
        items=dict.fromkeys(names, items) | {"S00001": items + moved},
        sheet=dict.fromkeys(names, sheet),
        deductions=dict.fromkeys(names, [complaint] * 9),
        adjustments=dict.fromkeys(names, [adjustment] * 6),
        reviews=dict.fromkeys(names, [review] * 4),
        branches=branches,
        branch_sheet=dict.fromkeys(branches, max(figures.branch_sheet.values(), key=len)),
        branch_deductions=dict.fromkeys(branches, [complaint] * 9),
    )
    folder = tmp_path_factory.mktemp("crowd") / "staff"
    write_pages(crowd, folder)
    return folder


def printed(page: Path, folder: Path) -> int:
    """How many sheets of paper a page takes."""
    target = folder / "page.pdf"
    browse(folder, "--no-pdf-header-footer", f"--print-to-pdf={target}", page.as_uri())
    return len(re.findall(rb"/Type\s*/Page\b", target.read_bytes()))


def browse(folder: Path, *arguments: str) -> str:
    profile = f"--user-data-dir={folder / 'profile'}"
    return subprocess.run(
        ["chromium", "--headless=new", "--no-sandbox", "--disable-gpu", profile, *arguments],
        capture_output=True,
        text=True,
        timeout=120,
        check=True,
    ).stdout


needs_browser = pytest.mark.skipif(not shutil.which("chromium"), reason="there is no browser here")


@needs_browser
@pytest.mark.parametrize("kind", ["person", "branch", "unit", "league", "index"])
def test_every_page_prints_on_one_sheet(home, pages, tmp_path, kind):
    """The longest page of its kind; the shorter ones are no longer."""
    longest = max((path for path in pages if path.startswith(kind)), key=lambda at: len(pages[at]))
    assert printed(home.staff_pages / longest, tmp_path) == 1


@needs_browser
@pytest.mark.parametrize(
    "path",
    [
        "person/S00001.html",
        "person/S00002.html",
        "branch/B000.html",
        "unit/S00000.html",
        "unit/S00000+2.html",
        "league.html",
        "league-2.html",
        "league-3.html",
        "index.html",
    ],
)
def test_a_crowded_page_prints_on_one_sheet_too(crowded, tmp_path, path):
    """Two positions in a month, every table full, hundreds of people: the rest is another file."""
    assert printed(crowded / path, tmp_path) == 1


@needs_browser
@pytest.mark.parametrize("width", [390, 1280])
def test_no_page_is_wider_than_the_screen(home, pages, tmp_path, width):
    """Tables scroll inside themselves."""
    shutil.copytree(home.staff_pages, tmp_path / "staff")
    kinds = ("person", "branch", "unit", "league", "index")
    seen = {kind: next(path for path in pages if path.startswith(kind)) for kind in kinds}
    frames = "".join(
        f'<iframe src="staff/{path}" width="{width}" height="800" style="border:0"></iframe>'
        for path in seen.values()
    )
    (tmp_path / "measure.html").write_text(
        f"<body>{frames}<script>onload = () => {{ document.title = Array.from(frames, one => "
        "one.document.documentElement.scrollWidth).join(' '); };</script>"
    )
    html = browse(
        tmp_path,
        "--allow-file-access-from-files",
        "--virtual-time-budget=5000",
        "--dump-dom",
        (tmp_path / "measure.html").as_uri(),
    )
    measured = re.search(r"<title>([\d ]+)</title>", html)
    assert measured, html[:300]
    assert all(int(found) <= width for found in measured.group(1).split())
    assert len(measured.group(1).split()) == len(kinds)
