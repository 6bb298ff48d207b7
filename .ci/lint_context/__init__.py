"""What dbt puts beside its own functions into a template, for sqlfluff's jinja templater.

The editor and pre-commit lint without starting dbt; `sqlfluff lint --templater dbt` needs none of
this.
"""

from functools import cache
from pathlib import Path
from types import SimpleNamespace
from typing import Any

from jinja2 import Environment

MACROS = Path(__file__).resolve().parents[2] / "macros"


@cache
def _dialect_macros() -> Any:
    """The macros that differ between engines, as one template module."""
    folders = ("dialect", "time")
    files = sorted(path for folder in folders for path in (MACROS / folder).glob("*.sql"))
    environment = Environment(extensions=["jinja2.ext.do"], autoescape=False)
    template = "\n".join(path.read_text(encoding="utf-8") for path in files)
    return environment.from_string(template).module


def _dispatch(name: str, package: str) -> Any:
    """`adapter.dispatch` as DuckDB resolves it."""
    return getattr(_dialect_macros(), f"default__{name}")


def _nothing(*arguments: Any, **named: Any) -> str:
    """A stand-in for calls that render nothing."""
    return ""


def in_touched(column: str) -> str:
    """The filter of a partitioned model when its whole table is built."""
    return "true"


adapter = SimpleNamespace(dispatch=_dispatch)
exceptions = SimpleNamespace(raise_compiler_error=_nothing)
flags = SimpleNamespace(WHICH="compile")
graph = SimpleNamespace(sources={}, nodes={})
target = SimpleNamespace(name="lint", type="duckdb", schema="main")
execute = False
partitioned_by = _nothing
