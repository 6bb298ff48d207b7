"""Write, audit, publish: readers have one whole version at every moment, and can have an old one.

Most cases publish from small build files cut out of the demo bank's: two states that differ in
their run and in the rows of one mart.
"""

import hashlib
import json
import os
import random
import shutil
import signal
import subprocess
import sys
import time
from dataclasses import replace
from datetime import date, datetime
from pathlib import Path

import duckdb
import pytest
from conftest import run_tool

from strata.checks.content import Content, content_hashes
from strata.errors import Exit, StrataError
from strata.home import Home
from strata.publication import publish, recover, reseal, rollback, verify, versions
from strata.publication.manifest import read_manifest
from strata.run.info import RunInfo

CUT = {
    "marts": ("dim_customer", "dim_model_version", "fct_customer_month"),
    "quality": ("bank_context", "ctl_result"),
    "staff": ("rpt_staff_scorecard",),
}
# Made up: the area code 999999 is nobody's, and the check digit is right.
RESIDENT_ID = "999999199001010016"


def query(path: Path, sql: str) -> list[tuple]:
    """What a DuckDB file answers a reader."""
    with duckdb.connect() as connection:
        connection.execute(f"attach '{path}' as file (read_only); use file")
        return connection.execute(sql).fetchall()


def change(path: Path, *statements: str) -> None:
    """Change a build file."""
    with duckdb.connect() as connection:
        connection.execute(f"attach '{path}' as strata; use strata")
        for statement in statements:
            connection.execute(statement)


@pytest.fixture(scope="module")
def states(bank, tmp_path_factory) -> dict[str, Path]:
    """Two build files: A, and B with another run id and one month less."""
    folder = tmp_path_factory.mktemp("states")
    first = folder / "a.duckdb"
    with duckdb.connect() as connection:
        connection.execute(f"attach '{bank.warehouse}' as bank (read_only)")
        connection.execute(f"attach '{first}' as cut")
        for schema, tables in CUT.items():
            connection.execute(f"create schema cut.{schema}")
            for table in tables:
                name = f"{schema}.{table}"
                connection.execute(f"create table cut.{name} as from bank.{name}")
        connection.execute("update cut.quality.ctl_result set run_id = 'A'")
        connection.execute("delete from cut.quality.ctl_result where control_id = 'R-25'")
        connection.execute("""
            insert into cut.quality.ctl_result by name
            select 'A' as run_id, 'R-25' as control_id, 'no identifiers' as title,
                0.0 as tolerance, 'NOT_APPLICABLE' as status, 'BLOCK' as severity,
                'data protection' as owner
        """)
    second = folder / "b.duckdb"
    shutil.copy(first, second)
    change(
        second,
        "update quality.ctl_result set run_id = 'B'",
        "delete from marts.fct_customer_month where month_end = '2024-06-30'",
    )
    return {"A": first, "B": second}


@pytest.fixture
def home(tmp_path) -> Home:
    return Home(tmp_path / "bank")


def info(run_id: str) -> RunInfo:
    return RunInfo(run_id, datetime(2025, 1, 1), date(2024, 12, 31), "code", "2024-12")


def put(home: Home, state: Path) -> None:
    """Make one of the states the build file."""
    home.warehouse.parent.mkdir(parents=True, exist_ok=True)
    beside = home.warehouse.with_name("beside")
    shutil.copy(state, beside)
    beside.replace(home.warehouse)


def publish_state(home: Home, state: Path, run_id: str) -> None:
    put(home, state)
    publish(home, info(run_id))


def tree(folder: Path) -> dict[str, str]:
    """Hash of every file below a folder."""
    return {
        str(path.relative_to(folder)): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in folder.rglob("*") if path.is_file()
    }


def refused(home: Home, code: Exit = Exit.GATE_FAILED, run_id: str = "bad") -> str:
    """Publish what must not be: the sentence, and proof that nothing published changed."""
    before = tree(home.published.parent)
    with pytest.raises(StrataError) as raised:
        publish(home, info(run_id))
    assert raised.value.code == code
    assert "\n" not in raised.value.sentence
    assert tree(home.published.parent) == before
    return raised.value.sentence


# What a publication consists of


def test_the_manifest_says_what_was_published(home, states):
    """Every figure in it is found again in the files, by other means."""
    publish_state(home, states["A"], "one")
    place = home.published.parent
    told = json.loads((place / "manifest.json").read_text())
    assert (told["run_id"], told["number"], told["as_of_date"]) == ("one", 1, "2024-12-31")
    assert (told["code_version"], told["model_version"]) == ("code", "2024-12")
    assert datetime.fromisoformat(told["published_at"]).tzinfo is None
    assert set(told["tables"]) == {f"{one}.{name}" for one in CUT for name in CUT[one]}
    for table, one in told["tables"].items():
        schema, name = table.split(".")
        file = home.published_staff if schema == "staff" else home.published
        parquet = place / "parquet" / schema / f"{name}.parquet"
        assert query(file, f"select count(*) from {table}") == [(one["rows"],)] != [(0,)]
        for left, right in ((f"'{parquet}'", table), (table, f"'{parquet}'")):
            assert query(file, f"from {left} except all from {right}") == []
    there = tree(place)
    assert set(there) == {*told["files"], "manifest.json"}
    for name, seal in told["files"].items():
        assert seal == {"bytes": (place / name).stat().st_size, "sha256": there[name]}
    assert verify(home) == []


def test_the_scan_for_identifiers_is_told_as_a_control(home, states):
    publish_state(home, states["A"], "one")
    assert query(
        home.published,
        "select left_value, right_value, difference, status from quality.ctl_result "
        "where control_id = 'R-25'",
    ) == [(0, 0, 0, "PASS")]


def test_a_content_hash_is_of_rows_and_not_of_their_order_nor_of_the_run(tmp_path, states):
    """Any other value, a row twice or another type gives another hash."""
    path = tmp_path / "strata.duckdb"
    table = "marts.fct_customer_month"

    def found(*statements: str) -> Content:
        shutil.copy(states["A"], path)
        change(path, *statements)
        return content_hashes(path)

    before = found()
    turned = f"create or replace table {table} as from {table} order by aum_daily_avg desc"
    assert found(turned, "update quality.ctl_result set run_id = 'C'") == before
    for other in (
        f"update {table} set aum_daily_avg = aum_daily_avg + 0.01 "
        f"where rowid = (select min(rowid) from {table})",
        f"insert into {table} from {table} limit 1",
        f"alter table {table} alter aum_daily_avg type decimal(20, 2)",
        f"alter table {table} rename aum_daily_avg to aum",
    ):
        after = found(other)
        assert {name for name in before if before[name] != after[name]} == {table}, other


# The audit


@pytest.mark.parametrize(
    ("fault", "told"),
    [
        (
            f"update marts.dim_customer set customer_key = '{RESIDENT_ID}' "
            "where rowid = (select min(rowid) from marts.dim_customer)",
            "1 resident id(s) in marts.dim_customer.customer_key",
        ),
        (
            f"alter table staff.rpt_staff_scorecard add note varchar default '{RESIDENT_ID}'",
            "in staff.rpt_staff_scorecard.note",
        ),
        ("update quality.ctl_result set status = 'FAIL' where control_id = 'R-03'", "R-03 ("),
        ("delete from marts.dim_model_version", "marts.dim_model_version is empty and had 1 rows"),
        ("drop table marts.dim_model_version", "marts.dim_model_version is missing"),
        ("drop table marts.fct_customer_month", "marts.fct_customer_month is missing"),
    ],
)
def test_what_fails_the_audit_is_not_published(home, states, fault, told):
    publish_state(home, states["A"], "one")
    change(home.warehouse, fault)
    sentence = refused(home)
    assert told in sentence
    assert RESIDENT_ID not in sentence


def test_what_the_audit_lets_pass(home, states):
    """A warning, a report without rows, and a table that another version of the code has not."""
    publish_state(home, states["A"], "one")
    change(
        home.warehouse,
        "update quality.ctl_result set status = 'FAIL' where severity = 'WARN'",
        "drop table marts.dim_model_version",
    )
    publish(home, replace(info("two"), code_version="other"))
    change(home.warehouse, "delete from staff.rpt_staff_scorecard")
    publish(home, replace(info("three"), code_version="other"))
    assert not home.published_staff.exists()
    assert not (home.published.parent / "parquet" / "staff").exists()
    assert verify(home) == []


# Versions


def ids(home: Home) -> list[str]:
    return [one.manifest.run_id + "*" * one.is_current for one in versions(home)]


def test_versions_are_kept_and_can_be_put_back(home, states, monkeypatch):
    """Back, forward, by name; each time with the rows, the manifest and the Parquet of then."""
    monkeypatch.setenv("STRATA_KEEP_VERSIONS", "2")
    for number, state in enumerate("ABAB", start=1):
        publish_state(home, states[state], f"v{number}")
    assert ids(home) == ["v4*", "v3", "v2"]
    kept = home.published.parent / "versions" / "v3"
    assert kept.joinpath("strata.duckdb").stat().st_ino != home.published.stat().st_ino

    for wanted, arrived, run in ((None, "v3", "A"), (None, "v2", "B"), ("v4", "v4", "B")):
        assert f"Readers have version {arrived} " in rollback(home, wanted)
        assert read_manifest(home.published.parent).run_id == arrived
        assert sorted(one.strip("*") for one in ids(home)) == ["v2", "v3", "v4"]
        run_ids = "select distinct run_id from quality.ctl_result"
        assert query(home.published, run_ids) == [(run,)]
        parquet = home.published.parent / "parquet" / "quality" / "ctl_result.parquet"
        assert query(home.published, f"select distinct run_id from '{parquet}'") == [(run,)]
        assert verify(home) == []

    # Numbered in the order of publication, whatever the clock said.
    publish_state(home, states["A"], "v0")
    assert ids(home) == ["v0*", "v4", "v3"]
    monkeypatch.setenv("STRATA_KEEP_VERSIONS", "0")
    publish_state(home, states["A"], "v9")
    assert ids(home) == ["v9*"]
    for version, told in ((None, "No version before the current one is kept; kept are: none."),
                          ("../x", "No version ../x is kept; kept are: none."),
                          ("v9", "v9 is what readers have already")):
        with pytest.raises(StrataError, match=told.replace(".", r"\.")):
            rollback(home, version)
    monkeypatch.setenv("STRATA_KEEP_VERSIONS", "some")
    assert "STRATA_KEEP_VERSIONS reads 'some'" in refused(home, Exit.USAGE)


def test_a_damaged_version_is_not_put_back(home, states):
    publish_state(home, states["A"], "one")
    publish_state(home, states["B"], "two")
    kept = home.published.parent / "versions" / "one" / "staff.duckdb"
    with kept.open("r+b") as handle:
        handle.seek(5000)
        handle.write(b"damage")
    before = tree(home.published.parent)
    with pytest.raises(StrataError, match=r"one is damaged \(staff.duckdb has other bytes"):
        rollback(home)
    assert tree(home.published.parent) == before


def test_a_rewritten_version_can_be_sealed_anew(home, states):
    """Whoever takes a person out of a kept version makes its manifest true again."""
    publish_state(home, states["A"], "one")
    publish_state(home, states["B"], "two")
    kept = home.published.parent / "versions" / "one"
    change(kept / "strata.duckdb", "delete from marts.dim_customer where rowid = 1")
    rows = query(kept / "strata.duckdb", "select count(*) from marts.dim_customer")[0][0]
    assert reseal(kept).tables["marts.dim_customer"].rows == rows
    rollback(home)
    assert verify(home) == []
    assert query(home.published, "select count(*) from marts.dim_customer") == [(rows,)]


def test_a_rollback_makes_the_pages_anew(bank, tmp_path):
    """They tell the figures of the version readers have, not of the one before."""
    home = Home(tmp_path / "bank")
    put(home, bank.warehouse)
    publish(home, info("one"))
    change(home.warehouse, "update quality.bank_context set bank = 'another'")
    publish(home, info("two"))
    back = run_tool(home, "strata", "rollback")
    assert back.stdout.startswith("Readers have version one "), back.stderr
    first = home.page.read_text(encoding="utf-8")
    assert run_tool(home, "strata", "rollback", "two").returncode == Exit.OK
    listed = run_tool(home, "strata", "versions")
    assert listed.returncode == Exit.OK
    assert [line[:5] for line in listed.stdout.splitlines()] == ["* two", "  one"]
    assert "another" in home.page.read_text(encoding="utf-8")
    assert "another" not in first
    assert home.staff_pages.exists()
    home.published.write_bytes(b"damage")
    assert run_tool(home, "strata", "versions").returncode == Exit.GATE_FAILED


# Faults


@pytest.mark.parametrize("name", ["strata.duckdb", "parquet/marts/dim_customer.parquet"])
def test_a_damaged_file_is_told_and_replaced(home, states, name):
    publish_state(home, states["A"], "one")
    path = home.published.parent / name
    with path.open("r+b") as handle:
        handle.seek(path.stat().st_size // 2)
        handle.write(b"damage")
    assert verify(home) == [f"published/{name} has other bytes than were published."]
    path.unlink()
    (told,) = verify(home)
    assert told.startswith(f"published/{name} cannot be read")
    path.write_bytes(b"")
    (told,) = verify(home)
    assert f"published/{name} has 0 bytes where" in told
    publish_state(home, states["B"], "two")
    assert verify(home) == []
    # A damaged file is nothing to go back to; what is made again from a whole one is.
    assert ids(home) == (["two*"] if name == "strata.duckdb" else ["two*", "one"])


def test_a_damaged_file_is_cured_by_rollback(home, states):
    publish_state(home, states["A"], "one")
    publish_state(home, states["B"], "two")
    home.published.write_bytes(b"damage")
    rollback(home)
    assert (verify(home), ids(home)) == ([], ["one*"])
    (home.published.parent / "manifest.json").write_text("{}")
    assert verify(home) == [
        "published/manifest.json is missing or cannot be read, so nothing vouches for it."
    ]


PUBLISH = """
import resource, sys
from pathlib import Path
from datetime import date, datetime
from strata.errors import StrataError
from strata.home import Home
from strata.publication import publish
from strata.run.info import RunInfo
if len(sys.argv) > 3:
    resource.setrlimit(resource.RLIMIT_FSIZE, (int(sys.argv[3]), resource.RLIM_INFINITY))
try:
    publish(Home(Path(sys.argv[1])),
            RunInfo(sys.argv[2], datetime(2025, 1, 1), date(2024, 12, 31), "code", None))
except StrataError as error:
    print(error.sentence)
    sys.exit(error.code)
"""


def start_publishing(home: Home, run_id: str, *limit: str) -> subprocess.Popen:
    return subprocess.Popen(
        [sys.executable, "-c", PUBLISH, str(home.root), run_id, *limit],
        stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
    )


def is_over(home: Home) -> bool:
    """No work folder is left."""
    return not [path for path in home.published.parent.rglob(".*")]


@pytest.mark.parametrize("limit", [100_000, 600_000])
def test_a_file_that_cannot_grow_leaves_what_is_published(home, states, limit):
    """As on a full disk: while the build is copied, or a file further on."""
    assert limit < max(states["B"].stat().st_size, 2_000_000)
    publish_state(home, states["A"], "one")
    before = tree(home.published.parent)
    put(home, states["B"])
    process = start_publishing(home, "two", str(limit))
    told, _ = process.communicate()
    assert process.returncode == Exit.CODE_ERROR, told
    assert told.startswith("Writing what is to be published broke off")
    assert "Traceback" not in told
    assert tree(home.published.parent) == before
    publish(home, info("two"))
    assert ids(home) == ["two*", "one"]


@pytest.mark.skipif(os.geteuid() != 0, reason="only root mounts a small disk")
def test_a_full_disk_leaves_what_is_published(home, states):
    """A disk that holds one version and not two; then one with room again."""
    place = home.published.parent
    place.mkdir(parents=True)
    publish_state(home, states["A"], "one")
    room = sum(path.stat().st_size for path in place.rglob("*")) // 1024 + 600
    kept = place.with_name("aside")
    place.rename(kept)
    place.mkdir()
    small = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", f"size={room}k", "none", str(place)],
        capture_output=True, check=False,
    )
    if small.returncode:
        pytest.skip("a disk cannot be mounted here")
    try:
        shutil.copytree(kept, place, dirs_exist_ok=True)
        put(home, states["B"])
        sentence = refused(home, Exit.CODE_ERROR)
        assert "No space left on device" in sentence
        subprocess.run(["mount", "-o", "remount,size=64m", str(place)], check=True)
        publish(home, info("two"))
        assert ids(home) == ["two*", "one"]
    finally:
        subprocess.run(["umount", str(place)], check=True)


def test_a_build_file_somebody_writes_is_told(home, states):
    publish_state(home, states["A"], "one")
    writer = subprocess.Popen(
        [sys.executable, "-c",
         "import duckdb, sys; held = duckdb.connect(sys.argv[1]); print('open', flush=True); "
         "sys.stdin.read()", str(home.warehouse)],
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
    )
    try:
        assert writer.stdout.readline() == "open\n"
        assert "is open in a process that writes" in refused(home, Exit.ALREADY_RUNNING)
    finally:
        writer.communicate("")
    publish(home, info("two"))


# Kills: a process that ends itself at the n-th change of the file system, for every n.
COMMIT = """
import os, signal, sys
from pathlib import Path
from strata.home import Home
from strata.publication.commit import commit, recover

CHANGES = ("os.rename", "os.link", "os.remove", "os.mkdir", "os.rmdir", "os.chmod")

def killed_at(moment, work):
    child = os.fork()
    if child == 0:
        left = moment
        def count(event, _):
            nonlocal left
            if event in CHANGES:
                left -= 1
                if left == 0:
                    os.kill(os.getpid(), signal.SIGKILL)
        sys.addaudithook(count)
        work()
        os._exit(0)
    return os.waitpid(child, 0)[1] == signal.SIGKILL

for line in sys.stdin:
    place, first, second = line.split()
    home = Home(Path(place))
    staged = home.published.parent / ".staging" / "two"
    is_first = killed_at(int(first), lambda: commit(home, staged))
    is_second = is_first and killed_at(int(second), lambda: recover(home))
    print(int(is_first), int(is_second), flush=True)
"""


@pytest.fixture
def decided(home, states, tmp_path, monkeypatch) -> Home:
    """A home with versions zero and one, and version two staged but not yet in place."""
    monkeypatch.setenv("STRATA_KEEP_VERSIONS", "1")
    for run_id, state in (("zero", "B"), ("one", "A")):
        publish_state(home, states[state], run_id)
    other = Home(tmp_path / "other")
    publish_state(other, states["B"], "two")
    staged = home.published.parent / ".staging" / "two"
    shutil.copytree(other.published.parent, staged)
    told = json.loads((staged / "manifest.json").read_text())
    # One file less than before: a mart that is no longer made.
    told["files"].pop("parquet/marts/dim_model_version.parquet")
    (staged / "parquet/marts/dim_model_version.parquet").unlink()
    (staged / "manifest.json").write_text(json.dumps(told | {"number": 3}))
    return home


def test_killed_at_any_step_readers_have_whole_files(decided, tmp_path):
    """Before and after each change of a file: old or new and whole; then the next run completes.

    The completing run is killed too, at one of its own first steps.
    """
    old, new = (tree(decided.published.parent / part) for part in ("", ".staging/two"))
    old = {name: one for name, one in old.items() if not name.startswith((".", "versions"))}
    killer = subprocess.Popen(
        [sys.executable, "-c", COMMIT], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    killed = rolled_on = 0
    for moment in range(1, 200):
        home = Home(tmp_path / "victim")
        shutil.copytree(decided.root, home.root)
        killer.stdin.write(f"{home.root} {moment} {moment % 7 + 1}\n")
        killer.stdin.flush()
        is_first, is_second = map(int, killer.stdout.readline().split())
        place = home.published.parent
        now = tree(place)
        for name in {*old, *new}:
            whole = {old.get(name), new.get(name)} - {None}
            if name in now:
                assert now[name] in whole, (moment, name)
            else:
                assert not (name in old and name in new), (moment, name)
        recover(home)
        now = tree(place)
        current = {name: one for name, one in now.items() if not name.startswith("versions")}
        assert current in (old, new), moment
        assert verify(home) == [], moment
        is_new = current == new
        rolled_on += is_new
        assert ids(home) == (["two*", "one"] if is_new else ["one*", "zero"]), moment
        kept = place / "versions" / ("one" if is_new else "zero")
        assert read_manifest(kept).differences(kept, only_databases=True) == []
        assert is_over(home), moment
        shutil.rmtree(home.root)
        killed += is_first + is_second
        if not is_first:
            break
    else:
        pytest.fail("the commit has more steps than were tried")
    killer.communicate()
    print(f"{moment - 1} steps, {killed} kills, {rolled_on} completed")
    assert moment > 15
    assert rolled_on > 10


def test_killed_at_random_moments_the_next_run_publishes(home, states):
    """From the first byte to the last: readers have version one till they have version two."""
    publish_state(home, states["A"], "one")
    old = tree(home.published.parent)
    put(home, states["B"])
    began = time.monotonic()
    publish(home, info("warm-up"))
    usual = time.monotonic() - began
    shutil.rmtree(home.published.parent)
    publish_state(home, states["A"], "one")
    old = tree(home.published.parent)
    put(home, states["B"])
    draw = random.Random(5)
    for _ in range(6):
        process = start_publishing(home, "two")
        time.sleep(0.35 + draw.random() * usual)
        process.send_signal(signal.SIGKILL)
        process.communicate()
        now = tree(home.published.parent)
        if read_manifest(home.published.parent).run_id == "one":
            assert now.items() >= old.items()
    publish(home, info("two"))
    assert (verify(home), is_over(home)) == ([], True)
    assert read_manifest(home.published.parent).run_id == "two"


# Readers

READER = """
import os, sys, time, duckdb
path, parquet, stop = sys.argv[1:]
reads, seen = 0, set()
while not os.path.exists(stop):
    with duckdb.connect(path, read_only=True) as connection:
        runs = connection.execute("select distinct run_id from quality.ctl_result").fetchall()
        rows = connection.execute("select count(*) from marts.fct_customer_month").fetchall()
    with duckdb.connect() as connection:
        other = connection.execute(f"select count(*) from '{parquet}'").fetchall()
    seen.add((runs[0][0] if len(runs) == 1 else str(runs), rows[0][0], other[0][0]))
    reads += 1
    time.sleep(0.02)
print(reads, sorted(seen))
"""


def test_readers_are_never_blocked_and_never_see_a_half_state(home, states, tmp_path):
    """Three readers in a loop through twenty publications: run and rows always belong together.

    A reader that holds the first file keeps reading it, whatever is published.
    """
    count = "select count(*) from marts.fct_customer_month"
    truth = {name: query(path, count)[0][0] for name, path in states.items()}
    assert truth["A"] != truth["B"]
    publish_state(home, states["A"], "r0")
    stop = tmp_path / "stop"
    parquet = home.published.parent / "parquet" / "marts" / "fct_customer_month.parquet"
    readers = [
        subprocess.Popen(
            [sys.executable, "-c", READER, str(home.published), str(parquet), str(stop)],
            stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
        )
        for _ in range(3)
    ]
    with duckdb.connect(str(home.published), read_only=True) as long_reader:
        try:
            for number in range(1, 21):
                publish_state(home, states["BA"[number % 2]], f"r{number}")
                assert long_reader.execute(count).fetchall() == [(truth["A"],)]
        finally:
            stop.touch()
            told = [reader.communicate() for reader in readers]
    seen, reads = set(), 0
    for reader, (out, errors) in zip(readers, told, strict=True):
        assert reader.returncode == 0, errors
        counted, pairs = out.split(maxsplit=1)
        reads += int(counted)
        seen |= set(eval(pairs))  # a list of tuples that the reader above printed
    print(f"{reads} reads by 3 readers through 20 publications")
    assert {(run, rows) for run, rows, _ in seen} == set(truth.items())
    assert {rows for *_, rows in seen} == set(truth.values())
    assert reads > 60
    assert verify(home) == []
