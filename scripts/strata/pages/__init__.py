"""The bankers' page: one HTML file made from the published file and nothing else."""

from strata.pages.page import make_page

__all__ = ["make_page"]
