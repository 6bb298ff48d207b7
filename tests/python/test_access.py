"""Who may open what: modes are set whatever the umask, and the secret stands in no file."""

import grp
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import duckdb
import pytest

from strata import access
from strata.errors import Exit, StrataError
from strata.home import Home
from strata.publication import publish
from strata.run.info import info_of_build

NOBODY = 65534
is_root = pytest.mark.skipif(os.geteuid() != 0, reason="only root takes another account's place")


@pytest.fixture(scope="module")
def home(bank) -> Iterator[Home]:
    """A copy of the bank, made and published under a umask that gives everybody everything."""
    before = os.umask(0)
    root = Path(tempfile.mkdtemp(prefix="strata-access-"))
    try:
        root.chmod(0o755)
        copy = Home(root)
        for part in ("state", "warehouse", ".strata", "landing/core_account", "inbox/core"):
            shutil.copytree(bank.root / part, root / part, copy_function=shutil.copyfile)
        for path in root.rglob("*"):
            path.chmod(0o777 if path.is_dir() else 0o666)
        copy.inbox.chmod(0o2777)
        publish(copy, info_of_build(copy))
        publish(copy, info_of_build(copy))
        copy.page.write_text("page")
        (copy.staff_pages / "person").mkdir(parents=True)
        (copy.staff_pages / "person" / "one.html").write_text("sheet")
        access.apply(copy)
        yield copy
    finally:
        os.umask(before)
        shutil.rmtree(root)


def mode(path: Path) -> int:
    return path.stat().st_mode & 0o7777


def test_private_folders_are_for_their_owner_alone(home):
    """What is landed, kept and built, and the secret: nothing for group or others."""
    private = ("landing", "state", "warehouse", ".strata")
    folders = [home.root / name for name in private]
    found = folders + [path for folder in folders for path in folder.rglob("*")]
    assert len(found) > 50
    wrong = [path for path in found if mode(path) != (0o700 if path.is_dir() else 0o600)]
    assert wrong == []


def test_the_inbox_is_closed_to_others_and_left_to_its_feeders(home):
    """The folder keeps its group and its bits for it; files belong to the departments."""
    assert mode(home.inbox) == 0o2770
    files = [path for path in home.inbox.rglob("*") if path.is_file()]
    assert {mode(path) for path in files} == {0o666}


def test_published_files_are_for_everybody_but_those_of_staff(home):
    """Also Parquet, pages and versions that are kept."""
    place = home.published.parent
    of_staff, of_all = set(), set()
    for path in [place, *place.rglob("*")]:
        name = str(path.relative_to(place))
        is_of_staff = name.endswith("staff.duckdb") or "staff" in name.split("/")
        (of_staff if is_of_staff else of_all).add(path)
        expected = (0o750, 0o640) if is_of_staff else (0o755, 0o644)
        assert mode(path) == expected[path.is_file()], name
    assert len(of_staff) > 10
    assert {path.name for path in of_all} >= {"strata.duckdb", "manifest.json", "index.html"}
    assert {path.parent.name for path in of_staff if path.name == "staff.duckdb"} > {"published"}


def can_read(path: Path, *groups: int) -> bool:
    """Whether an account of no standing reads a file, being in some groups."""
    return subprocess.run(
        ["cat", str(path)], user=NOBODY, group=NOBODY, extra_groups=groups,
        stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, check=False,
    ).returncode == 0


@is_root
def test_another_account_reads_what_it_may_and_no_more(home, monkeypatch):
    """Shown by reading; the group of STRATA_STAFF_GROUP reads figures of staff as well."""
    staff = next(one for one in grp.getgrall() if one.gr_gid not in (0, NOBODY))
    monkeypatch.setenv("STRATA_STAFF_GROUP", staff.gr_name)
    publish(home, info_of_build(home))
    parquet = home.published.parent / "parquet"
    sheets = [home.published_staff, home.staff_pages / "person" / "one.html",
              parquet / "staff" / "rpt_staff_scorecard.parquet"]
    for path in (home.published, home.page, parquet / "marts" / "dim_customer.parquet"):
        assert can_read(path), path
    for path in sheets:
        assert not can_read(path), path
        assert can_read(path, staff.gr_gid), path
    batch = next((home.landing / "core_account").rglob("*.parquet"))
    delivered = next(path for path in home.inbox.rglob("*") if path.is_file())
    for path in (home.secret, home.warehouse, batch, delivered,
                 home.state / "model_versions.parquet"):
        assert path.exists()
        assert not can_read(path, staff.gr_gid), path


def test_a_group_nobody_has_is_told_before_anything_is_published(home, monkeypatch):
    monkeypatch.setenv("STRATA_STAFF_GROUP", "no-such-group")
    before = home.published.stat().st_ino
    with pytest.raises(StrataError, match="STRATA_STAFF_GROUP names the group no-such-group"):
        publish(home, info_of_build(home))
    assert home.published.stat().st_ino == before
    assert not list(home.published.parent.glob(".*"))


APPLY = """
import os, sys
from pathlib import Path
from strata import access
from strata.errors import StrataError
from strata.home import Home
os.setgroups([]); os.setgid(65534); os.setuid(65534)
try:
    access.apply_published(Path(sys.argv[1]))
except StrataError as error:
    print(error.sentence)
    sys.exit(error.code)
"""


@is_root
@pytest.mark.parametrize(
    ("owner", "told"), [(0, "belongs to another account"), (NOBODY, "is not a member: add it")]
)
def test_what_may_not_be_set_is_told_in_a_sentence(owner, told):
    """By an account that neither owns the file nor is in the group."""
    folder = Path(tempfile.mkdtemp(prefix="strata-access-"))
    try:
        folder.chmod(0o755)
        os.chown(folder, NOBODY, NOBODY)
        path = folder / ("staff.duckdb" if owner else "strata.duckdb")
        path.touch(0o600)
        os.chown(path, owner, NOBODY)
        staff = next(one for one in grp.getgrall() if one.gr_gid not in (0, NOBODY))
        done = subprocess.run(
            [sys.executable, "-c", APPLY, str(folder)], capture_output=True, text=True,
            env=os.environ | {"STRATA_STAFF_GROUP": staff.gr_name}, check=False,
        )
        assert done.returncode == Exit.CODE_ERROR, done.stderr
        assert told in done.stdout
    finally:
        shutil.rmtree(folder)


# The secret


def places_of(secret: str, root: Path) -> set[str]:
    """Files that hold a text: as bytes, or compressed in a table or a Parquet file."""
    found = set()
    for path in root.rglob("*"):
        if not path.is_file() or ".strata" in path.parts:
            continue
        if secret.encode() in path.read_bytes():
            found.add(str(path.relative_to(root)))
        if path.suffix == ".duckdb" and _is_in_tables(secret, path):
            found.add(str(path.relative_to(root)))
    with duckdb.connect() as connection:
        for folder in {path.parent for path in root.rglob("*.parquet")}:
            names = connection.execute(
                "select filename from (select filename, one::varchar as told from read_parquet("
                "?, union_by_name = true, filename = true) as one) where contains(told, ?) limit 1",
                [f"{folder}/*.parquet", secret],
            ).fetchall()
            found |= {str(Path(name).relative_to(root)) for (name,) in names}
    return found


def _is_in_tables(secret: str, path: Path) -> bool:
    with duckdb.connect() as connection:
        connection.execute(f"attach '{path}' as searched (read_only)")
        columns = connection.execute("""
            select schema_name, table_name, list(column_name) from duckdb_columns()
            where database_name = 'searched' and data_type = 'VARCHAR' and table_oid in (
                select table_oid from duckdb_tables() where database_name = 'searched'
            )
            group by all
        """).fetchall()
        return any(
            connection.execute(
                f'select 1 from searched."{schema}"."{table}" where '
                + " or ".join(f'contains("{name}", $secret)' for name in names) + " limit 1",
                {"secret": secret},
            ).fetchall()
            for schema, table, names in columns
        )


def test_the_secret_stands_in_no_file(bank):
    """Keys are only as good as it: not in SQL, logs or tables, compressed or not."""
    secret = bank.secret.read_text(encoding="ascii").strip()
    assert len(secret) >= 32
    names = {path.name for path in bank.root.rglob("*") if path.is_file()}
    assert names >= {"manifest.json", "run_results.json", "dbt.log", "strata.duckdb"}
    assert places_of(secret, bank.root) == set()


def test_a_secret_that_was_written_somewhere_is_found(tmp_path):
    """The search sees a log, a table and a compressed column."""
    secret = "5ec2e7" * 10
    (tmp_path / "dbt.log").write_text(f"key: {secret}\n")
    (tmp_path / "clean.log").write_text("key: ***\n")
    with duckdb.connect(str(tmp_path / "made.duckdb")) as connection:
        connection.execute("create table note as select ? as text from range(5000)", [secret])
        connection.execute(f"copy note to '{tmp_path / 'note.parquet'}' (compression zstd)")
    assert places_of(secret, tmp_path) == {"dbt.log", "made.duckdb", "note.parquet"}
