"""A person's rows out of what readers have: the published files and every version kept of them."""

import os
from pathlib import Path

import duckdb

from strata.home import Home
from strata.landing.casts import literal, quoted
from strata.publication import recover, reseal
from strata.publication.stage import STORAGE_VERSION

KEY_COLUMN = "customer_key"
VIOLATIONS = ("quality", "dq_violations")


def erase_published(home: Home, key: str, records: list[tuple[str, str]]) -> list[Path]:
    """Write every published file that holds the person anew, without; returns those files.

    `records` are (feed, keyed hash) of the person's rows in the register of broken rules. A file is
    copied, not changed in place: DuckDB leaves deleted rows in its pages. Manifests are
    made anew.
    """
    recover(home)
    folder = home.published.parent
    changed = [
        path for path in sorted(folder.rglob("*.duckdb")) if _erase_from_file(path, key, records)
    ]
    copies = sorted(folder.rglob("*.parquet"))
    changed += [path for path in copies if _erase_from_parquet(path, key, records)]
    # A run that was killed after it wrote the files left manifests of the files before.
    for place in {folder, *(folder / "versions").glob("*")}:
        reseal(place)
    return changed


def _condition(columns: set[str], is_register: bool, key: str, records: str) -> str | None:
    """SQL that is true for the person's rows of one table; None where it can hold none."""
    if KEY_COLUMN in columns:
        return f"{KEY_COLUMN} is not distinct from {literal(key)}"
    if is_register:
        return f"(feed, record_key) in {records}"
    return None


def _listed(records: list[tuple[str, str]]) -> str:
    rows = ", ".join(f"({literal(feed)}, {literal(key)})" for feed, key in records)
    return f"({rows})" if rows else "(select null, null where false)"


def _erase_from_file(path: Path, key: str, records: list[tuple[str, str]]) -> bool:
    fresh = path.with_name(f".{path.name}.erased")
    for leftover in (fresh, Path(f"{fresh}.wal")):
        leftover.unlink(missing_ok=True)
    with duckdb.connect() as connection:
        connection.execute(f"attach {literal(str(path))} as old (read_only)")
        tables = connection.execute(
            "select schema_name, table_name, list(column_name) from duckdb_columns() "
            "where database_name = 'old' and not internal group by all order by all"
        ).fetchall()
        conditions = {
            (schema, table): _condition(
                set(columns), (schema, table) == VIOLATIONS, key, _listed(records)
            )
            for schema, table, columns in tables
        }
        if not any(
            condition
            and connection.execute(
                f"select 1 from old.{schema}.{table} where {condition} limit 1"
            ).fetchone()
            for (schema, table), condition in conditions.items()
        ):
            return False
        connection.execute(
            f"attach {literal(str(fresh))} as fresh (storage_version '{STORAGE_VERSION}')"
        )
        for schema in sorted({schema for schema, _ in conditions}):
            connection.execute(f"create schema if not exists fresh.{schema}")
        for (schema, table), condition in conditions.items():
            kept = f"where ({condition}) is not true" if condition else ""
            connection.execute(
                f"create table fresh.{schema}.{table} as from old.{schema}.{table} {kept}"
            )
        connection.execute("checkpoint fresh")
        connection.execute("detach fresh")
    _replace(fresh, path)
    return True


def _erase_from_parquet(path: Path, key: str, records: list[tuple[str, str]]) -> bool:
    fresh = path.with_name(f".{path.name}.erased")
    source = f"read_parquet({literal(str(path))}, hive_partitioning = false)"
    with duckdb.connect() as connection:
        columns = {
            name for name, *_ in connection.execute(f"describe select * from {source}").fetchall()
        }
        is_register = (path.parent.name, path.stem) == VIOLATIONS
        condition = _condition(columns, is_register, key, _listed(records))
        if condition is None:
            return False
        if not connection.execute(f"select 1 from {source} where {condition} limit 1").fetchone():
            return False
        connection.execute(
            f"copy (select * from {source} where ({condition}) is not true) "
            f"to {literal(str(fresh))} (format parquet, compression zstd)"
        )
    _replace(fresh, path)
    return True


def _replace(fresh: Path, path: Path) -> None:
    fresh.chmod(path.stat().st_mode & 0o777)
    with fresh.open("rb") as handle:
        os.fsync(handle.fileno())
    os.replace(fresh, path)


def record_hashes(
    connection: duckdb.DuckDBPyConnection, numbers: list[str]
) -> list[tuple[str, str]]:
    """(feed, keyed hash) of broken rules whose record is named by one of the person's numbers.

    `built` is the attached build file. A key of several columns is joined by `|`.
    """
    return connection.execute(
        f"""
        select distinct feed, {quoted("record_key")}
        from built.restricted.dq_violation_keys
        where list_has_any(string_split(original_key, '|'), ?)
        """,
        [numbers],
    ).fetchall()
