"""Tables under `state/`: what outlives every build, as Parquet that the project reads like sources.

Each is one file, written in one step and flushed: it holds decisions and records that no run can
make again. Registers of what was done to people's data hold keyed hashes and counts, never a
number, a name or a text of a person.
"""

from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from strata.errors import Exit, StrataError
from strata.home import Home
from strata.landing.write import write_table

Row = dict[str, Any]

SCHEMAS = {
    # Batches an operator released, for exactly these bytes.
    "accepted_batches": pa.schema(
        [
            ("feed", pa.string()),
            ("batch_date", pa.date32()),
            ("fingerprint", pa.string()),
            ("reason", pa.string()),
            ("accepted_at", pa.timestamp("us")),
        ]
    ),
    # Results of a gate an operator let pass.
    "released_checks": pa.schema(
        [
            ("check_id", pa.string()),
            ("subject", pa.string()),
            ("as_of_date", pa.date32()),
            ("reason", pa.string()),
            ("released_at", pa.timestamp("us")),
        ]
    ),
    # Model versions are only ever added to; the totals last published are replaced whole.
    "model_versions": pa.schema(
        [
            ("model_version", pa.string()),
            ("calibration_month", pa.date32()),
            ("cut_current_value", pa.decimal128(9, 4)),
            ("cut_potential_value", pa.decimal128(9, 4)),
            ("is_provisional", pa.bool_()),
            ("made_at", pa.timestamp("us")),
        ]
    ),
    "model_bounds": pa.schema(
        [
            ("model_version", pa.string()),
            ("indicator_id", pa.string()),
            ("low_bound", pa.decimal128(18, 8)),
            ("high_bound", pa.decimal128(18, 8)),
        ]
    ),
    "model_uses": pa.schema(
        [
            ("model_version", pa.string()),
            ("in_use_from", pa.date32()),
            ("decided_at", pa.timestamp("us")),
        ]
    ),
    "published_days": pa.schema(
        [
            ("measure", pa.string()),
            ("total_date", pa.date32()),
            ("value", pa.decimal128(24, 2)),
        ]
    ),
    # One row per request, feed and batch; sums are in delivered units.
    "erased": pa.schema(
        [
            ("request_id", pa.string()),
            ("customer_hash", pa.string()),
            ("feed", pa.string()),
            ("batch_date", pa.date32()),
            ("erased_rows", pa.int64()),
            ("unlinked_rows", pa.int64()),
            ("control_column", pa.string()),
            ("erased_sum", pa.decimal128(38, 6)),
            ("erased_at", pa.timestamp("us")),
            ("reason", pa.string()),
        ]
    ),
    # Keyed hashes of the numbers of erased people, to know them when a system sends them again.
    "erased_numbers": pa.schema(
        [
            ("request_id", pa.string()),
            ("number_hash", pa.string()),
            ("erased_at", pa.timestamp("us")),
        ]
    ),
    # One row per customer key and rotation of the secret.
    "customer_key_map": pa.schema(
        [
            ("old_key", pa.string()),
            ("new_key", pa.string()),
            ("rotated_at", pa.timestamp("us")),
        ]
    ),
    # One row per run that read a feed of credit data.
    "credit_reads": pa.schema(
        [
            ("run_id", pa.string()),
            ("read_at", pa.timestamp("us")),
            ("reader", pa.string()),
            ("feed", pa.string()),
            ("rows_read", pa.int64()),
            ("models", pa.string()),
            ("purpose", pa.string()),
        ]
    ),
}
# No row of a mart depends on these.
BESIDE = {"credit_reads", "erased_numbers", "released_checks"}


def state_path(home: Home, name: str) -> Path:
    """The file of one table of `SCHEMAS`."""
    return home.state / f"{name}.parquet"


def read_state(home: Home, name: str) -> list[Row]:
    """Rows of one table; none where the bank has no such file yet.

    Raises `StrataError` where the file is damaged.
    """
    path = state_path(home, name)
    if not path.exists():
        return []
    try:
        return pq.read_table(path, schema=SCHEMAS[name]).to_pylist()
    except (pa.ArrowException, OSError) as error:
        raise StrataError(
            f"state/{path.name} is damaged: no Parquet file with the columns it should have. It "
            "holds decisions that no run can make again: bring it back from the backup, or move "
            "it away and decide anew.",
            Exit.CODE_ERROR,
        ) from error


def write_state(path: Path, name: str, rows: list[Row]) -> None:
    """Write a table whole, to its own place or to one beside it."""
    write_table(path, pa.Table.from_pylist(rows, schema=SCHEMAS[name]), is_flushed=True)


def append_state(home: Home, name: str, rows: list[Row]) -> None:
    """Add rows to a table."""
    write_state(state_path(home, name), name, read_state(home, name) + rows)


def make_empty_state(home: Home) -> None:
    """Write the tables that are missing, without rows: the build reads them.

    Raises `StrataError` where one is damaged.
    """
    for name in SCHEMAS:
        if not state_path(home, name).exists():
            write_state(state_path(home, name), name, [])
        read_state(home, name)


def input_files(home: Home) -> list[Path]:
    """Every file of the state that decides rows of a build: tables, and closed months."""
    tables = [state_path(home, name) for name in SCHEMAS if name not in BESIDE]
    closed = (home.state / "closed_months").rglob("*.parquet")
    return sorted([*(path for path in tables if path.exists()), *closed])
