"""Before a batch is read: its headers against the contract."""

from dataclasses import dataclass

import duckdb

from strata.landing.casts import path_literal
from strata.landing.csvfile import read_header
from strata.landing.header import FileColumns, match_header
from strata.landing.report import Refused
from strata.landing.scan import InboxBatch, InboxFile

# Batches below this size are read into memory and cast together, many in one query.
SMALL_BYTES = 4 << 20
# The column that DuckDB adds on demand.
ROW_NUMBER = "file_row_number"
_GZIP_RATIO = 20


@dataclass(frozen=True)
class Plan:
    """A batch whose headers fit the contract; `columns` and `kinds` go file by file.

    `kinds` name the delivered DuckDB type of each Parquet column; None for CSV, all text.
    """

    batch: InboxBatch
    columns: tuple[FileColumns, ...]
    kinds: tuple[dict[str, str] | None, ...]

    @property
    def delivered(self) -> list[str]:
        """Contract columns that every file brings, in contract order."""
        return [
            column.name
            for column in self.batch.feed.columns
            if all(column.name in one.contract for one in self.columns)
        ]

    @property
    def extra(self) -> list[str]:
        """Columns outside the contract that any file brings."""
        return sorted({name for one in self.columns for name in one.extra})

    @property
    def text_size(self) -> int:
        """Bytes of text to expect, gzip unpacked."""
        return sum(
            file.path.stat().st_size * (_GZIP_RATIO if file.is_gzip else 1)
            for file in self.batch.files
        )

    @property
    def is_small(self) -> bool:
        """Whether the batch is CSV that may be cast together with others of its feed."""
        is_text = all(kind is None for kind in self.kinds)
        is_alike = len({frozenset(one.contract) for one in self.columns}) == 1
        return is_text and is_alike and self.text_size <= SMALL_BYTES


def plan_batch(batch: InboxBatch, engine: duckdb.DuckDBPyConnection) -> Plan:
    """Read the headers of a batch; raises `Refused` where one does not fit."""
    columns, kinds = [], []
    for file in batch.files:
        kind = _parquet_columns(engine, file) if file.is_parquet else None
        names = list(kind) if kind is not None else read_header(file)
        columns.append(match_header(batch.feed, file.source, names))
        kinds.append(kind)
    return Plan(batch, tuple(columns), tuple(kinds))


def parquet_source(file: InboxFile) -> str:
    """SQL that scans a delivered Parquet file, its record numbers included."""
    return _scan(file, ", file_row_number = true")


def _scan(file: InboxFile, more: str = "") -> str:
    source = path_literal(file.path)
    return f"read_parquet({source}, binary_as_string = true, hive_partitioning = false{more})"


def unreadable_parquet(file: InboxFile) -> Refused:
    """The refusal for a Parquet file that cannot be read."""
    return Refused("UNREADABLE_FILE", f"{file.source} is not a readable Parquet file")


def _parquet_columns(engine: duckdb.DuckDBPyConnection, file: InboxFile) -> dict[str, str]:
    try:
        rows = engine.execute(f"describe select * from {_scan(file)}").fetchall()
    except duckdb.Error as error:
        raise unreadable_parquet(file) from error
    kinds = {name: kind for name, kind, *_ in rows}
    if taken := [name for name in kinds if name.lower() == ROW_NUMBER]:
        raise Refused(
            "RESERVED_COLUMN",
            f"{file.source} has a column {taken[0]}, a name that the reading of Parquet keeps for "
            "itself; deliver it under another name",
        )
    return kinds
