"""The stages of a run in their order, what is skipped of them, and what is told at the end."""

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field, replace
from datetime import date

import duckdb
from dbt.contracts.graph.manifest import Manifest

from strata.build import parse_project
from strata.credit_reads import log_credit_reads
from strata.errors import Exit, StrataError
from strata.gates.model import GateResult, Layer
from strata.home import Home
from strata.landing import land
from strata.landing.report import LandReport, summary_lines
from strata.lock import hold
from strata.moment import now
from strata.publication import read_manifest, verify
from strata.run import inputs
from strata.run.info import RunInfo, code_version, new_run_id
from strata.run.log import RUN, RunLog, events, last_attempt, outcome, run_ids
from strata.run.models import Models
from strata.run.progress import Progress
from strata.run.steps import judge, manifest_path, publish_build, recover_home
from strata.site import is_current, make_docs

# Warnings of a gate shown at the end; all are on the page of runs and checks.
SHOWN = 5


@dataclass
class Ran:
    """What a run left behind: rows per published table, and its story in lines."""

    home: Home
    info: RunInfo
    rows: dict[str, int] = field(default_factory=dict)
    lines: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class Options:
    """How a run was asked for; `is_gated` and `is_forced` tell `strata run` from `strata build`."""

    as_of: date | None = None
    is_gated: bool = True
    is_forced: bool = False
    full_refresh: bool = False
    despite_refusals: bool = False


def run(home: Home, options: Options | None = None, manifest: Manifest | None = None) -> Ran:
    """Run every stage for one day. Raises StrataError where one of them stops.

    A run that was killed or broke off is taken up again under its own id, if its inputs are the
    same; what it had finished is not done twice. `manifest` as in `run_dbt`.
    """
    options = options or Options()
    if not home.inbox.exists() and not home.landing.exists():
        raise StrataError(
            f"There is neither an inbox nor landed data in {home.root}: put extracts into "
            "inbox/<system>/<feed>/<batch_date>/, or run `strata demo` to make a demo bank.",
            Exit.USAGE,
        )
    with hold(home):
        log = RunLog(home, _open_run(home) or new_run_id())
        log.write(RUN, "start", command="run" if options.is_gated else "build", pid=os.getpid())
        with _told_in(home, log):
            ran = _Run(home, options, log, manifest).stages()
        # State a run itself adds to (a first model version) belongs to the inputs of the next.
        key = inputs.fingerprint(home, ran.info.as_of_date, ran.info.code_version)
        log.write(RUN, "end", code=int(Exit.OK), key=key)
        if ran.rows:
            _tell_of_runs(home)
    return ran


def run_each_day(home: Home, options: Options) -> Iterator[Ran]:
    """One run, and one publication, for every day of balances since the last published one."""
    with hold(home):
        land(home, until=options.as_of)
        # Without a publication to go on from there is no day that was missed.
        days = missed_days(home, published_day(home), options.as_of)
        for day in days or [options.as_of]:
            yield run(home, replace(options, as_of=day))


def _tell_of_runs(home: Home) -> None:
    """Show the run that has just ended on the page of runs and checks."""
    from strata.pages import make_operations_page  # noqa: PLC0415

    # The page matters less than what a run has to say of itself.
    with suppress(OSError, StrataError, duckdb.Error):
        make_operations_page(home)


def missed_days(home: Home, published: date | None, until: date | None = None) -> list[date]:
    """Days of balances after the published one, in order; none where nothing was published."""
    days = inputs.clock_days(home)
    return [day for day in days if published and published < day <= (until or day)]


def _open_run(home: Home) -> str | None:
    """The last run, where it was killed or stopped: it is open until it ends well."""
    last = run_ids(home)[-1:]
    return last[0] if last and outcome(events(home, last[0])) != Exit.OK else None


@contextmanager
def _told_in(home: Home, log: RunLog) -> Iterator[None]:
    """Tell, in the log and on the page of runs, how a run that does not end well ended."""
    try:
        yield
    except StrataError as error:
        log.write(RUN, "end", code=int(error.code), sentence=error.sentence)
        if home.published.exists():
            _tell_of_runs(home)
        raise
    except Exception as error:
        log.write(RUN, "end", code=int(Exit.CODE_ERROR), sentence=type(error).__name__)
        raise


class _Run:
    def __init__(
        self, home: Home, options: Options, log: RunLog, manifest: Manifest | None
    ) -> None:
        self._home = home
        self._options = options
        self._log = log
        self._manifest = manifest
        self._lines: list[str] = []

    def stages(self) -> Ran:
        before = published_day(self._home)
        told = recover_home(self._home)
        self._damages = verify(self._home)
        for line in [*told, *self._damages]:
            self._log.write("publish", "found", sentence=line)
            print(f"Note: {line}")
        with Progress() as self._progress:
            self._land()
            info = self._info()
            key = inputs.fingerprint(self._home, info.as_of_date, info.code_version)
            if not self._options.is_forced and self._stands(key):
                return Ran(self._home, info, lines=[*self._lines, _nothing_new(info)])
            self._log.write(RUN, "inputs", key=key, as_of_date=info.as_of_date,
                            code_version=info.code_version)  # fmt: skip
            told = last_attempt(events(self._home, info.run_id))
            self._nodes = {one["name"] for one in told if one["event"] == "node"}
            self._note_missed_days(before, info.as_of_date)
            self._build(info)
            rows = self._publish(info)
            self._pages()
            self._docs(info)
        if self._manifest is None:
            self._keep_manifest()
        return Ran(self._home, info, rows, self._lines)

    def _land(self) -> None:
        with self._stage("land") as told:
            report = land(self._home, until=self._options.as_of)
            told |= {
                "landed": len(report.landed),
                "replaced": [one.name for one in report.replaced],
                "refused": [f"{one.name}: {one.reason}" for one in report.refused],
                "received": report.total("received"),
                "unreadable": report.total("unreadable"),
            }
            for line in summary_lines(report):
                print(line)
            self._require_nothing_refused(report)

    def _require_nothing_refused(self, report: LandReport) -> None:
        if report.refused and not self._options.despite_refusals:
            raise StrataError(
                f"{len(report.refused)} batch(es) were refused, so nothing was built and the "
                "published file stays as it was: correct them, release them with `strata accept`, "
                "or go on without them with --despite-refusals.",
                Exit.DATA_REFUSED,
            )

    def _info(self) -> RunInfo:
        as_of = inputs.as_of_date(self._home, self._options.as_of)
        return RunInfo(self._log.run_id, now(), as_of, code_version())

    def _stands(self, key: str) -> bool:
        """Whether readers have, whole, what a run made of these very inputs with this code."""
        published = read_manifest(self._home.published.parent)
        if published is None or self._damages:
            return False
        told = events(self._home, published.run_id)
        return outcome(told) == Exit.OK and told[-1]["key"] == key

    def _note_missed_days(self, before: date | None, as_of: date) -> None:
        missed = missed_days(self._home, before, as_of)[:-1]
        if missed:
            self._lines.append(
                f"Catching up: {len(missed)} day(s) since {before} come with this run; each is in "
                "the figures by month and day, and --each-day would publish each by itself."
            )

    def _build(self, info: RunInfo) -> None:
        self._gate("landing", info)
        self._progress.begin("reading the project")
        models = Models(
            self._home,
            info,
            self._log,
            self._manifest or parse_project(self._home),
            full_refresh=self._options.full_refresh,
            on_node=self._progress.count,
        )
        models.require_free_file()
        if not models.is_of_this_run():
            self._nodes = set()
        if self._manifest is None:
            reader = "strata run" if self._options.is_gated else "strata build"
            log_credit_reads(self._home, info.run_id, reader, manifest_path())
        for layer in ("staging", "marts"):
            with self._stage(f"build_{layer}") as told:
                told.update(models.build(f"build_{layer}", self._nodes))
            self._gate(layer, info)

    def _gate(self, layer: Layer, info: RunInfo) -> None:
        """Judge a layer: what is critical stops the run, what is not is told with its owner."""
        if not self._options.is_gated:
            return
        with self._stage(f"gate_{layer}") as told:
            report, failed = judge(self._home, layer, info.run_id, info.as_of_date)
            told |= {"results": len(report.results), "warnings": len(report.warned)}
            self._lines += [f"Warning: {one.sentence}" for one in report.warned[:SHOWN]]
            if failed:
                raise StrataError(_stopped(layer, failed), Exit.GATE_FAILED)

    def _publish(self, info: RunInfo) -> dict[str, int]:
        with self._stage("publish") as told:
            rows, first = publish_build(self._home, info.run_id, info.as_of_date)
            told["tables"] = len(rows)
            self._lines += [first] if first else []
            return rows

    def _pages(self) -> None:
        with self._stage("pages"):
            # The chart libraries are slow to load; only a run that came this far needs them.
            from strata.pages import make_pages  # noqa: PLC0415

            make_pages(self._home)

    def _docs(self, info: RunInfo) -> None:
        """Describe the project anew where the code is another than that of the published pages."""
        if not self._options.is_gated or is_current(self._home, info.code_version):
            return
        try:
            with self._stage("docs"):
                make_docs(self._home, info.code_version, self._manifest)
        except StrataError as error:  # figures are out already, and right
            self._log.write("docs", "failed", sentence=error.sentence)
            self._lines.append(f"Warning: {error.sentence} Readers have the figures all the same.")

    def _keep_manifest(self) -> None:
        """Keep what the project looked like, for builds that compare with it (slim CI)."""
        kept = self._home.state / "dbt"
        kept.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(manifest_path(), kept / "manifest.json")

    @contextmanager
    def _stage(self, name: str) -> Iterator[dict]:
        self._progress.begin(name)
        with self._log.stage(name) as told:
            yield told
        self._progress.end(name, told)


def published_day(home: Home) -> date | None:
    """The as-of date of what readers see now; None where nothing was published."""
    if not home.published.exists():
        return None
    try:
        with duckdb.connect(str(home.published), read_only=True) as connection:
            found = connection.execute("select max(as_of_date) from quality.bank_context")
            return found.fetchone()[0]
    except duckdb.Error:
        return None


def _stopped(layer: Layer, failed: list[GateResult]) -> str:
    told = " ".join(one.sentence for one in failed[:SHOWN])
    rest = f" And {len(failed) - SHOWN} more." if len(failed) > SHOWN else ""
    cure = (
        "have the batch delivered anew, or release it with `strata accept`"
        if layer == "landing"
        else f"find the cause, or let it pass with `strata release {failed[0].check_id} "
        f"'{failed[0].subject}'`"
    )
    return (
        f"The {layer} gate stopped the run and the published file stays as it was. {told}{rest} "
        f"What to do: {cure}, and run again."
    )


def _nothing_new(info: RunInfo) -> str:
    return (
        f"Nothing new: what is published is as of {info.as_of_date} and was made of these very "
        "inputs with this code."
    )
