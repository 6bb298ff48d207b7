"""Write the pages: a new folder beside the old one, which it then replaces."""

import os
import shutil
from pathlib import Path

from strata.access import STAFF_FILE, STAFF_FOLDER
from strata.home import Home
from strata.pages.staff.figures import Figures, read_figures
from strata.pages.staff.sheets import pages
from strata.pages.template import templates


def make_staff_pages(home: Home) -> Path | None:
    """Write `published/staff/` from both published files; None where nobody is assessed.

    The folder is made anew, so that nobody's page outlives the figures it was made from.
    """
    target = home.staff_pages
    fresh, old = (target.with_name(f"{target.name}.{state}") for state in ("new", "old"))
    for leftover in (fresh, old):
        shutil.rmtree(leftover, ignore_errors=True)
    figures = read_figures(home) if home.published_staff.exists() else None
    if figures is None:
        shutil.rmtree(target, ignore_errors=True)
        return None
    write_pages(figures, fresh)
    if target.exists():
        target.rename(old)
    fresh.rename(target)
    shutil.rmtree(old, ignore_errors=True)
    return target


def write_pages(figures: Figures, folder: Path) -> None:
    """Every page of the folder, readable for its owner and group only."""
    environment = templates("strata.pages.staff")
    for made in (folder, *(folder / name for name in ("person", "branch", "unit"))):
        made.mkdir(mode=STAFF_FOLDER)
        made.chmod(STAFF_FOLDER)
    for page in pages(figures):
        text = environment.get_template(f"{page.template}.html.j2").render(page.content)
        path = folder / page.path
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, STAFF_FILE)
        with open(descriptor, "w", encoding="utf-8") as handle:
            handle.write(text)
        path.chmod(STAFF_FILE)
