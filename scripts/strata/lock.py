"""The one lock of a home: whatever writes there holds it, so that two runs never meet."""

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from strata.errors import Exit, StrataError
from strata.home import Home

_held: set[Path] = set()


@contextmanager
def hold(home: Home) -> Iterator[None]:
    """Hold the home alone; within one process a holder may ask again.

    The kernel lets go when the process ends, however it ends. Raises StrataError (ALREADY_RUNNING)
    where another process holds it.
    """
    path = home.state / ".run.lock"
    if path in _held:
        yield
        return
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("a+") as handle:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            handle.seek(0)
            holder = handle.read().strip() or "unknown"
            raise StrataError(
                f"another strata command is at work in this home (process {holder}); wait until "
                "it has ended.",
                Exit.ALREADY_RUNNING,
            ) from None
        handle.truncate(0)
        handle.write(str(os.getpid()))
        handle.flush()
        _held.add(path)
        try:
            yield
        finally:
            _held.discard(path)
