"""The process that reads a video file for another one: within bounds, and only telling what it found."""

from __future__ import annotations

import contextlib
import faulthandler
import importlib
import json
import os
import struct
import sys
from collections.abc import Iterator
from typing import BinaryIO, Final

import numpy as np
from numpy.typing import NDArray

from kneevision.errors import UserError
from kneevision.video.room import PLACES, Room

# The length of the JSON that follows; after that come the bytes of a picture that is not in the room.
HEAD: Final = struct.Struct("<I")
# Decoding 8K takes 1.5 GB. Address space counts more than what is used: libraries and threads' stacks reserve it.
MEMORY_BYTES: Final = 4 * 2**30
# From one answer to the next. Describing a file reads all of it: 300 s are 30 GB from a slow disk.
SECONDS: Final = 300
_FILES, _WRITTEN_BYTES = 64, 2**20  # open at once; a tone table (`video/colour.py`) is all that is ever written
_PIPE_BYTES = 2**20


_Answers = Iterator[tuple[dict[str, object], NDArray[np.uint8] | None]]


class _Teller:
    """Writes answers; pictures into the room, or behind their answer where there is none or they are too large."""

    def __init__(self, answers: BinaryIO, replies: BinaryIO, room: Room | None) -> None:
        self._answers = answers
        self._replies = replies
        self._room = room
        self._shown = 0

    def tell(self, answer: dict[str, object]) -> None:
        text = json.dumps(answer).encode()
        self._answers.write(HEAD.pack(len(text)) + text)
        self._answers.flush()

    def show(self, words: dict[str, object], image: NDArray[np.uint8]) -> None:
        fits = self._room is not None and image.nbytes <= self._room.picture_bytes
        if self._room is not None and fits:
            if self._shown >= PLACES and not self._replies.read(1):  # a byte comes for each picture that was taken
                raise BrokenPipeError
            self._room.place(self._shown, image.shape)[:] = image
            self._shown += 1
        self.tell({"words": words, "shape": image.shape, "in_room": fits})
        if not fits:
            self._answers.write(np.ascontiguousarray(image).data)
            self._answers.flush()


def main() -> None:
    """Do the job of the module that the command line names, with the request from standard input.

    The command line may go on with a `Room` for pictures: its descriptor and its `picture_bytes`.
    """
    module, *room = sys.argv[1:]
    answers = sys.stdout.buffer
    # None where whoever started it has no standard error: a service, or a program without a window
    sys.stderr = sys.stderr or open(os.devnull, "w", encoding="utf-8")  # noqa: SIM115 - until the process ends
    sys.stdout = sys.stderr  # whatever else is printed does not get among the answers
    _bound()
    _widen(answers)
    try:
        _work(module, _Teller(answers, sys.stdin.buffer, Room(*map(int, room)) if room else None))
    except BrokenPipeError:  # nobody wants more
        sys.stderr.close()


def _work(module: str, teller: _Teller) -> None:
    try:
        request = json.loads(sys.stdin.buffer.readline())
        job = importlib.import_module(module).job
        for words, image in _watched(job(request)):
            if image is None:
                teller.tell({"words": words})
            else:
                teller.show(words, image)
        teller.tell({"end": True})
    except UserError as error:
        teller.tell({"error": str(error)})
    except MemoryError:
        teller.tell({"no_memory": True})


def _watched(answers: _Answers) -> _Answers:
    """The answers; the process ends when one of them takes too long. The time that the other process takes is free."""
    while True:
        faulthandler.dump_traceback_later(SECONDS, exit=True)
        answer = next(answers, None)
        faulthandler.cancel_dump_traceback_later()
        if answer is None:
            return
        yield answer


def _bound() -> None:
    """Bound this process's memory, files and what it may write, where the system can."""
    with contextlib.suppress(ImportError):  # Windows
        import resource

        bounds = {"RLIMIT_AS": MEMORY_BYTES, "RLIMIT_NOFILE": _FILES, "RLIMIT_FSIZE": _WRITTEN_BYTES, "RLIMIT_CORE": 0}
        for name, most in bounds.items():
            kind = getattr(resource, name)
            _, highest = resource.getrlimit(kind)
            lower = most if highest == resource.RLIM_INFINITY else min(most, highest)
            with contextlib.suppress(ValueError, OSError):  # macOS takes no bound of address space
                resource.setrlimit(kind, (lower, highest))


def _widen(answers: BinaryIO) -> None:
    """Let more of a picture into the pipe at once, where the system can."""
    with contextlib.suppress(ImportError, AttributeError, OSError):
        import fcntl

        fcntl.fcntl(answers.fileno(), fcntl.F_SETPIPE_SZ, _PIPE_BYTES)
