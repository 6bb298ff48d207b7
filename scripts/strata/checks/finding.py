"""What a check says of a place in the project."""

from dataclasses import dataclass


@dataclass(frozen=True, order=True)
class Finding:
    """One thing to put right: where, and in one sentence what."""

    path: str
    line: int
    sentence: str

    def __str__(self) -> str:
        where = f"{self.path}:{self.line}" if self.line else self.path
        return f"{where}: {self.sentence}"
