"""Put the page together: each section is its figures or a sentence on why there are none."""

from pathlib import Path

from strata.errors import StrataError
from strata.home import Home
from strata.pages import charts, sections
from strata.pages.figures import Figures, read_figures
from strata.pages.template import templates, write_page
from strata.pages.words import LETTERS, TIERS


def render(figures: Figures) -> str:
    """The page as HTML; the same figures give the same bytes."""
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
    return templates().get_template("page.html.j2").render(page)


def make_page(home: Home) -> Path:
    """Write `published/index.html` from `published/strata.duckdb`, replacing it in one step."""
    if not home.published.exists():
        raise StrataError(f"There is no published file {home.published}: run `strata build` first.")
    return write_page(home.page, render(read_figures(home.published)))
