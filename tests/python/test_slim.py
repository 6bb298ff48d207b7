"""Slim CI: a change is built with what reads it, beside the build file and out of it."""

import hashlib
import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import duckdb
import pytest
import yaml

from strata.home import PROJECT_ROOT, Home

FOLDERS = ("models", "macros", "seeds", "analyses", "tests")
FILES = ("dbt_project.yml", "profiles.yml", "selectors.yml")
CHANGED = "models/quality/controls/int_control_values.sql"


def digest(path):
    return hashlib.sha256(path.read_bytes()).hexdigest()


@pytest.fixture(scope="module")
def home(bank, tmp_path_factory):
    """A copy of the bank that holds what dbt reads, and the manifest of its build."""
    home = Home(tmp_path_factory.mktemp("slim") / "home")
    shutil.copytree(
        bank.root, home.root, ignore=shutil.ignore_patterns("inbox", "published", "target", "logs")
    )
    # What `strata run` and `strata build` keep at their end.
    (home.state / "dbt").mkdir(exist_ok=True)
    shutil.copy(bank.root / "target" / "manifest.json", home.state / "dbt")
    return home


@pytest.fixture(scope="module")
def project(home):
    """A copy of the project, to be changed."""
    root = home.root.with_name("project")
    for folder in FOLDERS:
        shutil.copytree(
            PROJECT_ROOT / folder, root / folder, ignore=shutil.ignore_patterns("python")
        )
    for file in FILES:
        shutil.copy(PROJECT_ROOT / file, root)
    return root


def slim(home, project):
    """What `make slim` runs, in a copy of the project: the result, and what it built by status."""
    recipe = (PROJECT_ROOT / "Makefile").read_text(encoding="utf-8").split("\nslim:")[1]
    command = recipe.split("$(BIN)/dbt ")[1].split("\n\n")[0].replace("\\\n", " ")
    own = {
        "STRATA_HOME": str(home.root),
        "DBT_TARGET_PATH": str(home.root / "target"),
        "DBT_LOG_PATH": str(home.root / "logs"),
    }
    dbt = Path(sys.executable).with_name("dbt")
    run = subprocess.run(
        f"{dbt} {command.replace('$(STRATA_HOME)', str(home.root))}",
        shell=True,
        cwd=project,
        env=os.environ | own,
        capture_output=True,
        text=True,
        check=False,
    )
    results = json.loads((home.root / "target" / "run_results.json").read_text())["results"]
    return run, {
        one["unique_id"]: one["status"]
        for one in results
        if not one["unique_id"].startswith(("exposure.", "operation."))
    }


def test_a_change_is_built_with_what_reads_it_and_nothing_else(home, project):
    before = digest(home.warehouse)
    model = project / CHANGED
    sql = model.read_text(encoding="utf-8")
    model.write_text(f"{sql}\n-- One more row.\nunion all\nselect 'KT-X', 'KT', 1, 1, 0\n")
    run, built = slim(home, project)
    model.write_text(sql, encoding="utf-8")
    assert run.returncode == 0, run.stdout[-3000:]
    assert set(built.values()) <= {"success", "pass"}, built
    assert {name for name in built if name.startswith(("model.", "seed."))} == {
        "model.strata.int_control_values",
        "model.strata.ctl_result",
    }
    assert digest(home.warehouse) == before
    kept = home.warehouse.with_name("ci.duckdb")
    with duckdb.connect(str(kept), read_only=True) as connection:
        tables = connection.sql(
            "select schema_name || '.' || table_name from duckdb_tables() "
            "where schema_name <> 'raw' order by all"
        ).fetchall()
        assert tables == [("intermediate.int_control_values",), ("quality.ctl_result",)]
        assert connection.sql(
            "select count(*) from intermediate.int_control_values where control_id = 'KT-X'"
        ).fetchall() == [(1,)]


def test_no_change_is_nothing_to_do_and_no_failure(home, project):
    run, _ = slim(home, project)
    assert run.returncode == 0, run.stdout[-3000:]
    assert "Nothing to do" in run.stdout


def test_the_target_reads_the_build_file_under_its_own_name():
    target = yaml.safe_load((PROJECT_ROOT / "profiles.yml").read_text())["strata"]["outputs"]["ci"]
    assert [(one["alias"], one["read_only"]) for one in target["attach"]] == [("strata", True)]
