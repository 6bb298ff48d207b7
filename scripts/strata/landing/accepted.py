"""Releases by an operator: refused or halted batches that may go on, each with its reason."""

from datetime import date
from pathlib import Path

import pyarrow as pa

from strata.errors import Exit, StrataError
from strata.home import Home
from strata.landing.report import BatchReport, Refused
from strata.landing.store import Store
from strata.landing.write import ACCEPTED, read_kept, write_table
from strata.lock import hold
from strata.moment import now


def accepted_path(home: Home) -> Path:
    """The file of releases: feed, batch_date, fingerprint, reason, accepted_at."""
    return home.state / "accepted_batches.parquet"


def read_accepted(home: Home) -> dict[tuple[str, date, str], str]:
    """Reasons by (feed, batch date, fingerprint); makes the file, empty, where there is none."""
    path = accepted_path(home)
    if not path.exists():
        write_table(path, ACCEPTED.empty_table())
    rows = read_kept(path, ACCEPTED)
    return {(row["feed"], row["batch_date"], row["fingerprint"]): row["reason"] for row in rows}


def accept(home: Home, feed: str, batch_date: date, reason: str) -> BatchReport:
    """Release one refused or halted batch, for exactly the bytes that were refused or landed.

    Returns the report of that batch. Raises `StrataError` without a reason, for a batch the
    loader never saw, and for refusals that only a new delivery can cure.
    """
    reason = " ".join(reason.split())
    if not reason:
        raise StrataError("a release needs a reason: --reason 'why this batch may go on'.")
    store = Store(home.landing)
    with hold(home):
        read_accepted(home)
        key = feed, batch_date
        report = store.refused().get(key) or store.landed().get(key)
        if report is None:
            raise StrataError(
                f"no batch {feed} {batch_date} was refused or landed; run `strata land` first."
            )
        if report.refusal and report.refusal not in Refused.RELEASABLE:
            raise StrataError(
                f"{report.name} cannot be released: {report.reason}. "
                "Only control totals, lost columns and halted batches can; deliver it anew.",
                Exit.DATA_REFUSED,
            )
        rows = read_kept(accepted_path(home), ACCEPTED)
        release = {
            "feed": feed,
            "batch_date": batch_date,
            "fingerprint": report.fingerprint,
            "reason": reason,
            "accepted_at": now(),
        }
        same = ("feed", "batch_date", "fingerprint")
        rows = [row for row in rows if any(row[name] != release[name] for name in same)]
        rows.append(release)
        table = pa.Table.from_pylist(rows, schema=ACCEPTED)
        write_table(accepted_path(home), table, is_flushed=True)
    return report


def copy_release(home: Home, feed: str, batch_date: date, before: str, after: str) -> None:
    """Release a batch's new bytes where its bytes before were: `strata forget` wrote them anew."""
    reason = read_accepted(home).get((feed, batch_date, before))
    if reason is None or (feed, batch_date, after) in read_accepted(home):
        return
    rows = read_kept(accepted_path(home), ACCEPTED)
    rows.append(
        {
            "feed": feed,
            "batch_date": batch_date,
            "fingerprint": after,
            "reason": reason,
            "accepted_at": now(),
        }
    )
    write_table(accepted_path(home), pa.Table.from_pylist(rows, schema=ACCEPTED), is_flushed=True)
