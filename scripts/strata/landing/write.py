"""Parquet written beside DuckDB's own COPY: unreadable lines, extra columns, the fixed tables."""

from datetime import date
from functools import cache
from io import BytesIO
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from strata.contract import Feed
from strata.landing.report import BatchReport
from strata.landing.store import write_atomically

UNREADABLE = pa.schema(
    [
        ("feed", pa.string()),
        ("batch_date", pa.date32()),
        ("src_file", pa.string()),
        ("src_row_no", pa.int64()),
        ("reason", pa.string()),
        ("raw_text", pa.string()),
    ]
)
BATCHES = pa.schema(
    [
        ("feed", pa.string()),
        ("batch_date", pa.date32()),
        ("fingerprint", pa.string()),
        ("status", pa.string()),
        ("control_status", pa.string()),
        ("received", pa.int64()),
        ("landed", pa.int64()),
        ("unreadable", pa.int64()),
        ("cast_failed", pa.int64()),
        ("control_column", pa.string()),
        ("expected_rows", pa.int64()),
        ("expected_sum", pa.decimal128(38, 6)),
        ("found_sum", pa.decimal128(38, 6)),
        ("erased", pa.int64()),
        ("missing_columns", pa.string()),
        ("extra_columns", pa.string()),
        ("encodings", pa.string()),
        ("file_count", pa.int32()),
        ("loaded_at", pa.timestamp("us")),
        ("reason", pa.string()),
    ]
)
_LINEAGE = [
    ("_src_file", pa.string()),
    ("_src_row_no", pa.int64()),
    ("_loaded_at", pa.timestamp("us")),
    ("_cast_failures", pa.string()),
]
_FLUSH_ROWS, _FLUSH_CHARS = 5_000, 8 << 20


def write_table(path: Path, table: pa.Table, *, is_flushed: bool = False) -> None:
    """Write a small table in one step; see `write_atomically`."""
    write_atomically(path, _parquet(table), is_flushed=is_flushed)


def write_empty_feed(path: Path, feed: Feed) -> None:
    """One zero-row file of the feed's landed shape, `batch_date` included."""
    write_atomically(path, _empty_feed(feed))


@cache
def _empty_feed(feed: Feed) -> bytes:
    shape = [(column.name, _arrow_type(column.data_type)) for column in feed.columns]
    shape += _LINEAGE
    if "batch_date" not in dict(shape):
        shape.append(("batch_date", pa.date32()))
    return _parquet(pa.schema(shape).empty_table())


def _parquet(table: pa.Table) -> bytes:
    buffer = BytesIO()
    pq.write_table(table, buffer, compression="zstd")
    return buffer.getvalue()


def write_batches(path: Path, reports: list[BatchReport]) -> None:
    """The table of all batches; lists become comma-separated texts, empty ones NULL."""
    rows = []
    for report in sorted(reports, key=lambda one: (one.feed, one.batch_date)):
        row = {name: getattr(report, name) for name in BATCHES.names}
        for name in ("missing_columns", "extra_columns", "encodings"):
            row[name] = ",".join(row[name]) or None
        rows.append(row)
    write_table(path, pa.Table.from_pylist(rows, schema=BATCHES))


class UnreadableWriter:
    """Collects unreadable lines of one batch and writes them in pieces; no file without lines."""

    def __init__(self, folder: Path, feed: str, batch_date: date) -> None:
        self._folder = folder
        self._batch = {"feed": feed, "batch_date": batch_date}
        self._rows: list[dict] = []
        self._chars = 0
        self._writer: pq.ParquetWriter | None = None

    def add(self, source: str, number: int, reason: str, text: str) -> None:
        """Keep one line aside."""
        kept = {"src_file": source, "src_row_no": number, "reason": reason, "raw_text": text}
        self._rows.append(self._batch | kept)
        self._chars += len(text)
        if len(self._rows) >= _FLUSH_ROWS or self._chars >= _FLUSH_CHARS:
            self._flush()

    def close(self) -> None:
        """Write what is left and close the file."""
        self._flush()
        if self._writer:
            self._writer.close()

    def _flush(self) -> None:
        if not self._rows:
            return
        if self._writer is None:
            self._folder.mkdir(parents=True, exist_ok=True)
            path = self._folder / "part-000.parquet"
            self._writer = pq.ParquetWriter(path, UNREADABLE, compression="zstd")
        self._writer.write_table(pa.Table.from_pylist(self._rows, schema=UNREADABLE))
        self._rows, self._chars = [], 0


def _arrow_type(data_type: str) -> pa.DataType:
    if data_type.startswith("decimal"):
        precision, scale = data_type.removeprefix("decimal(").rstrip(")").split(",")
        return pa.decimal128(int(precision), int(scale))
    return {
        "varchar": pa.string(),
        "date": pa.date32(),
        "timestamp": pa.timestamp("us"),
        "boolean": pa.bool_(),
        "integer": pa.int32(),
        "bigint": pa.int64(),
    }[data_type]
