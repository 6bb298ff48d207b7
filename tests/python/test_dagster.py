"""The Dagster code location: it loads, runs a day, and what fails keeps readers on what they had.

Needs the optional group: `make dagster-check`.
"""

import json
import shutil
import subprocess
import sys
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta

import pytest
from conftest import run_tool
from dbt.contracts.graph.manifest import Manifest

from strata.build import failure_sentence, run_dbt
from strata.errors import Exit
from strata.home import PROJECT_ROOT, Home
from strata.run.inputs import clock_days
from strata.run.log import events, outcome, run_ids

dg = pytest.importorskip("dagster")
pytest.importorskip("dagster_dbt")

BALANCES = dg.AssetKey(["staging", "stg_core__balances"])
CUSTOMER_MONTH = dg.AssetKey(["marts", "fct_customer_month"])
GATES = {
    f"gate_{layer}_{severity}"
    for layer in ("landing", "staging", "marts")
    for severity in ("critical", "warning")
}
ENDS = [dg.AssetKey("landed"), dg.AssetKey("published")]


@pytest.fixture(scope="module")
def home(bank: Home, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Home]:
    """A copy of the bank that these tests may write in, and Dagster with nowhere to tell of it."""
    copy = Home(tmp_path_factory.mktemp("dagster") / "home")
    left_out = shutil.ignore_patterns("target", "logs", "truth")
    shutil.copytree(bank.root, copy.root, ignore=left_out, symlinks=True)
    instance = copy.root.with_name("instance")
    instance.mkdir()
    shutil.copy(PROJECT_ROOT / "scripts/strata/orchestration/dagster.yaml", instance)
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("STRATA_HOME", str(copy.root))
        patch.setenv("DAGSTER_HOME", str(instance))
        patch.setenv("DAGSTER_DISABLE_TELEMETRY", "yes")
        patch.setenv("DBT_TARGET_PATH", str(copy.root / "target"))
        patch.delenv("STRATA_PARTITION_START", raising=False)
        yield copy


@pytest.fixture(scope="module")
def definitions(home: Home) -> "dg.Definitions":
    from strata.orchestration.definitions import defs

    return defs


def _run(definitions: "dg.Definitions", day: date, assets: list) -> "dg.ExecuteInProcessResult":
    job = definitions.resolve_implicit_global_asset_job_def()
    with dg.DagsterInstance.ephemeral() as instance:
        return job.execute_in_process(
            asset_selection=assets,
            partition_key=str(day),
            raise_on_error=False,
            instance=instance,
        )


def _published(home: Home) -> tuple[int, bytes]:
    return home.published.stat().st_ino, (home.published.parent / "manifest.json").read_bytes()


def _last_run(home: Home) -> list[dict]:
    return events(home, run_ids(home)[-1])


def _nodes(home: Home, manifest: Manifest, *chosen: str) -> list[str]:
    silent = ["--quiet", "--log-level", "none"]
    built = ["--exclude-resource-type", "source", "exposure"]
    listed = run_dbt(home, [*silent, "ls", *built, *chosen], manifest)
    assert listed.success, failure_sentence(listed)
    return listed.result


def test_definitions_are_valid(home: Home) -> None:
    told = run_tool(home, "dagster", "definitions", "validate")
    assert told.returncode == 0, told.stderr[-2000:]


def test_every_node_is_built_in_one_half(home: Home, manifest: Manifest) -> None:
    from strata.orchestration.definitions import HALVES

    halves = [
        _nodes(home, manifest, *(word for key, what in half.items() for word in (f"--{key}", what)))
        for half in HALVES.values()
    ]
    assert sorted([*halves[0], *halves[1]]) == sorted(_nodes(home, manifest))


def test_every_model_is_an_asset_and_tests_are_its_checks(
    definitions: "dg.Definitions", manifest: Manifest
) -> None:
    graph = definitions.resolve_asset_graph()
    made = [one for one in manifest.nodes.values() if one.resource_type in ("model", "seed")]
    keys = {key.path[-1] for key in graph.get_all_asset_keys()}
    assert keys == {one.name for one in made} | {"landed", "published", "pages"}
    checks = {key.name for key in graph.asset_check_keys}
    tests = [one for one in manifest.nodes.values() if one.resource_type == "test"]
    generic = {one.name for one in tests if getattr(one, "attached_node", None)}
    assert generic and generic < checks
    assert checks > GATES


def test_the_schedule_asks_for_the_day_that_is_over(definitions: "dg.Definitions") -> None:
    schedule = definitions.resolve_schedule_def("daily_schedule")
    morning = datetime(2024, 12, 25, 6, tzinfo=UTC)
    context = dg.build_schedule_context(
        scheduled_execution_time=morning, repository_def=definitions.get_repository_def()
    )
    (asked,) = schedule.evaluate_tick(context).run_requests
    assert asked.partition_key == "2024-12-24"


def test_a_day_is_landed_built_judged_and_published(
    home: Home, definitions: "dg.Definitions"
) -> None:
    before = _published(home)
    day = clock_days(home)[-1]
    ran = _run(definitions, day, [*ENDS, dg.AssetKey("pages"), BALANCES, CUSTOMER_MONTH])
    failed = [one.check_name for one in ran.get_asset_check_evaluations() if not one.passed]
    assert ran.success, failed
    judged = {one.check_name for one in ran.get_asset_check_evaluations()}
    assert judged >= GATES, "every gate is an asset check"
    assert judged - GATES, "dbt's tests are asset checks"
    assert _published(home) != before
    told = _last_run(home)
    assert outcome(told) == Exit.OK
    manifest = json.loads(_published(home)[1])
    assert (manifest["run_id"], manifest["as_of_date"]) == (told[0]["run_id"], str(day))


def test_a_gate_that_fails_keeps_readers_on_what_they_had(
    home: Home, definitions: "dg.Definitions"
) -> None:
    before = _published(home)
    nothing_came = clock_days(home)[-1] + timedelta(days=5)
    ran = _run(definitions, nothing_came, ENDS)
    assert not ran.success
    failed = {one.check_name for one in ran.get_asset_check_evaluations() if not one.passed}
    assert "gate_landing_critical" in failed
    assert _published(home) == before
    assert outcome(_last_run(home)) == Exit.GATE_FAILED


def test_a_refused_batch_keeps_readers_on_what_they_had(
    home: Home, definitions: "dg.Definitions"
) -> None:
    before = _published(home)
    day = clock_days(home)[-1]
    (delivered,) = (home.inbox / "core" / "core_balance_daily" / str(day)).iterdir()
    whole = delivered.read_bytes()
    delivered.write_bytes(whole[: len(whole) // 2])
    try:
        ran = _run(definitions, day, ENDS)
    finally:
        delivered.write_bytes(whole)
    (failure,) = [one for one in ran.all_events if one.event_type_value == "STEP_FAILURE"]
    assert "were refused" in failure.step_failure_data.error_display_string
    assert _published(home) == before
    assert outcome(_last_run(home)) == Exit.DATA_REFUSED


def test_a_home_at_work_is_left_alone(home: Home, definitions: "dg.Definitions") -> None:
    before = run_ids(home), _published(home)
    holder = "from strata.lock import hold; from strata.home import Home\n"
    holder += "with hold(Home.from_env()): print('held', flush=True); input()"
    with subprocess.Popen(
        [sys.executable, "-c", holder], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as other:
        assert other.stdout.readline() == "held\n"
        ran = _run(definitions, clock_days(home)[-1], ENDS)
        other.communicate("\n")
    assert not ran.success
    assert (run_ids(home), _published(home)) == before
