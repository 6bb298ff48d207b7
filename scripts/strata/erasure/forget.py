"""`strata forget`: stage what changes, decide by one rename, apply; a killed run is completed."""

import json
import os
import secrets
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import duckdb
import pyarrow.parquet as pq

from strata.contract import load_contract
from strata.credit_reads import log_command_read
from strata.erasure.edits import BatchEdits, find_edits
from strata.erasure.key import keyed
from strata.erasure.landed import commit_landed, stage_landed
from strata.erasure.person import SYSTEMS, Person, find_person, is_customer
from strata.erasure.published import erase_published, record_hashes
from strata.erasure.rewrite import rewrite_file
from strata.errors import Exit, StrataError
from strata.home import Home
from strata.landing import land
from strata.landing.accepted import copy_release
from strata.landing.casts import literal
from strata.landing.scan import InboxBatch, InboxFile, describe_files, fingerprint, scan_inbox
from strata.landing.state import Row, read_state, state_path, write_state
from strata.landing.store import Store, flush_tree, write_atomically
from strata.moment import now
from strata.secret import drop_build_file

UNASSIGNED = "UNASSIGNED"
PLAN = "plan.json"


@dataclass(frozen=True)
class Forgotten:
    """What one request did: rows taken out, rows kept without the person, files written anew."""

    request_id: str
    erased_rows: int
    unlinked_rows: int
    batches: int
    published_files: int


def find_key(home: Home, system: str, number: str) -> str:
    """Customer key that a number of a system leads to today.

    Raises StrataError for a system or number nobody knows; the sentence never repeats the number.
    """
    with _built(home) as connection:
        found = connection.execute(
            "select customer_key from built.restricted.bridge_customer_source "
            "where source_system = ? and source_customer_id = ? and valid_to is null",
            [system, number],
        ).fetchone()
    if found is None:
        raise StrataError(
            f"The last build knows no such number of {system}; systems are {', '.join(SYSTEMS)}."
        )
    return found[0]


def forget(home: Home, key: str, reason: str) -> Forgotten:
    """Erase one customer from inbox, landing, state and everything published.

    Call with the home's lock held. The build file goes too: the next build makes one without the
    person. Raises StrataError where the key is nobody's or was erased before, and where something
    was delivered that the last build has not seen, since the person may be in it.
    """
    recover(home)
    reason = " ".join(reason.split())
    if not reason:
        raise StrataError("An erasure needs a reason: --reason 'on whose request, by which right'.")
    if key == UNASSIGNED:
        raise StrataError("The unassigned customer is nobody; there is no one to forget.")
    if not home.warehouse.exists():
        _refuse_twice(home, key)
    _require_all_landed(home)
    with _built(home) as connection:
        _require_built(home, connection)
        if not is_customer(connection, key):
            _refuse_twice(home, key)
        request_id = f"E{now():%Y%m%d%H%M%S}{secrets.token_hex(2)}"
        log_command_read(home, request_id, "strata forget", "erasure of a person")
        person = find_person(home, connection, key)
        batches = find_edits(home, connection, person)
        records = record_hashes(connection, sorted(person.texts))
    staged = home.state / "erasure" / f".staging-{request_id}"
    staged.mkdir(parents=True, mode=0o700)
    plan = _plan(home, request_id, reason, person, batches)
    releases = _stage_files(home, staged, batches)
    return _apply(home, _decide(staged, plan | {"records": records, "releases": releases}))


def recover(home: Home) -> list[Forgotten]:
    """Complete what a killed run had decided, drop what it had not."""
    folder = home.state / "erasure"
    for leftover in folder.glob(".staging-*"):
        shutil.rmtree(leftover)
    return [_apply(home, decided) for decided in sorted(folder.glob("E*"))]


@contextmanager
def _built(home: Home) -> Iterator[duckdb.DuckDBPyConnection]:
    if not home.warehouse.exists():
        raise StrataError(
            "Nothing is built, so nobody knows whose numbers are whose: run `strata build` first."
        )
    with duckdb.connect() as connection:
        connection.execute(f"attach {literal(str(home.warehouse))} as built (read_only)")
        yield connection


def _refuse_twice(home: Home, key: str) -> None:
    """Stop with its own sentence where the key is of someone who was erased."""
    hashed = keyed(home, key)
    for row in read_state(home, "erased"):
        if row["customer_hash"] == hashed:
            raise StrataError(
                f"That customer was erased on {row['erased_at']:%Y-%m-%d} by request "
                f"{row['request_id']}; nothing was changed."
            )


def _require_all_landed(home: Home) -> None:
    report = land(home, quiet=True)
    if not report.is_clean:
        raise StrataError(
            f"{len(report.refused) + len(report.problems)} thing(s) in the inbox were refused, so "
            "nobody can tell whether the person is in them: correct, release or remove them (see "
            "`strata land`), build, and repeat.",
            Exit.DATA_REFUSED,
        )


def _require_built(home: Home, connection: duckdb.DuckDBPyConnection) -> None:
    seen = set(
        connection.execute(
            "select feed, batch_date, fingerprint from built.staging.stg_landing__batches"
        ).fetchall()
    )
    landed = pq.read_table(home.batches).to_pylist()
    unseen = [
        f"{row['feed']} {row['batch_date']}"
        for row in landed
        if (row["feed"], row["batch_date"], row["fingerprint"]) not in seen
    ]
    if unseen:
        raise StrataError(
            f"The last build has not seen {len(unseen)} batch(es) that are landed, {unseen[0]} "
            "among them: run `strata build`, then repeat.",
            Exit.DATA_REFUSED,
        )


def _stage_files(home: Home, staged: Path, batches: list[BatchEdits]) -> list[list[str]]:
    """Write the files of every touched batch anew, aside; returns releases as `_release` does."""
    inbox = {batch.key: batch for batch in scan_inbox(home.inbox, load_contract())[0]}
    store, releases = Store(home.landing), []
    for edits in batches:
        batch = inbox.get((edits.feed, edits.batch_date))
        if batch is None:
            stage_landed(store, edits, staged / "landing" / f"{edits.feed}@{edits.batch_date}")
            continue
        files = {file.source: file for file in batch.files}
        for source, changed in edits.files.items():
            rewrite_file(batch.feed, files[source], changed, staged / "inbox" / source)
        releases.append(_release(batch, staged / "inbox"))
    return releases


def _plan(
    home: Home, request_id: str, reason: str, person: Person, batches: list[BatchEdits]
) -> dict[str, Any]:
    """What the registers get, and by what the published rows are found; goes when it is done."""
    shared = {
        "request_id": request_id,
        "customer_hash": keyed(home, person.key),
        "erased_at": now(),
        "reason": reason,
    }
    return {
        "request_id": request_id,
        "key": person.key,
        "numbers": [
            keyed(home, f"{system}|{number}")
            for system in SYSTEMS
            for number in sorted(person.numbers[system])
        ],
        "erased": [
            shared
            | {
                "feed": edits.feed,
                "batch_date": edits.batch_date,
                "erased_rows": edits.erased,
                "unlinked_rows": edits.unlinked,
                "control_column": edits.control_column,
                "erased_sum": edits.erased_sum,
            }
            for edits in batches
        ],
    }


def _decide(staged: Path, plan: dict[str, Any]) -> Path:
    """Write the plan and rename the folder: from then on the erasure is completed."""
    (staged / PLAN).write_text(json.dumps(plan, default=str), encoding="utf-8")
    flush_tree(staged)
    decided = staged.with_name(plan["request_id"])
    os.replace(staged, decided)
    flush_tree(decided.parent)
    return decided


def _release(batch: InboxBatch, staged: Path) -> list[str]:
    """Feed, batch date, fingerprint before and after: a release follows the batch it was given."""
    before = describe_files(batch, None)
    after = [
        describe_files(InboxBatch(batch.feed, batch.batch_date, (_staged_or(file, staged),)), None)
        for file in batch.files
    ]
    return [
        batch.feed.name,
        str(batch.batch_date),
        fingerprint(before),
        fingerprint([one for described in after for one in described]),
    ]


def _staged_or(file: InboxFile, staged: Path) -> InboxFile:
    path = staged / file.source
    return InboxFile(path, file.source) if path.exists() else file


def _apply(home: Home, decided: Path) -> Forgotten:
    """Do what is decided; every step may be done twice."""
    plan = json.loads((decided / PLAN).read_text(encoding="utf-8"))
    request_id = plan["request_id"]
    rows = [_register_row(row) for row in plan["erased"]]
    _append_once(home, "erased", request_id, rows)
    numbers = [
        {"request_id": request_id, "number_hash": one, "erased_at": now()}
        for one in plan["numbers"]
    ]
    _append_once(home, "erased_numbers", request_id, numbers)
    for feed, day, before, after in plan["releases"]:
        copy_release(home, feed, date.fromisoformat(day), before, after)
    for path in sorted((decided / "inbox").rglob("*")):
        if path.is_file():
            place = home.inbox / path.relative_to(decided / "inbox")
            write_atomically(place, path.read_bytes(), is_flushed=True)
    commit_landed(Store(home.landing), decided / "landing")
    report = land(home, quiet=True)
    if report.refused:
        raise StrataError(
            f"{report.refused[0].name} does not land without the person: "
            f"{report.refused[0].reason}; the erasure {request_id} is not complete and goes on at "
            "the next start.",
            Exit.DATA_REFUSED,
        )
    _drop_mapped_key(home, plan["key"])
    published = erase_published(home, plan["key"], [tuple(one) for one in plan["records"]])
    drop_build_file(home)
    shutil.rmtree(decided)
    flush_tree(home.state)
    return Forgotten(
        request_id=request_id,
        erased_rows=sum(row["erased_rows"] for row in rows),
        unlinked_rows=sum(row["unlinked_rows"] for row in rows),
        batches=len(rows),
        published_files=len(published),
    )


def _register_row(row: dict[str, Any]) -> Row:
    return row | {
        "batch_date": date.fromisoformat(row["batch_date"]),
        "erased_sum": None if row["erased_sum"] is None else Decimal(row["erased_sum"]),
        "erased_at": datetime.fromisoformat(row["erased_at"]),
    }


def _append_once(home: Home, name: str, request_id: str, rows: list[Row]) -> None:
    kept = read_state(home, name)
    if all(row["request_id"] != request_id for row in kept):
        write_state(state_path(home, name), name, kept + rows)


def _drop_mapped_key(home: Home, key: str) -> None:
    """Take the person's keys of earlier secrets out of the map."""
    kept = read_state(home, "customer_key_map")
    gone = {key}
    for row in reversed(kept):
        if row["new_key"] in gone:
            gone.add(row["old_key"])
    rows = [row for row in kept if row["new_key"] not in gone]
    write_state(
        state_path(home, "customer_key_map"), "customer_key_map", rows
    )
