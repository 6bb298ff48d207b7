"""One run over the inbox: what is new is landed, what does not fit is refused, the rest stays."""

import hashlib
import os
import sys
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from datetime import date, datetime, timedelta
from pathlib import Path

import duckdb
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

from strata import access
from strata.contract import Feed, load_contract
from strata.errors import Exit, StrataError
from strata.home import Home
from strata.landing.accepted import read_accepted
from strata.landing.batch import Job, Lander, measure, sum_is_known
from strata.landing.control import ControlRow, is_announced, judge, load_controls
from strata.landing.engine import open_engine
from strata.landing.erased import NOTHING_ERASED, erased_by_batch
from strata.landing.plan import Plan, plan_batch
from strata.landing.report import REFUSED, BatchReport, LandReport, Refused
from strata.landing.scan import (
    InboxBatch,
    describe_files,
    fingerprint,
    hidden_deliveries,
    parse_day,
    scan_inbox,
)
from strata.landing.state import make_empty_state
from strata.landing.store import Store, read_bank, write_atomically
from strata.landing.write import UNREADABLE, write_batches, write_empty_feed, write_table
from strata.lock import hold
from strata.moment import now

CONTROL_FEED = "ctl_batch"
MEMORY_MB = 4096
# Part of every batch's shape: raise it when the way values are read changes.
LANDING_VERSION = 2
_SHOWN = 5
_GROUP_BYTES, _GROUP_BATCHES = 16 << 20, 64


def land(home: Home, *, until: date | None = None, quiet: bool = False) -> LandReport:
    """Land every new or changed batch of the inbox, up to batch date `until` where it is given.

    Returns what was done; refused batches and stray files are in the report, not raised. Raises
    `StrataError` (ALREADY_RUNNING) where another command is at work in the home.
    """
    store = Store(home.landing)
    with hold(home):
        store.recover()
        try:
            report = _Run(home, store, until, quiet).run()
            access.apply(home)
            return report
        except (duckdb.OutOfMemoryException, OSError, duckdb.IOException) as error:
            raise StrataError(
                f"the landing broke off ({str(error).splitlines()[0]}); what was landed stays, "
                "and the next run goes on from there.",
                Exit.CODE_ERROR,
            ) from error


class _Run:
    def __init__(self, home: Home, store: Store, until: date | None, quiet: bool) -> None:
        self._home = home
        self._store = store
        self._until = until
        self._quiet = quiet
        self._contract = load_contract()
        self._landed = store.landed()
        self._refused = store.refused()
        self._accepted = read_accepted(home)
        self._erased = erased_by_batch(home)
        self._report = LandReport()
        self._clock = _Clock()
        self._engines = _Engines(store.root / "_tmp" / "spill")

    def run(self) -> LandReport:
        self._write_fixed()
        batches, problems = scan_inbox(self._home.inbox, self._contract, self._until)
        self._report.problems += problems
        self._note_hidden()
        controls = [batch for batch in batches if batch.feed.name == CONTROL_FEED]
        others = [batch for batch in batches if batch.feed.name != CONTROL_FEED]
        if not batches and not self._landed:
            self._report.notices.append(
                "the inbox is empty: put extracts under inbox/<system>/<feed>/<YYYY-MM-DD>/ or "
                "make a bank with `strata demo`."
            )
        with self._progress(len(batches)) as advance, _pool() as pool:
            self._land_all(controls, {}, pool, advance)
            announced = load_controls(self._store)
            self._land_all(others, announced, pool, advance)
        self._note_undelivered(announced)
        self._note_damaged()
        self._note_returning()
        write_batches(self._home.batches, self._all_reports())
        self._store.tidy()
        self._report.in_order()
        return self._report

    def _write_fixed(self) -> None:
        root = self._store.root
        # Plain `dbt build` opens its file there and cannot make the folder.
        self._home.warehouse.parent.mkdir(parents=True, exist_ok=True)
        content, problem = read_bank(self._home.inbox)
        self._report.problems += [problem] if problem else []
        write_atomically(root / "_bank.json", content)
        make_empty_state(self._home)
        for feed in self._contract.values():
            write_empty_feed(root / feed.name / "empty.parquet", feed)
        write_table(root / "_unreadable" / "empty.parquet", UNREADABLE.empty_table())

    def _all_reports(self) -> list[BatchReport]:
        """One report per feed × batch: what is landed, and what is refused and never was."""
        reports = dict(self._refused)
        for key, report in self._landed.items():
            if key in self._refused:
                later = f"a later delivery was refused: {self._refused[key].reason}"
                report.reason = "; ".join(filter(None, [report.reason, later]))
            reports[key] = report
        return list(reports.values())

    def _land_all(
        self,
        batches: list[InboxBatch],
        controls: dict[tuple[str, date], ControlRow],
        pool: ThreadPoolExecutor,
        advance: Callable[[], None],
    ) -> None:
        pending = []
        for batch, report in zip(batches, pool.map(self._describe, batches), strict=True):
            if report is None:
                advance()
            elif self._is_landed(batch, report):
                self._keep(batch, controls.get(batch.key))
                advance()
            else:
                pending.append((batch, report))
        jobs = self._without_losses(pool.map(self._plan, pending), controls)
        for _ in range(len(pending) - len(jobs)):
            advance()

        def done(job: Job, refusal: Refused | None) -> None:
            self._note(job, refusal)
            advance()

        def work(group: list[Job]) -> None:
            Lander(self._engines.get(), self._store).land(group, done)

        list(pool.map(work, grouped(jobs)))

    def _describe(self, batch: InboxBatch) -> BatchReport | None:
        try:
            files = describe_files(batch, self._landed.get(batch.key))
        except OSError as error:
            sentence = f"a file of the batch cannot be opened ({error.strerror})"
            self._refuse(BatchReport(*batch.key, ""), Refused("UNREADABLE_FILE", sentence))
            return None
        erased = self._erased.get(batch.key, NOTHING_ERASED)
        return BatchReport(
            batch.feed.name,
            batch.batch_date,
            fingerprint(files),
            files=files,
            file_count=len(files),
            shape=shape(batch.feed),
            erased=erased.rows,
            erased_sum=erased.total,
        )

    def _is_landed(self, batch: InboxBatch, report: BatchReport) -> bool:
        known = self._landed.get(batch.key)
        return known is not None and (known.fingerprint, known.shape) == (
            report.fingerprint,
            report.shape,
        )

    def _keep(self, batch: InboxBatch, control: ControlRow | None) -> None:
        """Leave a landed batch as it is; judge it again where its control row came or changed."""
        known = self._landed[batch.key]
        self._report.unchanged += 1
        if self._refused.pop(batch.key, None):
            self._store.refusal_path(*batch.key).unlink(missing_ok=True)
        accepted = self._accepted.get((*batch.key, known.fingerprint))
        is_released_now = known.control_status == "MISMATCH" and accepted is not None
        if control is not None and (is_released_now or not is_announced(known, control)):
            self._judge_again(batch, known, control, accepted)
        if known.control_status == "MISMATCH":
            self._report.notices.append(
                f"{known.name} is landed, but its control row came or changed later: "
                f"{known.reason}."
            )

    def _judge_again(
        self, batch: InboxBatch, known: BatchReport, control: ControlRow, accepted: str | None
    ) -> None:
        engine = self._engines.get()
        main = self._store.place("main", *batch.key)
        measure(engine, main, known, batch.feed, control)
        erased = self._erased.get(batch.key, NOTHING_ERASED)
        known.erased, known.erased_sum = erased.rows, erased.total
        known.reason = accepted
        try:
            is_known = sum_is_known(engine, main, known, control)
            judge(known, control, batch.feed, is_known, lambda: known.found_sum)
        except Refused as refusal:
            known.reason = accepted or refusal.sentence
            known.control_status = "ACCEPTED" if accepted else "MISMATCH"
        write_atomically(main / "_batch.json", known.to_json().encode(), is_flushed=True)

    def _plan(self, pending: tuple[InboxBatch, BatchReport]) -> tuple[BatchReport, Plan | None]:
        batch, report = pending
        try:
            plan = plan_batch(batch, self._engines.get())
        except Refused as refusal:
            self._refuse(report, refusal)
            return report, None
        names = [column.name for column in batch.feed.columns]
        report.columns = plan.delivered
        report.missing_columns = [name for name in names if name not in plan.delivered]
        report.extra_columns = plan.extra
        return report, plan

    def _without_losses(
        self,
        planned: Iterator[tuple[BatchReport, Plan | None]],
        controls: dict[tuple[str, date], ControlRow],
    ) -> list[Job]:
        """Refuse batches that lost a contract column the feed's batch before them had.

        Only the newest batch up to that date counts, so that a loss once released stays so.
        """
        before: dict[str, list[BatchReport]] = {}
        for report in self._landed.values():
            before.setdefault(report.feed, []).append(report)
        jobs = []
        fit = [(report, plan) for report, plan in planned if plan is not None]
        for report, plan in sorted(fit, key=lambda one: one[1].batch.key):
            earlier = [
                one for one in before.get(report.feed, []) if one.batch_date <= report.batch_date
            ]
            latest = max(earlier, key=lambda one: one.batch_date, default=None)
            lost = [name for name in latest.columns if name not in report.columns] if latest else []
            accepted = self._accepted.get((*plan.batch.key, report.fingerprint))
            if lost and accepted is None:
                sentence = (
                    f"it lost the column {', '.join(lost)}, which the batch of "
                    f"{latest.batch_date} had"
                )
                self._refuse(report, Refused("LOST_COLUMN", sentence))
                continue
            report.reason = accepted
            report.loaded_at = self._clock.now()
            before.setdefault(report.feed, []).append(report)
            jobs.append(Job(plan, report, controls.get(plan.batch.key), accepted))
        return jobs

    def _note(self, job: Job, refusal: Refused | None) -> None:
        if refusal is not None:
            self._refuse(job.report, refusal)
            return
        is_replaced = job.key in self._landed
        (self._report.replaced if is_replaced else self._report.landed).append(job.report)
        self._landed[job.key] = job.report
        self._refused.pop(job.key, None)

    def _refuse(self, report: BatchReport, refusal: Refused) -> None:
        """Keep why a batch was refused; told again unchanged while it is the same refusal."""
        key = report.feed, report.batch_date
        report.status = REFUSED
        report.refusal = refusal.kind
        report.reason = refusal.sentence
        report.landed = 0
        if refusal.kind != "CONTROL":
            report.received = report.unreadable = report.cast_failed = None
        known = self._refused.get(key)
        is_known = known is not None and (known.fingerprint, known.reason) == (
            report.fingerprint,
            report.reason,
        )
        report.loaded_at = known.loaded_at if is_known else self._clock.now()
        self._refused[key] = report
        self._report.refused.append(report)
        write_atomically(self._store.refusal_path(*key), report.to_json().encode())

    def _note_undelivered(self, announced: dict[tuple[str, date], ControlRow]) -> None:
        """Name batches that control totals announce and nobody delivered."""
        missing = [
            f"{feed} {day}"
            for (feed, day), control in sorted(announced.items())
            if control.rows
            and (feed, day) not in self._landed
            and (feed, day) not in self._refused
            and (self._until is None or day <= self._until)
        ]
        if missing:
            shown = ", ".join(missing[:_SHOWN]) + (", …" if len(missing) > _SHOWN else "")
            self._report.notices.append(
                f"control totals announce {len(missing)} batches that were not delivered: {shown}."
            )

    def _note_hidden(self) -> None:
        hidden = hidden_deliveries(self._home.inbox)
        if hidden:
            self._report.notices.append(
                f"{len(hidden)} files with names that begin with a dot were left alone, among "
                f"them inbox/{hidden[0]}: rename them once their transfer is complete."
            )

    def _note_damaged(self) -> None:
        """Name what lies in landing as a batch and is none, nor could be landed anew."""
        for folder in sorted(self._store.root.glob("*/batch_date=*")):
            feed, day = folder.parent.name, folder.name.removeprefix("batch_date=")
            if not feed.startswith("_") and (feed, parse_day(day)) not in self._landed:
                self._report.problems.append(
                    f"landing/{feed}/{folder.name} is damaged, and its delivery is no longer in "
                    "the inbox or was refused; deliver it again, or remove the folder."
                )

    def _note_returning(self) -> None:
        """Name batches of this run that bring people who were erased."""
        from strata.erasure.returning import returning_sentences  # noqa: PLC0415

        fresh = [*self._report.landed, *self._report.replaced]
        self._report.notices += returning_sentences(
            self._home, [(report.feed, report.batch_date) for report in fresh]
        )

    @contextmanager
    def _progress(self, total: int) -> Iterator[Callable[[], None]]:
        if self._quiet or not sys.stderr.isatty():
            yield lambda: None
            return
        columns = (
            TextColumn("landing"),
            BarColumn(),
            MofNCompleteColumn(),
            TextColumn("batches"),
            TimeElapsedColumn(),
        )
        console = Console(stderr=True)
        with Progress(*columns, console=console, transient=True) as progress:
            task = progress.add_task("landing", total=total)
            yield lambda: progress.advance(task)


@contextmanager
def _pool() -> Iterator[ThreadPoolExecutor]:
    """Worker threads; when the run breaks off, batches not yet begun are left out."""
    with ThreadPoolExecutor(workers()) as pool:
        try:
            yield pool
        except BaseException:
            pool.shutdown(cancel_futures=True)
            raise


class _Clock:
    """UTC now, never the same moment twice."""

    def __init__(self) -> None:
        self._last = datetime.min
        self._lock = threading.Lock()

    def now(self) -> datetime:
        """The moment, without offset."""
        with self._lock:
            moment = now()
            self._last = max(moment, self._last + timedelta(microseconds=1))
            return self._last


class _Engines:
    """One DuckDB per worker thread."""

    def __init__(self, spill: Path) -> None:
        self._spill = spill
        self._local = threading.local()

    def get(self) -> duckdb.DuckDBPyConnection:
        """This thread's engine, opened at the first call."""
        if not hasattr(self._local, "engine"):
            self._local.engine = open_engine(
                MEMORY_MB // workers(), threads=os.cpu_count() or 1, spill=self._spill
            )
        return self._local.engine


def workers() -> int:
    """Batches landed at the same time."""
    return min(os.cpu_count() or 1, 4)


def grouped(jobs: list[Job]) -> list[list[Job]]:
    """Jobs in the order of work: each large batch alone, biggest first, then small ones by feed."""
    large = [job for job in jobs if not job.plan.is_small]
    large.sort(key=lambda job: job.plan.batch.size, reverse=True)
    groups: list[list[Job]] = [[job] for job in large]
    alike: dict[tuple, list[Job]] = {}
    for job in jobs:
        if job.plan.is_small:
            alike.setdefault((job.plan.batch.feed.name, *job.report.columns), []).append(job)
    for same in alike.values():
        room = 0
        for job in same:
            if room < job.plan.text_size or len(groups[-1]) >= _GROUP_BATCHES:
                groups.append([])
                room = _GROUP_BYTES
            groups[-1].append(job)
            room -= job.plan.text_size
    return groups


def shape(feed: Feed) -> str:
    """Hash of a feed's contract columns and types and of the loader's version."""
    columns = (f"{column.name} {column.data_type}" for column in feed.columns)
    text = "\n".join([f"landing {LANDING_VERSION}", *columns])
    return hashlib.sha256(text.encode()).hexdigest()[:16]
