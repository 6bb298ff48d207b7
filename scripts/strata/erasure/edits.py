"""What changes in which record of which delivered file, found in what is landed of it."""

import csv
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from functools import cache
from pathlib import Path

import duckdb

from strata.contract import load_contract
from strata.erasure.person import Person, comparable, landed
from strata.home import Home
from strata.landing.casts import literal, quoted
from strata.landing.control import ControlRow, is_summable, load_controls
from strata.landing.store import Store

TREATMENT = Path(__file__).with_name("treatment.csv")
# A record's new cells by contract column; None takes the record out.
Edit = dict[str, str] | None


@dataclass(frozen=True)
class Treatment:
    """One line of `treatment.csv`."""

    feed: str
    column: str
    holds: str
    treatment: str


@cache
def treatments() -> tuple[Treatment, ...]:
    """Every line of `treatment.csv`."""
    with TREATMENT.open(encoding="utf-8", newline="") as file:
        return tuple(Treatment(**line) for line in csv.DictReader(file))


@dataclass
class BatchEdits:
    """Edits of one batch by delivered file and record number, and what its totals lose.

    `erased_sum` is None where the batch announces no sum or the sum of what goes is not known.
    """

    feed: str
    batch_date: date
    files: dict[str, dict[int, Edit]] = field(default_factory=dict)
    control_column: str | None = None
    erased_sum: Decimal | None = None

    @property
    def erased(self) -> int:
        """Records that go."""
        return sum(edit is None for edits in self.files.values() for edit in edits.values())

    @property
    def unlinked(self) -> int:
        """Records that stay without the person."""
        return sum(edit is not None for edits in self.files.values() for edit in edits.values())


def find_edits(
    home: Home, connection: duckdb.DuckDBPyConnection, person: Person
) -> list[BatchEdits]:
    """Edits of every landed batch that knows the person, by feed and batch date."""
    found: dict[tuple[str, date], BatchEdits] = {}
    for feed in load_contract():
        lines = [line for line in treatments() if line.feed == feed]
        source = landed(home, feed)
        if source is not None:
            _find_in_rows(connection, source, lines, person, found)
    _find_in_lines(home, connection, person, found)
    controls = load_controls(Store(home.landing))
    for key, batch in found.items():
        _sum_erased(home, connection, batch, controls.get(key))
    return [found[key] for key in sorted(found)]


def _find_in_rows(
    connection: duckdb.DuckDBPyConnection,
    source: str,
    lines: list[Treatment],
    person: Person,
    found: dict[tuple[str, date], BatchEdits],
) -> None:
    """Rows whose cells hold a number of the person, as the feed's lines treat them."""
    too = [line.column for line in lines if line.treatment == "blank_too"]
    for line in lines:
        numbers = person.numbers.get(line.holds) if line.holds else None
        if not numbers:
            continue
        cell = comparable(quoted(line.column), line.holds)
        rows = connection.execute(
            f"select _src_file, _src_row_no, {cell} from {source} where list_contains(?, {cell})",
            [sorted(numbers)],
        ).fetchall()
        for file, number, held in rows:
            batch = _batch_of(file, found)
            edits = batch.files.setdefault(file, {})
            if line.treatment == "delete":
                edits[number] = None
            elif (edit := edits.setdefault(number, {})) is not None:
                is_stand_in = line.treatment == "surrogate"
                edit[line.column] = person.surrogate(held) if is_stand_in else ""
                for column in too:
                    edit.setdefault(column, "")


def _find_in_lines(
    home: Home,
    connection: duckdb.DuckDBPyConnection,
    person: Person,
    found: dict[tuple[str, date], BatchEdits],
) -> None:
    """Lines that are no record and hold an identifier of the person as it is written."""
    pattern = f"{home.landing}/_unreadable/**/*.parquet"
    rows = connection.execute(
        f"""
        select src_file, src_row_no
        from read_parquet({literal(pattern)}, hive_partitioning = false)
        where len(list_filter($texts, lambda one: contains(raw_text, one))) > 0
        """,
        {"texts": sorted(person.texts)},
    ).fetchall()
    for file, number in rows:
        _batch_of(file, found).files.setdefault(file, {})[number] = None


def _batch_of(file: str, found: dict[tuple[str, date], BatchEdits]) -> BatchEdits:
    """The batch a delivered file belongs to, by its path `system/feed/batch_date/name`."""
    _, feed, day, _ = file.split("/", 3)
    key = feed, date.fromisoformat(day)
    return found.setdefault(key, BatchEdits(*key))


def _sum_erased(
    home: Home,
    connection: duckdb.DuckDBPyConnection,
    batch: BatchEdits,
    control: ControlRow | None,
) -> None:
    """Set the control column and its sum over the records that go."""
    if control is None or control.column is None or not batch.erased:
        return
    batch.control_column = control.column
    feed = load_contract()[batch.feed]
    if not is_summable(feed, control.column):
        return
    gone = [
        (file, number)
        for file, edits in batch.files.items()
        for number, edit in edits.items()
        if edit is None
    ]
    pattern = f"{home.landing}/{batch.feed}/batch_date={batch.batch_date}/*.parquet"
    failed = f"json_exists(_cast_failures, {literal('$.' + control.column)})"
    rows, unknown, total = connection.execute(
        f"""
        select
            count(*), count_if(coalesce({failed}, false)),
            coalesce(sum(cast({quoted(control.column)} as decimal(38, 6))), 0)
        from read_parquet({literal(pattern)}, hive_partitioning = false)
        where list_contains($gone, _src_file || '|' || _src_row_no)
        """,
        {"gone": [f"{file}|{number}" for file, number in gone]},
    ).fetchone()
    # A line that is no record, or a value that could not be read, had no known part in the sum.
    batch.erased_sum = total if rows == len(gone) and not unknown else None
