"""Releases by an operator: refused or halted batches that may go on, each with its reason."""

from datetime import date

from strata.errors import Exit, StrataError
from strata.home import Home
from strata.landing.report import BatchReport, Refused
from strata.landing.state import read_state, state_path, write_state
from strata.landing.store import Store
from strata.lock import hold
from strata.moment import now

TABLE = "accepted_batches"


def read_accepted(home: Home) -> dict[tuple[str, date, str], str]:
    """Reasons by (feed, batch date, fingerprint)."""
    rows = read_state(home, TABLE)
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
        _keep(home, feed, batch_date, report.fingerprint, reason)
    return report


def _keep(home: Home, feed: str, batch_date: date, fingerprint: str, reason: str) -> None:
    """Add a release, in place of an earlier one of the same bytes."""
    release = {
        "feed": feed,
        "batch_date": batch_date,
        "fingerprint": fingerprint,
        "reason": reason,
        "accepted_at": now(),
    }
    same = ("feed", "batch_date", "fingerprint")
    rows = [
        row for row in read_state(home, TABLE) if any(row[name] != release[name] for name in same)
    ]
    write_state(state_path(home, TABLE), TABLE, [*rows, release])


def copy_release(home: Home, feed: str, batch_date: date, before: str, after: str) -> None:
    """Release a batch's new bytes where its bytes before were: `strata forget` wrote them anew."""
    accepted = read_accepted(home)
    reason = accepted.get((feed, batch_date, before))
    if reason is not None and (feed, batch_date, after) not in accepted:
        _keep(home, feed, batch_date, after, reason)
