"""The process that reads a video file for another one: within bounds, and only telling what it found."""

from __future__ import annotations

import contextlib
import faulthandler
import importlib
import json
import struct
import sys
from collections.abc import Iterator
from typing import BinaryIO, Final

import numpy as np
from numpy.typing import NDArray

from kneevision.errors import UserError

HEAD: Final = struct.Struct("<I")  # length of the JSON that follows; then the picture's bytes, if it tells of one
# Decoding 8K takes 1.5 GB. Address space counts more than what is used: libraries and threads' stacks reserve it.
MEMORY_BYTES: Final = 4 * 2**30
# From one answer to the next. Describing a file reads all of it: 300 s are 30 GB from a slow disk.
SECONDS: Final = 300
_FILES, _WRITTEN_BYTES = 64, 2**20  # open at once; a tone table (`video/colour.py`) is all that is ever written
_PIPE_BYTES = 2**20


_Answers = Iterator[tuple[dict[str, object], NDArray[np.uint8] | None]]


def main() -> None:
    """Do the job of the module that the command line names, with the request from standard input."""
    answers = sys.stdout.buffer
    sys.stdout = sys.stderr  # whatever else is printed does not get among the answers
    _bound()
    _widen(answers)
    try:
        _work(answers)
    except BrokenPipeError:  # nobody wants more
        sys.stderr.close()


def _work(answers: BinaryIO) -> None:
    try:
        request = json.load(sys.stdin)
        job = importlib.import_module(sys.argv[1]).job
        for words, image in _watched(job(request)):
            if image is None:
                _tell(answers, {"words": words})
            else:
                _tell(answers, {"words": words, "shape": image.shape}, image)
        _tell(answers, {"end": True})
    except UserError as error:
        _tell(answers, {"error": str(error)})
    except MemoryError:
        _tell(answers, {"no_memory": True})


def _watched(answers: _Answers) -> _Answers:
    """The answers; the process ends when one of them takes too long. The time that the other process takes is free."""
    while True:
        faulthandler.dump_traceback_later(SECONDS, exit=True)
        answer = next(answers, None)
        faulthandler.cancel_dump_traceback_later()
        if answer is None:
            return
        yield answer


def _tell(answers: BinaryIO, words: dict[str, object], image: NDArray[np.uint8] | None = None) -> None:
    text = json.dumps(words).encode()
    answers.write(HEAD.pack(len(text)) + text)
    if image is not None:
        answers.write(np.ascontiguousarray(image).data)
    answers.flush()


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
