"""What gates found, kept for good: one Parquet file a gate under state/gate_results."""

from dataclasses import asdict
from datetime import date
from pathlib import Path

import polars as pl
import pyarrow as pa
import pyarrow.parquet as pq

from strata.gates.model import GateReport
from strata.home import Home
from strata.landing.write import write_table
from strata.moment import now

RESULTS = pa.schema(
    {
        "run_id": pa.string(),
        "as_of_date": pa.date32(),
        "layer": pa.string(),
        "check_id": pa.string(),
        "subject": pa.string(),
        "severity": pa.string(),
        "owner": pa.string(),
        "passed": pa.bool_(),
        "observed": pa.float64(),
        "expected": pa.string(),
        "run_at": pa.timestamp("us"),
        "seconds": pa.float64(),
    }
)


def results_folder(home: Home) -> Path:
    """Folder of one file a gate that ran."""
    return home.state / "gate_results"


def keep(home: Home, report: GateReport, run_id: str, as_of: date) -> Path:
    """Write a report's results; every attempt of a run has its own file."""
    run_at = now()
    run = {
        "run_id": run_id,
        "as_of_date": as_of,
        "run_at": run_at,
        "seconds": report.seconds,
    }
    rows = [asdict(one) | run for one in report.results]
    path = results_folder(home) / f"{run_id}-{report.layer}-{run_at:%H%M%S}.parquet"
    write_table(path, pa.Table.from_pylist(rows, schema=RESULTS), is_flushed=True)
    return path


def gate_history(home: Home) -> pl.DataFrame:
    """Results of every gate that ever ran, oldest first; empty where none did."""
    found = sorted(results_folder(home).glob("*.parquet"))
    table = pa.concat_tables(
        [pq.read_table(path, schema=RESULTS) for path in found] or [RESULTS.empty_table()]
    )
    return pl.DataFrame(pl.from_arrow(table)).sort("run_at", "layer", "check_id", "subject")
