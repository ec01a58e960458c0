"""Ask another process to read a video file: a file that was made to do harm, or is broken in an odd way, then stops,
fills or holds up that process alone.
"""

from __future__ import annotations

import json
import os
import subprocess
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import IO, Any

import numpy as np
from numpy.typing import NDArray

from kneevision.errors import UserError
from kneevision.own_process import command
from kneevision.video.apart_process import HEAD, MEMORY_BYTES

Answer = tuple[dict[str, Any], NDArray[np.uint8] | None]


def ask(
    module: str, path: Path, request: Mapping[str, Any]
) -> Iterator[tuple[dict[str, Any], NDArray[np.uint8] | None]]:
    """Yield what the function `job` of a module yields in a process of its own: words, and a picture or None.

    That process reads ahead by one answer, and is stopped when no more is asked for.

    Parameters
    ----------
    module : str
        A module of this package.
    path : Path
        The file that it reads, for messages.
    request : mapping
        What `job` is given; as JSON takes it.

    Raises
    ------
    UserError
        What `job` raised; or the process ran out of its memory or time, or was stopped from outside.
    """
    environment = os.environ | {"OPENBLAS_NUM_THREADS": "1"}  # more threads only reserve memory
    with subprocess.Popen(
        command("kneevision.video.apart_process", module),
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        env=environment,
    ) as child:
        assert child.stdin is not None
        assert child.stdout is not None
        try:
            with child.stdin as line:
                line.write(json.dumps(request).encode())
            yield from _answers(child.stdout, path)
        except BrokenPipeError as error:  # it ended before it had read what it was asked
            raise _stopped(path) from error
        finally:
            child.kill()


def _answers(pipe: IO[bytes], path: Path) -> Iterator[Answer]:
    while True:
        told = json.loads(_read(pipe, _head(pipe, path), path))
        if "end" in told:
            return
        if "error" in told:
            raise UserError(told["error"])
        if "no_memory" in told:
            raise UserError(
                f"{path}: reading it takes more than {MEMORY_BYTES / 2**30:.0f} GB of memory; export it as H.264 in 4K "
                "or less."
            )
        image = None
        if "shape" in told:
            image = np.empty(told["shape"], np.uint8)
            _fill(pipe, image.reshape(-1).data, path)
        yield told["words"], image


def _head(pipe: IO[bytes], path: Path) -> int:
    (length,) = HEAD.unpack(_read(pipe, HEAD.size, path))
    return int(length)


def _read(pipe: IO[bytes], count: int, path: Path) -> bytes:
    content = bytearray(count)
    _fill(pipe, memoryview(content), path)
    return bytes(content)


def _fill(pipe: IO[bytes], place: memoryview, path: Path) -> None:
    filled = 0
    while filled < len(place):
        got = pipe.readinto(place[filled:])  # type: ignore[attr-defined]
        if not got:
            raise _stopped(path)
        filled += got


def _stopped(path: Path) -> UserError:
    return UserError(
        f"{path}: could not be read, the video is damaged or the decoder was stopped; export it again as H.264 (MP4)."
    )
