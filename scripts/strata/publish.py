"""Publication: write, audit, replace.

The marts go to a new file beside the published one, which is scanned for identifiers of people and
then replaces it in one step.
"""

import os
from pathlib import Path

import duckdb

from strata.checks.privacy import scan_file
from strata.errors import Exit, StrataError
from strata.home import Home

PUBLIC_SCHEMAS = ("marts", "quality")
STAFF_SCHEMAS = ("staff",)
# Readers on the previous DuckDB line must be able to open the file.
STORAGE_VERSION = "v1.2.0"


def tables_of(
    connection: duckdb.DuckDBPyConnection, catalog: str, schemas: tuple[str, ...]
) -> list[tuple[str, str]]:
    """(schema, table) of everything readers get, sorted; a view of the build becomes a table."""
    return connection.execute(
        """
        select table_schema, table_name from information_schema.tables
        where table_catalog = ? and list_contains(?, table_schema)
        order by all
        """,
        [catalog, list(schemas)],
    ).fetchall()


def refuse_identifiers(fresh: Path) -> None:
    """Stop publication where the new file holds identifiers of people (control R-25)."""
    findings = scan_file(fresh)
    if findings:
        fresh.unlink()
        told = ", ".join(
            f"{one.values} {one.kind}(s) in {one.table}.{one.column}" for one in findings
        )
        raise StrataError(
            "Identifiers of people stand in what readers would get, so nothing was published: "
            f"{told}; find the model that lets them through.",
            Exit.GATE_FAILED,
        )


def publish(home: Home) -> dict[str, int]:
    """Copy what readers get out of the build file, each file atomically.

    `published/strata.duckdb` is for everybody; `published/staff.duckdb` holds figures of employees,
    has rights of its own and is written only where somebody is assessed.
    A reader that holds an old file keeps it whole; the next connection sees the new one.
    Returns rows per `schema.table`.
    """
    rows = _publish_schemas(home, home.published, PUBLIC_SCHEMAS)
    if _has_scorecards(home):
        rows |= _publish_schemas(home, home.published_staff, STAFF_SCHEMAS, mode=0o640)
    else:
        home.published_staff.unlink(missing_ok=True)
    return rows


def _has_scorecards(home: Home) -> bool:
    with duckdb.connect(str(home.warehouse), read_only=True) as connection:
        found = connection.execute("select count(*) from staff.rpt_staff_scorecard").fetchone()
    return bool(found and found[0])


def _publish_schemas(
    home: Home, target: Path, schemas: tuple[str, ...], mode: int = 0o644
) -> dict[str, int]:
    target.parent.mkdir(parents=True, exist_ok=True)
    fresh = target.with_name(target.name + ".new")
    for leftover in (fresh, Path(f"{fresh}.wal")):
        leftover.unlink(missing_ok=True)
    rows: dict[str, int] = {}
    with duckdb.connect() as connection:
        # Under the name it was built with: the views of the build say it.
        connection.execute(f"attach '{home.warehouse}' as strata (read_only)")
        connection.execute(f"attach '{fresh}' as fresh (storage_version '{STORAGE_VERSION}')")
        for schema in schemas:
            connection.execute(f"create schema fresh.{schema}")
        for schema, table in tables_of(connection, "strata", schemas):
            copied = connection.execute(
                f"create table fresh.{schema}.{table} as from strata.{schema}.{table}"
            ).fetchone()
            rows[f"{schema}.{table}"] = copied[0] if copied else 0
        connection.execute("checkpoint fresh")
        connection.execute("detach fresh")
    refuse_identifiers(fresh)
    fresh.chmod(mode)
    with fresh.open("rb") as handle:
        os.fsync(handle.fileno())
    fresh.replace(target)
    folder = os.open(target.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)
    return rows
