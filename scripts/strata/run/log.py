"""The log of runs: one file a run under `state/runs/`, one JSON object a line.

A run that was killed is told by its log: the last attempt has no `end`. What stands in the log are
counts, names of tables and checks, and sentences; never a row's values.
"""

import json
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager

from strata.home import Home
from strata.moment import now

RUN = "run"


class RunLog:
    """Appends events of one run; every event is on its way to disk when `write` returns."""

    def __init__(self, home: Home, run_id: str) -> None:
        self.run_id = run_id
        self._path = home.state / "runs" / f"{run_id}.jsonl"
        self._lock = threading.Lock()

    def write(self, stage: str, event: str, **detail: object) -> None:
        """Append one event: when, which run, stage, what happened, and what goes with it."""
        line = {"at": f"{now():%Y-%m-%dT%H:%M:%SZ}", "run_id": self.run_id}
        line |= {"stage": stage, "event": event, **detail}
        with self._lock:
            self._path.parent.mkdir(parents=True, exist_ok=True)
            # A killed run may have left half a line.
            with self._path.open("a+b") as file:
                if file.tell() and not self._ends_whole():
                    file.write(b"\n")
                file.write(json.dumps(line, ensure_ascii=False, default=str).encode() + b"\n")

    def _ends_whole(self) -> bool:
        with self._path.open("rb") as file:
            file.seek(-1, 2)
            return file.read(1) == b"\n"

    @contextmanager
    def stage(self, name: str) -> Iterator[dict]:
        """Write `start` and, where the stage went well, `end` with its seconds and what it tells.

        The stage puts what it wants told into the dict it is given.
        """
        self.write(name, "start")
        told: dict = {}
        began = time.perf_counter()
        yield told
        self.write(name, "end", seconds=round(time.perf_counter() - began, 2), **told)


def events(home: Home, run_id: str) -> list[dict]:
    """Every whole line of a run's log, in order."""
    path = home.state / "runs" / f"{run_id}.jsonl"
    found = []
    for line in path.read_text(encoding="utf-8").splitlines() if path.exists() else []:
        try:
            found.append(json.loads(line))
        except ValueError:
            continue
    return found


def run_ids(home: Home) -> list[str]:
    """Runs that left a log, oldest first."""
    return sorted(path.stem for path in (home.state / "runs").glob("*.jsonl"))


def last_attempt(told: list[dict]) -> list[dict]:
    """Events since the run last took up work on its present inputs."""
    starts = [n for n, one in enumerate(told) if one["event"] == "inputs"]
    if not starts:
        return []
    key = told[starts[-1]]["key"]
    first = starts[-1]
    for place in reversed(starts):
        if told[place]["key"] != key:
            break
        first = place
    return told[first:]


def outcome(told: list[dict]) -> int | None:
    """Exit code of the last attempt; None where it was killed or is under way."""
    code = None
    for one in told:
        if one["stage"] == RUN:
            code = one.get("code") if one["event"] == "end" else None
    return code
