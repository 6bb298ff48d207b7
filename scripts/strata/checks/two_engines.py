"""SQL that DuckDB and Spark both understand.

`dialect_functions_outside_macros` reads the text of models, tests, analyses and macros for what
only one engine knows. `parse_with_spark` renders every model and test as Spark would get it and has
it read by Spark's own parser; it needs the optional group `spark` and a Java runtime, but neither a
Spark session nor data.
"""

import importlib.util
import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

from strata.checks.finding import Finding
from strata.checks.sql_functions import (
    CLOCKS,
    DIFFERENT,
    DIFFERENT_PREFIXES,
    SAME_ON_BOTH,
    SYNTAX,
)
from strata.errors import Exit, StrataError
from strata.home import PROJECT_ROOT

# The other macro folders hold the differences; test_macros.py puts the same cases to both engines.
_OWN_SQL = ("models", "tests", "analyses", "macros/quality", "macros/run")
_DISPATCHED = re.compile(
    r"{%-?\s*macro\s+(?:default|spark|duckdb)__.*?{%-?\s*endmacro\s*-?%}", re.DOTALL
)
_JINJA_COMMENT = re.compile(r"{#.*?#}", re.DOTALL)
_MESSAGE = re.compile(r"exceptions\.raise_compiler_error\(.*?\)\s*(?=-?[%}]})", re.DOTALL)
_STRING = r"\"(?:[^\"\\]|\\.)*\"|'(?:[^'\\]|\\.)*'"
_TOKEN = re.compile(
    rf"(?P<jinja>{{{{(?:{_STRING}|[^\"'])*?}}}}|{{%(?:{_STRING}|[^\"'])*?%}})"
    r"|(?P<comment>--[^\n]*|/\*.*?\*/)"
    r"|(?P<literal>'(?:[^']|'')*')",
    re.DOTALL,
)
_JINJA_PART = re.compile(rf"{_STRING}|\n", re.DOTALL)
_NESTED = re.compile(r"{{.*?}}", re.DOTALL)
_LITERAL = re.compile(r"'(?:[^']|'')*'")
_CALL = re.compile(r"(?<![\w.])(?P<name>[a-z_][a-z0-9_]*)\s*\(", re.IGNORECASE)
_WORD = re.compile(r"(?<![\w.])[a-z_][a-z0-9_]*(?![\w.])", re.IGNORECASE)
_NAMED_LIST = re.compile(r"\b(\w+)\s*\([\w\s,]*\)\s+as\s*(?:materialized\s*)?\(", re.IGNORECASE)

# Words that stand before a bracket without being a function.
_KEYWORDS = frozenset(
    """
    all and any as between by case char check cube decimal distinct else end except exists filter
    from grouping group having in inner insert int intersect into is join key like limit not null
    materialized numeric on or order over partition primary qualify recursive rollup rows select set
    sets some table then union using values varchar when where window with within
    """.split()  # noqa: SIM905
)


def dialect_functions_outside_macros(root: Path = PROJECT_ROOT) -> list[Finding]:
    """What the project's own SQL text says that only one engine understands.

    Jinja is not rendered: its calls are the dispatched macros, its strings are SQL handed to them.
    Comments, literals and the bodies of dispatched macros are left out.
    """
    paths = sorted(path for folder in _OWN_SQL for path in (root / folder).rglob("*.sql"))
    findings: list[Finding] = []
    for path in paths:
        name = path.relative_to(root).as_posix()
        text = own_sql(path.read_text(encoding="utf-8"))
        findings += [Finding(name, line, sentence) for line, sentence in _offences(text)]
    return sorted(findings)


def own_sql(template: str) -> str:
    """A template's SQL alone, line for line: no comments, literals, Jinja or dispatched bodies.

    Strings within Jinja stay, because they are SQL on its way into a macro.
    """
    for left_out in (_JINJA_COMMENT, _DISPATCHED, _MESSAGE):
        template = left_out.sub(lambda match: _lines_of(match.group()), template)
    return _TOKEN.sub(_plain, template)


def _plain(match: re.Match[str]) -> str:
    """What stays of a token, with as many lines as it had."""
    text = match.group()
    if match["comment"]:
        return _lines_of(text)
    if match["literal"]:
        return "''" + _lines_of(text)
    # A semicolon keeps one string's last word from the next one's bracket.
    return ";".join(_sql_of(part.group()) for part in _JINJA_PART.finditer(text)) + " "


def _sql_of(part: str) -> str:
    """The SQL in a string of Jinja, its literals emptied; a line end stays one."""
    return part if part == "\n" else _LITERAL.sub("''", _NESTED.sub("", part[1:-1]))


def _lines_of(text: str) -> str:
    """The line ends of a text, so that line numbers stay."""
    return "\n" * text.count("\n")


def _offences(text: str) -> Iterator[tuple[int, str]]:
    """(line, sentence) for everything in plain SQL that engines may not do alike."""

    def line(position: int) -> int:
        return text.count("\n", 0, position) + 1

    for pattern, advice in SYNTAX.items():
        for match in re.finditer(pattern, text, re.IGNORECASE):
            yield line(match.start()), f"`{match.group().strip()}`: {advice}"
    for match in _WORD.finditer(text):
        if match.group().lower() in CLOCKS:
            yield (
                line(match.start()),
                f"`{match.group()}` reads the wall clock; as_of_date is the only clock",
            )
    named = {match[1].lower() for match in _NAMED_LIST.finditer(text)}
    for match in _CALL.finditer(text):
        name = match["name"].lower()
        before = text[: match.start()].rstrip().lower()
        if name in _KEYWORDS or name in named or name in SAME_ON_BOTH or name in CLOCKS:
            continue
        if re.search(r"\b(?:as|from|join)$", before) and name not in DIFFERENT:
            continue
        yield line(match.start()), f"`{match['name']}`: {_advice(name)}"


def _advice(name: str) -> str:
    """What to use instead of a function."""
    if name in DIFFERENT:
        return DIFFERENT[name]
    for prefix, advice in DIFFERENT_PREFIXES.items():
        if name.startswith(prefix):
            return advice
    return (
        "not known to be alike on both engines; try it on both and add it to "
        "scripts/strata/checks/sql_functions.py, or write a macro in macros/dialect/"
    )


def has_spark() -> bool:
    """Whether the optional group is installed and there is a Java runtime."""
    modules = ("pyspark", "dbt.adapters.spark")
    return shutil.which("java") is not None and all(map(_is_installed, modules))


def _is_installed(module: str) -> bool:
    """Whether a module could be imported."""
    try:
        return importlib.util.find_spec(module) is not None
    except ModuleNotFoundError:
        return False


# Called `lint`, as the target no hook of the project reads landed data for.
_SPARK_PROFILE = """
strata:
  target: lint
  outputs:
    lint: {type: spark, method: session, host: localhost, schema: strata, threads: 1}
"""


def parse_with_spark(target_dir: Path, root: Path = PROJECT_ROOT) -> list[Finding]:
    """What Spark's parser says of every model and test, compiled into `target_dir` for Spark.

    Compiling opens no connection, and the parser runs in a bare JVM: no session, no metastore.
    Raises `StrataError` where dbt cannot compile the project.
    """
    nodes = _compile_for_spark(target_dir, root)
    findings = []
    with _SparkParser() as parser:
        for node in nodes:
            message = parser.complaint(node["compiled_code"])
            if message:
                findings.append(
                    Finding(node["original_file_path"], 0, f"{node['name']}: {message}")
                )
    return sorted(findings)


def _compile_for_spark(target_dir: Path, root: Path) -> list[dict]:
    """The manifest's models, tests and analyses with the SQL that Spark would get."""
    with tempfile.TemporaryDirectory() as profiles:
        (Path(profiles) / "profiles.yml").write_text(_SPARK_PROFILE, encoding="utf-8")
        arguments = [
            "compile", "--quiet", "--no-introspect", "--no-populate-cache",
            "--project-dir", str(root), "--profiles-dir", profiles,
            "--target-path", str(target_dir), "--log-path", str(target_dir / "logs"),
        ]  # fmt: skip
        done = subprocess.run(
            [sys.executable, "-c", "from dbt.cli.main import cli; cli()", *arguments],
            cwd=profiles,
            env=os.environ | {"STRATA_HOME": profiles},
            capture_output=True,
            text=True,
            check=False,
        )
    if done.returncode:
        raise StrataError(
            f"dbt cannot compile the project for Spark: {done.stdout.strip()}", Exit.CODE_ERROR
        )
    manifest = json.loads((target_dir / "manifest.json").read_text(encoding="utf-8"))
    return [
        node
        for node in manifest["nodes"].values()
        if node["resource_type"] in ("model", "test", "analysis", "snapshot")
        and node.get("compiled_code")
    ]


class _SparkParser:
    """Spark's SQL parser in a JVM of its own, for a `with` block."""

    def __enter__(self) -> "_SparkParser":
        from pyspark.java_gateway import launch_gateway  # noqa: PLC0415

        self._gateway = launch_gateway(popen_kwargs={"stderr": subprocess.DEVNULL})
        jvm = self._gateway.jvm
        log4j = jvm.org.apache.logging.log4j
        log4j.core.config.Configurator.setRootLevel(log4j.Level.ERROR)
        self._parser = jvm.org.apache.spark.sql.execution.SparkSqlParser()
        return self

    def complaint(self, sql: str) -> str | None:
        """Why Spark cannot read a query, on one line; None when it can."""
        from py4j.protocol import Py4JJavaError  # noqa: PLC0415

        try:
            self._parser.parsePlan(sql)
        except Py4JJavaError as error:
            return " ".join(error.java_exception.getMessage().split("== SQL ==")[0].split())
        return None

    def __exit__(self, *raised: object) -> None:
        self._gateway.shutdown()
        self._gateway.proc.stdin.close()
        self._gateway.proc.wait(timeout=30)
