"""Faults of a delivery: today's file of a feed is changed before the run sees it."""

import csv
import gzip
import io
from collections.abc import Callable
from pathlib import Path

from strata.checks.drill.bench import Bench

BALANCES, TRANSACTIONS = "core_balance_daily", "core_transaction"
Lines = list[list[str]]


def rewrite(path: Path, change: Callable[[Lines], Lines]) -> None:
    """Change a CSV file as rows of fields, header first."""
    rows = list(csv.reader(io.StringIO(path.read_text(encoding="utf-8"))))
    changed = io.StringIO()
    csv.writer(changed, lineterminator="\n").writerows(change(rows))
    path.write_text(changed.getvalue(), encoding="utf-8")


def announce_rows(bench: Bench, feed: str) -> None:
    """Make today's control totals agree with what lies there: the source itself is wrong.

    Only rows are announced, as the contract allows, so that no sum can give the fault away.
    """
    rows = sum(1 for _ in csv.reader(bench.batch(feed).open(encoding="utf-8"))) - 1

    def agree(lines: Lines) -> Lines:
        names = lines[0]
        told = {"row_cnt": str(rows), "control_column": "", "control_sum": ""}
        return [
            names,
            *(
                [told.get(name, value) for name, value in zip(names, line, strict=True)]
                if line[0] == feed
                else line
                for line in lines[1:]
            ),
        ]

    rewrite(bench.batch("ctl_batch"), agree)


def empty(bench: Bench) -> None:
    """A file of no bytes."""
    bench.batch(BALANCES).write_bytes(b"")


def header_only(bench: Bench) -> None:
    """A header and no row, though rows are announced."""
    rewrite(bench.batch(BALANCES), lambda rows: rows[:1])


def truncated(bench: Bench) -> None:
    """The transfer broke off in the middle of a line."""
    path = bench.batch(TRANSACTIONS)
    content = path.read_bytes()
    path.write_bytes(content[: len(content) // 2])


def truncated_gzip(bench: Bench) -> None:
    """The transfer of a compressed file broke off."""
    path = bench.batch(TRANSACTIONS)
    packed = gzip.compress(path.read_bytes())
    path.with_name(path.name + ".gz").write_bytes(packed[: len(packed) // 2])
    path.unlink()


def without(column: str) -> Callable[[Bench], None]:
    """A column of the transactions is gone, header and values."""

    def drop(rows: Lines) -> Lines:
        place = rows[0].index(column)
        return [row[:place] + row[place + 1 :] for row in rows]

    return lambda bench: rewrite(bench.batch(TRANSACTIONS), drop)


def shifted(feed: str) -> Callable[[Bench], None]:
    """Values moved one column to the right, the last one first; the header stays."""
    return lambda bench: rewrite(
        bench.batch(feed), lambda rows: [rows[0], *([row[-1], *row[:-1]] for row in rows[1:])]
    )


def times_ten(feed: str) -> Callable[[Bench], None]:
    """Ten times the rows, each under a key of its own."""

    def repeat(rows: Lines) -> Lines:
        again = [
            [f"{row[0][:-2]}{copy}{row[0][-1]}" if copy else row[0], *row[1:]]
            for copy in range(10)
            for row in rows[1:]
        ]
        return [rows[0], *again]

    return lambda bench: rewrite(bench.batch(feed), repeat)


def half(feed: str) -> Callable[[Bench], None]:
    """Every second row is missing."""
    return lambda bench: rewrite(bench.batch(feed), lambda rows: [rows[0], *rows[1::2]])


def second_copy(bench: Bench) -> None:
    """The same rows twice in one batch, in a second file of another name."""
    path = bench.batch(TRANSACTIONS)
    path.with_name("again_" + path.name).write_bytes(path.read_bytes())


def yesterday_again(bench: Bench) -> None:
    """Yesterday's balances in today's folder."""
    yesterday = bench.batch(BALANCES, bench.today[-2])
    bench.batch(BALANCES).write_bytes(yesterday.read_bytes())


def agreeing(inject: Callable[[Bench], None], feed: str) -> Callable[[Bench], None]:
    """The same fault where the source's control totals agree with it."""

    def both(bench: Bench) -> None:
        inject(bench)
        announce_rows(bench, feed)

    return both
