"""The secret can be replaced: every old customer key leads to its new one, whatever is killed."""

import os
import shutil
from pathlib import Path

import duckdb
import pytest
from dbt.contracts.graph.manifest import Manifest

from strata import secret
from strata.build import run_dbt
from strata.errors import Exit, StrataError
from strata.home import Home
from strata.landing.state import make_empty_state, read_state, write_state
from strata.moment import now


@pytest.fixture(scope="module")
def built_home(bank: Home, tmp_path_factory: pytest.TempPathFactory) -> Home:
    """A copy of the bank to rotate."""
    home = Home(tmp_path_factory.mktemp("rotated") / "bank")
    shutil.copytree(bank.root, home.root, ignore=shutil.ignore_patterns("truth", "published"))
    return home


def keys_by_record(home: Home) -> dict[tuple, str]:
    """Customer key of every record's membership: what must only be renamed."""
    with duckdb.connect(str(home.warehouse), read_only=True) as connection:
        return {
            tuple(membership): key
            for key, *membership in connection.execute(
                "select customer_key, source_system, source_customer_id, valid_from "
                "from restricted.bridge_customer_source"
            ).fetchall()
        }


def shown_map(home: Home) -> dict[str, str]:
    """Old key to today's key, as the warehouse shows it."""
    with duckdb.connect(str(home.warehouse), read_only=True) as connection:
        return dict(
            connection.execute(
                "select old_key, customer_key from restricted.customer_key_map"
            ).fetchall()
        )


def build(home: Home, manifest: Manifest) -> None:
    """The models that give keys, into a build file that is made anew."""
    silent = ["--quiet", "--no-write-json"]
    chosen = ["--select", "+bridge_customer_source", "+customer_key_map"]
    only = ["--exclude-resource-type", "test", "unit_test"]
    result = run_dbt(home, [*silent, "build", *chosen, *only], manifest)
    assert result.success, result.exception


def test_two_rotations_lead_every_key_to_its_new_one(built_home, manifest):
    home, first = built_home, keys_by_record(built_home)
    secrets = [secret.read_secret(home.secret)]
    for _ in range(2):
        assert secret.rotate(home) > 0
        assert not home.warehouse.exists()
        secrets.append(secret.read_secret(home.secret))
        assert oct(home.secret.stat().st_mode)[-3:] == "600"
        build(home, manifest)
    last, mapped = keys_by_record(home), shown_map(home)
    assert len(set(secrets)) == 3
    assert first.keys() == last.keys()
    assert not set(first.values()) & set(last.values())
    assert {record: mapped[key] for record, key in first.items()} == last
    kept = b"".join(path.read_bytes() for path in home.state.rglob("*") if path.is_file())
    assert not any(one.encode() in kept for one in secrets)


@pytest.mark.parametrize("step", ["secret staged", "map staged", "secret renamed"])
def test_a_killed_rotation_is_undone_or_completed(tmp_path, step):
    """Leftovers as a kill at each step leaves them."""
    home = Home(tmp_path)
    home.state.mkdir()
    home.warehouse.parent.mkdir()
    home.warehouse.write_bytes(b"keys of the old secret")
    secret.make_secret(home.secret)
    make_empty_state(home)
    old = home.secret.read_bytes()
    row = {"old_key": "old", "new_key": "new", "rotated_at": now()}
    staged = home.secret.with_name("secret.next")
    secret.make_secret(staged)
    new = staged.read_bytes()
    if step != "secret staged":
        place = home.state / ".customer_key_map.parquet.next"
        write_state(place, "customer_key_map", [row])
    if step == "secret renamed":
        os.replace(staged, home.secret)
    secret.recover(home)
    is_done = step == "secret renamed"
    assert home.secret.read_bytes() == (new if is_done else old)
    assert read_state(home, "customer_key_map") == ([row] if is_done else [])
    assert home.warehouse.exists() != is_done
    assert not [path for path in home.root.rglob("*.next")]


def test_a_build_of_another_secret_is_not_mapped(bank, tmp_path):
    home = Home(tmp_path)
    shutil.copytree(bank.warehouse.parent, home.warehouse.parent)
    secret.make_secret(home.secret)
    before = home.secret.read_bytes()
    with pytest.raises(StrataError) as raised:
        secret.rotate(home)
    assert raised.value.code == Exit.DATA_REFUSED
    assert home.secret.read_bytes() == before
    assert not Path(f"{home.secret}.next").exists()
