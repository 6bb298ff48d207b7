"""The writer: turns a table `out_<feed>` into the files a department would send.

A table holds the contract's columns as they are delivered (text for CSV) and, beside them,
`_batch` DATE (which batch brings the row), `_ord` BIGINT (order inside the file; ties fall back on
the line itself), and may hold `_part` VARCHAR (history cut in several files) and `_raw` VARCHAR
(a line that is no record: SHORT, LONG or BYTES).
"""

import gzip
import io
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from pathlib import Path

import numpy as np

from strata.contract import Feed, load_contract
from strata.demo.bank import Demo

BAD_BYTES = b"\xff\xfe\x81"  # no encoding a bank uses can read these
BAD_MARK = "\uf8ff"
BOM = b"\xef\xbb\xbf"


@dataclass
class Tally:
    """What one batch of one feed holds; becomes its row in `ctl_batch`."""

    rows: int = 0
    control_column: str | None = None
    control_sum: Decimal = Decimal(0)
    files: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class Style:
    """How a department writes a feed's CSV files."""

    encoding: str = "utf-8"
    compress_history: bool = False
    trailer: bool = False
    empty: str = "none"


def feed_folder(demo: Demo, feed: Feed, batch: date) -> Path:
    """Folder of one batch in the inbox being made."""
    return demo.work / "inbox" / feed.system / feed.name / batch.isoformat()


def _quoted(column: str) -> str:
    return (
        f"case when {column} is null then '' "
        f"when contains({column}, ',') or contains({column}, '\"') "
        f"or contains({column}, chr(10)) or contains({column}, chr(13)) "
        f"then '\"' || replace({column}, '\"', '\"\"') || '\"' else {column} end"
    )


def _line_sql(columns: list[str], has_raw: bool) -> str:
    """SQL text of one delivered line without its end; quotes only lines that need it."""
    plain = " || ',' || ".join(f"coalesce({column}, '')" for column in columns)
    slow = " || ',' || ".join(_quoted(column) for column in columns)
    commas = len(columns) - 1
    line = (
        f"case when length(plain) - length(replace(plain, ',', '')) = {commas} "
        "and not contains(plain, '\"') and not contains(plain, chr(10)) "
        f"and not contains(plain, chr(13)) then plain else {slow} end"
    )
    if has_raw:
        short = " || ',' || ".join(f"coalesce({c}, '')" for c in columns[: max(1, commas - 1)])
        broken = (
            f"case _raw when 'SHORT' then {short} when 'LONG' then plain || ',,?' "
            f"when 'BYTES' then '{BAD_MARK}' || plain end"
        )
        # Broken lines are not quoted: a line end inside would make two of one.
        line = (
            f"case when _raw is null then {line} "
            f"else translate({broken}, chr(10) || chr(13), '  ') end"
        )
    return f"select *, {line} as _line from (select *, {plain} as plain from source_rows)"


def _encode(body: bytes, encoding: str, header: str, trailer: str) -> bytes:
    if encoding == "gb18030":
        body = body.decode("utf-8").encode("gb18030")
        body = body.replace(BAD_MARK.encode("gb18030"), BAD_BYTES)
    else:
        body = body.replace(BAD_MARK.encode("utf-8"), BAD_BYTES)
    mark, plain = (BOM, "utf-8") if encoding == "utf-8-sig" else (b"", encoding)
    return mark + header.encode(plain) + body + trailer.encode(plain)


def _write(path: Path, content: bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    if path.suffix == ".gz":
        buffer = io.BytesIO()
        with gzip.GzipFile(fileobj=buffer, mode="wb", compresslevel=1, mtime=0, filename="") as out:
            out.write(content)
        content = buffer.getvalue()
    path.write_bytes(content)


def _slices(demo: Demo, sql: str) -> Iterator[tuple[int, int, bytes]]:
    """Stream (file number, rows, UTF-8 lines) from a query ordered by its first column.

    The value buffer of an Arrow text column *is* the file's text: it is cut, never looped over.
    """
    file_no: int | None = None
    parts: list[bytes] = []
    rows = 0
    for record_batch in demo.con.execute(sql).to_arrow_reader(200_000):
        numbers = record_batch.column(0).to_numpy()
        lines = record_batch.column(1)
        wide = "large" in str(lines.type)
        offsets = np.frombuffer(lines.buffers()[1], dtype=np.int64 if wide else np.int32)
        offsets = offsets[lines.offset : lines.offset + len(lines) + 1]
        data = memoryview(lines.buffers()[2])
        edges = np.flatnonzero(np.diff(numbers)) + 1
        for start, end in zip([0, *edges], [*edges, len(numbers)], strict=True):
            if file_no is not None and numbers[start] != file_no:
                yield file_no, rows, b"".join(parts)
                parts, rows = [], 0
            file_no = int(numbers[start])
            parts.append(bytes(data[offsets[start] : offsets[end]]))
            rows += int(end - start)
    if file_no is not None:
        yield file_no, rows, b"".join(parts)


def _columns_of(demo: Demo, table: str) -> list[str]:
    return [name for (name,) in demo.rows(f"select column_name from (describe {table})")]


def _readable(column: str) -> str:
    """SQL that reads a delivered text amount; 0 where it cannot be read."""
    plain = f"translate(trim({column}), '０１２３４５６７８９', '0123456789')"
    return (
        f"case when try_cast({column} as decimal(18, 2)) is not null "
        f"then try_cast({column} as decimal(18, 2)) "
        f"else coalesce(try_cast(replace({plain}, ',', '') as decimal(18, 2)), 0) end"
    )


def tally(demo: Demo, feed: str, batch: date) -> Tally:
    """The running count of one feed's batch."""
    return demo.delivered.setdefault((feed, batch), Tally())


def _count_control(demo: Demo, feed: str, table: str, control: str | None, has_raw: bool) -> None:
    types = dict(demo.rows(f"select column_name, column_type from (describe {table})"))
    total = "0"
    if control:
        total = _readable(control) if types[control] == "VARCHAR" else f"coalesce({control}, 0)"
    if has_raw:
        total = f"case when _raw is null then {total} else 0 end"
    for batch, rows, amount in demo.rows(
        f"select _batch, count(*), sum({total})::decimal(38, 2) from {table} group by 1 order by 1"
    ):
        entry = tally(demo, feed, batch)
        entry.rows += rows
        entry.control_column = control
        entry.control_sum += Decimal(amount or 0)


def deliver_csv(
    demo: Demo,
    feed: str,
    *,
    control: str | None = None,
    style: Style | None = None,
    encoding_of: Callable[[date], str] | None = None,
    table: str | None = None,
) -> None:
    """Write the rows of `out_<feed>` (or `table`) as CSV files, count them, drop the table.

    May be called several times for one feed (a month at a time): each call adds files, so their
    `_part` must differ. `control` names the column whose sum the control row announces.
    `encoding_of(batch)` overrides the encoding of single batches ('utf-8', 'utf-8-sig', 'gb18030').
    """
    contract = load_contract()[feed]
    table = table or f"out_{feed}"
    style = style or Style()
    present = _columns_of(demo, table)
    columns = [column.name for column in contract.columns]
    missing = set(columns) - set(present)
    if missing:
        raise ValueError(f"{table} lacks {sorted(missing)}")
    has_raw, has_part = "_raw" in present, "_part" in present
    _count_control(demo, feed, table, control, has_raw)
    part = "coalesce(_part, '')" if has_part else "''"
    files = demo.rows(
        f"select _batch, {part} as part, count(*) from {table} group by 1, 2 order by 1, 2"
    )
    if files:
        batches, names, _ = zip(*files, strict=True)
        demo.load("file_of", batch=batches, part=names, file_no=range(len(files)))
    lines = _line_sql(columns, has_raw)
    sql = f"""
        with source_rows as (
            select out_rows.*, file_of.file_no as _file_no
            from {table} as out_rows
            inner join file_of on out_rows._batch = file_of.batch
                and {part.replace("_part", "out_rows._part")} = file_of.part
        ),
        lined as ({lines})
        select _file_no, _line || chr(10) as _line from lined order by _file_no, _ord, hash(_line)
    """
    header = ",".join(columns) + "\n"

    def write(file_no: int, rows: int, body: bytes) -> None:
        batch, name, _ = files[file_no]
        encoding = encoding_of(batch) if encoding_of else style.encoding
        stem = f"{feed}_{name}" if name else feed
        packed = style.compress_history and batch == demo.history_day
        path = feed_folder(demo, contract, batch) / (stem + (".csv.gz" if packed else ".csv"))
        trailer = f"合计,{rows}" + "," * (len(columns) - 2) + "\n" if style.trailer else ""
        _write(path, _encode(body, encoding, header, trailer))

    for batch, name, _ in files:
        stem = f"{feed}_{name}" if name else feed
        packed = style.compress_history and batch == demo.history_day
        tally(demo, feed, batch).files.append(stem + (".csv.gz" if packed else ".csv"))
    if files:
        with ThreadPoolExecutor(max_workers=2) as pool:
            for job in [pool.submit(write, *piece) for piece in _slices(demo, sql)]:
                job.result()
    if style.empty == "header":
        _fill_empty(demo, contract, control, header)
    demo.run(f"drop table {table}")


def _fill_empty(demo: Demo, feed: Feed, control: str | None, header: str) -> None:
    """Give every daily batch without rows a file that holds the header alone."""
    for batch in demo.batches:
        entry = tally(demo, feed.name, batch)
        if not entry.files:
            entry.files.append(f"{feed.name}.csv")
            entry.control_column = control
            _write(feed_folder(demo, feed, batch) / f"{feed.name}.csv", header.encode("utf-8"))


def deliver_parquet(
    demo: Demo,
    feed: str,
    *,
    control: str | None = None,
    views: dict[str, str] | None = None,
) -> None:
    """Write `out_<feed>` as Parquet in contract types, one file a batch and `_part`; then drop it.

    `views` (part name -> view that holds one part of the history batch) replaces the table where
    its rows are better made while they are written. Each file comes from one thread, so that its
    bytes do not depend on the machine.
    """
    contract = load_contract()[feed]
    table = f"out_{feed}"
    if views is None:
        part = "coalesce(_part, '')" if "_part" in _columns_of(demo, table) else "''"
        pieces = [
            (
                f"(select * from {table} where _batch = date '{batch}' and {part} = '{name}')",
                batch,
                name,
            )
            for batch, name in demo.rows(
                f"select distinct _batch, {part} from {table} order by 1, 2"
            )
        ]
    else:
        pieces = [(view, demo.history_day, name) for name, view in views.items()]
    typed = ", ".join(
        f"{column.name}::{column.data_type} as {column.name}" for column in contract.columns
    )
    keys = ", ".join(contract.keys)

    def write(source: str, batch: date, name: str) -> tuple[int, Decimal]:
        folder = feed_folder(demo, contract, batch)
        folder.mkdir(parents=True, exist_ok=True)
        path = folder / ((f"{feed}_{name}" if name else feed) + ".parquet")
        with demo.con.cursor() as cursor:
            rows = cursor.execute(
                f"copy (select {typed} from {source} order by _ord, {keys}) to '{path}' "
                "(format parquet, compression snappy, row_group_size 122880)"
            ).fetchone()[0]
            total = cursor.execute(
                f"select coalesce(sum({control or 0}), 0)::decimal(38, 2) from {source}"
            ).fetchone()[0]
        return rows, total

    threads = demo.rows("select current_setting('threads')")[0][0]
    demo.run("set threads = 1")
    with ThreadPoolExecutor(max_workers=2) as pool:
        written = list(pool.map(lambda piece: write(*piece), pieces))
    demo.run(f"set threads = {threads}")
    for (_, batch, name), (rows, total) in zip(pieces, written, strict=True):
        entry = tally(demo, feed, batch)
        entry.rows += rows
        entry.control_column = control
        entry.control_sum += Decimal(total)
        entry.files.append((f"{feed}_{name}" if name else feed) + ".parquet")
    for view in (views or {}).values():
        demo.run(f"drop view {view}")
    if views is None:
        demo.run(f"drop table {table}")


def plant_unreadable(
    demo: Demo, feed: str, rate: float, kinds: tuple[str, ...] = ("SHORT", "LONG", "BYTES")
) -> None:
    """Break some lines of `out_<feed>` (adds `_raw`) and register them: D10 ragged, D09 bytes.

    `rate` is the share of rows. The key columns joined with `|` are the record key.
    """
    contract = load_contract()[feed]
    key = " || '|' || ".join(f"coalesce({name}::varchar, '')" for name in contract.keys)
    listed = ", ".join(f"'{kind}'" for kind in kinds)
    demo.run(f"""
        alter table out_{feed} add column if not exists _raw varchar;
        update out_{feed} set _raw = pick({key}, 'raw kind {feed}', [{listed}])
        where u({key}, 'raw {feed}') < {rate};
    """)
    for code, which in (("D10", "_raw in ('SHORT', 'LONG')"), ("D09", "_raw = 'BYTES'")):
        demo.plant(
            feed, code, "unreadable",
            f"select {key}, _batch, null, _raw from out_{feed} where {which}",
        )


