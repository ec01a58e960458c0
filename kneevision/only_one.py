"""A lock between runs that ends with its process, however that ends."""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

if sys.platform == "win32":
    import msvcrt
else:
    import fcntl

_EVERY_S = 0.02


@contextmanager
def only_one(file: Path, patience_s: float = 0.0) -> Iterator[bool]:
    """Hold a file locked, if no other run or thread does, or stops to within `patience_s`: yields whether it is held.

    The file is made when it is not there and removed in the end. One that a killed run left behind is not locked.

    Raises
    ------
    OSError
        The file cannot be made there, or that file system has no locks.
    """
    descriptor, given_up = _taken(file), time.monotonic() + patience_s
    while descriptor is None and time.monotonic() < given_up:
        time.sleep(_EVERY_S)
        descriptor = _taken(file)
    try:
        yield descriptor is not None
    finally:
        if descriptor is not None:
            _give_back(file, descriptor)


def _taken(file: Path) -> int | None:
    while True:
        descriptor = os.open(file, os.O_RDWR | os.O_CREAT, 0o666)
        try:
            held = _lock(descriptor)
            if held and _is_there(file, descriptor):
                return descriptor
        except BaseException:
            os.close(descriptor)
            raise
        os.close(descriptor)
        if not held:
            return None
        # Whoever held it has removed it between our opening and our locking: a lock on it keeps nobody out.


def _is_there(file: Path, descriptor: int) -> bool:
    try:
        return os.path.samestat(file.stat(), os.fstat(descriptor))
    except FileNotFoundError:
        return False


if sys.platform == "win32":

    def _lock(descriptor: int) -> bool:
        try:
            msvcrt.locking(descriptor, msvcrt.LK_NBLCK, 1)
        except PermissionError:
            return False
        return True

    def _give_back(file: Path, descriptor: int) -> None:
        msvcrt.locking(descriptor, msvcrt.LK_UNLCK, 1)
        os.close(descriptor)  # an open file cannot be removed there, so that nobody else's is
        with suppress(OSError):
            file.unlink()

else:

    def _lock(descriptor: int) -> bool:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
        return True

    def _give_back(file: Path, descriptor: int) -> None:
        with suppress(OSError):
            file.unlink()  # while it is held, so that nobody else's is removed
        os.close(descriptor)
