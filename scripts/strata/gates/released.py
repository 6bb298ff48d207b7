"""Critical results an operator let pass: for one check, one subject and one day, with a reason."""

from datetime import date

from strata.errors import StrataError
from strata.gates.history import gate_history
from strata.gates.model import GateResult
from strata.home import Home
from strata.landing.state import append_state, read_state
from strata.lock import hold
from strata.moment import now

TABLE = "released_checks"


def without_released(home: Home, failed: list[GateResult], as_of: date) -> list[GateResult]:
    """Critical results nobody released for this day."""
    of_day = [row for row in read_state(home, TABLE) if row["as_of_date"] == as_of]
    passed = {(row["check_id"], row["subject"]) for row in of_day}
    return [one for one in failed if (one.check_id, one.subject) not in passed]


def release(home: Home, check_id: str, subject: str, reason: str) -> str:
    """Release one critical result of the last day that was gated. Returns a sentence for the user.

    Raises StrataError without a reason, and where no such result is on record.
    """
    reason = " ".join(reason.split())
    if not reason:
        raise StrataError("a release needs a reason: --reason 'why this result may stand'.")
    with hold(home):
        failed = gate_history(home).filter(passed=False, severity="critical")
        last = failed.filter(check_id=check_id, subject=subject).tail(1).to_dicts()
        if not last or last[0]["layer"] == "landing":
            told = failed.filter(failed["layer"] != "landing").tail(5).unique(maintain_order=True)
            known = ", ".join(f"{row['check_id']} '{row['subject']}'" for row in told.to_dicts())
            raise StrataError(
                f"There is no critical result of {check_id} for '{subject}' in the staging or "
                f"marts gate; the last ones are: {known or 'none'}. Batches are released with "
                "`strata accept`."
            )
        row = {
            "check_id": check_id,
            "subject": subject,
            "as_of_date": last[0]["as_of_date"],
            "reason": reason,
            "released_at": now(),
        }
        append_state(home, TABLE, [row])
    return (
        f"{check_id} for '{subject}' is released for {row['as_of_date']}; `strata run` goes on "
        "where it stopped."
    )
