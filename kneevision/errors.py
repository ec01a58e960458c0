"""The errors that a user is meant to read."""

from __future__ import annotations


class UserError(Exception):
    """Something the user can put right: one line that says what is wrong and what to do.

    The command line prints it without a traceback and ends with exit code 2.
    """
