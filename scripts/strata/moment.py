"""The wall clock, for names, logs and registers only: figures know `as_of_date` alone."""

from datetime import UTC, datetime


def now() -> datetime:
    """UTC, without offset."""
    return datetime.now(UTC).replace(tzinfo=None)
