"""What erasures took out of delivered batches, as the loader counts it."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from strata.home import Home
from strata.landing.state import read_state


@dataclass(frozen=True)
class Erased:
    """Rows that erasures took out of one batch, and their sum where it is known."""

    rows: int
    total: Decimal | None


NOTHING_ERASED = Erased(0, Decimal(0))


def erased_by_batch(home: Home) -> dict[tuple[str, date], Erased]:
    """What erasures took out of every batch, by feed and batch date."""
    found: dict[tuple[str, date], Erased] = {}
    for row in read_state(home, "erased"):
        if not row["erased_rows"]:
            continue
        key = row["feed"], row["batch_date"]
        before = found.get(key, NOTHING_ERASED)
        is_known = None not in (before.total, row["erased_sum"])
        total = before.total + row["erased_sum"] if is_known else None
        found[key] = Erased(before.rows + row["erased_rows"], total)
    return found
