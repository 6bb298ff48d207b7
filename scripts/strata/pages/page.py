"""Put the page together: each section is its figures or a sentence on why there are none."""

import os
from pathlib import Path

from jinja2 import Environment, PackageLoader, StrictUndefined

from strata.errors import StrataError
from strata.home import Home
from strata.pages import charts, sections
from strata.pages.figures import Figures, read_figures
from strata.pages.words import LETTERS, TIERS


def render(figures: Figures) -> str:
    """The page as HTML; the same figures give the same bytes."""
    environment = Environment(
        loader=PackageLoader("strata.pages", "."),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    page = {
        "head": sections.head(figures),
        "score_map": sections.score_map(figures),
        "profile": sections.tier_profile(figures),
        "months": sections.months(figures),
        "migration": sections.migration(figures),
        "bands": sections.bands(figures),
        "coverage": sections.coverage(figures),
        "scorecard": sections.scorecard(figures),
        "controls": sections.controls(figures),
        "tiers": [
            {"letter": tier, "names": TIERS[tier], "colour": charts.COLOURS[tier]}
            for tier in LETTERS
        ],
    }
    return environment.get_template("page.html.j2").render(page)


def make_page(home: Home) -> Path:
    """Write `published/index.html` from `published/strata.duckdb`, replacing it in one step."""
    if not home.published.exists():
        raise StrataError(f"There is no published file {home.published}: run `strata build` first.")
    target = home.page
    fresh = target.with_name(target.name + ".new")
    fresh.write_text(render(read_figures(home.published)), encoding="utf-8")
    with fresh.open("rb") as handle:
        os.fsync(handle.fileno())
    fresh.replace(target)
    return target
