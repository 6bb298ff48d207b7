"""What lies in the inbox: batches, their files and fingerprints, and what is no batch at all."""

import hashlib
import re
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from strata.contract import Feed
from strata.landing.report import BatchReport

_BLOCK = 1 << 20
_ENDINGS = (".csv", ".csv.gz", ".parquet")


@dataclass(frozen=True)
class InboxFile:
    """One delivered file; `name` is relative to its batch folder, `source` to the inbox."""

    path: Path
    source: str

    @property
    def name(self) -> str:
        """File name without folders."""
        return self.path.name

    @property
    def is_parquet(self) -> bool:
        """Whether the file is Parquet by its name."""
        return self.name.lower().endswith(".parquet")

    @property
    def is_gzip(self) -> bool:
        """Whether the file is compressed by its name."""
        return self.name.lower().endswith(".gz")

    def state(self) -> dict[str, int]:
        """Size and times: while they stay, so do the bytes."""
        stat = self.path.stat()
        return {"size": stat.st_size, "mtime_ns": stat.st_mtime_ns, "ctime_ns": stat.st_ctime_ns}


@dataclass(frozen=True)
class InboxBatch:
    """One feed × batch date with its files, sorted by name."""

    feed: Feed
    batch_date: date
    files: tuple[InboxFile, ...]

    @property
    def key(self) -> tuple[str, date]:
        """Feed name and batch date."""
        return self.feed.name, self.batch_date

    @property
    def name(self) -> str:
        """How messages call the batch."""
        return f"{self.feed.name} {self.batch_date}"

    @property
    def size(self) -> int:
        """Bytes in the inbox."""
        return sum(file.path.stat().st_size for file in self.files)


def scan_inbox(
    inbox: Path, contract: dict[str, Feed], until: date | None = None
) -> tuple[list[InboxBatch], list[str]]:
    """List the batches up to `until`, and one sentence per thing that is none."""
    batches: list[InboxBatch] = []
    problems: list[str] = []
    systems = {feed.system for feed in contract.values()}
    for system in _children(inbox):
        if system.name == "bank.json" and system.is_file():
            continue
        if not system.is_dir() or system.name not in systems:
            problems.append(
                f"inbox/{_shown(system.name)} is no system of the contract; it is left alone."
            )
            continue
        for folder in _children(system):
            feed = contract.get(folder.name)
            if not folder.is_dir() or feed is None or feed.system != system.name:
                belongs = f" ({folder.name} belongs to {feed.system})" if feed else ""
                problems.append(
                    f"inbox/{system.name}/{_shown(folder.name)} is no feed of this system"
                    f"{belongs}; it is left alone."
                )
                continue
            for day in _children(folder):
                batch, found = _scan_batch(inbox, feed, day)
                problems += found
                if batch and batch.files and (until is None or batch.batch_date <= until):
                    batches.append(batch)
    return batches, problems


def hidden_deliveries(inbox: Path) -> list[str]:
    """Data files whose names begin with a dot, which are left alone: transfers write so."""
    found = [path for path in inbox.rglob(".*") if path.name.lower().endswith(_ENDINGS)]
    return sorted(_shown(path.relative_to(inbox).as_posix()) for path in found)


def _scan_batch(inbox: Path, feed: Feed, day: Path) -> tuple[InboxBatch | None, list[str]]:
    batch_date = parse_day(day.name)
    where = _shown(day.relative_to(inbox).as_posix())
    if batch_date is None or not day.is_dir():
        return None, [f"inbox/{where} is no batch folder named YYYY-MM-DD; it is left alone."]
    files, problems = [], []
    for path in _children(day):
        is_named_well = _shown(path.name) == path.name
        if is_named_well and path.is_file() and path.name.lower().endswith(_ENDINGS):
            files.append(InboxFile(path, path.relative_to(inbox).as_posix()))
        else:
            problems.append(
                f"inbox/{where}/{_shown(path.name)} is no CSV, gzipped CSV or Parquet with a "
                "UTF-8 name; it is left alone."
            )
    return InboxBatch(feed, batch_date, tuple(files)), problems


def _children(folder: Path) -> list[Path]:
    if not folder.is_dir():
        return []
    return sorted(path for path in folder.iterdir() if not path.name.startswith("."))


def _shown(name: str) -> str:
    """A name as it can be printed: bytes that are not UTF-8 and control characters escaped."""
    text = name.encode("utf-8", "surrogateescape").decode("utf-8", "backslashreplace")
    return "".join(char if char.isprintable() else f"\\x{ord(char):02x}" for char in text)


def parse_day(text: str) -> date | None:
    """A date written YYYY-MM-DD, else None."""
    if not re.fullmatch(r"\d{4}-\d{2}-\d{2}", text):
        return None
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def hash_file(path: Path) -> str:
    """SHA-256 of a file's bytes, in hexadecimal."""
    digest = hashlib.sha256()
    with path.open("rb") as handle:
        while block := handle.read(_BLOCK):
            digest.update(block)
    return digest.hexdigest()


def describe_files(batch: InboxBatch, known: BatchReport | None) -> list[dict]:
    """Name, size, times and hash of each file; hashes are taken over where nothing moved."""
    hashes = {
        (one["name"], one["size"], one["mtime_ns"], one["ctime_ns"]): one["sha256"]
        for one in (known.files if known else [])
    }
    described = []
    for file in batch.files:
        state = file.state()
        sha256 = hashes.get((file.name, *state.values())) or hash_file(file.path)
        described.append({"name": file.name, **state, "sha256": sha256})
    return described


def fingerprint(files: list[dict]) -> str:
    """SHA-256 over the sorted names and hashes of a batch's files."""
    lines = sorted(f"{one['name']} {one['sha256']}" for one in files)
    return hashlib.sha256("\n".join(lines).encode()).hexdigest()
