"""From the inbox to typed Parquet: each batch whole, once, and nothing received is ever lost."""

from strata.landing.accepted import accept
from strata.landing.report import BatchReport, LandReport
from strata.landing.run import land

__all__ = ["BatchReport", "LandReport", "accept", "land"]
