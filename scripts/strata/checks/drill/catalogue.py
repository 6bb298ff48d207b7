"""Every drill there is, cheap ones first."""

from collections.abc import Callable, Iterator

from strata.checks.drill import deliveries, faults
from strata.checks.drill.bench import Attempt, Bench
from strata.checks.drill.deliveries import BALANCES, TRANSACTIONS, agreeing
from strata.checks.drill.judge import Drill, Ends
from strata.errors import Exit

Inject = Callable[[Bench], None]
KILLED = frozenset({-9})
_ANY_END = frozenset({-9, Exit.OK})


def refused_deliveries() -> Iterator[Drill]:
    """Faulty deliveries of today; each is refused, and corrected after the last of them."""
    at_landing: dict[str, tuple[str, Inject]] = {
        "empty": ("a file of no bytes", deliveries.empty),
        "header-only": ("a header and no rows", deliveries.header_only),
        "truncated": ("a file cut in the middle of a line", deliveries.truncated),
        "truncated-gzip": ("a compressed file cut in the middle", deliveries.truncated_gzip),
        "column-gone": ("a column is gone", deliveries.without("channel")),
        "key-gone": ("the key column is gone", deliveries.without("txn_id")),
        "shifted": ("values shifted by one column", deliveries.shifted(BALANCES)),
        "ten-times": ("ten times the rows", deliveries.times_ten(TRANSACTIONS)),
        "half": ("half of the rows", deliveries.half(TRANSACTIONS)),
        "twice-in-one": ("the same file twice in one batch", deliveries.second_copy),
        "yesterday-again": ("yesterday's balances in today's batch", deliveries.yesterday_again),
    }
    for name, (fault, inject) in at_landing.items():
        yield _refused(name, fault, inject, "land", Exit.DATA_REFUSED)
    # The source itself is wrong and its control totals agree with what it sent.
    agreeing_totals = {
        "shifted-unsummed": (
            "values shifted, no amount left to sum",
            deliveries.shifted(TRANSACTIONS),
            TRANSACTIONS,
            "gate_landing",
        ),
        "shifted-agreeing": (
            "balances shifted",
            deliveries.shifted(BALANCES),
            BALANCES,
            "gate_landing",
        ),
        "ten-times-agreeing": (
            "ten times the rows",
            deliveries.times_ten(TRANSACTIONS),
            TRANSACTIONS,
            "gate_landing",
        ),
        "half-agreeing": (
            "half of the rows",
            deliveries.half(TRANSACTIONS),
            TRANSACTIONS,
            "gate_landing",
        ),
        # int_halted_batches compares a snapshot with the one before it.
        "half-snapshot": (
            "half of the balances",
            deliveries.half(BALANCES),
            BALANCES,
            "build_marts",
        ),
    }
    for name, (fault, inject, feed, caught_by) in agreeing_totals.items():
        told = f"{fault}, and control totals agree"
        yield _refused(name, told, agreeing(inject, feed), caught_by, Exit.GATE_FAILED)


def _refused(name: str, fault: str, inject: Inject, caught_by: str, code: Exit) -> Drill:
    def disturb(bench: Bench) -> Attempt:
        bench.deliver()
        inject(bench)
        return bench.run()

    accepted, codes = frozenset({caught_by}), frozenset({code})
    return Drill(name, fault, disturb, Ends.REFUSED, accepted, codes, inject)


def corrected(bench: Bench) -> Attempt:
    """The delivery that was refused comes as it should have been."""
    bench.deliver()
    return bench.run()


CORRECTED = Drill(
    "corrected",
    "what was refused is delivered as it should have been",
    corrected,
    Ends.RECOVERED,
    frozenset({"nothing"}),
    frozenset({Exit.OK}),
)


def recoverable(moments: int, seed: int) -> Iterator[Drill]:
    """Faults after which the next run ends as if nothing had been."""
    harmless: dict[str, tuple[str, Callable[[Bench], Attempt]]] = {
        "twice": ("every batch delivered twice", faults.delivered_twice),
        "late": ("yesterday's transactions after today's run", faults.late),
        "out-of-order": ("today's batches before yesterday's", faults.out_of_order),
        "clock-back": ("the clock moved back 400 days", faults.clock_back),
        "clock-back-correction": (
            "a corrected batch under a clock moved back",
            faults.correction_with_clock_back,
        ),
        "corrupted": ("64 kB of the published file overwritten", faults.corrupted_publication),
        "corrupted-idle": ("the same, and no new batch", faults.corrupted_without_news),
    }
    for name, (fault, disturb) in harmless.items():
        yield _recovered(name, fault, disturb, {"nothing"}, {Exit.OK})
    yield _recovered(
        "two-at-once", "a second run while one is at work", faults.two_at_once,
        {"lock"}, {Exit.ALREADY_RUNNING},
    )  # fmt: skip
    yield _recovered(
        "build-file-read", "a reader holds the build file", faults.reader_of_build_file,
        None, {Exit.ALREADY_RUNNING, Exit.CODE_ERROR},
    )  # fmt: skip
    for folder, free_kb, stages in (
        ("landing", 200, {"land"}),
        ("warehouse", 1024, {"build_staging", "build_marts"}),
        ("published", 2048, {"publish"}),
    ):
        yield _recovered(
            f"disk-full-{folder}", f"no room under {folder}/", faults.full_disk(folder, free_kb),
            stages, {Exit.CODE_ERROR},
        )  # fmt: skip
    yield _recovered(
        "publication-interrupted", "SIGKILL while new files are written beside the published ones",
        faults.interrupted_publication, {"killed in publish"}, KILLED,
    )  # fmt: skip
    shares = faults.random_shares(len(faults.STAGES), seed)
    for stage, share in zip(faults.STAGES, shares, strict=True):
        yield _recovered(
            f"kill-{stage}", f"SIGKILL in {stage}", faults.killed_in(stage, share),
            {f"killed in {stage}"}, KILLED,
        )  # fmt: skip
    for number, share in enumerate(faults.random_shares(moments, seed + 1), start=1):
        yield _recovered(
            f"kill-{number:02d}", f"SIGKILL at {share:.0%} of a run's time",
            faults.killed_at(share), None, _ANY_END,
        )  # fmt: skip


def _recovered(
    name: str,
    fault: str,
    disturb: Callable[[Bench], Attempt],
    caught_by: set[str] | None,
    codes: set[int] | frozenset[int],
) -> Drill:
    accepted = None if caught_by is None else frozenset(caught_by)
    return Drill(name, fault, disturb, Ends.RECOVERED, accepted, frozenset(codes))
