"""The bank the drills are run on: the state before today, today's deliveries, the reference."""

import hashlib
import json
import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import duckdb

from strata.checks.content import RUN_COLUMNS
from strata.checks.replay import batch_dates, differing_files
from strata.demo import make_demo
from strata.errors import Exit
from strata.home import PROJECT_ROOT, Home
from strata.landing.report import LANDED
from strata.run.log import events

PUBLISHED_SCHEMAS = ("marts", "quality", "staff")
# Say what changed between two publications, so they differ between one run and two.
HISTORY_TABLES = frozenset({"quality.ctl_restatement"})
CONTROLS, HISTORY_CONTROL = "quality.ctl_result", "R-28"
# Told by runs that publish nothing, too.
OPERATIONS = ("operations.html",)
HELD_BACK = 2
# A drill must not meet the user's own secrets.
FOREIGN = frozenset({"STRATA_SECRET_FILE", "STRATA_PROVIDER_KEY_FILE"})


@dataclass(frozen=True)
class Attempt:
    """One `strata` process: exit code (negative: the signal), where it stopped, what it said."""

    code: int
    seconds: float
    stage: str | None
    told: str
    is_traced: bool

    @property
    def message(self) -> str:
        """The first refusal and the sentence it ended with; else the first thing it noted."""
        lines = self.told.splitlines()
        refused = [one for one in lines if one.startswith("Refused: ")][:1]
        ended = [one.removeprefix("strata: ") for one in lines if one.startswith("strata: ")][-1:]
        noted = [one for one in lines if one.startswith(("Note: ", "Nothing new"))][:1]
        return " ".join([*refused, *ended] or noted)

    @property
    def caught_by(self) -> str:
        """What stopped the process: a stage, the lock, a kill, or nothing."""
        if self.code == Exit.OK:
            return "nothing"
        if self.code == Exit.ALREADY_RUNNING:
            return "lock"
        if self.code == -signal.SIGKILL:
            return f"killed in {self.stage or 'start'}"
        return self.stage or "start"


@dataclass(frozen=True)
class Running:
    """A started process, where what it says is kept, and when it began."""

    process: subprocess.Popen
    told: Path
    began: float

    @property
    def is_over(self) -> bool:
        """Whether it ended by itself."""
        return self.process.poll() is not None


class Bench:
    """A folder of homes: `bank` is worked in, `before` and `reference` are kept.

    The home in use always has the same path, so that dbt need not read the project anew.
    `today` names the batch dates that are held back from `before` and delivered by `deliver`.
    """

    def __init__(self, work: Path, command: Sequence[str] = ("run",)) -> None:
        self.work = work
        self.command = list(command)
        self.home = Home(work / "bank")
        self.before = Home(work / "before")
        self.reference = Home(work / "reference")
        self.today: list[date] = []
        self.reference_events: list[dict] = []
        self.reference_seconds = 0.0

    def prepare(self, customers: int, months: int) -> None:
        """Make the bank, build it up to the day before today, keep that, and run today once.

        Where that was done in this folder before, it is used again.
        """
        if not self._undisturbed.exists():
            self._make_before(customers, months)
            self.fresh()
            self.deliver()
            undisturbed = self.run()
            self._require(undisturbed, "the undisturbed run")
            told = {"seconds": undisturbed.seconds, "events": self.told_events()}
            self.home.root.rename(self.reference.root)
            self._undisturbed.write_text(json.dumps(told), encoding="utf-8")
        told = json.loads(self._undisturbed.read_text(encoding="utf-8"))
        self.reference_seconds, self.reference_events = told["seconds"], told["events"]
        self.today = batch_dates(self.work / "today")

    @property
    def _undisturbed(self) -> Path:
        return self.work / "undisturbed.json"

    def _make_before(self, customers: int, months: int) -> None:
        make_demo(self.home, customers=customers, months=months)
        self.today = batch_dates(self.home.inbox)[-HELD_BACK:]
        self.keep_today(self.home.inbox)
        for place in self._batches(self.home.inbox, self.today):
            shutil.rmtree(place)
        self._require(self.run(), "the state before today")
        self.home.root.rename(self.before.root)

    def keep_today(self, inbox: Path) -> None:
        """Keep a copy of today's batches aside, from where `deliver` takes them."""
        for place in self._batches(inbox, self.today):
            shutil.copytree(place, self.work / "today" / place.relative_to(inbox))

    @staticmethod
    def _require(attempt: Attempt, what: str) -> None:
        if attempt.code != Exit.OK:
            raise SystemExit(f"{what} failed ({attempt.code}): {attempt.message}\n{attempt.told}")

    @staticmethod
    def _batches(inbox: Path, days: Iterable[date]) -> list[Path]:
        wanted = {str(day) for day in days}
        return [place for place in inbox.glob("*/*/*") if place.name in wanted]

    def fresh(self, kept: Home | None = None) -> None:
        """Put a kept state into the home in use: the one before today, else `kept`."""
        shutil.rmtree(self.home.root, ignore_errors=True)
        subprocess.run(["cp", "-a", (kept or self.before).root, self.home.root], check=True)

    def deliver(self, *days: date, feed: str | None = None) -> None:
        """Drop batches of today's days (all, where none is named) into the inbox, as they were.

        What lies there in their place is replaced, extra files included.
        """
        kept = self.work / "today"
        for place in self._batches(kept, days or self.today):
            if feed is None or place.parent.name == feed:
                target = self.home.inbox / place.relative_to(kept)
                shutil.rmtree(target, ignore_errors=True)
                shutil.copytree(place, target)

    def batch(self, feed: str, day: date | None = None) -> Path:
        """The one file of a delivered batch, of the last day where none is named."""
        (found,) = self.home.inbox.glob(f"*/{feed}/{day or self.today[-1]}/*")
        return found

    def start(self, *arguments: str, prefix: Sequence[str] = ()) -> Running:
        """Start `strata run`, or the command in `arguments`, in a process group of its own."""
        own = {
            "STRATA_HOME": str(self.home.root),
            "DBT_TARGET_PATH": str(self.home.root / "target"),
            "DBT_LOG_PATH": str(self.home.root / "logs"),
            "DO_NOT_TRACK": "1",
            "GX_ANALYTICS_ENABLED": "false",
            "NO_COLOR": "1",
            "DBT_USE_COLORS": "0",
        }
        ours = {name: value for name, value in os.environ.items() if name not in FOREIGN}
        # Outside the home, whose disk may be full.
        told = self.work / "told" / f"{time.monotonic_ns()}.log"
        told.parent.mkdir(exist_ok=True)
        began = time.monotonic()
        with told.open("wb") as output:
            process = subprocess.Popen(
                [*prefix, sys.executable, "-m", "strata.cli", *(arguments or self.command)],
                cwd=PROJECT_ROOT,
                env=ours | own,
                stdout=output,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )
        return Running(process, told, began)

    def finish(self, running: Running) -> Attempt:
        """Wait for a started process and read how it ended."""
        try:
            code = running.process.wait()
        except BaseException:  # nobody else would end a group of its own
            os.killpg(running.process.pid, signal.SIGKILL)
            raise
        told = running.told.read_text(encoding="utf-8", errors="replace")
        return Attempt(
            code=code,
            seconds=time.monotonic() - running.began,
            stage=self.open_stage(),
            told=told,
            is_traced="Traceback (most recent call last)" in told,
        )

    def run(self, *arguments: str, prefix: Sequence[str] = ()) -> Attempt:
        """Run a command to its end."""
        return self.finish(self.start(*arguments, prefix=prefix))

    def kill(self, running: Running) -> Attempt:
        """SIGKILL to the whole process group, where it has not ended by itself."""
        if not running.is_over:
            os.killpg(running.process.pid, signal.SIGKILL)
        return self.finish(running)

    def told_events(self) -> list[dict]:
        """Events of the run that wrote its log last."""
        logs = (self.home.state / "runs").glob("*.jsonl")
        newest = max(logs, key=lambda one: one.stat().st_mtime_ns, default=None)
        return events(self.home, newest.stem) if newest else []

    def open_stage(self) -> str | None:
        """The stage that was begun last and not ended, from the run's log."""
        stage = None
        for event in self.told_events():
            if event["stage"] == "run":
                stage = None if event["event"] == "start" else stage
            elif event["event"] == "start":
                stage = event["stage"]
            elif event["event"] == "end":
                stage = None
        return stage

    def published_bytes(self) -> dict[str, str]:
        """SHA-256 of every published file by its name, kept versions left out."""
        folder = self.home.published.parent
        names = (path for path in sorted(folder.rglob("*")) if path.is_file())
        told = ((path.relative_to(folder).as_posix(), path) for path in names)
        return {
            name: hashlib.sha256(path.read_bytes()).hexdigest()
            for name, path in told
            if not name.startswith(("versions/", ".")) and name not in OPERATIONS
        }

    def differs_from(self, other: Home) -> dict[str, tuple[int, int]]:
        """Published tables whose rows differ from another home's, run columns aside."""
        pairs = [
            (self.home.published, other.published),
            (self.home.published_staff, other.published_staff),
        ]
        differing: dict[str, tuple[int, int]] = {}
        for ours, theirs in pairs:
            if ours.exists() != theirs.exists():
                differing[ours.name] = (int(ours.exists()), int(theirs.exists()))
            elif ours.exists():
                try:
                    differing |= differing_files(ours, theirs, PUBLISHED_SCHEMAS)
                except duckdb.Error:
                    differing[f"{ours.name}, which cannot be read,"] = (0, 1)
        if CONTROLS in differing and self._has_same_controls(other):
            del differing[CONTROLS]
        return {name: rows for name, rows in differing.items() if name not in HISTORY_TABLES}

    def _has_same_controls(self, other: Home) -> bool:
        """Whether only the control that counts what was restated since differs."""
        told = []
        for home in (self.home, other):
            with duckdb.connect(str(home.published), read_only=True) as connection:
                rows = connection.execute(
                    f"select columns(name -> name not in {RUN_COLUMNS}) from {CONTROLS} "
                    "where control_id <> ? order by all",
                    [HISTORY_CONTROL],
                ).fetchall()
            told.append(rows)
        return told[0] == told[1]

    def losses(self, delivered: dict[str, str]) -> list[str]:
        """What of the delivered was lost; empty where every record is accounted for.

        `delivered` is `inbox_bytes` before the run. The inbox must be as it was; every batch must
        be landed or refused with a reason; the landed Parquet must hold what the report says, and
        with the unreadable lines that is what was received.
        """
        found = [] if self.inbox_bytes() == delivered else ["the inbox was changed"]
        batches = {
            (feed, str(day)): rest
            for feed, day, *rest in duckdb.execute(
                "select feed, batch_date, status, received, landed, unreadable, reason "
                f"from read_parquet('{self.home.batches}')"
            ).fetchall()
        }
        wanted = {tuple(name.split("/")[1:3]) for name in delivered if name.count("/") > 2}
        found += [f"{feed} {day} is told nowhere" for feed, day in sorted(wanted - {*batches})]
        landed_rows, aside_rows = self._landed_rows(), self._aside_rows()
        for key, (status, received, landed, unreadable, reason) in batches.items():
            if status != LANDED:
                found += [] if reason else [f"{' '.join(key)} was refused without a reason"]
                continue
            counted = landed_rows.get(key, 0), aside_rows.get(key, 0)
            if counted != (landed, unreadable) or received != landed + unreadable:
                found.append(
                    f"{' '.join(key)}: {received} received, {counted[0]} landed, {counted[1]} aside"
                )
        return found

    def _landed_rows(self) -> dict[tuple[str, str], int]:
        return self._counted(
            "select split_part(file_name, '/', -3), split_part(file_name, '/', -2), sum(num_rows) "
            "from parquet_file_metadata($files) group by all",
            "*/batch_date=*/*.parquet",
        )

    def _aside_rows(self) -> dict[tuple[str, str], int]:
        """Unreadable lines; a trailer lies beside them and is no record."""
        return self._counted(
            "select split_part(filename, '/', -3), split_part(filename, '/', -2), count(*) "
            "from read_parquet($files, filename = true, hive_partitioning = false) "
            "where reason <> 'trailer' group by all",
            "_unreadable/*/batch_date=*/*.parquet",
        )

    def _counted(self, sql: str, pattern: str) -> dict[tuple[str, str], int]:
        files = [str(path) for path in self.home.landing.glob(pattern)]
        rows = duckdb.execute(sql, {"files": files}).fetchall() if files else []
        return {(feed, day.removeprefix("batch_date=")): int(count) for feed, day, count in rows}

    def inbox_bytes(self) -> dict[str, str]:
        """SHA-256 of every delivered file by its path under the inbox."""
        return {
            path.relative_to(self.home.inbox).as_posix(): hashlib.sha256(
                path.read_bytes()
            ).hexdigest()
            for path in sorted(self.home.inbox.rglob("*"))
            if path.is_file()
        }
