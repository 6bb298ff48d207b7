"""Hashes that outlive a rotation of the secret: with a private key of their own."""

import hashlib

from strata.home import Home
from strata.secret import make_secret, read_secret


def erasure_key(home: Home) -> str:
    """The private key beside the secret; made at the first call."""
    path = home.secret.with_name("erasure_key")
    if not path.exists():
        make_secret(path)
    return read_secret(path)


def keyed(home: Home, text: str) -> str:
    """SHA-256 of the key and a text, in hexadecimal."""
    return hashlib.sha256(f"{erasure_key(home)}|{text}".encode()).hexdigest()
