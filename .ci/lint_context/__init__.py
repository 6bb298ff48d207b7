"""What dbt puts beside its own functions into a template, for sqlfluff's jinja templater.

The editor and pre-commit lint without starting dbt; `sqlfluff lint --templater dbt` needs none of
this.
"""

import re
from collections.abc import Callable
from functools import cache
from pathlib import Path
from types import SimpleNamespace

from jinja2 import Environment
from jinja2.environment import TemplateModule

MACROS = Path(__file__).resolve().parents[2] / "macros"


@cache
def _dialect_macros() -> TemplateModule:
    """The macros that differ between engines, as one template module."""
    folders = ("dialect", "time")
    files = sorted(path for folder in folders for path in (MACROS / folder).glob("*.sql"))
    environment = Environment(extensions=["jinja2.ext.do"], autoescape=False)
    template = "\n".join(path.read_text(encoding="utf-8") for path in files)
    return environment.from_string(template).module


def _dispatch(name: str, package: str) -> Callable[..., str]:
    """`adapter.dispatch` as DuckDB resolves it."""
    return getattr(_dialect_macros(), f"default__{name}")


def _call_of(name: str) -> Callable[..., str]:
    """A stand-in for a macro that renders the call itself, `name(arguments)`."""
    return lambda *arguments: f"{name}({', '.join(map(str, arguments))})"


def _nothing(*arguments: object, **named: object) -> str:
    """A stand-in for calls that render nothing."""
    return ""


def env_var(name: str, default: str = "") -> str:
    """An environment variable's default: what is linted does not depend on the machine."""
    return default


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

# The arithmetic of identifiers is written out digit by digit: nothing for a linter to read again
# wherever it is used.
for _path in (MACROS / "identifiers").glob("*.sql"):
    for _name in re.findall(r"{% macro (\w+)", _path.read_text(encoding="utf-8")):
        globals()[_name] = _call_of(_name)
