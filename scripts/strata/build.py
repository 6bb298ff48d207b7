"""dbt in this process, against one home."""

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from dbt.adapters.duckdb.connections import DuckDBConnectionManager
from dbt.cli.main import dbtRunner, dbtRunnerResult
from dbt.contracts.graph.manifest import Manifest
from dbt_common.events.base_types import EventMsg

from strata.errors import Exit, StrataError
from strata.home import PROJECT_ROOT, Home


@contextmanager
def _project_of(home: Home, run_id: str | None) -> Iterator[None]:
    """Stand in the project's root with one home in the environment, and step back afterwards."""
    set_here = {"STRATA_HOME": str(home.root), "DO_NOT_TRACK": os.environ.get("DO_NOT_TRACK", "1")}
    set_here |= {"STRATA_RUN_ID": run_id} if run_id else {}
    before = os.getcwd(), {name: os.environ.get(name) for name in set_here}
    os.environ.update(set_here)
    os.chdir(PROJECT_ROOT)
    try:
        yield
    finally:
        os.chdir(before[0])
        for name, value in before[1].items():
            if value is None:
                del os.environ[name]
            else:
                os.environ[name] = value


def run_dbt(
    home: Home,
    arguments: list[str],
    manifest: Manifest | None = None,
    *,
    run_id: str | None = None,
    callbacks: list[Callable[[EventMsg], None]] | None = None,
) -> dbtRunnerResult:
    """Run dbt in this process against one home. Paths in the project are relative to its root.

    A `manifest` from `parse_project` spares the parse, of whichever home it was made: nothing in it
    depends on the home. `run_id` is what the build file keeps in `raw.run_context`, else dbt's own.
    """
    home.warehouse.parent.mkdir(parents=True, exist_ok=True)
    with _project_of(home, run_id):
        try:
            return dbtRunner(manifest=manifest, callbacks=callbacks).invoke(arguments)
        finally:
            _let_go_of_the_build_file()


def _let_go_of_the_build_file() -> None:
    """Close the file, which dbt-duckdb keeps open till the process ends: publishing attaches it."""
    if DuckDBConnectionManager._ENV is not None:
        DuckDBConnectionManager.env().close()
        DuckDBConnectionManager.close_all_connections()


def parse_project(home: Home) -> Manifest:
    """Read the dbt project once, for several runs of one process.

    Raises StrataError where the project does not parse.
    """
    result = run_dbt(home, ["--quiet", "parse"])
    if not isinstance(result.result, Manifest):
        raise StrataError(failure_sentence(result), Exit.CODE_ERROR)
    return result.result


def failure_sentence(result: dbtRunnerResult) -> str:
    """One sentence out of a failed dbt run: the exception, or the first failed node's message."""
    if result.exception is not None:
        return _last_paragraph(str(result.exception))
    for node in getattr(result.result, "results", []):
        if str(node.status) in ("error", "fail"):
            return f"{node.node.name}: {_last_paragraph(str(node.message))}"
    return "dbt failed without saying why; see logs/dbt.log."


def _last_paragraph(text: str) -> str:
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    told = [line for line in lines if not line.startswith((">", "Compilation Error", "called by"))]
    return " ".join(told) or text
