"""`manifest.json`: which run a publication is of, what its tables hold and its files weigh."""

import hashlib
import json
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from strata.checks.content import Content, content_hashes
from strata.landing.store import write_atomically

MANIFEST = "manifest.json"
PUBLIC_FILE, STAFF_FILE = "strata.duckdb", "staff.duckdb"
DATABASES = (PUBLIC_FILE, STAFF_FILE)
PARQUET = "parquet"


@dataclass(frozen=True)
class FileSeal:
    """What a file must look like: its size in bytes and its SHA-256 (hex)."""

    bytes: int
    sha256: str


@dataclass(frozen=True)
class Manifest:
    """One publication. `number` counts publications, so that a clock set back misleads nobody."""

    run_id: str
    number: int
    as_of_date: str
    published_at: str
    code_version: str
    model_version: str | None
    storage_version: str
    tables: dict[str, Content]
    files: dict[str, FileSeal]

    def to_json(self) -> bytes:
        """The file's bytes."""
        return (json.dumps(asdict(self), indent=1) + "\n").encode()

    @property
    def databases(self) -> list[str]:
        """The DuckDB files of this publication."""
        return [name for name in DATABASES if name in self.files]

    def differences(self, folder: Path, *, only_databases: bool = False) -> list[str]:
        """A sentence on every file below `folder` that is not as it was published."""
        names = self.databases if only_databases else sorted(self.files)
        return [told for name in names if (told := _difference(folder, name, self.files[name]))]


def read_manifest(folder: Path) -> Manifest | None:
    """The manifest in a folder; None where there is none that can be read."""
    try:
        told: dict[str, Any] = json.loads((folder / MANIFEST).read_bytes())
        tables = {name: Content(**one) for name, one in told.pop("tables").items()}
        files = {name: FileSeal(**one) for name, one in told.pop("files").items()}
        return Manifest(**told, tables=tables, files=files)
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return None


def write_manifest(folder: Path, manifest: Manifest) -> None:
    """Put a manifest beside the files it is of, in one step."""
    write_atomically(folder / MANIFEST, manifest.to_json(), is_flushed=True)


def seals_of(folder: Path) -> dict[str, FileSeal]:
    """Size and SHA-256 of every published file below a folder."""
    paths = [folder / name for name in DATABASES if (folder / name).exists()]
    paths += sorted((folder / PARQUET).glob("*/*.parquet"))
    return {str(path.relative_to(folder)): _seal(path) for path in paths}


def tables_of(folder: Path) -> dict[str, Content]:
    """What the DuckDB files of a folder hold, by `schema.table`."""
    found = {}
    for name in DATABASES:
        if (folder / name).exists():
            found |= content_hashes(folder / name)
    return found


def reseal(folder: Path) -> Manifest | None:
    """Make the manifest anew after files of a publication or of a kept version were rewritten.

    For whoever takes rows out of what was published. None where the folder has no manifest.
    """
    known = read_manifest(folder)
    if known is None:
        return None
    told = asdict(known) | {"tables": tables_of(folder), "files": seals_of(folder)}
    write_manifest(folder, manifest := Manifest(**told))
    return manifest


def _seal(path: Path) -> FileSeal:
    with path.open("rb") as handle:
        found = hashlib.file_digest(handle, "sha256").hexdigest()
    return FileSeal(path.stat().st_size, found)


def _difference(folder: Path, name: str, expected: FileSeal) -> str | None:
    try:
        found = _seal(folder / name)
    except OSError as error:
        return f"{name} cannot be read ({error.strerror})"
    if found.bytes != expected.bytes:
        return f"{name} has {found.bytes} bytes where {expected.bytes} were published"
    return f"{name} has other bytes than were published" if found != expected else None
