"""Write what readers get into a folder beside what they read: two DuckDB files, and Parquet."""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import duckdb

from strata.errors import Exit, StrataError
from strata.home import Home
from strata.publication.manifest import DATABASES, PARQUET, PUBLIC_FILE, STAFF_FILE

SCHEMAS = {PUBLIC_FILE: ("marts", "quality"), STAFF_FILE: ("staff",)}
# Readers on the previous DuckDB line must be able to open the file.
STORAGE_VERSION = "v1.2.0"
STAGING = ".staging"


@contextmanager
def staged(home: Home, version: str) -> Iterator[Path]:
    """A new folder to write a version into; removed where anything goes wrong.

    Raises StrataError where the disk is full or the build file is held by somebody who writes.
    """
    folder = home.published.parent / STAGING / version
    shutil.rmtree(folder.parent, ignore_errors=True)
    try:
        # Files get their rights later; nobody else looks in until then.
        folder.parent.mkdir(mode=0o700, parents=True)
        folder.mkdir()
        yield folder
    except (OSError, duckdb.OperationalError, duckdb.FatalException) as error:
        raise _told(error) from error
    finally:
        shutil.rmtree(folder.parent, ignore_errors=True)


def _told(error: Exception) -> StrataError:
    said = str(error).splitlines()[0]
    stays = "what is published stays as it was"
    if "Could not set lock" in said:
        return StrataError(
            f"The build file is open in a process that writes, so {stays}: end it, then run again.",
            Exit.ALREADY_RUNNING,
        )
    return StrataError(
        f"Writing what is to be published broke off ({said}), so {stays}: make room under "
        "published/ or mend what is named, then run again.",
        Exit.CODE_ERROR,
    )


def write_databases(home: Home, folder: Path) -> None:
    """Copy what readers get out of the build file.

    `strata.duckdb` is for everybody; `staff.duckdb` holds figures of employees and is written only
    where somebody is assessed. A view of the build becomes a table.
    """
    with _engine(folder) as connection:
        # Under the name it was built with: the views of the build say it.
        connection.execute(f"attach '{home.warehouse}' as strata (read_only)")
        for name in DATABASES:
            if name == PUBLIC_FILE or _has_scorecards(connection):
                _copy_schemas(connection, folder / name, SCHEMAS[name])


@contextmanager
def _engine(folder: Path) -> Iterator[duckdb.DuckDBPyConnection]:
    """A DuckDB that spills into the folder, whose disk it is to fill."""
    spill = folder / "spill"
    try:
        with duckdb.connect(config={"temp_directory": str(spill)}) as connection:
            yield connection
    finally:
        shutil.rmtree(spill, ignore_errors=True)


def _has_scorecards(connection: duckdb.DuckDBPyConnection) -> bool:
    found = connection.execute("select count(*) from strata.staff.rpt_staff_scorecard").fetchone()
    return bool(found and found[0])


def _copy_schemas(
    connection: duckdb.DuckDBPyConnection, path: Path, schemas: tuple[str, ...]
) -> None:
    connection.execute(f"attach '{path}' as fresh (storage_version '{STORAGE_VERSION}')")
    for schema in schemas:
        connection.execute(f"create schema fresh.{schema}")
    for schema, table in _tables(connection, "strata", schemas):
        connection.execute(
            f"create table fresh.{schema}.{table} as from strata.{schema}.{table}"
        )
    connection.execute("checkpoint fresh")
    connection.execute("detach fresh")


def _tables(
    connection: duckdb.DuckDBPyConnection, catalog: str, schemas: tuple[str, ...]
) -> list[tuple[str, str]]:
    """(schema, table) of everything readers get, sorted."""
    found = []
    for kind in ("table", "view"):
        found += connection.execute(
            f"""
            select schema_name, {kind}_name from duckdb_{kind}s()
            where not internal and database_name = ? and list_contains(?, schema_name)
            """,
            [catalog, list(schemas)],
        ).fetchall()
    return sorted(found)


def write_parquet(folder: Path) -> None:
    """Copy every table of the DuckDB files of a folder to `parquet/<schema>/<table>.parquet`."""
    with _engine(folder) as connection:
        for name in DATABASES:
            if not (folder / name).exists():
                continue
            connection.execute(f"attach '{folder / name}' as made (read_only)")
            for schema, table in _tables(connection, "made", SCHEMAS[name]):
                place = folder / PARQUET / schema / f"{table}.parquet"
                place.parent.mkdir(parents=True, exist_ok=True)
                connection.execute(
                    f"copy made.{schema}.{table} to '{place}' (format parquet, compression zstd)"
                )
            connection.execute("detach made")
