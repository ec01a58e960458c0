"""Ask another process to read a video file: a file that was made to do harm, or is broken in an odd way, then stops,
fills or holds up that process alone.
"""

from __future__ import annotations

import contextlib
import json
import os
import subprocess
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import IO, Any, Final

import numpy as np
from numpy.typing import NDArray

from kneevision.errors import UserError
from kneevision.own_process import command
from kneevision.video.apart_process import HEAD, MEMORY_BYTES
from kneevision.video.room import Room, shared

_ENVIRONMENT: Final = {
    "OPENBLAS_NUM_THREADS": "1",  # more threads only reserve memory
    # glibc keeps what a picture took for the next one; given back and fetched anew it costs as much as decoding.
    "MALLOC_TRIM_THRESHOLD_": str(2**27),
    "MALLOC_MMAP_THRESHOLD_": str(2**25),
}

Answer = tuple[dict[str, Any], NDArray[np.uint8] | None]


def ask(module: str, path: Path, request: Mapping[str, Any], picture_bytes: int = 0) -> Iterator[Answer]:
    """Yield what the function `job` of a module yields in a process of its own: words, and a picture or None.

    That process reads ahead by one answer or two, and is stopped when no more is asked for.

    Parameters
    ----------
    module : str
        A module of this package.
    path : Path
        The file that it reads, for messages.
    request : mapping
        What `job` is given; as JSON takes it.
    picture_bytes : int
        Pictures of at most so many bytes come through memory that is shared, where the system has it; others, and
        all by default, through a pipe, which takes longer.

    Raises
    ------
    UserError
        What `job` raised; or the process ran out of its memory or time, or was stopped from outside.
    """
    with shared(picture_bytes) as room, _started(module, room) as child:
        assert child.stdin is not None
        assert child.stdout is not None
        try:
            child.stdin.write(json.dumps(request).encode() + b"\n")
            child.stdin.flush()
            yield from _answers(child.stdout, child.stdin, room, path)
        except BrokenPipeError as error:  # it ended before it had read what it was asked
            raise _stopped(path) from error
        finally:
            child.kill()
            with contextlib.suppress(BrokenPipeError):
                child.stdin.close()


def _started(module: str, room: Room | None) -> subprocess.Popen[bytes]:
    given = [] if room is None else [room.descriptor, room.picture_bytes]
    return subprocess.Popen(
        command("kneevision.video.apart_process", module, *map(str, given)),
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        env=os.environ | _ENVIRONMENT,
        pass_fds=given[:1],
    )


def _answers(pipe: IO[bytes], replies: IO[bytes], room: Room | None, path: Path) -> Iterator[Answer]:
    taken = 0  # pictures out of the room
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
            if room is not None and told["in_room"]:
                image[:] = room.place(taken, image.shape)
                taken += 1
                _reply(replies)
            else:
                _fill(pipe, image.reshape(-1).data, path)
        yield told["words"], image


def _reply(replies: IO[bytes]) -> None:
    """Say that a picture was taken and its place is free."""
    with contextlib.suppress(BrokenPipeError):  # that was the last one, and the process has ended
        replies.write(b".")
        replies.flush()


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
