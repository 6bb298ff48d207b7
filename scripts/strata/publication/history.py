"""Versions that are kept: which there are, whether they are whole, and the way back to one."""

import shutil
from dataclasses import dataclass, replace

from strata import access
from strata.errors import Exit, StrataError
from strata.home import Home
from strata.lock import hold
from strata.publication.commit import commit, kept, recover, versions_folder
from strata.publication.manifest import Manifest, read_manifest, seals_of, write_manifest
from strata.publication.stage import staged, write_parquet

_COUNTED = "marts.fct_customer_month"


@dataclass(frozen=True)
class Version:
    """One version: its manifest, and whether it is the one readers have."""

    manifest: Manifest
    is_current: bool

    @property
    def rows(self) -> int:
        """Customers × months it holds."""
        return self.manifest.tables[_COUNTED].rows if _COUNTED in self.manifest.tables else 0


def versions(home: Home) -> list[Version]:
    """The published version and those that are kept, newest first."""
    current = read_manifest(home.published.parent)
    found = [Version(one, False) for one in kept(home)]
    found += [Version(current, True)] if current else []
    return sorted(found, key=lambda one: one.manifest.number, reverse=True)


def version_lines(home: Home) -> list[str]:
    """One line a version for the user."""
    lines = [
        f"{'*' if one.is_current else ' '} {one.manifest.run_id}  as of {one.manifest.as_of_date}  "
        f"published {one.manifest.published_at} UTC  {one.rows:,} rows of {_COUNTED}"
        for one in versions(home)
    ]
    return lines or ["Nothing is published yet."]


def verify(home: Home) -> list[str]:
    """A sentence on everything published that is not as its manifest says; none where all is well.

    The next publication replaces what is damaged; `strata rollback` does so at once.
    """
    place = home.published.parent
    manifest = read_manifest(place)
    if manifest is not None:
        return [f"published/{told}." for told in manifest.differences(place)]
    if home.published.exists():
        return ["published/manifest.json is missing or cannot be read, so nothing vouches for it."]
    return []


def rollback(home: Home, version: str | None = None) -> str:
    """Put a kept version back, the last one before the current unless it is named.

    The current one is kept in turn, so that one can go forward again. Pages are not made anew: that
    is the caller's. Returns a sentence for the user. Raises StrataError where there is no such
    version (USAGE) or it is damaged (GATE_FAILED).
    """
    with hold(home):
        recover(home)
        current = read_manifest(home.published.parent)
        chosen = _choose(home, current, version)
        source = versions_folder(home) / chosen.run_id
        with staged(home, chosen.run_id) as folder:
            for name in chosen.databases:
                shutil.copyfile(source / name, folder / name)
            damaged = chosen.differences(folder, only_databases=True)
            if damaged:
                raise StrataError(
                    f"The kept version {chosen.run_id} is damaged ({'; '.join(damaged)}), so what "
                    "is published stays as it was: choose another of `strata versions`.",
                    Exit.GATE_FAILED,
                )
            write_parquet(folder)
            write_manifest(folder, replace(chosen, files=seals_of(folder)))
            access.apply_published(folder)
            commit(home, folder)
        access.apply(home)
    left = f" in place of {current.run_id}" if current else ""
    return (
        f"Readers have version {chosen.run_id} (as of {chosen.as_of_date}){left}; the next run "
        "publishes anew."
    )


def _choose(home: Home, current: Manifest | None, version: str | None) -> Manifest:
    there = kept(home)
    told = ", ".join(one.run_id for one in there) or "none"
    if version is None:
        there = [one for one in there if current is None or one.number < current.number]
    elif current is not None and version == current.run_id:
        raise StrataError(f"{version} is what readers have already; kept are: {told}.", Exit.USAGE)
    else:
        there = [one for one in there if one.run_id == version]
    if not there:
        wanted = f"version {version}" if version else "version before the current one"
        raise StrataError(f"No {wanted} is kept; kept are: {told}.", Exit.USAGE)
    return there[0]

