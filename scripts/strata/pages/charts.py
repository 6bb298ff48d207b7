"""Charts as SVG text that stands inside the page: no script, nothing to fetch, sharp in print."""

import io
import re
from html import escape

import altair as alt
import polars as pl

from strata.pages.suppress import SMALLEST
from strata.pages.words import BANDS, HIGH_END_BANDS, LETTERS, TIERS

# As wide as a phone: charts are stretched on a wide screen, never pressed together on a small one.
WIDTH, HEIGHT = 296, 230
FONT = "system-ui, 'Noto Sans', 'Noto Sans CJK SC', 'PingFang SC', 'Microsoft YaHei', sans-serif"
INK, SOFT, LINE = "#1b2a3a", "#5b6b7b", "#e3e8ee"
# Told apart by the colour-blind, and by dashes on a printer without colour.
COLOURS = {"A": "#0072b2", "B": "#d55e00", "C": "#008060", "D": "#707070"}
DASHES = {"A": [1, 0], "B": [6, 2], "C": [2, 2], "D": [8, 3, 2, 3]}


def as_svg(chart: alt.LayerChart, name: str, told: str) -> str:
    """The chart as an SVG element with a text for readers who do not see it.

    Ids are named after the chart and counted anew: charts share a document, and Vega counts on.
    """
    styled = chart.configure(
        font=FONT, background="transparent", padding={"left": 2, "right": 8, "top": 8, "bottom": 2}
    )
    styled = styled.configure_view(stroke=None).configure_axis(
        labelColor=SOFT,
        titleColor=INK,
        titleFontWeight="normal",
        gridColor=LINE,
        domainColor=SOFT,
        tickColor=SOFT,
    )
    target = io.StringIO()
    styled.save(target, format="svg")
    text = target.getvalue()
    for place, old in enumerate(dict.fromkeys(re.findall(r'\bid="([^"]+)"', text))):
        own = f"{name}-{place}"
        text = text.replace(f'id="{old}"', f'id="{own}"').replace(f"(#{old})", f"(#{own})")
    text = re.sub(r' xmlns(:\w+)?="[^"]*"', "", text)
    head = f'<svg role="img" aria-label="{escape(told)}"'
    return re.sub(r"<svg\b", head, text, count=1)


def score_map(cells: pl.DataFrame, cut_current: float, cut_potential: float) -> str:
    """Customers per cell of both scores, the cuts and the letters; small cells stay white."""
    step = float(cells["step"][0])
    shown = cells.filter(pl.col("customers") >= SMALLEST).with_columns(
        (pl.col("current_from") + step).alias("current_to"),
        (pl.col("potential_from") + step).alias("potential_to"),
    )
    whole = alt.Scale(domain=[0, 100], nice=False)
    axis = alt.Axis(tickCount=5)
    heat = (
        alt.Chart(shown)
        .mark_rect(stroke="white", strokeWidth=0.5)
        .encode(
            x=alt.X(
                "current_from:Q", scale=whole, axis=axis, title="Current value score 当前价值得分"
            ),
            x2="current_to:Q",
            y=alt.Y(
                "potential_from:Q",
                scale=whole,
                axis=axis,
                title="Potential value score 潜在价值得分",
            ),
            y2="potential_to:Q",
            color=alt.Color(
                "customers:Q",
                scale=alt.Scale(scheme="blues", type="sqrt", domainMin=0),
                legend=alt.Legend(
                    title="Customers 客户数",
                    orient="bottom",
                    gradientLength=WIDTH,
                    gradientThickness=8,
                    titleFontWeight="normal",
                    tickCount=5,
                ),
            ),
        )
    )
    cuts = pl.DataFrame({"current": [cut_current], "potential": [cut_potential]})
    rule = {"color": INK, "strokeWidth": 1.5, "strokeDash": [5, 3]}
    upright = alt.Chart(cuts).mark_rule(**rule).encode(x=alt.X("current:Q", scale=whole))
    level = alt.Chart(cuts).mark_rule(**rule).encode(y=alt.Y("potential:Q", scale=whole))
    names = pl.DataFrame(
        {
            "x": [1.5, 98.5, 98.5, 1.5],
            "y": [96.0, 96.0, 4.0, 4.0],
            "text": [f"{tier} {TIERS[tier][0]} {TIERS[tier][1]}" for tier in LETTERS],
        }
    )
    texts = [
        alt.Chart(names.filter((pl.col("x") > 50) == is_right))
        .mark_text(
            align="right" if is_right else "left",
            fontSize=12,
            fontWeight="bold",
            color=INK,
            stroke="white",
            strokeWidth=part,
            strokeJoin="round",
        )
        .encode(x=alt.X("x:Q", scale=whole), y=alt.Y("y:Q", scale=whole), text="text:N")
        for is_right in (False, True)
        for part in (3, 0)
    ]
    chart = alt.layer(heat, upright, level, *texts).properties(width=WIDTH, height=WIDTH)
    told = (
        f"Customers by current and potential value score; cuts at {cut_current:g} and "
        f"{cut_potential:g}."
    )
    return as_svg(chart, "map", told)


def _apart(last: pl.DataFrame, highest: float) -> pl.DataFrame:
    """The lines' ends with a `place` for the letter, each a letter's height from the one below."""
    height = abs(highest) * 14 / HEIGHT
    places: list[float] = []
    ordered = last.sort("value", "tier")
    for value in ordered["value"]:
        places.append(max(value, places[-1] + height) if places else value)
    return ordered.with_columns(pl.Series("place", places, dtype=pl.Float64))


def over_months(profile: pl.DataFrame, column: str, title: str, name: str, scale: float) -> str:
    """One line a tier over the months, with its letter at the end; small months are left out."""
    lines = profile.filter(
        pl.col("tier").is_in(LETTERS)
        & (pl.col("customers") >= SMALLEST)
        & pl.col(column).is_not_null()
    ).with_columns(
        (pl.col(column) * scale).alias("value"),
        pl.col("month_end").dt.strftime("%y-%m").alias("month"),
    )
    tiers = [tier for tier in LETTERS if tier in set(lines["tier"])]
    base = alt.Chart(lines).encode(
        x=alt.X(
            "month:O",
            title=None,
            axis=alt.Axis(labelAngle=0, labelOverlap="greedy"),
            scale=alt.Scale(type="point", padding=0.2),
        ),
        y=alt.Y("value:Q", title=title, axis=alt.Axis(tickCount=5)),
        color=alt.Color(
            "tier:N",
            scale=alt.Scale(domain=tiers, range=[COLOURS[tier] for tier in tiers]),
            legend=None,
        ),
    )
    line = base.mark_line(strokeWidth=2).encode(
        strokeDash=alt.StrokeDash(
            "tier:N",
            scale=alt.Scale(domain=tiers, range=[DASHES[tier] for tier in tiers]),
            legend=None,
        )
    )
    last = lines.filter(pl.col("month_end") == pl.col("month_end").max().over("tier"))
    dots = base.properties(data=last).mark_circle(size=30, opacity=1)
    letters = (
        base.properties(data=_apart(last, lines["value"].max()))
        .mark_text(align="left", dx=6, fontSize=12, fontWeight="bold")
        .encode(y="place:Q", text="tier:N")
    )
    chart = alt.layer(line, dots, letters).properties(width=WIDTH, height=HEIGHT)
    return as_svg(chart, name, f"{title} by tier and month.")


def value_bands(shares: pl.DataFrame) -> str:
    """Share of customers and of assets a band, with the line above which a customer is high end.

    `shares` has value_band, customers_share and aum_share, small bands left out.
    """
    long = shares.unpivot(
        index="value_band",
        on=["customers_share", "aum_share"],
        variable_name="of",
        value_name="share",
    ).with_columns(
        pl.col("of").replace_strict(
            {"customers_share": "Customers 客户", "aum_share": "Assets 资产"}
        ),
        (pl.col("share") * 100).alias("percent"),
    )
    bands = [band for band in BANDS if band in set(shares["value_band"])]
    kinds = ["Customers 客户", "Assets 资产"]
    base = alt.Chart(long).encode(
        y=alt.Y("value_band:N", sort=bands, title=None),
        yOffset=alt.YOffset("of:N", sort=kinds),
        x=alt.X("percent:Q", title="Share, % 占比", axis=alt.Axis(tickCount=5)),
    )
    bars = base.mark_bar().encode(
        color=alt.Color(
            "of:N",
            sort=kinds,
            scale=alt.Scale(domain=kinds, range=["#9bb7d4", COLOURS["A"]]),
            legend=alt.Legend(title=None, orient="top"),
        )
    )
    numbers = base.mark_text(align="left", dx=3, fontSize=10, color=INK).encode(
        text=alt.Text("percent:Q", format=".1f")
    )
    layers = [bars, numbers]
    high_end = next((band for band in HIGH_END_BANDS if band in bands), None)
    if high_end and bands.index(high_end):
        layers.append(
            alt.Chart(pl.DataFrame({"value_band": [high_end]}))
            .mark_rule(color=INK, strokeDash=[5, 3], strokeWidth=1.5)
            .encode(y=alt.Y("value_band:N", sort=bands, bandPosition=0))
        )
    chart = alt.layer(*layers).properties(width=WIDTH, height=44 * len(bands))
    return as_svg(chart, "bands", "Share of customers and of assets by value band.")
