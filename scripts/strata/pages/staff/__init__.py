"""Sheets of staff, pages of branches and managers, and the league, under `published/staff/`."""

from strata.pages.staff.write import make_staff_pages

__all__ = ["make_staff_pages"]
