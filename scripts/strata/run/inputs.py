"""What a run reads: landed batches and state, told by one fingerprint."""

import hashlib
from datetime import date

import pyarrow.compute as pc
import pyarrow.parquet as pq

from strata.errors import Exit, StrataError
from strata.home import Home
from strata.landing.report import LANDED
from strata.landing.state import input_files

CLOCK_FEED = "core_balance_daily"


def clock_days(home: Home) -> list[date]:
    """Batch dates of the feed that moves the clock, in order."""
    if not home.batches.exists():
        return []
    batches = pq.read_table(home.batches, columns=["feed", "batch_date", "status"])
    is_clock = pc.and_(
        pc.equal(batches["feed"], CLOCK_FEED), pc.equal(batches["status"], LANDED)
    )
    return sorted(set(batches.filter(is_clock)["batch_date"].to_pylist()))


def as_of_date(home: Home, asked: date | None) -> date:
    """The day everything is computed for: the newest landed balances, or `asked` if earlier.

    Raises StrataError where no balances were ever landed.
    """
    days = clock_days(home)
    if not days:
        raise StrataError(
            f"No batch of {CLOCK_FEED} was landed, so there is no day to compute for: put extracts "
            "into inbox/<system>/<feed>/<batch_date>/, or run `strata demo` to make a demo bank.",
            Exit.USAGE,
        )
    return min(asked, days[-1]) if asked else days[-1]


def fingerprint(home: Home, as_of: date, code_version: str) -> str:
    """One hash of all that decides the rows of a build."""
    digest = hashlib.sha256(f"{as_of} {code_version}".encode())
    for path in (home.batches, home.landing / "_bank.json", *input_files(home)):
        digest.update(str(path.relative_to(home.root)).encode() + b"\0" + path.read_bytes())
    return digest.hexdigest()[:16]
