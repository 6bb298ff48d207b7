"""One bank while a Dagster run is at work in it."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date

import dagster as dg
from pydantic import PrivateAttr

from strata.errors import Exit, StrataError
from strata.home import Home
from strata.lock import hold
from strata.publication import verify
from strata.run import inputs
from strata.run.info import code_version, new_run_id
from strata.run.log import RUN, RunLog, events, outcome
from strata.run.steps import recover_home


class BankRun(dg.ConfigurableResource):
    """Holds the home for the whole run, whose steps share one process, and writes its log.

    `strata run` reads that log: what Dagster published is no reason to build again.
    """

    _log: RunLog = PrivateAttr()

    @property
    def home(self) -> Home:
        """The bank's folders."""
        return Home.from_env()

    @property
    def run_id(self) -> str:
        """The run's id as Strata knows it; Dagster's own stands in the log."""
        return self._log.run_id

    @contextmanager
    def yield_for_execution(self, context: dg.InitResourceContext) -> Iterator["BankRun"]:
        """Take the lock, open the log, and give dbt the home and the run id."""
        with _shown(), hold(self.home):
            self._log = RunLog(self.home, new_run_id())
            self._log.write(RUN, "start", command="dagster", dagster_run=context.run_id)
            for sentence in [*recover_home(self.home), *verify(self.home)]:
                self._log.write("publish", "found", sentence=sentence)
            with _environment(STRATA_HOME=str(self.home.root), STRATA_RUN_ID=self.run_id):
                yield self
            if outcome(events(self.home, self.run_id)) is None:
                self.end(Exit.CODE_ERROR, sentence="The run ended before it had published.")

    def end(self, code: Exit, **detail: object) -> None:
        """Write how the run ended."""
        self._log.write(RUN, "end", code=int(code), **detail)

    def note_inputs(self, day: str) -> None:
        """Write what the build is made of, once everything has landed."""
        as_of = inputs.as_of_date(self.home, date.fromisoformat(day))
        key = inputs.fingerprint(self.home, as_of, code_version())
        self._log.write(RUN, "inputs", key=key, as_of_date=as_of, code_version=code_version())

    def published_inputs(self) -> str | None:
        """Fingerprint of what was built; None where this run did not land, so cannot say."""
        told = events(self.home, self.run_id)
        noted = [one["as_of_date"] for one in told if one["event"] == "inputs"]
        if not noted:
            return None
        as_of = date.fromisoformat(noted[-1])
        # A first model version may have been added to the state since.
        return inputs.fingerprint(self.home, as_of, code_version())

    @contextmanager
    def stage(self, name: str) -> Iterator[dict]:
        """Log a stage; a StrataError ends the run with its code and is shown as its sentence."""
        with _shown():
            try:
                with self._log.stage(name) as told:
                    yield told
            except StrataError as error:
                self.end(error.code, sentence=error.sentence)
                raise


@contextmanager
def _shown() -> Iterator[None]:
    """Show a StrataError as its sentence; trying again would not help."""
    try:
        yield
    except StrataError as error:
        raise dg.Failure(description=error.sentence, allow_retries=False) from error


@contextmanager
def _environment(**own: str) -> Iterator[None]:
    before = {name: os.environ.get(name) for name in own}
    os.environ.update(own)
    try:
        yield
    finally:
        for name, value in before.items():
            if value is None:
                del os.environ[name]
            else:
                os.environ[name] = value
