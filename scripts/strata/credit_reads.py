"""The log of Strata's own reads of credit data: which run fed which models with it, and why.

A feed holds credit data where its contract names a `credit_purpose`.
"""

import json
from pathlib import Path
from typing import Any

import duckdb

from strata.contract import load_contract
from strata.home import Home
from strata.landing.state import append_state
from strata.moment import now


def log_credit_reads(home: Home, run_id: str, reader: str, manifest: Path) -> list[str]:
    """Add one row to `state/credit_reads.parquet` for each credit feed that `manifest` reads.

    `reader` is the command; `manifest` is dbt's manifest.json of the run. A feed no model reads is
    not logged; a run that reads twice (resumed after a fault) is logged twice. Returns the feeds.
    """
    read = _readers(json.loads(manifest.read_text(encoding="utf-8")))
    return _log(home, run_id, reader, [
        (source["name"], ",".join(models), source["config"]["meta"]["credit_purpose"])
        for source, models in read
    ])  # fmt: skip


def log_command_read(home: Home, run_id: str, reader: str, purpose: str) -> list[str]:
    """Add a row for each credit feed that a command reads by itself, without a model."""
    return _log(home, run_id, reader, [
        (feed.name, None, purpose)
        for feed in load_contract().values()
        if feed.credit_purpose and landed_rows(home, feed.name)
    ])  # fmt: skip


def _log(
    home: Home, run_id: str, reader: str, reads: list[tuple[str, str | None, str]]
) -> list[str]:
    """Add a row for each (feed, models, purpose); returns the feeds."""
    told = {"run_id": run_id, "read_at": now(), "reader": reader}
    rows = [
        told | {"feed": feed, "rows_read": landed_rows(home, feed), "models": models,
                "purpose": purpose}
        for feed, models, purpose in reads
    ]  # fmt: skip
    if rows:
        append_state(home, "credit_reads", rows)
    return [row["feed"] for row in rows]


def _readers(manifest: dict[str, Any]) -> list[tuple[dict[str, Any], list[str]]]:
    """Each source of credit data with the models that read it or its staging model, by name."""
    models = {
        unique_id: set(node["depends_on"]["nodes"])
        for unique_id, node in manifest["nodes"].items()
        if node["resource_type"] == "model"
    }
    found = []
    for unique_id, source in sorted(manifest["sources"].items()):
        if not source["config"].get("meta", {}).get("credit_purpose"):
            continue
        direct = {name for name, parents in models.items() if unique_id in parents}
        readers = direct | {name for name, parents in models.items() if parents & direct}
        if readers:
            found.append((source, sorted(name.rsplit(".", 1)[-1] for name in readers)))
    return found


def landed_rows(home: Home, feed: str) -> int:
    """Landed rows of a feed, from the metadata of its files."""
    pattern = home.landing / feed / "batch_date=*" / "*.parquet"
    if not list(home.landing.glob(f"{feed}/batch_date=*/*.parquet")):
        return 0
    with duckdb.connect() as connection:
        return connection.execute(
            "select coalesce(sum(num_rows), 0)::bigint from parquet_file_metadata(?)",
            [str(pattern)],
        ).fetchone()[0]
