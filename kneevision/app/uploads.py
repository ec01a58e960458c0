"""Files on their way in: written piece by piece within limits, then looked into by the bounded decoder."""

from __future__ import annotations

import shutil
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO, Final
from uuid import uuid4

from anyio import to_thread
from starlette.requests import ClientDisconnect, Request

from kneevision.app.folder import DataFolder
from kneevision.app.refused import RefusedError
from kneevision.app.room import Limits
from kneevision.errors import UserError
from kneevision.video import open_clip

# Written at once; the disk is asked for its free space as often.
_PIECE_BYTES: Final = 4 * 2**20


@dataclass(frozen=True)
class Arrived:
    """A whole file, in a folder of its own below `incoming` whose name is a new clip's id."""

    clip_id: str
    path: Path
    size_bytes: int


@asynccontextmanager
async def arriving(request: Request, folder: DataFolder, limits: Limits, file: str) -> AsyncIterator[Arrived]:
    """Write a request's body to a file; its folder is removed again unless it was moved away.

    Parameters
    ----------
    request : Request
        Its body is the file.
    folder : DataFolder
    limits : Limits
    file : str
        What it is called, see `names.file_name`.

    Raises
    ------
    RefusedError
        It is larger than the limit, as announced or as it comes; the disk is too full; it stopped half-way.
    """
    _check_announced(request, folder, limits)
    clip_id = uuid4().hex
    place = folder.incoming / clip_id
    try:
        place.mkdir()
        with (place / file).open("xb") as out:
            size = await _write(request, folder, limits, out)
        yield Arrived(clip_id, place / file, size)
    except ClientDisconnect:
        raise RefusedError(400, "The file did not come whole.") from None
    except OSError as error:
        raise RefusedError(507, f"The file could not be written ({error.strerror or error}).") from error
    finally:
        with suppress(OSError):
            await to_thread.run_sync(lambda: shutil.rmtree(place, ignore_errors=True))


def video_words(path: Path) -> tuple[str, str]:
    """Look into a file by its content: its hash, and empty words; or no hash and why it is no video.

    Takes a while for large files, in a bounded process of its own.
    """
    try:
        return open_clip(path).info.sha256, ""
    except UserError as error:
        return "", str(error).removeprefix(f"{path}: ")


def _check_announced(request: Request, folder: DataFolder, limits: Limits) -> None:
    told = request.headers.get("content-length", "")
    announced = int(told) if told.isascii() and told.isdigit() else 0
    if announced > limits.upload_bytes:
        raise _too_large(limits)
    if folder.free_bytes() < announced + limits.spare_bytes:
        raise _no_space()


async def _write(request: Request, folder: DataFolder, limits: Limits, out: BinaryIO) -> int:
    size, pending = 0, bytearray()

    def write() -> None:
        if folder.free_bytes() < len(pending) + limits.spare_bytes:
            raise _no_space()
        out.write(pending)

    async for piece in request.stream():
        size += len(piece)
        if size > limits.upload_bytes:
            raise _too_large(limits)
        pending += piece
        if len(pending) >= _PIECE_BYTES:
            await to_thread.run_sync(write)
            pending = bytearray()
    await to_thread.run_sync(write)
    if size == 0:
        raise RefusedError(422, "The file is empty.")
    return size


def _too_large(limits: Limits) -> RefusedError:
    return RefusedError(
        413,
        f"The file is larger than {limits.upload_bytes / 2**30:.3g} GB; cut the clip to the minute that matters, or "
        "start the app with a larger --max-gb.",
    )


def _no_space() -> RefusedError:
    return RefusedError(507, "The disk is too full for this file; empty the bin, or make room on the disk.")
