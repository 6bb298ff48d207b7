"""Steps of a run that every way to run takes: `strata run`, `strata build`, Dagster."""

import os
from datetime import date
from pathlib import Path

from strata import erasure, secret
from strata.gates.model import GateReport, GateResult, Layer
from strata.gates.released import without_released
from strata.home import PROJECT_ROOT, Home
from strata.landing.model_state import keep_first_version, keep_published_days, version_in_use
from strata.moment import now
from strata.publication import publish, recover
from strata.run.info import RunInfo, code_version


def recover_home(home: Home) -> list[str]:
    """Complete or drop what a killed command left half done; a sentence on each publication."""
    secret.recover(home)
    erasure.recover(home)
    return recover(home)


def manifest_path() -> Path:
    """Where dbt left what it read of the project."""
    return PROJECT_ROOT / os.environ.get("DBT_TARGET_PATH", "target") / "manifest.json"


def judge(
    home: Home, layer: Layer, run_id: str, day: date
) -> tuple[GateReport, list[GateResult]]:
    """Run the gate of a layer: its report, and the critical results nobody released."""
    # Great Expectations is slow to load; a build without gates needs none.
    from strata.gates import run_gate  # noqa: PLC0415

    report = run_gate(home, layer, run_id, day)
    return report, without_released(home, report.failed, day)


def publish_build(home: Home, run_id: str, as_of: date) -> tuple[dict[str, int], str | None]:
    """Publish what the last build made; rows by table, and a sentence on a first model version.

    Raises StrataError (GATE_FAILED) where what readers would get may not be shown.
    """
    first = keep_first_version(home)
    version = version_in_use(home, as_of)
    rows = publish(home, RunInfo(run_id, now(), as_of, code_version(), version)).rows
    keep_published_days(home)
    return rows, first
