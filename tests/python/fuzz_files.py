"""Delivered files for the fuzzing of landing: a small recipe is drawn, its bytes follow from it.

Hypothesis draws and shrinks recipes, never bytes: a failure prints the recipe, and `make_file`
gives the same bytes again. What a file must come to is known here and nowhere else: `fate` says
whether a fault must refuse it, `Made.records` what Python's own csv module reads in it.
"""

import csv
import gzip
import io
import random
from dataclasses import dataclass

import pyarrow as pa
import pyarrow.parquet as pq
from test_landing_casts import CASES

from strata.contract import Column, Feed, load_contract

FEEDS = (
    "core_account", "core_balance_daily", "core_time_deposit", "core_transaction", "crm_consent",
    "card_account", "card_instalment_due", "cntr_queue_ticket", "ref_fx_rate", "hr_staff",
)  # fmt: skip
CODECS = ("utf-8", "utf-8-sig", "gb18030")
NEWLINES = ("\n", "\r\n", "\r")
# Spoils the file as a whole: its batch must be refused.
FATAL = (
    "key_missing", "forbidden", "column_doubled", "no_header", "empty", "blank", "utf16",
    "utf16_unmarked", "gz_cut", "gz_garbage", "gz_tail", "wrong_ending",
)  # fmt: skip
# Costs a line at most: the file must land.
HARMLESS = (
    "columns_shuffled", "column_extra", "header_shouted", "ragged_short", "ragged_long", "trailer",
    "trailer_quoted", "total_inside", "blank_lines", "nul", "all_quoted", "embedded", "undecodable",
    "header_only", "open_end", "gz_twice", "many_columns", "quote_inside",
)  # fmt: skip
# Anything may follow, but no crash and no loss. A missing column is refused where it was there.
OPEN = ("column_missing", "stray_quote", "cut", "flipped", "garbage", "mixed_codecs")
PARQUET_FAULTS = ("parquet_doubles", "parquet_src_row_no")
FAULTS = (*HARMLESS, *OPEN, *FATAL, "huge_field")
NAMES = ("a.csv", "B 2.CSV", "数据.csv", "it's.csv", "[1].csv", "a*.csv", 'q".csv', "%41.csv")
EXTRA = ("备注", "src_file", "src_row_no", "_src_row_no", "batch_date", "c0", 'a "b"', "x,y")
WILD = (
    "1e400", "-1e400", "1e-400", "1e2147483648", "1E99999999999999999999", "９９９", "1,2,3", "+",
    "--1", "½", "٣", "0000-00-00", "2024-02-30", "99991231 23:59:59", "9999-99-99", "24:00:00",
    "2024-01-31 24:00:00", "2024-01-31T10:00:00+09:00", "0001-01-01", "290000-01-01", "-1-01-01",
    "'; drop table x; --", '{"a": 1}', "\\", "\\u0000", "\\N", "NULL", "nan", "-inf", "\u2028",
    "\x85", "\ufeff", "💥", "𠮷", "a\tb", "\x1a", "=1+1", "9" * 60, "0." + "1" * 60, "true", "是",
    "\u00a0", "\u3000", "\x0b", "\x1f", " ", "..", "1.", "1e", "e1", "2024-1-1 1:02", "2024/1/1 9",
)  # fmt: skip
_COMMON = {"date": "2024-01-31", "timestamp": "2024-01-31 10:20:30", "boolean": "Y"}
_MARK = "ZQX{:07d}Z"


@dataclass(frozen=True)
class Recipe:
    """One file; `values` is plain, odd (of the table of casts) or wild, `seed` picks them."""

    seed: int = 0
    rows: int = 3
    kind: str = "csv"
    codec: str = "utf-8"
    newline: str = "\n"
    values: str = "plain"
    faults: tuple[str, ...] = ()
    name: str = "a.csv"


@dataclass(frozen=True)
class Made:
    """The bytes of a recipe. `records` are the rows Python reads (latin-1 texts, None where its

    reading is no yardstick), `header` the delivered names, `fate` land, refuse or either.
    """

    name: str
    content: bytes
    header: list[str]
    records: list[list[str]] | None
    fate: str

    @property
    def is_parquet(self) -> bool:
        """Whether the loader takes it for Parquet."""
        return self.name.lower().endswith(".parquet")


def make_file(feed_name: str, recipe: Recipe) -> Made:
    """The bytes of a recipe for one feed, and what must become of them."""
    feed, dice = load_contract()[feed_name], random.Random(recipe.seed)
    if recipe.kind == "parquet":
        return _parquet_file(feed, recipe, dice)
    faults = set(recipe.faults)
    header, columns = _header(feed, faults, dice)
    rows = [] if "header_only" in faults else _rows(columns, recipe, faults, dice)
    lines = [_record(row, dice, "all_quoted" in faults) for row in rows]
    content = _text(header, lines, recipe, faults, dice)
    fate = _fate(faults)
    is_told = not faults & {"stray_quote", "cut", "flipped", "garbage", "mixed_codecs", *FATAL}
    records = _read_with_python(content) if is_told else None
    if records and faults & {"trailer", "trailer_quoted"}:
        records = records[:-1]
    return Made(*_packed(content, recipe, faults, dice), header, records, fate)


def expected(text: str, column: Column) -> object:
    """What the table of casts says of a text: a value, FAILED, or Ellipsis where it is silent."""
    if column.data_type == "varchar":
        return text or None
    return dict(CASES.get(column.data_type, ())).get(text, ...)


def _fate(faults: set[str]) -> str:
    if faults & set(FATAL):
        return "refuse" if not faults & {"cut", "flipped", "garbage"} else "either"
    return "either" if faults & set(OPEN) else "land"


def _header(
    feed: Feed, faults: set[str], dice: random.Random
) -> tuple[list[str], list[Column | None]]:
    """Delivered names and the contract column of each, None for others."""
    places = [(column.name, column) for column in feed.columns]
    if "column_missing" in faults:
        places.remove(dice.choice([one for one in places if not one[1].is_key]))
    if "key_missing" in faults:
        places.remove(next(one for one in places if one[1].is_key))
    if "column_extra" in faults:
        places += [(name, None) for name in dice.sample(EXTRA, 3)]
    if "many_columns" in faults:
        places += [(f"more_{number}", None) for number in range(400)]
    if "forbidden" in faults:
        places.append((dice.choice(["CVV2", "login_password", "pin_block", "人脸特征"]), None))
    if "column_doubled" in faults:
        places.append(dice.choice(places))
    if "columns_shuffled" in faults:
        dice.shuffle(places)
    names = [name.upper() if "header_shouted" in faults else name for name, _ in places]
    return names, [column for _, column in places]


def _rows(
    columns: list[Column | None], recipe: Recipe, faults: set[str], dice: random.Random
) -> list[list[str]]:
    rows = []
    texts = [at for at, one in enumerate(columns) if one and one.data_type == "varchar"] or [0]
    for number in range(recipe.rows):
        mark = _MARK.format(recipe.seed % 10_000 * 1000 + number)
        row = [_value(column, mark, recipe.values, dice) for column in columns]
        row[texts[0]] = mark
        if "embedded" in faults:
            odd = (f'{mark},"x"', f"{mark}\n\r\n{mark}", f'"{mark}')
            row[dice.choice(texts)] = dice.choice(odd)
        if "quote_inside" in faults:
            row[dice.choice(texts)] = f'5" {mark} "'
        if "nul" in faults:
            row[texts[0]] = f"\0{mark}\0"
        rows.append(row)
    if rows and "huge_field" in faults:
        rows[0][texts[0]] += "长" * dice.choice([200_000, 1 << 20])
    odd = dice.randrange(len(rows)) if rows else 0
    if rows and "total_inside" in faults:
        rows[0][0] = "TOTAL"
        rows.append([*rows[0]])
        rows[-1][0] = "last"
    if rows and "ragged_short" in faults:
        rows[odd] = rows[odd][:-1]
    if rows and "ragged_long" in faults:
        rows[odd] = [*rows[odd], "more", ""]
    return rows


def _value(column: Column | None, mark: str, values: str, dice: random.Random) -> str:
    kind = column.data_type if column else "varchar"
    if values == "odd" and kind in CASES:
        return dice.choice(CASES[kind])[0]
    if values == "wild" and dice.random() < 0.7:
        return dice.choice(WILD)
    if kind == "varchar":
        return dice.choice(["", "0012", f"张三{mark}", mark])
    return _COMMON.get(kind) or str(dice.randrange(30))


def _record(row: list[str], dice: random.Random, is_quoted: bool) -> str:
    def write(text: str) -> str:
        must = any(char in text for char in ',\n\r') or text.startswith('"')
        return '"' + text.replace('"', '""') + '"' if must or is_quoted else text

    return ",".join(write(text) for text in row)


def _text(
    header: list[str], lines: list[str], recipe: Recipe, faults: set[str], dice: random.Random
) -> bytes:
    """The file before packing."""
    if "empty" in faults:
        return b""
    if "blank" in faults:
        return b"\r\n\n\0\n"
    newline = recipe.newline
    if lines and "stray_quote" in faults:
        place = dice.randrange(len(lines))
        cut = lines[place].find(",") + 1
        stray = dice.choice(['"', '"open', '"shut"x'])
        lines[place] = lines[place][:cut] + stray + lines[place][cut:]
    if "trailer" in faults:
        lines.append(dice.choice(["合计,3", "TOTAL", " 总计 ,,,,,,,,,,,,,,,,,,,,,,,", "小计："]))
    if "trailer_quoted" in faults and "trailer" not in faults:
        lines.append('"合計","two\nlines"')
    first = [] if "no_header" in faults else [_record(header, dice, is_quoted=False)]
    between = newline * 3 if "blank_lines" in faults else newline
    text = between.join(first + lines)
    text += "" if "open_end" in faults else between
    if "blank_lines" in faults:
        text = newline + text
    if "utf16" in faults:
        return text.encode("utf-16")
    if "utf16_unmarked" in faults:
        return text.encode("utf-16-le")
    return _spoilt(text.encode(recipe.codec), recipe.codec, faults, dice)


def _spoilt(content: bytes, codec: str, faults: set[str], dice: random.Random) -> bytes:
    """The same bytes after an accident on the way."""
    marks = [at for at in range(len(content)) if content.startswith(b"ZQX", at)]
    if "undecodable" in faults and marks:
        at = dice.choice(marks)
        content = content[:at] + dice.choice([b"\xff", b"\xff\xff", b"\x80"]) + content[at:]
    if "mixed_codecs" in faults and marks:
        other = "utf-8" if codec == "gb18030" else "gb18030"
        for at in sorted(dice.sample(marks, min(len(marks), 2)), reverse=True):
            content = content[:at] + "客户".encode(other) + content[at:]
    if "cut" in faults:
        content = content[: dice.randrange(1, len(content))]
    if "flipped" in faults:
        flipped = bytearray(content)
        for _ in range(3):
            flipped[dice.randrange(len(flipped))] = dice.randrange(256)
        content = bytes(flipped)
    if "garbage" in faults:
        at = dice.randrange(len(content))
        content = content[:at] + dice.randbytes(200) + content[at:]
    return content


def _read_with_python(content: bytes) -> list[list[str]]:
    """Records after the header: an independent reading, bytes as latin-1 letters, NULs dropped."""
    plain = content.replace(b"\0", b"").removeprefix(b"\xef\xbb\xbf")
    limit = csv.field_size_limit(1 << 30)
    try:
        text = io.StringIO(plain.decode("latin-1"), newline="")
        return [record for record in csv.reader(text) if record][1:]
    finally:
        csv.field_size_limit(limit)


def _packed(
    content: bytes, recipe: Recipe, faults: set[str], dice: random.Random
) -> tuple[str, bytes]:
    """Name and bytes of a text file as it is delivered."""
    wants_gzip = recipe.kind == "gz" or any(fault.startswith("gz_") for fault in faults)
    if "wrong_ending" in faults:
        return recipe.name.lower().replace(".csv", ".parquet"), content
    if not wants_gzip:
        return recipe.name, content
    packed = gzip.compress(content, 1, mtime=0)
    if "gz_twice" in faults:
        half = dice.randrange(len(content) + 1)
        packed = gzip.compress(content[:half], 1) + gzip.compress(content[half:], 1)
    if "gz_cut" in faults:
        packed = packed[: dice.randrange(1, len(packed))]
    if "gz_garbage" in faults:
        packed = b"no gzip" + packed
    if "gz_tail" in faults:
        packed += b"tail"
    return recipe.name + ".gz", packed


def _parquet_file(feed: Feed, recipe: Recipe, dice: random.Random) -> Made:
    """A Parquet file of texts, of doubles, with names of the loader's own, or cut."""
    faults = set(recipe.faults)
    columns = list(feed.columns)
    rows = [] if "header_only" in faults else _rows(columns, recipe, set(), dice)
    names = [column.name for column in columns]
    texts = zip(*rows, strict=True) if rows else [[]] * len(names)
    values = {name: pa.array(it, pa.string()) for name, it in zip(names, texts, strict=True)}
    if "parquet_doubles" in faults:
        for column in columns:
            if column.data_type.startswith(("decimal", "integer")):
                drawn = dice.choices([1.5, -0.0, float("nan"), 1e300, float("inf")], k=len(rows))
                values[column.name] = pa.array(drawn, pa.float64())
                for row in rows:
                    row[names.index(column.name)] = None
    for fault, name in (("row_number", "file_row_number"), ("src_row_no", "src_row_no")):
        if f"parquet_{fault}" in faults:
            values[name] = pa.array([str(number) for number in range(len(rows))], pa.string())
    buffer = io.BytesIO()
    pq.write_table(pa.table(values), buffer)
    content = buffer.getvalue()
    fate = "refuse" if "parquet_row_number" in faults else "land"
    if "parquet_cut" in faults:
        content, fate = content[: dice.randrange(len(content))], "refuse"
    name = recipe.name.lower().replace(".csv", ".parquet")
    if "wrong_ending" in faults:
        name, fate = recipe.name, "refuse"
    records = None if fate == "refuse" else [[*row] for row in rows]
    return Made(name, content, names, records, fate)

