"""What the assets call: one function a stage, each a call into the package that does it."""

from __future__ import annotations

import os
from datetime import date
from typing import TYPE_CHECKING, Literal

from strata.errors import Exit, StrataError
from strata.home import PROJECT_ROOT, Home
from strata.moment import now
from strata.run.info import RunInfo, code_version
from strata.run.inputs import as_of_date

if TYPE_CHECKING:
    from strata.gates import GateReport, GateResult

Layer = Literal["landing", "staging", "marts"]


def land_until(home: Home, day: date) -> dict[str, int]:
    """Land what the inbox holds up to a day; batches by what became of them.

    Raises StrataError (DATA_REFUSED) where a batch was refused, with every refusal in its sentence.
    """
    from strata.landing import land  # noqa: PLC0415

    report = land(home, until=day, quiet=True)
    if report.refused:
        told = "; ".join(f"{one.name}: {one.reason}" for one in report.refused)
        raise StrataError(
            f"{len(report.refused)} batch(es) were refused, so nothing was built and the published "
            f"file stays as it was: {told}; correct them, or release them with `strata accept`.",
            Exit.DATA_REFUSED,
        )
    done = {"landed": report.landed, "replaced": report.replaced, "problems": report.problems}
    return {what: len(found) for what, found in done.items()} | {"unchanged": report.unchanged}


def recover_home(home: Home) -> list[str]:
    """Complete or drop what a killed command left half done; a sentence on each publication."""
    from strata import erasure, secret  # noqa: PLC0415
    from strata.publication import recover, verify  # noqa: PLC0415

    secret.recover(home)
    erasure.recover(home)
    return [*recover(home), *verify(home)]


def note_credit_reads(home: Home, run_id: str) -> None:
    """Log that the models read credit data, before they do."""
    from strata.credit_reads import log_credit_reads  # noqa: PLC0415

    target = PROJECT_ROOT / os.environ.get("DBT_TARGET_PATH", "target")
    log_credit_reads(home, run_id, "dagster", target / "manifest.json")


def judge(
    home: Home, layer: Layer, run_id: str, day: date
) -> tuple[GateReport, list[GateResult]]:
    """Run the gate of a layer: its report, and the critical results nobody released."""
    from strata.gates import run_gate  # noqa: PLC0415
    from strata.gates.released import without_released  # noqa: PLC0415

    report = run_gate(home, layer, run_id, day)
    return report, without_released(home, report.failed, day)


def publish_day(home: Home, run_id: str, day: date) -> dict[str, int]:
    """Keep a first model version, then publish; rows per published table.

    Raises StrataError (GATE_FAILED) where what readers would get may not be shown.
    """
    from strata.landing import model_state  # noqa: PLC0415
    from strata.publication import publish  # noqa: PLC0415

    model_state.keep_first_version(home)
    as_of = as_of_date(home, day)
    model_version = model_state.version_in_use(home, as_of)
    info = RunInfo(run_id, now(), as_of, code_version(), model_version)
    rows = publish(home, info).rows
    model_state.keep_published_days(home)
    return rows


def write_pages(home: Home) -> list[str]:
    """Write the pages from the published files; names of those written."""
    from strata.pages import make_pages  # noqa: PLC0415

    return [page.name for page in make_pages(home)]


def first_batch_day(home: Home) -> date | None:
    """Batch date of the first balances there are, delivered or landed."""
    found = [
        *(home.inbox / "core" / "core_balance_daily").glob("????-??-??"),
        *(home.landing / "core_balance_daily").glob("batch_date=????-??-??"),
    ]
    return min((date.fromisoformat(path.name[-10:]) for path in found), default=None)
