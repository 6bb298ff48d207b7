"""The landing folder: whole-batch commits, reports and the tables made from them.

A batch is staged under `_tmp/`, flushed to disk, and moved to `_commit/` by one rename: from there
on it counts as landed. Its parts then move to their places, the Parquet with `_batch.json` last; a
run that was killed in between is completed at the next start, one killed before leaves nothing.
"""

import json
import os
import shutil
from collections.abc import Iterator
from contextlib import suppress
from datetime import date
from pathlib import Path

from strata.landing.report import BatchReport

_END_MARK = b"PAR1"
SIDE_PARTS = ("_unreadable", "_extra")


def write_atomically(path: Path, content: bytes, *, is_flushed: bool = False) -> None:
    """Replace the file by `content` in one step; nothing happens where it already holds it.

    `is_flushed` forces it to disk first: for what cannot be made again by the next run.
    """
    if path.exists() and path.read_bytes() == content:
        return
    path.parent.mkdir(parents=True, exist_ok=True)
    beside = path.with_name(f".{path.name}.{os.getpid()}")
    with beside.open("wb") as handle:
        handle.write(content)
        if is_flushed:
            handle.flush()
            os.fsync(handle.fileno())
    beside.replace(path)


def flush_tree(folder: Path) -> None:
    """Force every file below `folder`, and the folders themselves, to disk."""
    for root, _, names in os.walk(folder):
        for name in [*names, "."]:
            handle = os.open(os.path.join(root, name), os.O_RDONLY)
            try:
                os.fsync(handle)
            finally:
                os.close(handle)


class Store:
    """Paths and commits of one landing folder."""

    def __init__(self, root: Path) -> None:
        self.root = root

    def place(self, part: str, feed: str, batch_date: date) -> Path:
        """Folder of one part of a landed batch."""
        base = self.root if part == "main" else self.root / part
        return base / feed / f"batch_date={batch_date}"

    def staged(self, feed: str, batch_date: date) -> Path:
        """Folder a batch is written into before it counts."""
        return self.root / "_tmp" / f"{feed}@{batch_date}"

    def stage(self, feed: str, batch_date: date) -> Path:
        """The same folder, made afresh."""
        staged = self.staged(feed, batch_date)
        shutil.rmtree(staged, ignore_errors=True)
        (staged / "main").mkdir(parents=True)
        return staged

    def commit(self, staged: Path, report: BatchReport) -> None:
        """Make a staged batch the landed one, in place of any earlier version."""
        report.parts = [part for part in SIDE_PARTS if (staged / part).exists()]
        (staged / "main" / "_batch.json").write_text(report.to_json(), encoding="utf-8")
        flush_tree(staged)
        decided = self.root / "_commit" / staged.name
        decided.parent.mkdir(exist_ok=True)
        staged.rename(decided)
        self._apply(decided)

    def _apply(self, decided: Path) -> None:
        feed, day = decided.name.split("@")
        batch_date = date.fromisoformat(day)
        main = decided / "main"
        if main.exists():  # else a killed run had finished but for removing the folder
            report = BatchReport.from_json((main / "_batch.json").read_text(encoding="utf-8"))
            for part in SIDE_PARTS:
                place = self.place(part, feed, batch_date)
                if part not in report.parts:
                    shutil.rmtree(place, ignore_errors=True)
                elif (decided / part).exists():
                    self._move(decided / part, place)
            self.refusal_path(feed, batch_date).unlink(missing_ok=True)
            self._move(main, self.place("main", feed, batch_date))
        shutil.rmtree(decided)

    def _move(self, staged: Path, place: Path) -> None:
        if place.exists():
            old = self.root / "_tmp" / f"{place.parent.name}@{place.name}.old"
            old.parent.mkdir(exist_ok=True)
            shutil.rmtree(old, ignore_errors=True)
            place.rename(old)
            staged.rename(place)
            shutil.rmtree(old)
            return
        place.parent.mkdir(parents=True, exist_ok=True)
        staged.rename(place)

    def recover(self) -> None:
        """Complete what a killed run had decided, drop what it had not."""
        for decided in sorted((self.root / "_commit").glob("*@*")):
            self._apply(decided)
        shutil.rmtree(self.root / "_tmp", ignore_errors=True)

    def tidy(self) -> None:
        """Remove the work folders at the end of a run."""
        for name in ("_tmp", "_commit"):
            shutil.rmtree(self.root / name, ignore_errors=True)

    def landed(self) -> dict[tuple[str, date], BatchReport]:
        """Reports of every landed batch whose files are whole, by feed and batch date."""
        reports = self._reports(self.root.glob("*/batch_date=*/_batch.json"))
        return {key: one for key, one in reports.items() if self._is_whole(one)}

    def _is_whole(self, report: BatchReport) -> bool:
        """Whether every Parquet file of a landed batch is there and has its end mark."""
        key = report.feed, report.batch_date
        main = list(self.place("main", *key).glob("*.parquet"))
        aside = [list(self.place(part, *key).glob("*.parquet")) for part in report.parts]
        files = [*main, *(path for paths in aside for path in paths)]
        return len(main) == report.file_count and all(aside) and all(map(_has_end_mark, files))

    def refused(self) -> dict[tuple[str, date], BatchReport]:
        """Reports of every batch refused and not landed since."""
        return self._reports((self.root / "_refused").glob("*/*.json"))

    def refusal_path(self, feed: str, batch_date: date) -> Path:
        """File that keeps why a batch was refused."""
        return self.root / "_refused" / feed / f"{batch_date}.json"

    @staticmethod
    def _reports(paths: Iterator[Path]) -> dict[tuple[str, date], BatchReport]:
        reports = {}
        for path in sorted(paths):
            # What cannot be read counts as not landed: the batch is landed anew.
            with suppress(ValueError, OSError):
                report = BatchReport.from_json(path.read_text(encoding="utf-8"))
                reports[report.feed, report.batch_date] = report
        return reports


def _has_end_mark(path: Path) -> bool:
    """Whether a Parquet file ends as one: cut off, it has no footer."""
    with path.open("rb") as file:
        file.seek(max(path.stat().st_size - len(_END_MARK), 0))
        return file.read() == _END_MARK


def read_bank(inbox: Path) -> tuple[bytes, str | None]:
    """Content for `_bank.json` and, where the inbox's own file cannot be used, a sentence."""
    default = b'{"bank": "default"}\n'
    path = inbox / "bank.json"
    if not path.exists():
        return default, None
    try:
        named = json.loads(path.read_text(encoding="utf-8-sig"))["bank"]
    except (ValueError, KeyError, TypeError, RecursionError, OSError):
        named = None
    if not isinstance(named, str) or not named.strip():
        return default, 'inbox/bank.json must read {"bank": "name"}; the bank is called default.'
    return path.read_bytes(), None
