from __future__ import annotations

from enum import IntEnum


class ExitCode(IntEnum):
    """What a command answers to the shell. Documented in docs/reference/command-line.md."""

    DONE = 0
    FAILED = 1  # a check found something, or an unexpected error
    USAGE = 2  # the words of the call are off
    NOT_FOUND = 3  # a file, a municipality or a period that is not there or cannot be read
    BUSY = 4  # somebody else holds what is needed: another import, a port
    NOT_WRITTEN = 5  # the database or the file could not be written; nothing was changed


class CommandProblem(Exception):
    """One sentence on what happened, one on what to do."""

    def __init__(self, sentence: str, code: ExitCode) -> None:
        super().__init__(sentence)
        self.sentence = sentence
        self.code = code
