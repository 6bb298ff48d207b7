"""One demo bank for all tests: made, landed, built with every test of the project, published.

Tests read it and leave it as it is; what has to be broken is broken in a copy or a bank of its own.
"""

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import duckdb
import pytest
from dbt.contracts.graph.manifest import Manifest
from filelock import FileLock

from strata.build import parse_project
from strata.demo import make_demo
from strata.home import PROJECT_ROOT, Home
from strata.landing import land
from strata.landing.model_state import keep_first_version
from strata.publication import publish
from strata.run.info import info_of_build

CUSTOMERS, MONTHS = 250, 15
TAIL = 40


def run_tool(home: Home, name: str, *arguments: str) -> subprocess.CompletedProcess:
    """Run `strata` or `dbt` as a user would: from the project's root, with the home in its name.

    dbt writes beside the home's data, so that runs neither meet nor touch the project's own target.
    """
    own = {
        "STRATA_HOME": str(home.root),
        "DBT_TARGET_PATH": str(home.root / "target"),
        "DBT_LOG_PATH": str(home.root / "logs"),
    }
    return subprocess.run(
        [Path(sys.executable).with_name(name), *arguments],
        cwd=PROJECT_ROOT,
        env=os.environ | own,
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.fixture(scope="session", autouse=True)
def apart(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """Where dbt runs of this process write; the user's secret is out of reach."""
    folder = tmp_path_factory.mktemp("dbt")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("DBT_TARGET_PATH", str(folder / "target"))
        patch.setenv("DBT_LOG_PATH", str(folder / "logs"))
        patch.setenv("DO_NOT_TRACK", "1")
        patch.setenv("DBT_USE_COLORS", "0")
        patch.delenv("STRATA_SECRET_FILE", raising=False)
        yield folder


@pytest.fixture(scope="session")
def bank(tmp_path_factory: pytest.TempPathFactory) -> Home:
    """A demo bank, built by plain `dbt build` with all data and unit tests, and published.

    Made once: of several workers (pytest-xdist) the first makes it and the others wait.
    """
    place = tmp_path_factory.getbasetemp()
    if "PYTEST_XDIST_WORKER" in os.environ:
        place = place.parent
    home = Home(place / "bank")
    whole = place / "bank.whole"
    with FileLock(place / "bank.lock"):
        if not whole.exists():
            _make_bank(home)
            whole.touch()
    return home


def _make_bank(home: Home) -> None:
    shutil.rmtree(home.root, ignore_errors=True)
    home.root.mkdir()
    make_demo(home, customers=CUSTOMERS, months=MONTHS)
    report = land(home, quiet=True)
    assert report.is_clean, [one.reason for one in report.refused] + report.problems
    built = run_tool(home, "dbt", "build")
    if built.returncode:
        told = "\n".join(built.stdout.splitlines()[-TAIL:])
        pytest.fail(f"dbt build failed on the demo bank:\n{told}\n{built.stderr[-2000:]}")
    keep_first_version(home)
    publish(home, info_of_build(home))


@pytest.fixture(scope="session")
def manifest(bank: Home, apart: Path) -> Manifest:
    """The parsed project, for dbt runs of this process."""
    kept = "target/partial_parse.msgpack"
    (apart / kept).parent.mkdir(exist_ok=True)
    shutil.copy(bank.root / kept, apart / kept)
    return parse_project(bank)


@pytest.fixture(scope="session")
def published(bank: Home) -> Iterator[duckdb.DuckDBPyConnection]:
    """What readers open."""
    with duckdb.connect(str(bank.published), read_only=True) as connection:
        yield connection


@pytest.fixture(scope="session")
def built(bank: Home) -> Iterator[duckdb.DuckDBPyConnection]:
    """The build file."""
    with duckdb.connect(str(bank.warehouse), read_only=True) as connection:
        yield connection
