"""Memory that was freed goes back to the system."""

from __future__ import annotations

import contextlib
import ctypes


def give_back() -> None:
    """Hand back what is free, where the system's library can (glibc's).

    It keeps much of what pose models and the tables of a long clip have taken, in case that it is wanted again.
    """
    with contextlib.suppress(AttributeError, OSError, TypeError):
        ctypes.CDLL(None).malloc_trim(0)
