"""CSV as delivered: encodings, quotes, ragged lines, trailers; whatever comes, nothing is lost."""

import gzip

import pyarrow as pa
import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from strata.landing import csvfile, records
from strata.landing.csvfile import GB18030, UTF8, CsvFile, Encoding, detect_encoding, read_header
from strata.landing.report import Refused
from strata.landing.scan import InboxFile


@pytest.fixture
def deliver(tmp_path):
    def write(content: bytes, name: str = "file.csv") -> InboxFile:
        path = tmp_path / name
        path.write_bytes(content)
        return InboxFile(path, f"core/feed/{name}")

    return write


def read(file: InboxFile, names: tuple[str, ...] = ("a", "b")):
    """Rows with their numbers, the lines kept aside, and the reader with its counts."""
    header = read_header(file)
    aside = []
    reader = CsvFile(
        file,
        detect_encoding(file),
        {name: place for place, name in enumerate(header) if name in names},
        len(header),
        lambda *line: aside.append(line),
    )
    table = pa.Table.from_batches(reader.batches(), schema=reader.schema)
    columns = [table["_src_row_no"], *(table[name] for name in names if name in header)]
    rows = list(zip(*(column.to_pylist() for column in columns), strict=True))
    assert reader.received == table.num_rows + reader.unreadable
    return rows, sorted(aside), reader


WELL_FORMED = {
    "plain": (b"a,b\n1,2\n3,4\n", [(1, "1", "2"), (2, "3", "4")]),
    "no final line end": (b"a,b\n1,2\n3,4", [(1, "1", "2"), (2, "3", "4")]),
    "crlf": (b"a,b\r\n1,2\r\n3,4\r\n", [(1, "1", "2"), (2, "3", "4")]),
    "old mac line ends": (b"a,b\r1,2\r3,4\r", [(1, "1", "2"), (2, "3", "4")]),
    "quoted comma, quote, line end": (
        b'a,b\n"1,x","say ""hi"""\n"two\nlines","three\r\n\r\nlines"\n5,6\n',
        [(1, "1,x", 'say "hi"'), (2, "two\nlines", "three\r\n\r\nlines"), (3, "5", "6")],
    ),
    "quote inside an unquoted field": (b'a,b\n5" pipe,x\n', [(1, '5" pipe', "x")]),
    "blank lines": (b"\n\na,b\n\n1,2\n\r\n\n3,4\n\n\n", [(1, "1", "2"), (2, "3", "4")]),
    "empty and quoted-empty fields": (b'a,b\n,""\n"",2\n', [(1, None, None), (2, None, "2")]),
    "spaces and zeros survive": (b"a,b\n 007 ,0x\n", [(1, " 007 ", "0x")]),
    "nul bytes dropped": (b"a,b\n1\0,\0\n", [(1, "1", None)]),
    "header only": (b"a,b\n", []),
    "header without line end": (b"a,b", []),
    "reordered and extra columns": (b"x,b,a\n9,2,1\n", [(1, "1", "2")]),
    "one column": (b"a\n1\n\n2\n", [(1, "1"), (2, "2")]),
}


@pytest.mark.parametrize("name", WELL_FORMED)
def test_well_formed_files_give_every_field_as_delivered(deliver, name):
    """Leading zeros, spaces and embedded line ends are data; blank lines are none."""
    content, expected = WELL_FORMED[name]
    rows, aside, _ = read(deliver(content))
    assert rows == expected
    assert aside == []


def test_ragged_lines_are_kept_aside_and_numbers_stay_right(deliver):
    """A line with a field too many or too few is unreadable; later rows keep their own numbers."""
    rows, aside, reader = read(deliver(b'a,b\n1,2\n3\n4,5,6\n"7\n8",9\n"x\ny",1,2\n10,11\n'))
    assert rows == [(1, "1", "2"), (4, "7\n8", "9"), (6, "10", "11")]
    assert aside == [
        (2, "ragged: expected 2 fields, found 1", "3"),
        (3, "ragged: expected 2 fields, found 3", "4,5,6"),
        (5, "ragged: expected 2 fields, found 3", '"x\ny",1,2'),
    ]
    assert (reader.received, reader.unreadable) == (6, 3)


def test_one_stray_quote_costs_one_line_not_the_file(deliver):
    """A quote that never closes would otherwise swallow everything behind it."""
    body = b'a,b\n1,2\n3,"open\n5,6\n7,"ok"\n8,"shut"x\n9,10\n'
    rows, aside, _ = read(deliver(body))
    assert rows == [(1, "1", "2"), (3, "5", "6"), (4, "7", "ok"), (6, "9", "10")]
    assert aside == [(2, records.UNBALANCED, '3,"open'), (5, records.UNBALANCED, '8,"shut"x')]


@pytest.mark.parametrize(
    "word", ["合计", "合計", "总计", "小计", "TOTAL", "total", " Total ", "合计："]
)
@pytest.mark.parametrize("rest", [",2", "", ",2,3"])
def test_a_trailer_is_no_record(deliver, word, rest):
    """The bank's count leaves it out, ragged or not; it is kept, but counted nowhere."""
    rows, aside, reader = read(deliver(f"a,b\n1,2\n3\n{word}{rest}\n\n".encode()))
    assert rows == [(1, "1", "2")]
    assert [line[:2] for line in aside] == [
        (2, "ragged: expected 2 fields, found 1"),
        (3, "trailer"),
    ]
    assert (reader.received, reader.unreadable) == (2, 1)


def test_a_quoted_trailer_and_one_in_gb18030_are_known(deliver):
    """Departments write their trailer as they write their file."""
    assert read(deliver('a,b\n"总计","2"\n'.encode("gb18030")))[1] == [(1, "trailer", '"总计","2"')]


def test_a_total_that_is_not_last_is_a_record(deliver):
    """Only the last line can be a trailer: a product may be called TOTAL."""
    assert read(deliver(b"a,b\nTOTAL,1\nx,2\n"))[0] == [(1, "TOTAL", "1"), (2, "x", "2")]


@pytest.mark.parametrize(
    ("content", "label"),
    [
        ("a,b\n张三,1\n".encode(), "UTF-8"),
        ("\ufeffa,b\n张三,1\n".encode(), "UTF-8"),
        ("a,b\n张三,1\n".encode("gb18030"), "GB18030"),
        ("a,b\n张三,𠮷😀\n".encode("gb18030"), "GB18030"),
        (b"a,b\nx,1\n", "UTF-8"),
    ],
)
def test_the_whole_file_decides_its_encoding(deliver, content, label):
    """Card delivers GB18030 throughout; a byte-order mark is no part of the first name."""
    file = deliver(content)
    assert detect_encoding(file).label == label
    rows, aside, _ = read(file)
    assert rows[0][1] in {"张三", "x"}
    assert aside == []


def test_undecodable_records_alone_are_unreadable(deliver):
    """Two damaged lines must not cost the file its encoding, nor land as replacement characters."""
    lines = [f"客户{number},x".encode() for number in range(20)]
    lines[3] = b"\xe5\xbc,x"
    lines[7] = "客户".encode("gb18030") + b",x"
    rows, aside, reader = read(deliver(b"a,b\n" + b"\n".join(lines) + b"\n"))
    assert detect_encoding(reader._file) == Encoding(UTF8, is_whole=False)
    assert len(rows) == 18
    assert [line[:2] for line in aside] == [(4, "undecodable"), (8, "undecodable")]
    assert not any("\ufffd" in value for row in rows for value in row[1:])
    assert "\\xe5" in aside[0][2]


def test_damaged_gb18030_keeps_its_other_records(deliver):
    """The encoding that loses least is chosen where neither fits."""
    lines = [f"客户甲{number},乙".encode("gb18030") for number in range(20)]
    lines[5] = b"\xff\xff,x"
    file = deliver(b"a,b\n" + b"\n".join(lines) + b"\n")
    assert detect_encoding(file) == Encoding(GB18030, is_whole=False)
    rows, aside, _ = read(file)
    assert len(rows) == 19
    assert [line[:2] for line in aside] == [(6, "undecodable")]


def test_gzip_is_read_and_a_truncated_one_refused(deliver):
    """A transfer that broke off must not land as a short day."""
    body = b"a,b\n" + b"".join(b"%d,%d\n" % (number, number * 7919) for number in range(5000))
    packed = gzip.compress(body)
    assert len(read(deliver(packed, "whole.csv.gz"))[0]) == 5000
    for broken in (packed[:-20], packed[:40], b"no gzip at all", packed[:-4] + b"\0\0\0\0"):
        with pytest.raises(Refused, match="gzip") as refusal:
            read(deliver(broken, "broken.csv.gz"))
        assert refusal.value.kind == "UNREADABLE_FILE"


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"", "empty"),
        (b"\n\r\n\n", "empty"),
        ("a,b\n1,2\n".encode("utf-16"), "UTF-16"),
    ],
)
def test_files_without_a_header_are_refused(deliver, content, sentence):
    """An empty file is a failed export, not a day without customers."""
    with pytest.raises(Refused, match=sentence):
        read_header(deliver(content))


def test_records_across_block_borders(deliver, monkeypatch):
    """A record, a quoted line end, a wide character or a trailer may lie on any border."""
    body = 'a,b\n"张\n三",1\n李四,"x""y"\n\n五\n王五,2\n合计,3\n\n\n\n\n\n\n\n\n\n\n\n\n'
    for codec in ("utf-8", "gb18030"):
        file = deliver(body.encode(codec))
        expected = read(file)[:2]
        for size in range(len("a,b\n"), 60):
            monkeypatch.setattr(records, "BLOCK", size)
            monkeypatch.setattr(csvfile, "BLOCK", size)
            assert read(file)[:2] == expected, (codec, size)
        monkeypatch.undo()


def test_an_unclosed_quote_in_a_large_file_is_found_in_bounded_memory(deliver, monkeypatch):
    """The search for a closing quote ends after the longest record allowed."""
    monkeypatch.setattr(records, "BLOCK", 4096)
    monkeypatch.setattr(records, "MAX_RECORD", 8192)
    lines = [b"%d,x" % number for number in range(20_000)]
    lines[100] = b'100,"never closed'
    rows, aside, _ = read(deliver(b"a,b\n" + b"\n".join(lines)))
    assert len(rows) == 19_999
    assert aside == [(101, records.UNBALANCED, '100,"never closed')]
    assert rows[-1] == (20_000, "19999", "x")


def test_a_line_longer_than_any_record_is_refused(deliver, monkeypatch):
    """A binary file called .csv must not fill the memory."""
    monkeypatch.setattr(records, "BLOCK", 1000)
    monkeypatch.setattr(records, "MAX_LINE", 5000)
    with pytest.raises(Refused, match="too long"):
        read(deliver(b"a,b\n" + b"x" * 20_000))


WIDE = [b"\xff", b"\x81", b"\xe5\xbc", *(word.encode() for word in ("张", "合计", "TOTAL"))]
MARKS = [b",", b'"', b'""', b"\n", b"\r\n", b"\r", b"a", b" ", b"\0", b"\t", b'","', b'"\n"']
PIECES = st.sampled_from([*MARKS, *WIDE, b"\x1a", "张".encode("gb18030")])


@settings(
    max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(st.lists(PIECES, max_size=40), st.integers(1, 12), st.booleans())
@example([b'"', b"\n", b'"'], 3, False)
@example([b"\r", b"\n", b"\r"], 1, False)
@example([b'"\n"', b"TOTAL", b'"', b'"\n"'], 1, False)
def test_received_is_landed_plus_unreadable_for_any_bytes(deliver, pieces, block, is_packed):
    """Whatever a file holds: no crash, no record lost, none counted twice."""
    content = b"a,b\n" + b"".join(pieces)
    file = deliver(
        gzip.compress(content) if is_packed else content, "any.csv.gz" if is_packed else "any.csv"
    )
    rows, aside, reader = read(file)
    numbers = [row[0] for row in rows]
    numbers += [number for number, reason, _ in aside if reason != "trailer"]
    assert sorted(numbers) == list(range(1, reader.received + 1))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(records, "BLOCK", block + len(b"a,b\n"))
        assert read(file)[:2] == (rows, aside)
