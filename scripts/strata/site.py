"""What describes the project, beside what it publishes: dbt's documentation and column lineage.

`published/docs.html` and `published/lineage.html` are one file each, need no network and hold no
row of data: names, types, descriptions, tests and SQL, and not the made-up rows of unit tests,
which hold numbers like those of people. They change with the code, not with the day, so that a run
makes them only where its code is not the one they were made of.
"""

import json
import logging
import os
import tempfile
from pathlib import Path

from dbt.contracts.graph.manifest import Manifest

from strata.errors import Exit, StrataError
from strata.home import PROJECT_ROOT, Home
from strata.landing.store import write_atomically

# A browser that keeps to it asks nobody for anything, whatever the pages' own scripts would like.
ALONE = (
    '<meta http-equiv="Content-Security-Policy" content="'
    "default-src 'unsafe-inline' 'unsafe-eval' data: blob:\">"
)
MADE_OF = "<!-- made of code {} -->"
TAIL = 200


def site_pages(home: Home) -> tuple[Path, Path]:
    """Paths of the documentation and of the lineage page."""
    return home.published.with_name("docs.html"), home.published.with_name("lineage.html")


def is_current(home: Home, code_version: str) -> bool:
    """Whether both pages are there and were made of this code."""
    mark = MADE_OF.format(code_version).encode()
    return all(page.exists() and _tail(page).endswith(mark) for page in site_pages(home))


def _tail(page: Path) -> bytes:
    with page.open("rb") as handle:
        handle.seek(max(0, page.stat().st_size - TAIL))
        return handle.read()


def make_docs(
    home: Home, code_version: str = "unknown", manifest: Manifest | None = None
) -> tuple[Path, Path]:
    """Write both pages out of the project and the build file; return their paths.

    A `manifest` of `strata.build.parse_project` spares the parse. Raises StrataError where dbt
    cannot document the project: nothing was built yet, or another process holds the build file.
    """
    # Imported late: `strata.build` calls what is published, and dbt is slow to load.
    from strata.build import failure_sentence, parse_project, run_dbt  # noqa: PLC0415

    if not home.warehouse.exists():
        raise StrataError(
            f"There is no build file {home.warehouse} to document: run `strata build` first."
        )
    docs, lineage = site_pages(home)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        arguments = ["--quiet", "docs", "generate", "--target-path", name]
        result = run_dbt(home, arguments, manifest or parse_project(home))
        if not result.success:
            raise StrataError(
                f"The project could not be documented. {failure_sentence(result)}", Exit.CODE_ERROR
            )
        for file in ("manifest.json", "catalog.json"):
            told = json.loads((folder / file).read_text(encoding="utf-8"))
            for test in told.get("unit_tests", {}).values():
                test["given"], test["expect"]["rows"] = [], []
            text = without_places(json.dumps(told, ensure_ascii=False), home, folder)
            (folder / file).write_text(text, encoding="utf-8")
        _publish(_documentation(folder), docs, code_version)
        _publish(_column_lineage(folder), lineage, code_version)
    return docs, lineage


def _documentation(folder: Path) -> str:
    """dbt's page with its data inside, as `--static` makes it; the data is ours to shorten."""
    html = (folder / "index.html").read_text(encoding="utf-8")
    for name in ("manifest", "catalog"):
        place = f'"{name.upper()}.JSON INLINE DATA"'
        if place not in html:
            raise StrataError(f"dbt's page of documentation takes no {name}.", Exit.CODE_ERROR)
        html = html.replace(place, (folder / f"{name}.json").read_text(encoding="utf-8"))
    return html


def without_places(text: str, home: Home, target: Path) -> str:
    """The text without a path of this machine: each is told by the name a user knows it by."""
    places = {
        str(PROJECT_ROOT): ".",
        str(target): "target",
        str(home.root): "$STRATA_HOME",
        str(home.secret): "$STRATA_SECRET_FILE",
        str(home.provider_key): "$STRATA_PROVIDER_KEY_FILE",
    }
    for place in sorted(places, key=len, reverse=True):
        for written in (place, json.dumps(place)[1:-1]):
            text = text.replace(written, places[place])
    return text


def _publish(html: str, page: Path, code_version: str) -> None:
    """Put a page where readers look, marked with its code and forbidden to ask the network."""
    if "<head>" not in html:
        raise StrataError(f"{page.name} has no <head> to forbid the network in.", Exit.CODE_ERROR)
    html = html.replace("<head>", f"<head>{ALONE}", 1) + MADE_OF.format(code_version)
    write_atomically(page, html.encode(), is_flushed=True)
    page.chmod(0o644)


def _column_lineage(folder: Path) -> str:
    """The page of dbt-colibri out of dbt's manifest.json and catalog.json in the folder."""
    # Its command asks the package index for a newer version; its classes do not.
    from dbt_colibri.lineage_extractor.extractor import (  # noqa: PLC0415
        DbtColumnLineageExtractor,
    )
    from dbt_colibri.report.generator import DbtColibriReportGenerator  # noqa: PLC0415

    tell_set_operations()
    logging.getLogger("colibri").setLevel(logging.CRITICAL)
    extractor = DbtColumnLineageExtractor(
        os.fspath(folder / "manifest.json"), os.fspath(folder / "catalog.json")
    )
    report = DbtColibriReportGenerator(extractor, light_mode=True, disable_telemetry=True)
    report.generate_report(output_dir=os.fspath(folder))
    return (folder / "index.html").read_text(encoding="utf-8")


def tell_set_operations() -> None:
    """Give sqlglot's scopes the name dbt-colibri 0.3.7 knows the parts of a union by.

    sqlglot 30.30 renamed it, and every column behind a union lost its lineage.
    """
    from sqlglot.optimizer.scope import Scope  # noqa: PLC0415

    if not hasattr(Scope, "union_scopes"):
        Scope.union_scopes = property(lambda scope: scope.set_operation_scopes)
