"""`make drill`: run the drills one after the other and print what came of each."""

import argparse
import os
import shutil
import tempfile
import time
from pathlib import Path

from strata.checks.drill.bench import FOREIGN, Bench
from strata.checks.drill.judge import Drill, sentence, table
from strata.checks.drill.plan import planned, rows_of


def main() -> int:
    """Run the drills; 1 where one did not go as it had to."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--list", action="store_true", help="name the drills and run none")
    parser.add_argument("--only", action="append", default=[], help="a name or pattern; repeatable")
    parser.add_argument("--report", type=Path, help="file for the table, Markdown")
    parser.add_argument("--moments", type=int, default=20, help="random moments for SIGKILL")
    parser.add_argument("--seed", type=int, default=5, help="of the random moments")
    parser.add_argument("--customers", type=int, default=250, help="people of the demo bank")
    parser.add_argument("--months", type=int, default=15, help="months of its history")
    parser.add_argument("--work", type=Path, help="folder to work in, kept; a prepared one is used")
    arguments = parser.parse_args()
    drills = planned(arguments.only, arguments.moments, arguments.seed)
    if arguments.list:
        for drill in drills:
            print(f"{drill.name:<24} {drill.ends:<10} {drill.fault}")
        return 0
    for name in FOREIGN:
        os.environ.pop(name, None)
    work = arguments.work or Path(tempfile.mkdtemp(prefix="strata-drill-"))
    try:
        return _run(Bench(work), drills, arguments)
    finally:
        if arguments.work is None:
            shutil.rmtree(work, ignore_errors=True)


def _run(bench: Bench, drills: list[Drill], arguments: argparse.Namespace) -> int:
    began = time.monotonic()
    print("Making the bank, the state before today and the undisturbed run.", flush=True)
    bench.prepare(arguments.customers, arguments.months)
    print(f"The undisturbed run took {bench.reference_seconds:.0f} s.", flush=True)
    rows = []
    for row in rows_of(bench, drills):
        rows.append(row)
        print(sentence(row), flush=True)
        if arguments.report:
            arguments.report.write_text(table(rows), encoding="utf-8")
    wrong = sum(bool(row.failures) for row in rows)
    left_out = sum(not row.is_drilled for row in rows)
    print(f"\n{table(rows)}")
    print(
        f"{len(rows)} drills in {(time.monotonic() - began) / 60:.0f} minutes: {wrong} did not go "
        f"as they had to, {left_out} could not be drilled on this machine."
    )
    return 1 if wrong else 0


if __name__ == "__main__":
    raise SystemExit(main())
