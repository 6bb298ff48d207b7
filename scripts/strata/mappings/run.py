"""Runs a mapping: source files in, inbox out, every batch finished before any is put in place."""

import json
import os
import shutil
import sys
import tempfile
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import duckdb
from rich.console import Console
from rich.progress import track

from strata.contract import Feed, load_contract
from strata.errors import Exit, StrataError
from strata.home import Home
from strata.mappings.mapping import Mapping

# What these say names tables and columns; what other errors say may quote a customer's data.
_SAFE_ERRORS = (duckdb.ParserException, duckdb.BinderException, duckdb.CatalogException)


@dataclass(frozen=True)
class MapReport:
    """What a mapping wrote: rows per feed, and the totals the warehouse has to find again."""

    bank: str
    batch_date: date
    rows: dict[str, int]
    known_totals: dict[str, Decimal]


def map_bank(mapping: Mapping, source_dir: Path, home: Home, *, force: bool = False) -> MapReport:
    """Turn the files of `source_dir` into one batch per mapped feed in the home's inbox.

    Writes `inbox/<system>/<feed>/<batch_date>/<feed>.csv`, the control batch and `bank.json`; the
    same files make the same bytes. Raises `StrataError` where source files are missing, where the
    inbox holds something (`force` replaces batches of the same day and leaves the rest, but only
    for the same bank), or where the mapping's SQL fails or one of its checks finds something.
    """
    if missing := mapping.missing_files(source_dir):
        raise StrataError(
            f"{source_dir} lacks {', '.join(missing)}, which the mapping {mapping.bank} reads.",
            Exit.DATA_REFUSED,
        )
    _require_room(mapping, home, force)
    home.root.mkdir(parents=True, exist_ok=True)
    work = Path(tempfile.mkdtemp(prefix=".map-", dir=home.root))
    try:
        with duckdb.connect(config={"temp_directory": str(work / "spill")}) as connection:
            report = _Run(mapping, connection, work / "inbox").run(source_dir)
        _put_in_place(work / "inbox", home.inbox)
    finally:
        shutil.rmtree(work, ignore_errors=True)
    return report


def _require_room(mapping: Mapping, home: Home, force: bool) -> None:
    """Refuse an inbox in use; another bank's extracts are never mixed with, forced or not."""
    if not home.inbox.is_dir() or not [
        path for path in home.inbox.iterdir() if not path.name.startswith(".")
    ]:
        return
    if not force:
        raise StrataError(
            f"{home.inbox} is not empty: set STRATA_HOME to a folder of this bank's own, or pass "
            "--force to replace the batches this mapping makes."
        )
    try:
        bank = json.loads((home.inbox / "bank.json").read_text(encoding="utf-8")).get("bank")
    except (OSError, ValueError, AttributeError):
        bank = None
    if bank != mapping.bank:
        raise StrataError(
            f"{home.inbox} holds extracts of another bank ({bank or 'unnamed'}), which cannot be "
            f"mixed with those of {mapping.bank}: set STRATA_HOME to a folder of its own."
        )


def _put_in_place(made: Path, inbox: Path) -> None:
    """Move finished batch folders into the inbox, each over its namesake; bank.json first."""
    inbox.mkdir(parents=True, exist_ok=True)
    (made / "bank.json").replace(inbox / "bank.json")
    for folder in sorted(made.glob("*/*/*")):
        place = inbox / folder.relative_to(made)
        shutil.rmtree(place, ignore_errors=True)
        place.parent.mkdir(parents=True, exist_ok=True)
        folder.rename(place)


@dataclass
class _Run:
    mapping: Mapping
    connection: duckdb.DuckDBPyConnection
    inbox: Path
    rows: dict[str, int] = field(default_factory=dict)
    control: list[tuple] = field(default_factory=list)

    def run(self, source_dir: Path) -> MapReport:
        self._read_sources(source_dir)
        self._make_tables(self.mapping.helpers, "_helpers/")
        batch_date = self._batch_date()
        self._make_tables(self.mapping.feeds)
        self._run_checks()
        for name in self._progress(list(self.mapping.feeds), "writing"):
            self._write_feed(load_contract()[name], batch_date)
        self._write_control(batch_date)
        totals = self._known_totals()
        bank = {
            "bank": self.mapping.bank,
            "known_totals": {name: _plain(total) for name, total in totals.items()},
        }
        (self.inbox / "bank.json").write_text(json.dumps(bank, indent=2) + "\n", encoding="utf-8")
        return MapReport(self.mapping.bank, batch_date, self.rows, totals)

    def _read_sources(self, source_dir: Path) -> None:
        """Every source file as a table of texts; nothing about its types is guessed."""
        self.connection.execute("create schema source")
        for name, file_name in self._progress(list(self.mapping.sources.items()), "reading"):
            self._guarded(file_name, self._read_source, name, source_dir / file_name)

    def _read_source(self, name: str, path: Path) -> None:
        self.connection.read_csv(
            str(path),
            header=True,
            all_varchar=True,
            delimiter=self.mapping.delimiter,
            quotechar='"',
        ).create(f"source.{name}")

    def _make_tables(self, statements: dict[str, str], folder: str = "") -> None:
        """One table per select, in the order their references ask for."""
        waiting = dict(statements)
        while waiting:
            postponed = {}
            for name, sql in waiting.items():
                try:
                    made = f"create table {name} as\n{sql}"
                    self._guarded(f"{folder}{name}.sql", self.connection.execute, made)
                except StrataError as error:
                    if not isinstance(error.__cause__, duckdb.CatalogException):
                        raise
                    postponed[name] = sql
                    unresolved = error
            if len(postponed) == len(waiting):
                raise unresolved
            waiting = postponed

    def _batch_date(self) -> date:
        found = self._fetch("_batch_date.sql", self.mapping.batch_date)
        if len(found) != 1 or not isinstance(found[0][0], date):
            raise StrataError(f"_batch_date.sql of {self.mapping.bank} must return one date.")
        self.connection.execute(f"set variable batch_date = date '{found[0][0]}'")
        return found[0][0]

    def _run_checks(self) -> None:
        for name, sql in self.mapping.checks.items():
            if found := len(self._fetch(f"_checks/{name}.sql", sql)):
                rule = sql.partition("\n")[0].lstrip("- ").rstrip(". ")
                raise StrataError(
                    f"Nothing was written, because {found} case(s) break a check of the mapping "
                    f"{self.mapping.bank} ({name}): {rule}.",
                    Exit.DATA_REFUSED,
                )

    def _write_feed(self, feed: Feed, batch_date: date) -> None:
        columns = [name for name, *_ in self._fetch(feed.name, f"describe {feed.name}")]
        known = [column.name for column in feed.columns]
        if strange := [name for name in columns if name not in known]:
            raise StrataError(
                f"{feed.name}.sql makes {', '.join(strange)}, which is no column of the contract."
            )
        if lost := [key for key in feed.keys if key not in columns]:
            raise StrataError(f"{feed.name}.sql lacks the key column {', '.join(lost)}.")
        keys = ", ".join(feed.keys)
        total = self.mapping.control_columns.get(feed.name)
        counted = f"sum(cast({total} as decimal(38, 2)))" if total else "null"
        [(rows, distinct_keys, control_sum)] = self._fetch(
            feed.name, f"select count(*), count(distinct ({keys})), {counted} from {feed.name}"
        )
        if rows != distinct_keys:
            raise StrataError(
                f"{feed.name}.sql repeats or lacks its key ({keys}) on {rows - distinct_keys} of "
                f"{rows} rows.",
                Exit.DATA_REFUSED,
            )
        listed = ", ".join(name for name in known if name in columns)
        file_name = f"{feed.name}.csv"
        self._copy(f"select {listed} from {feed.name} order by {keys}", feed, batch_date)
        self.rows[feed.name] = rows
        self.control.append((feed.name, batch_date, rows, total, control_sum, file_name))

    def _write_control(self, batch_date: date) -> None:
        self.connection.execute("""
            create table ctl_batch (
                feed varchar, batch_date date, row_cnt bigint, control_column varchar,
                control_sum decimal(38, 2), file_name varchar
            )
        """)
        self.connection.executemany("insert into ctl_batch values (?, ?, ?, ?, ?, ?)", self.control)
        self._copy("from ctl_batch order by feed", load_contract()["ctl_batch"], batch_date)

    def _copy(self, sql: str, feed: Feed, batch_date: date) -> None:
        folder = self.inbox / feed.system / feed.name / str(batch_date)
        folder.mkdir(parents=True)
        target = str(folder / f"{feed.name}.csv").replace("'", "''")
        self.connection.execute(f"copy ({sql}) to '{target}' (format csv, header true)")

    def _known_totals(self) -> dict[str, Decimal]:
        if self.mapping.known_totals is None:
            return {}
        return dict(self._fetch("_known_totals.sql", self.mapping.known_totals))

    def _fetch(self, name: str, sql: str) -> list[tuple]:
        return self._guarded(name, self.connection.execute, sql).fetchall()

    def _guarded(self, name: str, work: Callable, *arguments: object) -> Any:  # noqa: ANN401
        """Run some SQL; say which file failed, and why where that quotes no data."""
        try:
            return work(*arguments)
        except duckdb.Error as error:
            told = isinstance(error, _SAFE_ERRORS)
            reason = str(error).partition("\n")[0] if told else type(error).__name__
            raise StrataError(
                f"The mapping {self.mapping.bank} stopped at {name}: {reason}.",
                Exit.DATA_REFUSED,
            ) from error

    def _progress(self, items: list, doing: str) -> list:
        console = Console(stderr=True)
        is_shown = sys.stderr.isatty() and "CI" not in os.environ
        return track(items, f"{doing} {self.mapping.bank}", console=console, disable=not is_shown)


def _plain(total: Decimal) -> int | float:
    """A JSON number; totals have at most two decimals and fifteen digits."""
    return int(total) if total == int(total) else float(total)
