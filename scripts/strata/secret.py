"""The private file behind every customer key: made once, rotated with a map of old keys to new."""

import hashlib
import os
import secrets
from datetime import datetime
from pathlib import Path

import duckdb

from strata.errors import Exit, StrataError
from strata.home import Home
from strata.landing.state import Row, read_state, state_path, write_state
from strata.landing.store import flush_tree
from strata.moment import now

SECRET_BYTES = 32
_MAP = "customer_key_map"


def make_secret(path: Path) -> None:
    """Write a new random secret (64 hex digits, readable by its owner alone).

    Raises StrataError where one exists: another secret would give every customer another key.
    """
    if path.exists():
        raise StrataError(
            f"{path.name} exists and stays as it is: another secret would give every customer "
            "another key. `strata secret rotate` replaces it and keeps a map of the keys."
        )
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    _write_new(path)


def _write_new(path: Path) -> None:
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w", encoding="ascii") as file:
        file.write(secrets.token_hex(SECRET_BYTES))
        file.flush()
        os.fsync(file.fileno())


def read_secret(path: Path) -> str:
    """The secret as the models read it, without blanks around it."""
    return path.read_text(encoding="utf-8").strip(" \t\r\n")


def customer_key(secret: str, source_system: str, source_customer_id: str) -> str:
    """Key that a source record gives its customer; `int_source_customers` says the same in SQL."""
    inner = hashlib.sha256(f"{secret}{source_system}|{source_customer_id}".encode()).hexdigest()
    return hashlib.sha256(f"{secret}{inner}".encode()).hexdigest()


def rotate(home: Home) -> int:
    """Replace the secret; keep a map of every customer key, old to new. Returns its new rows.

    The build file goes with the old secret, so that the next build makes every table anew. The
    renaming of the secret decides: a run killed before leaves the old secret and no new map, one
    killed after it is completed by `recover`. Call with the home's lock held. Raises `StrataError`
    where nothing was built, or was built with another secret.
    """
    recover(home)
    records = _source_records(home)
    old = read_secret(home.secret)
    if any(customer_key(old, system, number) != key for system, number, key in records):
        raise StrataError(
            "The last build was made with another secret than the one there is now, so old keys "
            "cannot be mapped to new ones: run `strata build --full-refresh`, then rotate.",
            Exit.DATA_REFUSED,
        )
    fresh, fresh_map = _staged(home)
    _write_new(fresh)
    new = read_secret(fresh)
    rows = _mapped(records, new, now())
    write_state(fresh_map, _MAP, read_state(home, _MAP) + rows)
    flush_tree(home.state)
    flush_tree(home.secret.parent)
    os.replace(fresh, home.secret)
    recover(home)
    return len(rows)


def recover(home: Home) -> None:
    """Complete a rotation that a killed run had decided, drop one that it had not."""
    fresh, fresh_map = _staged(home)
    if fresh.exists():
        fresh.unlink()
        fresh_map.unlink(missing_ok=True)
    elif fresh_map.exists():
        drop_build_file(home)
        os.replace(fresh_map, state_path(home, _MAP))
        flush_tree(home.state)
        flush_tree(home.secret.parent)


def drop_build_file(home: Home) -> None:
    """Remove the build file, whose pages keep what was deleted; the next build makes it anew."""
    for path in (home.warehouse, Path(f"{home.warehouse}.wal")):
        path.unlink(missing_ok=True)


def _staged(home: Home) -> tuple[Path, Path]:
    """Where the next secret and the next map wait, each beside its place."""
    place = state_path(home, _MAP)
    return home.secret.with_name(f"{home.secret.name}.next"), place.with_name(f".{place.name}.next")


def _source_records(home: Home) -> list[tuple[str, str, str]]:
    """(system, number, key it gives) of every source record of the last build."""
    if not home.warehouse.exists() or not home.secret.exists():
        raise StrataError(
            "There are no customer keys to map yet: the secret is rotated after a build. Before "
            "the first one, remove the secret file and run `strata secret`."
        )
    with duckdb.connect(str(home.warehouse), read_only=True) as connection:
        return connection.execute(
            "select source_system, source_customer_id, own_customer_key "
            "from restricted.int_source_customers order by seniority"
        ).fetchall()


def _mapped(
    records: list[tuple[str, str, str]], new: str, rotated_at: datetime
) -> list[Row]:
    return [
        {"old_key": key, "new_key": customer_key(new, system, number), "rotated_at": rotated_at}
        for system, number, key in records
    ]
