"""One CSV file as Arrow batches of text, with what could not be read kept aside.

Two passes: the first decides the encoding of the whole file (and finds a damaged gzip before
anything is written), the second reads. Memory is bounded by a few blocks.
"""

import csv
import gzip
import re
import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import BinaryIO

import numpy as np
import pyarrow as pa
import pyarrow.csv as pacsv

from strata.errors import Exit, StrataError
from strata.landing.records import BLOCK, Block, RecordReader, split_records
from strata.landing.report import Refused
from strata.landing.scan import InboxFile

UTF8, GB18030 = "UTF-8", "GB18030"
_UTF16_BOMS = (b"\xff\xfe", b"\xfe\xff")
_HEADER_START = 64

_WIDE = re.compile("[\u0800-\U0010ffff]")

KeepAside = Callable[[int, str, str], None]


@dataclass(frozen=True)
class Encoding:
    """Encoding of one file; `is_whole` tells whether every byte can be decoded."""

    name: str
    is_whole: bool

    @property
    def label(self) -> str:
        """How reports call it."""
        return self.name if self.is_whole else f"{self.name} (damaged)"


def open_bytes(file: InboxFile) -> BinaryIO:
    """The file's content, decompressed."""
    return gzip.open(file.path) if file.is_gzip else file.path.open("rb")


def refuse_damaged(file: InboxFile, error: Exception) -> Refused:
    """The refusal for a gzip file that ends early or is no gzip file."""
    detail = "ends before its end mark" if isinstance(error, EOFError) else "is damaged"
    return Refused("UNREADABLE_FILE", f"{file.source} {detail} (gzip)")


GZIP_ERRORS = (EOFError, gzip.BadGzipFile, zlib.error)


def read_header(file: InboxFile) -> list[str]:
    """Column names as delivered, trimmed, without a byte-order mark.

    Raises `Refused` where the file is empty, damaged or UTF-16.
    """
    try:
        with open_bytes(file) as stream:
            start = stream.read(_HEADER_START)
        with open_bytes(file) as stream:
            reader = RecordReader(stream, "utf-8")
    except GZIP_ERRORS as error:
        raise refuse_damaged(file, error) from error
    header = reader.header
    if header is None:
        raise Refused("EMPTY_FILE", f"{file.source} is empty, without even a header")
    # Without its mark UTF-16 is told by its NUL bytes: names of the contract are ASCII.
    if header.startswith(_UTF16_BOMS) or start.count(b"\0") > len(start) // 3:
        raise Refused("UNREADABLE_FILE", f"{file.source} is UTF-16; deliver UTF-8 or GB18030")
    try:
        text = header.decode("utf-8")
    except UnicodeDecodeError:
        text = header.decode("gb18030", "replace")
    try:
        names = next(csv.reader([text]), [])
    except csv.Error as error:
        raise Refused("UNREADABLE_FILE", f"{file.source} has no readable header") from error
    return [name.strip(" \t\u3000\ufeff\r\n") for name in names]


def detect_encoding(file: InboxFile) -> Encoding:
    """Decide a file's encoding by the whole of it: UTF-8, else GB18030, else what hurts least.

    Raises `Refused` where a gzip file is damaged.
    """
    try:
        suspect = next((lines for lines in _lines(file) if not _decodes(lines, "utf-8")), None)
        if suspect is None:
            return Encoding(UTF8, is_whole=True)
        # GB18030 read as UTF-8 gives next to no character of three bytes, and loss upon loss.
        bad, good = _losses(suspect, "utf-8")
        if good > bad:
            return Encoding(UTF8, is_whole=False)
        if all(_decodes(lines, "gb18030") for lines in _lines(file)):
            return Encoding(GB18030, is_whole=True)
        lost = {UTF8: 0, GB18030: 0}
        for lines in _lines(file):
            for name in lost:
                lost[name] += _losses(lines, name.lower())[0]
        return Encoding(min(lost, key=lost.__getitem__), is_whole=False)
    except GZIP_ERRORS as error:
        raise refuse_damaged(file, error) from error


def _lines(file: InboxFile) -> Iterator[bytes]:
    """Blocks that end with a line, so that no character is cut."""
    rest = b""
    with open_bytes(file) as stream:
        while block := stream.read(BLOCK):
            block = rest + block
            end = block.rfind(b"\n") + 1
            rest = block[end:]
            if end:
                yield block[:end]
    yield rest


def _decodes(text: bytes, encoding: str) -> bool:
    try:
        text.decode(encoding)
    except UnicodeDecodeError:
        return False
    return True


def _losses(text: bytes, encoding: str) -> tuple[int, int]:
    """Characters lost when decoding `text`, and those read beyond two bytes of UTF-8."""
    decoded = text.decode(encoding, "replace")
    lost = decoded.count("\ufffd")
    return lost, len(_WIDE.findall(decoded)) - lost


class CsvFile:
    """Reads one CSV file: Arrow batches of text columns plus `_src_row_no`.

    `positions` names the columns wanted and where each stands in the header of `width` names.
    Records that cannot be read go to `keep_aside(record number, reason, text)`; `received` and
    `unreadable` count after the last batch, a trailer in neither.
    """

    def __init__(
        self,
        file: InboxFile,
        encoding: Encoding,
        positions: dict[str, int],
        width: int,
        keep_aside: KeepAside,
    ) -> None:
        self._file = file
        self._encoding = encoding
        self._codec = encoding.name.lower()
        self._positions = positions
        self._width = width
        self._keep_aside = keep_aside
        self.received = 0
        self.unreadable = 0
        self.schema = pa.schema(
            [*((name, pa.string()) for name in positions), ("_src_row_no", pa.int64())]
        )

    def batches(self) -> Iterator[pa.RecordBatch]:
        """Readable records in file order; raises `Refused` where the file turns out damaged."""
        try:
            with open_bytes(self._file) as stream:
                for block in RecordReader(stream, self._codec).blocks():
                    self.received += block.count
                    yield from self._read(block)
        except GZIP_ERRORS as error:
            raise refuse_damaged(self._file, error) from error
        except Refused as refusal:
            sentence = f"{self._file.source} {refusal.sentence}"
            raise Refused(refusal.kind, sentence) from refusal

    def _set_aside(self, number: int, reason: str, text: str) -> None:
        self.unreadable += reason != "trailer"
        self._keep_aside(number, reason, text)

    def _read(self, block: Block) -> Iterator[pa.RecordBatch]:
        text = self._decode(block)
        for number, reason, raw in block.odd:
            self._set_aside(number, reason, raw.decode(self._codec, "backslashreplace"))
        if block.trailer is not None:
            trailer = block.trailer.decode(self._codec, "backslashreplace")
            self._set_aside(block.first + block.count, "trailer", trailer)
        if text:
            yield from self._parse(text, block)

    def _decode(self, block: Block) -> bytes:
        """The body in UTF-8; records that cannot be decoded move to the block's odd ones."""
        if self._encoding.is_whole and self._encoding.name == UTF8:
            return block.body
        try:
            return block.body.decode(self._codec).encode()
        except UnicodeError:
            pass
        kept, numbers = [], []
        for index, record in enumerate(split_records(block.body)):
            number = block.first + index if block.numbers is None else int(block.numbers[index])
            try:
                kept.append(record.decode(self._codec).encode())
                numbers.append(number)
            except UnicodeError:
                block.odd.append((number, "undecodable", record.rstrip(b"\r\n")))
        block.numbers = np.array(numbers, dtype=np.int64)
        return b"".join(kept)

    def _parse(self, text: bytes, block: Block) -> Iterator[pa.RecordBatch]:
        ragged: list[int] = []
        numbers = block.numbers
        if numbers is None:
            numbers = np.arange(block.first, block.first + block.count, dtype=np.int64)

        def set_aside(row: pacsv.InvalidRow) -> str:
            ragged.append(row.number - 1)
            reason = f"ragged: expected {row.expected_columns} fields, found {row.actual_columns}"
            self._set_aside(int(numbers[row.number - 1]), reason, row.text)
            return "skip"

        names = [f"c{index}" for index in range(self._width)]
        table = pacsv.read_csv(
            pa.BufferReader(text),
            read_options=pacsv.ReadOptions(
                use_threads=False, block_size=len(text) + 1, column_names=names
            ),
            parse_options=pacsv.ParseOptions(
                newlines_in_values=True, ignore_empty_lines=False, invalid_row_handler=set_aside
            ),
            convert_options=pacsv.ConvertOptions(
                check_utf8=False,
                column_types=dict.fromkeys(names, pa.string()),
                include_columns=[names[place] for place in self._positions.values()],
                null_values=[""],
                strings_can_be_null=True,
                quoted_strings_can_be_null=True,
            ),
        )
        kept = np.delete(numbers, ragged) if ragged else numbers
        if table.num_rows != len(kept):
            raise StrataError(
                f"{self._file.source}: {len(numbers)} records were cut but {table.num_rows} of "
                f"{len(kept)} read; please report this.",
                Exit.CODE_ERROR,
            )
        arrays = [column.combine_chunks() for column in table.columns]
        yield pa.RecordBatch.from_arrays([*arrays, pa.array(kept)], schema=self.schema)
