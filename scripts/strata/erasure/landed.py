"""Landed batches whose files left the inbox: their Parquet is written anew, without the person."""

import shutil
from dataclasses import replace
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from strata.erasure.edits import BatchEdits, Edit
from strata.erasure.rewrite import edited_table
from strata.landing.header import FileColumns
from strata.landing.report import BatchReport
from strata.landing.store import SIDE_PARTS, Store
from strata.moment import now


def stage_landed(store: Store, edits: BatchEdits, folder: Path) -> None:
    """Write every part of a landed batch to `folder`, edited, with the report it will have."""
    key = edits.feed, edits.batch_date
    place = store.place("main", *key)
    (folder / "main").mkdir(parents=True)
    for path in sorted(place.glob("*.parquet")):
        _write(_edited(path, edits), folder / "main" / path.name)
    unreadable = 0
    for part in SIDE_PARTS:
        for path in sorted(store.place(part, *key).glob("*.parquet")):
            kept = _without(path, edits)
            unreadable += kept.num_rows if part == "_unreadable" else 0
            if kept.num_rows:
                (folder / part).mkdir(exist_ok=True)
                _write(kept, folder / part / path.name)
    report = _report(store.landed()[key], edits, unreadable)
    (folder / "main" / "_batch.json").write_text(report.to_json(), encoding="utf-8")


def commit_landed(store: Store, folder: Path) -> None:
    """Put every batch below `folder` in place of the landed one; may be done twice."""
    for kept in sorted(folder.glob("*@*")):
        report = BatchReport.from_json((kept / "main" / "_batch.json").read_text(encoding="utf-8"))
        staged = store.staged(report.feed, report.batch_date)
        shutil.rmtree(staged, ignore_errors=True)
        shutil.copytree(kept, staged)
        store.commit(staged, report)
    store.tidy()


def _edited(path: Path, edits: BatchEdits) -> pa.Table:
    table = pq.read_table(path, partitioning=None)
    columns = FileColumns(
        width=table.num_columns,
        contract={name: place for place, name in enumerate(table.column_names)},
        extra={},
    )
    here: dict[int, Edit] = {}
    sources, numbers = table["_src_file"].to_pylist(), table["_src_row_no"].to_pylist()
    for row, (source, number) in enumerate(zip(sources, numbers, strict=True)):
        changed = edits.files.get(source, {})
        if number in changed:
            here[row] = changed[number]
    return edited_table(path.name, table, columns, here)


def _without(path: Path, edits: BatchEdits) -> pa.Table:
    """Unreadable lines or extra columns of all records that are not edited."""
    table = pq.read_table(path, partitioning=None)
    sources, numbers = table["src_file"].to_pylist(), table["src_row_no"].to_pylist()
    kept = [
        number not in edits.files.get(source, {})
        for source, number in zip(sources, numbers, strict=True)
    ]
    return table.filter(pa.array(kept, pa.bool_()))


def _write(table: pa.Table, path: Path) -> None:
    pq.write_table(table, path, compression="zstd", store_decimal_as_integer=True)


def _report(known: BatchReport, edits: BatchEdits, unreadable: int) -> BatchReport:
    """The batch's report with its counts less what goes; fingerprint and verdict stay."""
    gone_lines = known.unreadable - unreadable
    is_known = None not in (known.erased_sum, edits.erased_sum) or not edits.erased
    sums = {"erased_sum": None}
    if is_known:
        less = edits.erased_sum or 0
        sums = {"erased_sum": known.erased_sum + less}
        if known.found_sum is not None:
            sums["found_sum"] = known.found_sum - less
    return replace(
        known,
        received=known.received - edits.erased,
        landed=known.landed - (edits.erased - gone_lines),
        unreadable=unreadable,
        erased=known.erased + edits.erased,
        loaded_at=now(),
        **sums,
    )
