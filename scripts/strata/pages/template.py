"""How every page is rendered and written: the same figures give the same bytes."""

from pathlib import Path

from jinja2 import Environment, PackageLoader, StrictUndefined

from strata.access import PUBLIC_FILE
from strata.landing.store import write_atomically


def templates(package: str = "strata.pages") -> Environment:
    """The templates that lie in a package; what a template asks for and nobody gave is an error."""
    return Environment(
        loader=PackageLoader(package, "."),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )


def write_page(target: Path, html: str) -> Path:
    """Replace a page that everybody may read, in one step."""
    write_atomically(target, html.encode(), is_flushed=True)
    target.chmod(PUBLIC_FILE)
    return target
