"""One drill, run and judged: what happened against what had to happen, as one row of the table."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from enum import StrEnum

from strata.checks.drill.bench import Attempt, Bench
from strata.errors import Exit


class Ends(StrEnum):
    """How a drill has to end."""

    REFUSED = "refused"  # nothing published, to the byte, until the delivery is corrected
    RECOVERED = "recovered"  # the next run ends in the rows of an undisturbed one


@dataclass(frozen=True)
class Drill:
    """A fault, who has to catch it and with which exit codes.

    `disturb` brings the fault about in the bench's home and returns the attempt it disturbed.
    `caught_by` holds the accepted answers of `Attempt.caught_by`; None: whatever it was. `inject`
    is the change that a faulty delivery makes to today's files.
    """

    name: str
    fault: str
    disturb: Callable[[Bench], Attempt]
    ends: Ends
    caught_by: frozenset[str] | None
    codes: frozenset[int]
    inject: Callable[[Bench], None] | None = None


@dataclass
class Row:
    """What came of a drill; `failures` is empty where it went as it had to."""

    drill: str
    fault: str
    caught_by: str
    code: int
    message: str
    published: str
    nothing_lost: bool
    seconds: float
    failures: list[str] = field(default_factory=list)
    is_drilled: bool = True


class NotDrilled(Exception):
    """The machine cannot bring this fault about; the sentence says what it lacks."""


def judged(bench: Bench, drill: Drill) -> Row:
    """Run one drill from the state the bench is in.

    After a refused one the home holds the faulty delivery still; a recovered one ends complete.
    """
    was_published = bench.published_bytes()
    attempt = drill.disturb(bench)
    delivered = bench.inbox_bytes()
    row = Row(
        drill=drill.name,
        fault=drill.fault,
        caught_by=attempt.caught_by,
        code=attempt.code,
        message=attempt.message,
        published=_published(bench, was_published),
        nothing_lost=True,
        seconds=attempt.seconds,
    )
    row.failures += _of_attempt(drill, attempt)
    if drill.ends is Ends.REFUSED:
        if row.published != PREVIOUS:
            row.failures.append(f"readers got {row.published} instead of the previous version")
    else:
        row.failures += _recovery(bench, attempt, row)
    losses = bench.losses(delivered)
    row.nothing_lost = not losses
    row.failures += losses[:3]
    return row


def not_drilled(drill: Drill, reason: str) -> Row:
    """The row of a fault that this machine cannot bring about."""
    return Row(drill.name, drill.fault, "not drilled", 0, reason, "-", True, 0, [], False)


PREVIOUS, TODAYS = "previous version", "today's rows"


def _published(bench: Bench, before: dict[str, str]) -> str:
    if bench.published_bytes() == before:
        return PREVIOUS
    differing = bench.differs_from(bench.reference)
    if not differing:
        return TODAYS
    if not bench.differs_from(bench.before):
        return "previous rows in new files"
    return "other rows: " + _shown(differing)


def _of_attempt(drill: Drill, attempt: Attempt) -> list[str]:
    failures = []
    if drill.caught_by is not None and attempt.caught_by not in drill.caught_by:
        wanted = " or ".join(sorted(drill.caught_by))
        failures.append(f"{attempt.caught_by} stopped it, not {wanted}")
    if attempt.code not in drill.codes:
        wanted = " or ".join(str(int(code)) for code in sorted(drill.codes))
        failures.append(f"exit code {attempt.code}, not {wanted}")
    if attempt.is_traced:
        failures.append("a stack trace instead of a sentence")
    if attempt.code > 0 and not attempt.message:
        failures.append("no sentence says why")
    return failures


def _recovery(bench: Bench, attempt: Attempt, row: Row) -> list[str]:
    """Run again where the disturbed attempt did not end well, and compare with the reference."""
    if attempt.code != Exit.OK:
        again = bench.run()
        row.seconds += again.seconds
        if again.code != Exit.OK:
            return [f"the next run ended with {again.code}: {again.message}"]
    differing = bench.differs_from(bench.reference)
    row.published += "" if row.published == TODAYS else ", then today's rows"
    return [f"rows differ from the undisturbed run: {_shown(differing)}"] if differing else []


def _shown(differing: dict[str, tuple[int, int]], most: int = 4) -> str:
    told = [f"{name} (+{ours} -{theirs})" for name, (ours, theirs) in differing.items()]
    return ", ".join(told[:most]) + (f" and {len(told) - most} more" if len(told) > most else "")


def sentence(row: Row) -> str:
    """One line for the screen while drills go on."""
    if not row.is_drilled:
        return f"{row.drill}: not drilled: {row.message}."
    verdict = "NOT as it had to: " + "; ".join(row.failures) if row.failures else "as it had to"
    return f"{row.drill}: {row.caught_by}, exit {row.code}, {row.seconds:.0f} s; {verdict}."


HEADINGS = ("fault", "caught by", "exit", "message", "published instead", "lost", "s", "verdict")


def table(rows: Iterable[Row]) -> str:
    """The rows as a Markdown table."""
    lines = [HEADINGS, ("---",) * len(HEADINGS)]
    for row in rows:
        verdict = "NO: " + "; ".join(row.failures) if row.failures else "as it had to"
        lines.append(
            (
                f"{row.drill}: {row.fault}",
                row.caught_by,
                str(row.code) if row.is_drilled else "-",
                row.message or "-",
                row.published,
                "nothing" if row.nothing_lost else "YES",
                f"{row.seconds:.0f}",
                verdict if row.is_drilled else "-",
            )
        )
    told = ([cell.replace("|", "/").replace("\n", " ") for cell in cells] for cells in lines)
    return "".join(f"| {' | '.join(cells)} |\n" for cells in told)
