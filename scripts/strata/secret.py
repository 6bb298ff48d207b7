"""The private file behind every customer key."""

import os
import secrets
from pathlib import Path

from strata.errors import StrataError

SECRET_BYTES = 32


def make_secret(path: Path) -> None:
    """Write a new random secret (64 hex digits, readable by its owner alone).

    Raises StrataError where one exists: another secret would give every customer another key.
    """
    if path.exists():
        raise StrataError(
            f"{path.name} exists and stays as it is: another secret would give every customer "
            "another key."
        )
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w", encoding="ascii") as file:
        file.write(secrets.token_hex(SECRET_BYTES))
