"""Errors that end a command with one sentence and an exit code of their own."""

from enum import IntEnum


class Exit(IntEnum):
    """Exit codes a scheduler can tell apart."""

    OK = 0
    CODE_ERROR = 1
    USAGE = 2
    DATA_REFUSED = 3
    GATE_FAILED = 4
    ALREADY_RUNNING = 5


class StrataError(Exception):
    """A user's mistake or a refused input, told in one sentence; never shown with a stack trace."""

    def __init__(self, sentence: str, code: Exit = Exit.USAGE) -> None:
        super().__init__(sentence)
        self.sentence = sentence
        self.code = code
