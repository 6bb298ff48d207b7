"""The bankers' page: whole in itself, true to the published file, silent about single customers."""

import html as markup
import re
import shutil
import subprocess
from pathlib import Path

import duckdb
import pytest
from hypothesis import given
from hypothesis import strategies as st

from strata.errors import StrataError
from strata.home import Home
from strata.pages import make_page
from strata.pages.suppress import hidden_cells, is_small
from strata.pages.words import millions, number

# 120 customers, three closed months and an open one. In December A has 60, B 30, C 27 and D 3
# customers; in November two of D's were A's and one more of B's was C's.
PUBLISHED = """
create schema marts;
create schema quality;
create table quality.bank_context as
    select 'Bank of Tests' as bank, date '2026-01-15' as as_of_date, 'CNY' as reporting_currency;
create table months as
    select unnest([date '2025-10-31', date '2025-11-30', date '2025-12-31', date '2026-01-31'])
        as month_end;
create table people as
    select
        'key-' || i as customer_key,
        month_end,
        month_end = date '2026-01-31' as is_month_to_date,
        case
            when i < 60 or (i >= 118 and month_end < date '2025-12-31') then 'A'
            when i < 89 or (i < 90 and month_end >= date '2025-12-31') then 'B'
            when i < 117 then 'C'
            else 'D'
        end as tier
    from range(120) as numbers (i) cross join months;
create table marts.fct_customer_tier as
    select
        *,
        case when tier in ('B', 'C') then 61.5 else 21.5 end as current_value_score,
        case when tier in ('A', 'B') then 71.5 else 11.5 end as potential_value_score,
        false as is_provisional,
        'v1' as model_version
    from people;
create table marts.dim_model_version as
    select
        'v1' as model_version, date '2025-10-31' as calibration_month,
        cast(41.3 as decimal(9, 4)) as cut_current_value,
        cast(52.7 as decimal(9, 4)) as cut_potential_value, true as is_provisional;
create table marts.fct_customer_month as
    select
        customer_key, month_end, is_month_to_date, tier,
        cast(case tier when 'A' then 1000 when 'B' then 600000 when 'C' then 60000 else 77777 end
            as decimal(18, 2)) as aum_daily_avg,
        case tier when 'A' then 'MASS' when 'B' then 'MHE' else 'POT' end as value_band
    from people;
create table marts.dim_value_band as
    select * from (values ('MASS', 0), ('POT', 50000), ('MHE', 500000)) as bands (
        value_band, lowest_aum
    );
create table marts.rpt_tier_profile as
    select
        month_end, tier, count(*) as customers,
        cast(count(*) / 120 as decimal(9, 4)) as customer_share,
        sum(aum_daily_avg) as aum_total, avg(aum_daily_avg) as aum_mean,
        case tier when 'A' then 27.6 when 'B' then 41.2 when 'C' then 63.9 else 66.6 end
            as age_mean,
        9.1 as movement_days_mean, null::double as mobile_days_mean, 0.125 as counter_share_mean,
        123456.0 as contribution_total, -5.0 as net_new_money, 0.031 as attrition_share,
        3.3 as products_per_customer
    from marts.fct_customer_month
    group by month_end, tier;
create table marts.fct_tier_migration as
    select
        new.customer_key, new.month_end, old.tier as from_tier, new.tier as to_tier,
        case
            when old.tier = new.tier then 'SAME' when new.tier = 'D' then 'DOWN' else 'UP'
        end as direction,
        false as is_rebase,
        case when old.tier <> new.tier then 1000.0 else 0 end as aum_moved
    from people as new
    inner join people as old
        on
            new.customer_key = old.customer_key
            and last_day(old.month_end + interval 1 day) = new.month_end
    where not new.is_month_to_date;
create table quality.feed_coverage as
    select * from (values
        ('core_customer', true, date '2026-01-15', 0, 'I14 I16'),
        ('surv_response', true, date '2026-01-01', 9, 'I36'),
        ('mkt_touch', false, null, null, 'I42'),
        ('hr_training', false, null, null, null)
    ) as feeds (feed, is_delivered, last_batch, days_late, indicators_without_it);
create table marts.dim_indicator as
    select 'I42' as indicator_id, 'Marketing response' as name_en, '营销响应' as name_zh;
create table quality.dq_scorecard as
    select * from (values
        ('core_customer', date '2026-01-14', 1000, 990, 7, 3, 20),
        ('core_customer', date '2026-01-15', 500, 500, 0, 0, 0),
        ('surv_response', date '2026-01-01', 80, 80, 0, 0, 0)
    ) as batches (
        feed, batch_date, received, accepted, quarantined, unreadable, flagged
    );
create table quality.ctl_result as
    select * from (values
        ('R-01', 'Rows equal <announced> rows', 'PASS', 0.0), ('R-03', 'Ledger', 'FAIL', 12.5)
    ) as results (control_id, title, status, difference)
    cross join (
        select date '2026-01-15' as as_of_date, 1.0 as left_value, 1.0 as right_value,
            'BLOCK' as severity, 'finance' as owner
    );
drop table months;
"""


def home_with(folder: Path, sql: str) -> Home:
    home = Home(folder)
    home.published.parent.mkdir()
    with duckdb.connect(str(home.published)) as connection:
        connection.execute(sql)
        connection.execute("drop table if exists people")
    return home


def text_of(html: str) -> str:
    """What a reader sees, in one line."""
    bare = re.sub(r"<style.*?</style>|<[^>]+>", " ", html, flags=re.DOTALL)
    return " ".join(markup.unescape(bare).split())


def table_of(html: str, name: str) -> list[list[str]]:
    """The rows of one table, as texts."""
    found = re.search(rf'id="table-{name}".*?<tbody.*?>(.*?)</tbody>', html, flags=re.DOTALL)
    assert found, name
    rows = re.findall(r"<tr>(.*?)</tr>", found.group(1), flags=re.DOTALL)
    cells = [re.findall(r"<t[dh][^>]*>(.*?)</t[dh]>", row, flags=re.DOTALL) for row in rows]
    return [[text_of(cell) for cell in row] for row in cells]


@pytest.fixture(scope="module")
def tiny(tmp_path_factory) -> Home:
    return home_with(tmp_path_factory.mktemp("tiny"), PUBLISHED)


@pytest.fixture(scope="module")
def page(tiny) -> str:
    return make_page(tiny).read_text(encoding="utf-8")


def test_the_page_needs_nothing_from_outside(page):
    """No address, script or import: it can be mailed, and read without a network."""
    assert not re.findall(r"https?://|<script|<link|<img|<iframe|@import|\bsrc\s*=", page)
    assert {place[0] for place in re.findall(r"url\(['\"]?(.)", page)} <= {"#"}
    ids = re.findall(r'\bid="([^"]+)"', page)
    assert len(ids) == len(set(ids))


def test_the_head_says_whose_figures_and_how_sure(page):
    text = text_of(page)
    for told in (
        "Bank of Tests",
        "As of 截至 2026-01-15",
        "Month of the tiers 分层月份 2025-12",
        "Model version 模型版本 v1",
        "provisional 暂定",
        "2026-01 is still open",
    ):
        assert told in text, told
    assert text.count("Default, not approved") == 1
    assert "give up" not in text


def test_figures_are_those_of_the_published_file(page):
    profile = {row[0]: row[1:] for row in table_of(page, "profile")}
    assert profile["Customers 客户"] == ["60", "30", "27", "<5"]
    assert profile["Share of customers 客户占比"] == ["50.0 %", "25.0 %", "22.5 %", "·"]
    assert profile["AUM per customer, CNY 户均资产"] == ["1,000", "600,000", "60,000", "·"]
    assert profile["Mobile banking days of 90 手机银行天数"] == ["–", "–", "–", "·"]
    text = text_of(page)
    assert "60 customers, 50.0 % of those with a letter; they are 28 years old on average" in text
    assert "has the most customers and the lowest age" in text
    assert "41.3 for current value" in text and "52.7 for potential value" in text
    assert "30 customers (25.0 %) stand above the line of 500,000 CNY" in text
    assert "1,580 rows received 收到, 1,570 accepted 接收 (99.367 %), 7 quarantined" in text
    assert table_of(page, "absent") == [["mkt_touch", "I42 Marketing response 营销响应"]]
    assert table_of(page, "late") == [["surv_response", "2026-01-01", "9"]]
    assert [row[0] for row in table_of(page, "controls")] == ["R-03", "R-01"]
    assert "&lt;announced&gt;" in page


def test_every_chart_is_there_and_has_words(page):
    charts = re.findall(r'<svg role="img" aria-label="([^"]+)"', page)
    assert len(charts) == 4
    map_chart = page[page.index("<svg") : page.index("</svg>")]
    assert all(name in map_chart for name in ("A Growth 成长", "B Cultivation 培育"))
    assert "D General 一般" in map_chart


def test_groups_under_five_are_not_shown(page):
    """Neither D's three customers nor the two who fell into it, in tables, sentences or charts."""
    assert "77,777" not in page and "66.6" not in page
    moves = {row[0][0]: row[1:] for row in table_of(page, "moves")}
    assert (moves["A"][3], moves["C"][1], moves["D"][3]) == ("<5", "<5", "<5")
    shown = {
        (start, "ABCD"[place]): cell for start in moves for place, cell in enumerate(moves[start])
    }
    real = {("A", "A"): "60", ("B", "B"): "29", ("C", "C"): "27"}
    assert all(cell in {real.get(key, "0"), "<5", "·"} for key, cell in shown.items())
    text = text_of(page)
    assert "fewer than 5 went up" in text and "fewer than 5 went down" in text


@given(st.lists(st.lists(st.integers(0, 9), min_size=4, max_size=4), min_size=1, max_size=5))
def test_no_line_gives_its_hidden_cell_away(rows):
    counts = {(f"r{i}", f"c{j}"): n for i, row in enumerate(rows) for j, n in enumerate(row)}
    hidden = hidden_cells(counts)
    assert hidden >= {cell for cell, count in counts.items() if is_small(count)}
    for axis in (0, 1):
        for name in {cell[axis] for cell in counts}:
            line = [cell for cell in counts if cell[axis] == name]
            assert len(line) == 1 or len(hidden.intersection(line)) != 1


def test_no_customer_is_in_the_page(page):
    assert "key-" not in page
    assert "customer_key" not in page


def test_the_same_file_gives_the_same_page(tiny, page):
    assert make_page(tiny) == tiny.page
    assert tiny.page.read_text(encoding="utf-8") == page
    assert {path.name for path in tiny.page.parent.iterdir()} == {"strata.duckdb", "index.html"}


EMPTY_TABLES = PUBLISHED + "\n".join(
    f"delete from {table};"
    for table in re.findall(r"create table ((?:marts|quality)\.\w+)", PUBLISHED)
)
NO_TIERS = (
    PUBLISHED
    + """
update marts.fct_customer_month set tier = null, value_band = null;
delete from marts.fct_customer_tier;
delete from marts.rpt_tier_profile;
delete from marts.fct_tier_migration;
update quality.bank_context set reporting_currency = 'CZK';
"""
)
UNKNOWN_VALUES = (
    PUBLISHED
    + """
update marts.fct_customer_tier set current_value_score = null, model_version = null;
update marts.rpt_tier_profile set
    aum_total = null, aum_mean = null, age_mean = null, customer_share = null,
    movement_days_mean = null, counter_share_mean = null, attrition_share = null;
update marts.fct_customer_month set aum_daily_avg = null;
update marts.fct_tier_migration set aum_moved = null;
"""
)
ONE_MONTH = (
    PUBLISHED
    + """
delete from marts.fct_customer_tier where month_end <> date '2025-12-31';
delete from marts.fct_tier_migration;
"""
)
REBASED = PUBLISHED + "update marts.fct_tier_migration set is_rebase = true;"


@pytest.mark.parametrize(
    ("sql", "told"),
    [
        ("select 1", ["No customer has a tier yet", "No batch has been judged", "not named"]),
        (EMPTY_TABLES, ["No customer has a tier yet", "No control has been run yet"]),
        (NO_TIERS, ["No customer has a tier yet", "No customer has a value band yet", "CZK"]),
        (
            UNKNOWN_VALUES,
            ["60 customers, –", "hold – of the assets", "No customer has both scores"],
        ),
        (ONE_MONTH, ["one closed month so far", "No moves can be told"]),
        (REBASED, ["No moves can be told"]),
    ],
    ids=["no tables", "empty tables", "no tiers", "unknown values", "one month", "new model"],
)
def test_what_is_missing_is_a_sentence(tmp_path, sql, told):
    html = make_page(home_with(tmp_path, sql)).read_text(encoding="utf-8")
    text = text_of(html)
    assert html.endswith("</html>\n") and text.count("6 · What the figures rest on") == 1
    assert not re.search(r"\b(None|nan|null|NaN|inf)\b", text)
    for words in told:
        assert words in text, words


def test_without_a_published_file_the_user_is_told(tmp_path):
    with pytest.raises(StrataError, match="strata build"):
        make_page(Home(tmp_path))


def test_figures_are_written_as_bankers_read_them():
    assert number(None) == "–"
    assert number(-0.2) == "0"
    assert number(1234567.891, 2) == "1,234,567.89"
    assert (millions(1.5e9), millions(2_340_000), millions(-12_345)) == ("1,500", "2.3", "-0.012")


@pytest.mark.skipif(not shutil.which("chromium"), reason="there is no browser here")
@pytest.mark.parametrize("width", [390, 1280])
def test_nothing_is_wider_than_the_screen(tiny, page, tmp_path, width):
    """Tables scroll inside themselves; on a phone the page itself never moves sideways."""
    shutil.copy(tiny.page, tmp_path / "index.html")
    measuring = tmp_path / "measure.html"
    measuring.write_text(
        f'<body><iframe src="index.html" width="{width}" height="800" style="border:0"></iframe>'
        "<script>onload = () => { document.title = "
        "frames[0].document.documentElement.scrollWidth; };</script>"
    )
    seen = subprocess.run(
        [
            "chromium",
            "--headless=new",
            "--no-sandbox",
            "--disable-gpu",
            "--allow-file-access-from-files",
            f"--user-data-dir={tmp_path / 'profile'}",
            "--virtual-time-budget=5000",
            "--dump-dom",
            measuring.as_uri(),
        ],
        capture_output=True,
        text=True,
        timeout=120,
        check=True,
    ).stdout
    measured = re.search(r"<title>(\d+)</title>", seen)
    assert measured, seen[:300]
    assert int(measured.group(1)) <= width
