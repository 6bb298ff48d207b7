"""DuckDB as the landing uses it: the SELECT of a feed, and one engine per worker."""

from pathlib import Path

import duckdb

from strata.contract import Column, Feed
from strata.landing.casts import ENGINE_SETTINGS, MACROS, TypedSelect, quoted
from strata.landing.header import FileColumns

_WHOLE_NUMBERS = frozenset(
    {"TINYINT", "SMALLINT", "INTEGER", "BIGINT", "UTINYINT", "USMALLINT", "UINTEGER"}
)
_MOMENTS = frozenset({"DATE", "TIMESTAMP", "TIMESTAMP_S", "TIMESTAMP_MS", "TIMESTAMP_NS"})


def open_engine(memory_mb: int, threads: int, spill: Path) -> duckdb.DuckDBPyConnection:
    """An in-memory DuckDB with the cast macros, bounded in memory, for one worker."""
    engine = duckdb.connect(
        config={
            "memory_limit": f"{memory_mb}MB",
            "threads": threads,
            "temp_directory": str(spill),
            "autoinstall_known_extensions": "false",
        }
    )
    for statement in (*ENGINE_SETTINGS, *MACROS):
        engine.execute(statement)
    return engine


def landing_sql(
    feed: Feed,
    columns: FileColumns,
    kinds: dict[str, str] | None,
    source: str,
    *,
    src_file: str,
    loaded_at: str,
) -> str:
    """SQL that reads delivered columns as the contract's types, with lineage and failures.

    `kinds` are the delivered types by delivered name (Parquet); None means all text, with
    `_src_row_no` among the columns. `src_file` and `loaded_at` are SQL expressions.
    """
    select = TypedSelect()
    names = list(kinds) if kinds is not None else None
    for column in feed.columns:
        place = columns.contract.get(column.name)
        if place is None:
            select.constant(f"cast(null as {column.data_type})", column.name)
        elif names is None:
            select.read(column, quoted(column.name))
        else:
            _take_over(select, column, quoted(names[place]), kinds[names[place]])
    select.keep(src_file, "_src_file")
    select.keep("_src_row_no" if kinds is None else "file_row_number + 1", "_src_row_no")
    select.keep(loaded_at, "_loaded_at")
    return select.sql(source)


def _take_over(select: TypedSelect, column: Column, raw: str, kind: str) -> None:
    """Read a Parquet column: directly where its type allows, else through text."""
    direct = _direct_sql(column.data_type, raw, kind)
    if direct is None:
        select.read(column, f"cast({raw} as varchar)")
    elif kind.lower() == column.data_type:
        select.keep(direct, column.name)
    else:
        select.direct(column, raw, direct)


def _direct_sql(target: str, raw: str, kind: str) -> str | None:
    """SQL for a Parquet column that needs no way through text, else None."""
    if target == "varchar" and kind == "VARCHAR":
        clean = f"case when contains({raw}, chr(0)) then replace({raw}, chr(0), '') else {raw} end"
        return f"nullif({clean}, '')"
    if target in {"date", "timestamp"}:
        if kind == "TIMESTAMP WITH TIME ZONE":  # an instant; the contract's clock is Shanghai's
            raw = f"make_timestamp(epoch_us({raw})) + interval 8 hours"
        elif kind not in _MOMENTS:
            return None
        value = f"try_cast({raw} as {target})"
        return f"case when {value} < {target} '9999-12-31' then {value} end"
    if target == kind.lower():
        return raw
    is_number = kind in _WHOLE_NUMBERS or (kind.startswith("DECIMAL") and "decimal" in target)
    if is_number and target.startswith(("decimal", "integer", "bigint")):
        return f"try_cast({raw} as {target})"
    return None
