"""Which drills are run, in which order and from which state."""

from collections.abc import Iterator
from fnmatch import fnmatch

from strata.checks.drill.bench import Bench
from strata.checks.drill.catalogue import CORRECTED, recoverable, refused_deliveries
from strata.checks.drill.judge import Drill, Ends, NotDrilled, Row, judged, not_drilled


def rows_of(bench: Bench, drills: list[Drill]) -> Iterator[Row]:
    """Run drills, each from the state before today.

    Refused ones leave that state as it was, so they follow each other in one home, as faulty
    deliveries would, and the correct one is run after the last of them; a refused one that did not
    go as it had to is followed by a fresh home.
    """
    is_before_today = False
    for drill in drills:
        if not (is_before_today and (drill.ends is Ends.REFUSED or drill is CORRECTED)):
            bench.fresh()
        try:
            row = judged(bench, drill)
        except NotDrilled as reason:
            row = not_drilled(drill, str(reason))
        is_before_today = drill.ends is Ends.REFUSED and not row.failures
        yield row


def planned(only: list[str], moments: int, seed: int) -> list[Drill]:
    """Drills whose name fits one of the patterns (all, where there is none), cheap ones first."""
    wanted = [one for one in refused_deliveries() if _is_wanted(one, only)]
    rest = [one for one in recoverable(moments, seed) if _is_wanted(one, only)]
    return [*wanted, *([CORRECTED] if wanted else []), *rest]


def _is_wanted(drill: Drill, only: list[str]) -> bool:
    return not only or any(fnmatch(drill.name, pattern) for pattern in only)
