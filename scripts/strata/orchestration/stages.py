"""What the assets call: one function a stage, each a call into the package that does it."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Literal

from strata.errors import Exit, StrataError
from strata.home import Home
from strata.run.info import RunInfo, code_version, now
from strata.run.inputs import as_of_date

if TYPE_CHECKING:
    from strata.gates import GateReport

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


def judge(home: Home, layer: Layer, run_id: str, day: date) -> GateReport:
    """Run the gate of a layer: one result a check, none of them raised."""
    from strata.gates import run_gate  # noqa: PLC0415

    return run_gate(home, layer, run_id, day)


def publish_day(home: Home, run_id: str, day: date) -> dict[str, int]:
    """Keep a first model version, then publish; rows per published table.

    Raises StrataError (GATE_FAILED) where what readers would get may not be shown.
    """
    from strata.landing.model_state import keep_first_version, version_in_use  # noqa: PLC0415
    from strata.publication import publish  # noqa: PLC0415

    keep_first_version(home)
    as_of = as_of_date(home, day)
    info = RunInfo(run_id, now(), as_of, code_version(), version_in_use(home, as_of))
    return publish(home, info).rows


def write_pages(home: Home) -> list[str]:
    """Write the pages from the published files; names of those written."""
    from strata.pages import make_page, make_staff_pages  # noqa: PLC0415

    return [page.name for page in (make_page(home), make_staff_pages(home)) if page]


def first_batch_day(home: Home) -> date | None:
    """Batch date of the first balances there are, delivered or landed."""
    found = [
        *(home.inbox / "core" / "core_balance_daily").glob("????-??-??"),
        *(home.landing / "core_balance_daily").glob("batch_date=????-??-??"),
    ]
    return min((date.fromisoformat(path.name[-10:]) for path in found), default=None)
