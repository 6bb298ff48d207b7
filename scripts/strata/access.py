"""Who may open what: the modes of a home's folders, applied and not only documented.

Private folders belong to the account that runs Strata; what is published is for everybody, but for
figures of employees, which are for their own group (`STRATA_STAFF_GROUP`, else the folder's).
"""

import grp
import os
import stat
from collections.abc import Callable
from pathlib import Path

from strata.errors import Exit, StrataError
from strata.home import Home

PRIVATE_FOLDER, PRIVATE_FILE = 0o700, 0o600
PUBLIC_FOLDER, PUBLIC_FILE = 0o755, 0o644
STAFF_FOLDER, STAFF_FILE = 0o750, 0o640
OTHERS = 0o007
# Names that hold figures of employees, wherever below published/ they lie.
_OF_STAFF = {"staff", "staff.duckdb"}
# A publication at work closes these folders itself.
_UNFINISHED = (".staging", ".commit")


def apply(home: Home) -> None:
    """Set the mode of every folder and file of a home; links are left alone.

    In the inbox, whose files belong to the departments, only the folder itself is closed to others.
    Raises StrataError where a mode or the group cannot be set.
    """
    secrets = home.root / ".strata"
    for folder in (home.landing, home.state, home.truth, home.warehouse.parent, secrets):
        _apply_below(str(folder), lambda _: (PRIVATE_FOLDER, PRIVATE_FILE))
    if home.inbox.is_dir() and not home.inbox.is_symlink():
        found = home.inbox.stat().st_mode
        _set_mode(str(home.inbox), found, stat.S_IMODE(found) & ~OTHERS)
    apply_published(home.published.parent)


def apply_published(folder: Path) -> None:
    """Set the modes of published files, or of files that are about to be."""
    group = staff_group()

    def modes(path: str) -> tuple[int, int]:
        is_of_staff = not _OF_STAFF.isdisjoint(Path(path).relative_to(folder).parts)
        if is_of_staff and group is not None:
            _set_group(path, group)
        return (STAFF_FOLDER, STAFF_FILE) if is_of_staff else (PUBLIC_FOLDER, PUBLIC_FILE)

    _apply_below(str(folder), modes)


def staff_group() -> int | None:
    """Id of the group that manages staff, as `STRATA_STAFF_GROUP` names it; None where unset."""
    name = os.environ.get("STRATA_STAFF_GROUP", "").strip()
    if not name:
        return None
    try:
        return grp.getgrnam(name).gr_gid
    except KeyError:
        raise StrataError(
            f"STRATA_STAFF_GROUP names the group {name}, which this machine does not have: create "
            "it, or correct the name.",
            Exit.USAGE,
        ) from None


def _apply_below(folder: str, modes: Callable[[str], tuple[int, int]]) -> None:
    """Set modes of a folder and what lies below; `modes` gives those of a folder and of a file."""
    if not os.path.isdir(folder) or os.path.islink(folder):
        return
    _set_mode(folder, os.lstat(folder).st_mode, modes(folder)[0])
    with os.scandir(folder) as entries:
        for entry in entries:
            if entry.is_symlink() or entry.name in _UNFINISHED:
                continue
            if entry.is_dir():
                _apply_below(entry.path, modes)
            else:
                _set_mode(entry.path, entry.stat().st_mode, modes(entry.path)[1])


def _set_mode(path: str, found: int, mode: int) -> None:
    if stat.S_IMODE(found) == mode:
        return
    try:
        os.chmod(path, mode)
    except PermissionError:
        raise StrataError(
            f"{path} must have mode {mode:o} and belongs to another account: have its owner run "
            f"chmod {mode:o}, or give it to the account that runs strata.",
            Exit.CODE_ERROR,
        ) from None


def _set_group(path: str, group: int) -> None:
    try:
        if os.lstat(path).st_gid != group:
            os.chown(path, -1, group)
    except PermissionError:
        raise StrataError(
            f"{path} cannot be given to the group of STRATA_STAFF_GROUP, because the account that "
            "runs strata is not a member: add it, or name another group.",
            Exit.CODE_ERROR,
        ) from None
