"""Keep native libraries' chatter off the screen without losing Python's own messages."""

from __future__ import annotations

import os
import shutil
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from tempfile import TemporaryFile
from typing import BinaryIO

from kneevision.errors import UserError
from kneevision.for_all import ForAll

_STDERR = 2


@contextmanager
def quiet_stderr(enabled: bool = True) -> Iterator[None]:
    """Send what C and C++ code writes to standard error to a temporary file.

    MediaPipe logs some 40 lines for each graph, from threads of its own, also after the graph was closed:
    wrap the whole run, not one call. `sys.stderr` still reaches the screen. An unexpected exception brings
    the hidden lines back to the screen, since they may hold its cause; a UserError and Ctrl-C do not.

    Acts on the whole process (descriptor 2), worker processes included. May be nested, and threads may be inside at
    the same time: the last one out brings the screen back. Does nothing where there is no standard error, and when not
    `enabled`.
    """
    if not enabled or not _is_open(_STDERR):
        yield
        return
    with _FOR_ALL.inside():
        try:
            yield
        except UserError:
            raise
        except Exception:
            _failed.set()
            raise


@contextmanager
def _hidden() -> Iterator[None]:
    _failed.clear()
    with TemporaryFile() as hidden:
        with _python_keeps_the_screen(), _descriptor_leads_to(hidden):
            yield
        if _failed.is_set():
            _replay(hidden)


def _is_open(descriptor: int) -> bool:
    try:
        os.fstat(descriptor)
    except OSError:
        return False
    return True


@contextmanager
def _python_keeps_the_screen() -> Iterator[None]:
    """Give `sys.stderr` a descriptor of its own, if it writes to the one that native code writes to."""
    original = sys.stderr
    if not _writes_to_descriptor(original):
        yield
        return
    original.flush()
    with open(os.dup(_STDERR), "w", buffering=1, encoding=original.encoding, errors=original.errors) as screen:
        sys.stderr = screen
        try:
            yield
        finally:
            sys.stderr = original


def _writes_to_descriptor(stream: object) -> bool:
    """Whether a stream is the process's own standard error (not a test's, a notebook's or none at all)."""
    try:
        return bool(stream.fileno() == _STDERR)  # type: ignore[attr-defined]
    except (AttributeError, OSError, ValueError):
        return False


@contextmanager
def _descriptor_leads_to(file: BinaryIO) -> Iterator[None]:
    """Let descriptor 2 write to a file for a while."""
    screen = os.dup(_STDERR)
    try:
        os.dup2(file.fileno(), _STDERR)
        yield
    finally:
        os.dup2(screen, _STDERR)
        os.close(screen)


def _replay(hidden: BinaryIO) -> None:
    """Write to standard error what was kept from it."""
    hidden.seek(0)
    with open(_STDERR, "wb", closefd=False) as screen:
        shutil.copyfileobj(hidden, screen)


_FOR_ALL = ForAll(_hidden)
_failed = threading.Event()  # somebody who is or was inside
