"""`strata build`: land what the inbox holds, run dbt, publish, write the pages."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from dbt.adapters.duckdb.connections import DuckDBConnectionManager
from dbt.cli.main import dbtRunner, dbtRunnerResult
from dbt.contracts.graph.manifest import Manifest

from strata.errors import Exit, StrataError
from strata.home import PROJECT_ROOT, Home
from strata.landing import land
from strata.landing.model_state import keep_first_version
from strata.landing.report import summary_lines
from strata.publish import publish
from strata.slim import keep_manifest


@dataclass(frozen=True)
class Built:
    """What a build left behind: rows per published table, a sentence on a first model version."""

    home: Home
    rows: dict[str, int]
    first_version: str | None = None


@contextmanager
def _project_of(home: Home) -> Iterator[None]:
    """Stand in the project's root with one home in the environment, and step back afterwards."""
    set_here = {"STRATA_HOME": str(home.root), "DO_NOT_TRACK": os.environ.get("DO_NOT_TRACK", "1")}
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


def run_dbt(home: Home, arguments: list[str], manifest: Manifest | None = None) -> dbtRunnerResult:
    """Run dbt in this process against one home. Paths in the project are relative to its root.

    A `manifest` from `parse_project` spares the parse, of whichever home it was made: nothing in it
    depends on the home.
    """
    home.warehouse.parent.mkdir(parents=True, exist_ok=True)
    with _project_of(home):
        try:
            return dbtRunner(manifest=manifest).invoke(arguments)
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


def build(
    home: Home,
    *,
    full_refresh: bool = False,
    despite_refusals: bool = False,
    manifest: Manifest | None = None,
) -> Built:
    """Land, run `dbt build`, publish, write the pages. Raises StrataError where one of them stops.

    Refused batches stop the build before dbt unless `despite_refusals`; then everything else is
    built without them. `manifest` as in `run_dbt`.
    """
    if not home.inbox.exists() and not home.landing.exists():
        raise StrataError(
            f"There is neither an inbox nor landed data in {home.root}: put extracts into "
            "inbox/<system>/<feed>/<batch_date>/, or run `strata demo` to make a demo bank.",
            Exit.USAGE,
        )
    report = land(home)
    for line in summary_lines(report):
        print(line)
    if report.refused and not despite_refusals:
        raise StrataError(
            f"{len(report.refused)} batch(es) were refused, so nothing was built and the published "
            "file stays as it was: correct them, release them with `strata accept`, or build "
            "without them with `strata build --despite-refusals`.",
            Exit.DATA_REFUSED,
        )
    result = run_dbt(home, ["build", *(["--full-refresh"] if full_refresh else [])], manifest)
    if not result.success:
        raise StrataError(
            f"The build stopped and the published file stays as it was. {failure_sentence(result)}",
            Exit.GATE_FAILED,
        )
    first_version = keep_first_version(home)
    rows = publish(home)
    keep_manifest(home)
    # The chart libraries are slow to load; only a build that came this far needs them.
    from strata.pages import make_page, make_staff_pages  # noqa: PLC0415

    make_page(home)
    make_staff_pages(home)
    return Built(home=home, rows=rows, first_version=first_version)


def _staff_lines(home: Home) -> list[str]:
    if not home.staff_pages.exists():
        return []
    place = os.path.relpath(home.staff_pages)
    return [f"Sheets of staff lie under {place}: open them to those entitled to each."]


def closing_lines(built: Built) -> list[str]:
    """What a user needs to know after a build: where the results are and how to query them."""
    place = os.path.relpath(built.home.published)
    marts = sum(name.startswith("marts.") for name in built.rows)
    return [
        *([built.first_version] if built.first_version else []),
        f"Published {len(built.rows)} tables ({marts} marts) to {place}.",
        f"The bankers' page is {os.path.relpath(built.home.page)}; open it in any browser.",
        *_staff_lines(built.home),
        "Query it with any DuckDB client, for example:",
        f"  .venv/bin/python -c \"import duckdb; print(duckdb.connect('{place}', read_only=True)"
        ".sql('select * from marts.fct_customer_month limit 5'))\"",
    ]
