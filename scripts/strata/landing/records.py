"""A stream of delivered bytes cut into whole CSV records, whatever is wrong with some of them.

Cutting works on the bytes as delivered: comma, quote and line end are the same single bytes in
UTF-8 and GB18030 and never part of a longer character there. Blocks whose quotes are well-formed
are cut with NumPy in one go; only blocks that hold something odd are walked record by record.

A record whose quotes are not well-formed (a quote that never closes, text after a closing quote)
loses its first line to the unreadable ones, and reading goes on with the next line, so that one
stray quote cannot swallow a file. Blank lines are no records. A lone CR ends a record.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import BinaryIO

import numpy as np

from strata.landing.report import Refused

BLOCK = 4 << 20
MAX_RECORD = 1 << 20
MAX_LINE = 32 << 20
TRAILER_WORDS = frozenset({"合计", "合計", "总计", "總計", "小计", "小計", "total"})
UNBALANCED = "unbalanced quote"

# Of UTF-8 and of GB18030.
BYTE_ORDER_MARKS = (b"\xef\xbb\xbf", b"\x84\x31\x95\x33")

_COMMA, _QUOTE, _LF, _CR = (ord(char) for char in ',"\n\r')
_QUOTED = rb'"(?>(?:[^"]|"")*)"(?=[,\r\n]|\Z)'
_FIELD = rb"(?>" + _QUOTED + rb'|[^",\r\n][^,\r\n]*|(?=[,\r\n]|\Z))'
_RECORD = re.compile(_FIELD + rb"(?:," + _FIELD + rb")*+(?:\r\n|\n|\r|\Z)")
_UNCLOSED = re.compile(rb"(?:" + _FIELD + rb',)*+"(?>(?:[^"]|"")*)\Z')
_LINE = re.compile(rb"[^\r\n]*(?:\r\n|\n|\r|\Z)")
_BLANK = re.compile(rb"[\r\n]+")
_FIRST_FIELD = re.compile(rb'[ \t]*"?([^",\r\n]*)')


@dataclass
class Block:
    """Consecutive records: `body` holds the well-formed ones, line ends included.

    `numbers` are the record numbers of the body's records (None: `first` onwards without gaps),
    `odd` the others as (record number, reason, bytes); `count` is the number of records, the
    trailer aside.
    """

    first: int
    body: bytes = b""
    count: int = 0
    numbers: np.ndarray | None = None
    odd: list[tuple[int, str, bytes]] = field(default_factory=list)
    trailer: bytes | None = None


def split_records(body: bytes) -> list[bytes]:
    """Cut a body of well-formed records into its records."""
    records, position = [], 0
    while position < len(body):
        end = _RECORD.match(body, position).end()
        records.append(body[position:end])
        position = end
    return records


class RecordReader:
    """Header and blocks of one CSV stream; `encoding` serves to know a trailer's words.

    Raises `Refused` for a line that is longer than any text file's.
    """

    def __init__(self, stream: BinaryIO, encoding: str) -> None:
        self._stream = stream
        self._encoding = encoding
        start = b""
        while not start and (block := self._read()) is not None:
            for mark in BYTE_ORDER_MARKS:
                block = block.removeprefix(mark)
            start = block.lstrip(b"\r\n")
        match = (_RECORD.match(start) or _LINE.match(start)) if start else None
        self.header: bytes | None = match.group().rstrip(b"\r\n") if match else None
        self._rest = start[match.end() :] if match else b""

    def _read(self) -> bytes | None:
        block = self._stream.read(BLOCK)
        return block.replace(b"\0", b"") if block else None

    def blocks(self) -> Iterator[Block]:
        """The records after the header, numbered from 1."""
        buffer, following, first = self._rest, self._read(), 1
        while True:
            # The last record must be seen as such: blank blocks never stand alone at the end.
            while following is not None and not following.strip(b"\r\n"):
                buffer += following
                following = self._read()
            block, rest = self._cut(buffer, first, is_last=following is None)
            first += block.count
            if block.count or block.trailer is not None:
                yield block
            if following is None:
                return
            buffer, following = rest + following, self._read()

    def _cut(self, buffer: bytes, first: int, is_last: bool) -> tuple[Block, bytes]:
        end = len(buffer)
        if not is_last:
            end = buffer.rfind(b"\n") + 1 or buffer.rfind(b"\r", 0, end - 1) + 1
            if not end:
                if len(buffer) > MAX_LINE:
                    raise Refused("UNREADABLE_FILE", "has a line too long for a CSV file")
                return Block(first), buffer
        whole = self._cut_at_once(buffer, end, first, is_last)
        return whole or self._walk(buffer, end, first, is_last)

    def _cut_at_once(
        self, buffer: bytes, end: int, first: int, is_last: bool
    ) -> tuple[Block, bytes] | None:
        """Cut where every quote is well-formed and no line is blank; None where one is not."""
        body = buffer[:end]
        if body[:1] in (b"\r", b"\n") or b"\n\n" in body:
            return None
        if b"\r" in body and (b"\n\r" in body or body.count(b"\r") != body.count(b"\r\n")):
            return None
        if b'"' in body:
            codes = np.frombuffer(body, np.uint8)
            quotes = np.flatnonzero(codes == _QUOTE)
            if not _well_formed(codes, quotes):
                return None
            line_ends = np.flatnonzero(codes == _LF)
            record_ends = line_ends[np.searchsorted(quotes, line_ends) % 2 == 0]
            count = len(record_ends)
            safe = int(record_ends[-1]) + 1 if count else 0
            if is_last:
                if len(quotes) % 2:
                    return None
                count += safe < len(body)
                safe = len(body)
            elif len(buffer) - safe > MAX_RECORD:
                return None
            body = body[:safe]
        else:
            count = body.count(b"\n") + (is_last and bool(body) and not body.endswith(b"\n"))
        block = Block(first, body, count)
        if is_last and count:
            text = body.rstrip(b"\r\n")
            start = text.rfind(b"\n") + 1
            # A line end inside quotes starts no record.
            while body.count(b'"', 0, start) % 2:
                start = text.rfind(b"\n", 0, start - 1) + 1
            if self._is_trailer(text[start:]):
                block = Block(first, body[:start], count - 1, trailer=text[start:])
        return block, buffer[len(body) :]

    def _walk(self, buffer: bytes, end: int, first: int, is_last: bool) -> tuple[Block, bytes]:
        """Cut record by record."""
        found: list[tuple[bool, bytes]] = []
        position = 0
        while position < end:
            if blank := _BLANK.match(buffer, position, end):
                position = blank.end()
                continue
            match = _RECORD.match(buffer, position, end)
            if match is None:
                may_go_on = not is_last and len(buffer) - position <= MAX_RECORD
                if may_go_on and _UNCLOSED.match(buffer, position, end):
                    break
            whole = match or _LINE.match(buffer, position, end)
            found.append((match is not None, whole.group()))
            position = whole.end()
        block = Block(first)
        if is_last and found and self._is_trailer(found[-1][1]):
            block.trailer = found.pop()[1].rstrip(b"\r\n")
        block.count = len(found)
        numbered = [(number, *one) for number, one in enumerate(found, start=first)]
        block.body = b"".join(
            record if record[-1] in (_LF, _CR) else record + b"\n"
            for _, is_whole, record in numbered
            if is_whole
        )
        block.numbers = np.array([n for n, is_whole, _ in numbered if is_whole], dtype=np.int64)
        block.odd = [
            (number, UNBALANCED, record.rstrip(b"\r\n"))
            for number, is_whole, record in numbered
            if not is_whole
        ]
        return block, buffer[position:]

    def _is_trailer(self, record: bytes) -> bool:
        first_field = _FIRST_FIELD.match(record).group(1)
        word = first_field.decode(self._encoding, "replace").strip(" \t\u3000:：").lower()
        return word in TRAILER_WORDS


def _well_formed(codes: np.ndarray, quotes: np.ndarray) -> bool:
    """Whether every quote opens after, and closes before, a comma, a line end or another quote."""
    opening, closing = quotes[0::2], quotes[1::2]
    before = codes[opening[opening > 0] - 1]
    after = codes[closing[closing < len(codes) - 1] + 1]
    edges = np.array([_COMMA, _QUOTE, _LF, _CR], dtype=np.uint8)
    return bool(np.isin(before, edges).all() and np.isin(after, edges).all())
