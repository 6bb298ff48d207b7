"""Pages made from the published files and the logs of runs, and nothing else."""

from pathlib import Path

from strata import access
from strata.home import Home
from strata.pages.operations import make_operations_page
from strata.pages.page import make_page
from strata.pages.staff import make_staff_pages

__all__ = ["make_operations_page", "make_page", "make_pages", "make_staff_pages"]


def make_pages(home: Home) -> list[Path]:
    """Write every page people open, with its rights; returns what was written.

    Bankers' page, sheets of staff where somebody is assessed, runs and checks.
    """
    made = make_page(home), make_staff_pages(home), make_operations_page(home)
    access.apply(home)
    return [page for page in made if page]
