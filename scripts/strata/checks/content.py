"""What a file holds, whatever the order of its rows: how two builds of the same data are told."""

import hashlib
from dataclasses import dataclass
from pathlib import Path

import duckdb

# When a run or a landing took place, and fingerprints made from that.
RUN_COLUMNS = ("run_id", "loaded_at", "partition_version", "snapshots_version", "rates_version")

_COLUMNS = """
    select schema_name || '.' || table_name, list(column_name order by column_name),
        string_agg(column_name || ' ' || data_type, ', ' order by column_name)
    from duckdb_columns()
    where database_name = 'read' and not internal and not list_contains(?, column_name)
    group by all
    order by all
"""


@dataclass(frozen=True)
class Content:
    """Rows of a table, and a hash (hex) over its columns, types and rows but `RUN_COLUMNS`."""

    rows: int
    hash: str


def listed(columns: list[str]) -> str:
    """Column names as SQL lists them."""
    return ", ".join(f'"{name}"' for name in columns)


def digest(
    connection: duckdb.DuckDBPyConnection, table: str, columns: list[str]
) -> tuple[int, int | None]:
    """Rows and a sum of row hashes, whatever their order: cheaper than comparing row by row."""
    row = f"hash({listed(columns)})" if columns else "0"
    return connection.execute(f"select count(*), sum({row}::hugeint) from {table}").fetchone()


def content_hashes(path: Path) -> dict[str, Content]:
    """The content of every table of a DuckDB file, by `schema.table`.

    The same rows give the same hash in every run of one DuckDB version.
    """
    found = {}
    with duckdb.connect() as connection:
        # Under a name of its own: a file named like its schema would make names ambiguous.
        connection.execute(f"attach '{path}' as read (read_only)")
        tables = connection.execute(_COLUMNS, [list(RUN_COLUMNS)]).fetchall()
        for table, columns, types in tables:
            rows, total = digest(connection, f"read.{table}", columns)
            told = f"{types}|{rows}|{total}"
            found[table] = Content(rows, hashlib.sha256(told.encode()).hexdigest()[:32])
    return found
