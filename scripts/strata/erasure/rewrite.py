"""Delivered files written anew with some records changed or gone; all else byte for byte."""

import csv
import gzip
from io import StringIO
from pathlib import Path
from typing import BinaryIO

import pyarrow as pa
import pyarrow.parquet as pq

from strata.contract import Feed
from strata.erasure.edits import Edit
from strata.errors import Exit, StrataError
from strata.landing.csvfile import detect_encoding, open_bytes, read_header
from strata.landing.header import FileColumns, match_header
from strata.landing.records import Block, RecordReader, split_records
from strata.landing.scan import InboxFile


def rewrite_file(feed: Feed, file: InboxFile, edits: dict[int, Edit], target: Path) -> None:
    """Write `file` to `target` with its records edited, in its own format and encoding.

    In a record that is edited, columns outside the contract are emptied: nobody knows what they
    hold.
    """
    target.parent.mkdir(parents=True, exist_ok=True)
    if file.is_parquet:
        _rewrite_parquet(feed, file, edits, target)
    else:
        _rewrite_csv(feed, file, edits, target)
    target.chmod(file.path.stat().st_mode & 0o777)


def _rewrite_csv(feed: Feed, file: InboxFile, edits: dict[int, Edit], target: Path) -> None:
    columns = match_header(feed, file.source, read_header(file))
    codec = detect_encoding(file).name.lower()
    with (
        open_bytes(file) as stream,
        (gzip.open(target, "wb") if file.is_gzip else target.open("wb")) as out,
    ):
        reader = RecordReader(stream, codec)
        out.write((reader.header or b"") + b"\n")
        for block in reader.blocks():
            _write_block(out, block, columns, codec, edits)


def _write_block(
    out: BinaryIO, block: Block, columns: FileColumns, codec: str, edits: dict[int, Edit]
) -> None:
    last = block.first + block.count
    if not block.odd and not any(block.first <= number < last for number in edits):
        out.write(block.body)
    else:
        records = split_records(block.body)
        numbers = range(block.first, last) if block.numbers is None else block.numbers.tolist()
        numbered = [*zip(numbers, records, strict=True)]
        numbered += [(number, raw + b"\n") for number, _, raw in block.odd]
        for number, record in sorted(numbered):
            edit = edits.get(number, {})
            if edit is not None:
                out.write(_edited(record, columns, codec, edit) if edit else record)
    if block.trailer is not None:
        out.write(block.trailer + b"\n")


def _edited(record: bytes, columns: FileColumns, codec: str, edit: dict[str, str]) -> bytes:
    ending = record[len(record.rstrip(b"\r\n")) :]
    text = record[: len(record) - len(ending)].decode(codec)
    (cells,) = csv.reader(StringIO(text, newline=""))
    for column, value in edit.items():
        if column in columns.contract:
            cells[columns.contract[column]] = value
    for place in columns.extra.values():
        cells[place] = ""
    line = StringIO(newline="")
    csv.writer(line, lineterminator="").writerow(cells)
    return line.getvalue().encode(codec) + ending


def _rewrite_parquet(feed: Feed, file: InboxFile, edits: dict[int, Edit], target: Path) -> None:
    source = pq.ParquetFile(file.path)
    columns = match_header(feed, file.source, source.schema_arrow.names)
    first = 1
    with pq.ParquetWriter(target, source.schema_arrow, compression="zstd") as writer:
        for group in range(source.num_row_groups):
            table = source.read_row_group(group)
            here = {
                number - first: edit
                for number, edit in edits.items()
                if first <= number < first + table.num_rows
            }
            first += table.num_rows
            writer.write_table(edited_table(file.source, table, columns, here))


def edited_table(
    source: str, table: pa.Table, columns: FileColumns, edits: dict[int, Edit]
) -> pa.Table:
    """A table with its rows (counted from 0) edited; `source` names it in a refusal."""
    cells: dict[int, dict[int, str | None]] = {}
    for row, edit in edits.items():
        for column, value in (edit or {}).items():
            if column in columns.contract:
                cells.setdefault(columns.contract[column], {})[row] = value or None
        for place in columns.extra.values() if edit else ():
            cells.setdefault(place, {})[row] = None
    for place, changed in cells.items():
        of = table.schema.field(place)
        values = table.column(place).to_pylist()
        for row, value in changed.items():
            values[row] = value
        try:
            table = table.set_column(place, of, pa.array(values, of.type))
        except (pa.ArrowInvalid, pa.ArrowTypeError):
            raise StrataError(
                f"{source} holds {of.name} as {of.type}, which takes no stand-in: deliver the "
                "column as text, land it again, and repeat.",
                Exit.DATA_REFUSED,
            ) from None
    kept = pa.array([edits.get(row, {}) is not None for row in range(table.num_rows)], pa.bool_())
    return table.filter(kept)
