"""The models of a run: the project is read once and built in two halves, each node told as it ends.

A half that was broken off goes on with what had not ended; DuckDB keeps what a node committed.
"""

from collections import Counter
from collections.abc import Callable
from contextlib import suppress

import duckdb
from dbt.cli.main import dbtRunnerResult
from dbt.contracts.graph.manifest import Manifest
from dbt_common.events.base_types import EventMsg

from strata.build import failure_sentence, run_dbt
from strata.errors import Exit, StrataError
from strata.home import Home
from strata.run.info import RunInfo
from strata.run.log import RunLog

ENDED_WELL = {"success", "pass", "warn", "no-op"}
HALVES = {"build_staging": "until_staging", "build_marts": "after_staging"}


class Models:
    """Builds the halves of one run. `on_node` hears how many nodes have ended, of how many."""

    def __init__(
        self,
        home: Home,
        info: RunInfo,
        log: RunLog,
        manifest: Manifest,
        *,
        full_refresh: bool = False,
        on_node: Callable[[int, int], None] = lambda *_: None,
    ) -> None:
        self._home = home
        self._info = info
        self._log = log
        self._manifest = manifest
        self._options = ["--vars", f"{{as_of_date: '{info.as_of_date}'}}"]
        self._options += ["--full-refresh"] if full_refresh else []
        self._on_node = on_node

    def require_free_file(self) -> None:
        """Raise StrataError (ALREADY_RUNNING) where another process holds the build file."""
        try:
            duckdb.connect(str(self._home.warehouse)).close()
        except duckdb.IOException as error:
            if "lock" not in str(error):
                raise StrataError(
                    f"The build file cannot be opened ({str(error).splitlines()[0]}); free the "
                    "disk or mend the file, or remove it: the next run makes it anew.",
                    Exit.CODE_ERROR,
                ) from error
            raise StrataError(
                f"The build file warehouse/{self._home.warehouse.name} is open in another process, "
                "so nothing was built and the published file stays as it was: close it there "
                "(readers belong on published/strata.duckdb) and run again.",
                Exit.ALREADY_RUNNING,
            ) from error

    def is_of_this_run(self) -> bool:
        """Whether the build file was last written by this very run: then its nodes may stand."""
        if not self._home.warehouse.exists():
            return False
        with suppress(duckdb.Error), duckdb.connect(str(self._home.warehouse)) as connection:
            found = connection.execute("select run_id from raw.run_context").fetchone()
            return bool(found) and found[0] == self._info.run_id
        return False

    def build(self, stage: str, ended: set[str]) -> dict[str, int]:
        """Build one half, without the nodes in `ended` (their dotted names). Returns counts.

        Raises StrataError: GATE_FAILED where a test or a halt stopped it, CODE_ERROR else.
        """
        selector = HALVES[stage]
        chosen = ["--selector", selector]
        total = self._names(selector)
        todo = [name for name in total if name not in ended]
        if not todo:
            return {"nodes": 0}
        if len(todo) < len(total):
            chosen = ["--select", *todo, "--indirect-selection", "empty"]
        counts: Counter[str] = Counter()

        def hear(event: EventMsg) -> None:
            if event.info.name != "NodeFinished":
                return
            name = _dotted(self._manifest, event.data.node_info.unique_id)
            if name is None:
                return
            status = event.data.run_result.status
            counts[status] += 1
            self._on_node(sum(counts.values()), len(todo))
            if status in ENDED_WELL:
                self._log.write(stage, "node", name=name)

        result = run_dbt(
            self._home,
            ["--quiet", "build", *chosen, *self._options],
            self._manifest,
            run_id=self._info.run_id,
            callbacks=[hear],
        )
        if not result.success:
            raise StrataError(
                f"The build stopped and the published file stays as it was. {_told(result)}",
                _exit_code(result),
            )
        return {"nodes": sum(counts.values()), "warned": counts["warn"]}

    def _names(self, selector: str) -> list[str]:
        silent = ["--quiet", "--log-level", "none"]
        nodes = ["--exclude-resource-type", "source", "exposure"]
        listed = run_dbt(
            self._home,
            [*silent, "ls", "--selector", selector, *nodes, *self._options],
            self._manifest,
        )
        if not listed.success:
            raise StrataError(failure_sentence(listed), Exit.CODE_ERROR)
        return list(listed.result)


def _dotted(manifest: Manifest, unique_id: str) -> str | None:
    """The name by which `dbt ls` tells a node and `--select` finds it; None for exposures."""
    if unique_id in manifest.nodes:
        return ".".join(manifest.nodes[unique_id].fqn)
    test = manifest.unit_tests.get(unique_id)
    return f"unit_test:{test.package_name}.{test.name}" if test else None


def _told(result: dbtRunnerResult) -> str:
    """What stopped dbt, in a sentence; a full disk by its name and not by DuckDB's."""
    said = failure_sentence(result)
    if "No space left" in said:
        return (
            f"The disk under warehouse/ is full ({said.partition(':')[0]} could not be written): "
            "make room and run again, which goes on where this stopped."
        )
    return said


def _exit_code(result: object) -> Exit:
    """GATE_FAILED where what is wrong is in the data: a failed test, a halted batch."""
    for one in getattr(getattr(result, "result", None), "results", []):
        if str(one.status) == "fail" and one.node.resource_type == "test":
            return Exit.GATE_FAILED
        if str(one.status) == "error" and one.node.config.get("meta", {}).get("halts"):
            return Exit.GATE_FAILED
    return Exit.CODE_ERROR
