"""Run one layer's gate: measure, judge, keep what was found."""

import time
from datetime import date

from strata.errors import Exit, StrataError
from strata.gates.history import keep
from strata.gates.model import LAYERS, GateReport, Layer
from strata.home import Home


def run_gate(home: Home, layer: Layer, run_id: str, as_of_date: date) -> GateReport:
    """Run the gate of a layer and keep its results; whether to stop is the caller's to decide.

    Raises StrataError where the layer is unknown or there is nothing to judge yet.
    """
    started = time.perf_counter()
    results = _runner(home, layer)(home, as_of_date)
    report = GateReport(layer, results, round(time.perf_counter() - started, 3))
    keep(home, report, run_id, as_of_date)
    return report


def _runner(home: Home, layer: str):  # noqa: ANN202
    from strata.gates.landing import run_landing_gate  # noqa: PLC0415
    from strata.gates.marts import run_marts_gate  # noqa: PLC0415
    from strata.gates.staging import run_staging_gate  # noqa: PLC0415

    runners = {
        "landing": (run_landing_gate, home.batches, "strata land"),
        "staging": (run_staging_gate, home.warehouse, "strata build"),
        "marts": (run_marts_gate, home.warehouse, "strata build"),
    }
    if layer not in runners:
        raise StrataError(f"There is no gate `{layer}`: choose one of {', '.join(LAYERS)}.")
    runner, needed, command = runners[layer]
    if not needed.exists():
        raise StrataError(
            f"The {layer} gate has nothing to judge, {needed} is not there: run `{command}` first.",
            Exit.USAGE,
        )
    return runner


def report_lines(report: GateReport) -> list[str]:
    """The report for a person: what failed, then one line of counts."""
    lines = [f"CRITICAL  {one.sentence}" for one in report.failed]
    lines += [f"warning   {one.sentence}" for one in report.warned]
    checks = len({(one.check_id, one.severity, one.expected) for one in report.results})
    lines.append(
        f"{report.layer} gate: {checks} checks, {len(report.failed)} critical, "
        f"{len(report.warned)} warnings, {report.seconds:.1f} s."
    )
    return lines
