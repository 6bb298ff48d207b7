"""Registers under `state/` of what was done to people's data: erased, renamed, read.

Each is one Parquet file that only grows, written in one step; the project reads them like sources.
They hold keyed hashes and counts, never a number, a name or a text of a person.
"""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from strata.home import Home
from strata.landing.write import write_table

SCHEMAS = {
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

Row = dict[str, Any]


def register_path(home: Home, name: str) -> Path:
    """The file of one register of `SCHEMAS`."""
    return home.state / f"{name}.parquet"


def read_register(home: Home, name: str) -> list[Row]:
    """Rows of one register; none where the bank has no such file yet."""
    path = register_path(home, name)
    return pq.read_table(path, schema=SCHEMAS[name]).to_pylist() if path.exists() else []


def write_register(path: Path, name: str, rows: list[Row]) -> None:
    """Write a register whole, to its own place or to one beside it."""
    write_table(path, pa.Table.from_pylist(rows, schema=SCHEMAS[name]), is_flushed=True)


def append(home: Home, name: str, rows: list[Row]) -> None:
    """Add rows to a register."""
    write_register(register_path(home, name), name, read_register(home, name) + rows)


def make_empty_registers(home: Home) -> None:
    """Write the registers that are missing, without rows: the build reads all of them."""
    for name in SCHEMAS:
        if not register_path(home, name).exists():
            write_register(register_path(home, name), name, [])


@dataclass(frozen=True)
class Erased:
    """Rows that erasures took out of one batch, and their sum where it is known."""

    rows: int
    total: Decimal | None


NOTHING_ERASED = Erased(0, Decimal(0))


def erased_by_batch(home: Home) -> dict[tuple[str, date], Erased]:
    """What erasures took out of every batch, by feed and batch date."""
    found: dict[tuple[str, date], Erased] = {}
    for row in read_register(home, "erased"):
        if not row["erased_rows"]:
            continue
        key = row["feed"], row["batch_date"]
        before = found.get(key, NOTHING_ERASED)
        is_known = None not in (before.total, row["erased_sum"])
        total = before.total + row["erased_sum"] if is_known else None
        found[key] = Erased(before.rows + row["erased_rows"], total)
    return found
