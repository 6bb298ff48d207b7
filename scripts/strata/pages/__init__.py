"""Pages made from the published files and nothing else: the bankers' page, and those of staff."""

from strata.pages.page import make_page
from strata.pages.staff import make_staff_pages

__all__ = ["make_page", "make_staff_pages"]
