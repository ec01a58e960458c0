"""Memory that a process shares with one that it has started, for pictures: a pipe would copy each of them twice."""

from __future__ import annotations

import contextlib
import mmap
import os
from collections.abc import Iterator
from math import prod
from typing import Final

import numpy as np
from numpy.typing import NDArray

PLACES: Final = 2  # pictures that lie in a room at a time: one is taken while the next is put


class Room:
    """Places for pictures of at most so many bytes, used in turn.

    Parameters
    ----------
    descriptor : int
        Of memory that `shared` made, in this process or in one that inherited it.
    picture_bytes : int
    """

    def __init__(self, descriptor: int, picture_bytes: int) -> None:
        self.descriptor = descriptor
        self.picture_bytes = picture_bytes
        self._memory = mmap.mmap(descriptor, PLACES * picture_bytes)

    def place(self, number: int, shape: tuple[int, ...]) -> NDArray[np.uint8]:
        """Where the picture of this number lies, the first one's being 0."""
        offset = number % PLACES * self.picture_bytes
        return np.frombuffer(self._memory, np.uint8, prod(shape), offset).reshape(shape)


@contextlib.contextmanager
def shared(picture_bytes: int) -> Iterator[Room | None]:
    """Make a room for pictures of at most so many bytes; None where the system has no such memory, or for 0 bytes.

    It has no name, so that it is gone with its last process, and its size cannot be changed by anybody.
    """
    with contextlib.ExitStack() as stack:
        room = None
        if picture_bytes:
            with contextlib.suppress(ImportError, AttributeError, OSError):  # not Linux, not allowed, or too large
                descriptor = os.memfd_create("kneevision", os.MFD_CLOEXEC | os.MFD_ALLOW_SEALING)
                stack.callback(os.close, descriptor)
                _fix_size(descriptor, PLACES * picture_bytes)
                room = Room(descriptor, picture_bytes)
        yield room


def _fix_size(descriptor: int, size: int) -> None:
    import fcntl

    os.ftruncate(descriptor, size)
    fcntl.fcntl(descriptor, fcntl.F_ADD_SEALS, fcntl.F_SEAL_SHRINK | fcntl.F_SEAL_GROW | fcntl.F_SEAL_SEAL)
