"""The errors that a user is meant to read, and the exit codes."""

from __future__ import annotations

EXIT_USER_ERROR = 2
EXIT_NOTHING_MEASURED = 3
EXIT_BADLY_FILMED = 3
EXIT_NOT_ALL_WELL = 3  # of a batch: some clip gave no numbers
EXIT_INTERRUPTED = 130


class UserError(Exception):
    """Something the user can put right: one line that says what is wrong and what to do.

    The command line prints it without a traceback and ends with exit code 2.
    """


class StoppedError(Exception):
    """The user stopped it: one line that says what is kept and how to go on. The exit code is 130."""
