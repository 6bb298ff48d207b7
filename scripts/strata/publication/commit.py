"""Put a staged version in place so that a kill at any moment leaves readers a whole file."""

import os
import shutil
from pathlib import Path

from strata.errors import Exit, StrataError
from strata.home import Home
from strata.landing.store import flush_tree
from strata.lock import hold
from strata.publication.manifest import DATABASES, MANIFEST, PARQUET, Manifest, read_manifest
from strata.publication.stage import STAGING

COMMIT, VERSIONS = ".commit", "versions"
KEPT_VERSIONS = 5


def commit(home: Home, folder: Path) -> None:
    """Decide for a staged folder, by one rename, and put its files in place."""
    flush_tree(folder)
    decided = home.published.parent / COMMIT / folder.name
    decided.parent.mkdir(mode=0o700, exist_ok=True)
    folder.rename(decided)
    _flush_folder(decided.parent)
    _apply(home, decided)


def recover(home: Home) -> list[str]:
    """Complete what a killed publication had decided, drop what it had not.

    Returns a sentence on each.
    """
    place = home.published.parent
    told = []
    with hold(home):
        for decided in sorted((place / COMMIT).glob("*")):
            _apply(home, decided)
            told.append(f"Publication {decided.name} was decided and is now complete.")
        for undecided in sorted((place / STAGING).glob("*")):
            told.append(f"Publication {undecided.name} had broken off; what it wrote is removed.")
        for folder in (STAGING, COMMIT):
            shutil.rmtree(place / folder, ignore_errors=True)
    return told


def _apply(home: Home, decided: Path) -> None:
    """Every step may have been done already by a run that was killed later; each is whole."""
    place = home.published.parent
    fresh = read_manifest(decided)
    if fresh is not None:  # else a killed run had finished but for tidying up
        _keep_current(home, fresh)
        for name in DATABASES:
            if name in fresh.files:
                _replace(decided / name, place / name)
            else:
                (place / name).unlink(missing_ok=True)
        _replace_parquet(decided / PARQUET, place / PARQUET, fresh)
        _flush_folder(place)
        os.replace(decided / MANIFEST, place / MANIFEST)
        _flush_folder(place)
    # What readers have is no version that is kept for later.
    shutil.rmtree(place / VERSIONS / decided.name, ignore_errors=True)
    _prune(home)
    shutil.rmtree(decided)
    if not any(decided.parent.iterdir()):
        decided.parent.rmdir()


def _keep_current(home: Home, fresh: Manifest) -> None:
    """Hard-link the files readers have into `versions/`, unless they are damaged.

    The folder gets its name when it is complete; from then on the current files may be replaced.
    """
    place = home.published.parent
    current = read_manifest(place)
    if current is None or current.run_id == fresh.run_id:
        return
    kept = place / VERSIONS / current.run_id
    if kept.exists() or current.differences(place, only_databases=True):
        return
    beside = kept.with_name(f".{kept.name}")
    shutil.rmtree(beside, ignore_errors=True)
    beside.mkdir(parents=True)
    for name in (*current.databases, MANIFEST):
        os.link(place / name, beside / name)
    _flush_folder(beside)
    beside.rename(kept)
    _flush_folder(kept.parent)


def _replace_parquet(fresh: Path, place: Path, manifest: Manifest) -> None:
    """Replace file by file: one that is read is whole, and at no moment is one missing."""
    for path in sorted(fresh.glob("*/*.parquet")):
        (place / path.parent.name).mkdir(parents=True, exist_ok=True)
        shutil.copymode(path.parent, place / path.parent.name)
        os.replace(path, place / path.relative_to(fresh))
    for path in place.glob("*/*.parquet"):
        if f"{PARQUET}/{path.relative_to(place)}" not in manifest.files:
            path.unlink()
    for folder in [one for one in place.glob("*") if one.is_dir()]:
        _flush_folder(folder)
        if not any(folder.iterdir()):
            folder.rmdir()


def _replace(fresh: Path, place: Path) -> None:
    if fresh.exists():
        os.replace(fresh, place)


def kept_versions() -> int:
    """How many earlier versions are kept: `STRATA_KEEP_VERSIONS`, else 5."""
    told = os.environ.get("STRATA_KEEP_VERSIONS", "").strip() or str(KEPT_VERSIONS)
    if not told.isdecimal():
        raise StrataError(
            f"STRATA_KEEP_VERSIONS reads {told!r}, but is a number of versions: 0 or more.",
            Exit.USAGE,
        )
    return int(told)


def versions_folder(home: Home) -> Path:
    """Where earlier versions are kept, one folder each."""
    return home.published.parent / VERSIONS


def kept(home: Home) -> list[Manifest]:
    """The manifests of kept versions, newest first."""
    found = map(read_manifest, versions_folder(home).glob("[!.]*"))
    return sorted((one for one in found if one), key=lambda one: one.number, reverse=True)


def _prune(home: Home) -> None:
    for one in kept(home)[kept_versions() :]:
        shutil.rmtree(versions_folder(home) / one.run_id)


def _flush_folder(folder: Path) -> None:
    """Force the names in a folder to disk."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
