"""Every writing of a value the contract allows is read, every other is kept as a failure."""

import json
from datetime import date, datetime
from decimal import Decimal

import duckdb
import pyarrow as pa
import pytest

from strata.contract import Column, Feed
from strata.landing.casts import ENGINE_SETTINGS
from strata.landing.engine import landing_sql, open_engine
from strata.landing.header import FileColumns

FAILED = object()
JANUARY = date(2020, 1, 31)
MOMENT = datetime(2020, 1, 31, 13, 5, 9)

CASES = {
    "date": [
        ("2020-01-31", JANUARY),
        ("20200131", JANUARY),
        ("2020/1/31", JANUARY),
        ("2020/01/31", JANUARY),
        ("2020.1.31", JANUARY),
        ("2020-1-31", JANUARY),
        ("2020-01-31 00:00:00", JANUARY),
        ("2020-01-31T13:05:09.123", JANUARY),
        ("20200131000000", JANUARY),
        (" 2020-01-31\t", JANUARY),
        ("２０２０－０１－３１", JANUARY),
        ("２０２００１３１", JANUARY),
        ("2020/2/29", date(2020, 2, 29)),
        ("00000000", None),
        ("0000-00-00", None),
        ("0000-00-00 00:00:00", None),
        ("99991231", None),
        ("9999-12-31", None),
        ("9999/12/31", None),
        ("9999-12-31 23:59:59", None),
        ("", None),
        ("   ", None),
        ("1999-02-30", FAILED),
        ("19990230", FAILED),
        ("2020-13-01", FAILED),
        ("31/01/2020", FAILED),
        ("2020-01/31", FAILED),
        ("12020-01-31", FAILED),
        ("2020-01-31x", FAILED),
        ("infinity", FAILED),
        ("epoch", FAILED),
        ("0", FAILED),
        ("44000", FAILED),
        ("unknown", FAILED),
        ("2020-01-31 25:00:00", FAILED),
    ],
    "timestamp": [
        ("2020-01-31 13:05:09", MOMENT),
        ("2020-01-31T13:05:09", MOMENT),
        ("2020/1/31 13:05:09", MOMENT),
        ("2020.01.31 13:05:09", MOMENT),
        ("20200131130509", MOMENT),
        ("20200131 130509", MOMENT),
        ("20200131 13:05:09", MOMENT),
        ("20200131T130509", MOMENT),
        ("2020-01-31 13:05:09.25", MOMENT.replace(microsecond=250000)),
        ("2020-01-31 13:05:09.123456789", MOMENT.replace(microsecond=123456)),
        ("2020-01-31 13:05", MOMENT.replace(second=0)),
        ("2020/1/31 9:05:09", MOMENT.replace(hour=9)),
        ("2020-01-31 13:05:09+08:00", MOMENT),
        ("2020-01-31T13:05:09+0800", MOMENT),
        ("２０２０－０１－３１ １３：０５：０９", MOMENT),
        ("2020-01-31", datetime(2020, 1, 31)),
        ("20200131", datetime(2020, 1, 31)),
        ("2020/1/31", datetime(2020, 1, 31)),
        ("00000000000000", None),
        ("0000-00-00 00:00:00", None),
        ("9999-12-31 00:00:00", None),
        ("99991231235959", None),
        ("99991231", None),
        ("", None),
        ("2020-01-31 13:05:09Z", FAILED),
        ("2020-01-31 13:05:09+00:00", FAILED),
        ("2020-01-31 13:65:09", FAILED),
        ("2020-02-30 13:05:09", FAILED),
        ("13:05:09", FAILED),
        ("now", FAILED),
    ],
    "decimal(18,2)": [
        ("12.34", Decimal("12.34")),
        ("-0.5", Decimal("-0.50")),
        ("+7", Decimal("7.00")),
        (".5", Decimal("0.50")),
        ("5.", Decimal("5.00")),
        ("1,234,567.89", Decimal("1234567.89")),
        ("-1,234", Decimal("-1234.00")),
        ("１２，３４５．６７", Decimal("12345.67")),
        ("－１２．５", Decimal("-12.50")),
        ("  8.10 ", Decimal("8.10")),
        ("- 8.10", Decimal("-8.10")),
        ("1e3", Decimal("1000.00")),
        ("1.5E+05", Decimal("150000.00")),
        ("0.005", Decimal("0.01")),
        ("1.005", Decimal("1.01")),
        ("-1.005", Decimal("-1.01")),
        ("1.0049999", Decimal("1.00")),
        ("9999999999999999.99", Decimal("9999999999999999.99")),
        ("0000000000000000000001.00", Decimal("1.00")),
        ("", None),
        (" ", None),
        ("10000000000000000.00", FAILED),
        ("9999999999999999.999", FAILED),
        ("1,50", FAILED),
        ("12,34,567", FAILED),
        ("1.2.3", FAILED),
        ("1_000", FAILED),
        ("0x10", FAILED),
        ("nan", FAILED),
        ("inf", FAILED),
        ("-", FAILED),
        ("¥5", FAILED),
        ("abc", FAILED),
    ],
    "integer": [
        ("42", 42),
        ("-42", -42),
        ("+42", 42),
        ("007", 7),
        ("3.0", 3),
        ("3.000", 3),
        ("1,024", 1024),
        ("４２", 42),
        (" 42 ", 42),
        ("1e3", 1000),
        ("2147483647", 2147483647),
        ("", None),
        ("3.5", FAILED),
        ("0.5", FAILED),
        ("2147483648", FAILED),
        ("99999999999999999999999999999999999999999", FAILED),
        ("1_000", FAILED),
        ("0x10", FAILED),
        ("true", FAILED),
        ("4 2", FAILED),
    ],
    "boolean": [
        *[(text, True) for text in ("Y", "y", "1", "T", "true", "TRUE", "是", " Y ", "Ｙ", "１")],
        *[(text, False) for text in ("N", "n", "0", "F", "false", "False", "否", "０")],
        ("", None),
        ("2", FAILED),
        ("maybe", FAILED),
        ("-1", FAILED),
    ],
    "varchar": [
        ("0012", "0012"),
        (" 张三 ", " 张三 "),
        ("11010519491231002X", "11010519491231002X"),
        ("1e5", "1e5"),
        ("NULL", "NULL"),
        ("   ", "   "),
        ("", None),
    ],
}


@pytest.fixture(scope="module")
def engine(tmp_path_factory):
    with open_engine(512, 1, tmp_path_factory.mktemp("spill")) as engine:
        yield engine


def cast_all(engine: duckdb.DuckDBPyConnection, data_type: str, texts: list[str]) -> list[tuple]:
    feed = Feed("core", "it", "delta", False, None, None, (Column("v", data_type, True, None),))
    delivered = pa.table({"v": texts, "_src_row_no": pa.array(range(len(texts)), pa.int64())})
    engine.register("delivered", delivered)
    sql = landing_sql(
        feed,
        FileColumns(1, {"v": 0}, {}),
        None,
        "delivered",
        src_file="'f'",
        loaded_at="timestamp '2024-01-01'",
    )
    return engine.execute(f"select v, _cast_failures from ({sql}) order by _src_row_no").fetchall()


@pytest.mark.parametrize("data_type", CASES)
def test_each_writing_of_a_value_is_read_or_kept_as_failure(engine, data_type):
    """A value read wrongly is worse than one not read: both directions stand in one table."""
    texts = [text for text, _ in CASES[data_type]]
    found = cast_all(engine, data_type, texts)
    for (text, expected), (value, failures) in zip(CASES[data_type], found, strict=True):
        if expected is FAILED:
            assert value is None, f"{text!r} was read as {value!r}"
            assert json.loads(failures) == {"v": text}
        else:
            assert value == expected, f"{text!r} gave {value!r}"
            assert failures is None, f"{text!r} was reported as a failure"


def test_failures_keep_raw_text_with_quotes_and_backslashes(engine):
    """The kept text must survive JSON, or staging cannot show what was delivered."""
    nasty = ['a"b\\c', "line\nbreak", "tab\there", "汉字"]
    found = cast_all(engine, "integer", nasty)
    assert [json.loads(failures)["v"] for _, failures in found] == nasty


def test_only_the_failing_columns_stand_in_the_failures(engine):
    """`_cast_failures` names the column that failed, not its neighbours."""
    columns = tuple(
        Column(name, kind, False, None)
        for name, kind in (("day", "date"), ("amount", "decimal(18,2)"), ("count", "integer"))
    )
    feed = Feed("core", "it", "delta", False, None, None, columns)
    delivered = pa.table(
        {"day": ["2020-01-31"], "amount": ["x"], "count": ["3.5"], "_src_row_no": [1]}
    )
    engine.register("delivered", delivered)
    sql = landing_sql(
        feed,
        FileColumns(3, {"day": 0, "amount": 1, "count": 2}, {}),
        None,
        "delivered",
        src_file="'f'",
        loaded_at="timestamp '2024-01-01'",
    )
    row = engine.execute(f"select day, amount, count, _cast_failures from ({sql})").fetchone()
    assert row[:3] == (JANUARY, None, None)
    assert json.loads(row[3]) == {"amount": "x", "count": "3.5"}


def test_engine_does_not_share_subexpressions(engine):
    """Sharing them would evaluate the loose reading of every row: 20 times slower."""
    assert ENGINE_SETTINGS
    setting = engine.execute("select current_setting('disabled_optimizers')").fetchone()[0]
    assert "common_subexpressions" in setting
