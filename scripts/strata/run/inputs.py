"""What a run reads: landed batches and state, told by one fingerprint."""

import hashlib
from datetime import date

import pyarrow.compute as pc
import pyarrow.parquet as pq

from strata.errors import Exit, StrataError
from strata.home import Home
from strata.landing.report import LANDED

CLOCK_FEED = "core_balance_daily"
# Written by runs themselves; no model's rows depend on them.
OWN = {
    ".run.lock",
    "batch_profiles",
    "credit_reads.parquet",
    "dbt",
    "gate_results",
    "released_checks.parquet",
    "runs",
}


def clock_days(home: Home) -> list[date]:
    """Batch dates of the feed that moves the clock, in order."""
    path = home.landing / "_batches" / "batches.parquet"
    if not path.exists():
        return []
    batches = pq.read_table(path, columns=["feed", "batch_date", "status"])
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
    for folder in (home.landing / "_batches", home.state):
        for path in sorted(folder.rglob("*")):
            parts = path.relative_to(folder).parts
            if path.is_file() and parts[0] not in OWN:
                digest.update("/".join(parts).encode() + b"\0" + path.read_bytes())
    digest.update((home.landing / "_bank.json").read_bytes())
    return digest.hexdigest()[:16]
