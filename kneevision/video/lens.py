"""The lens that a phone wrote into its video.

Apple's cameras do so in the metadata of the video's track (QuickTime File Format: a `meta` atom with `keys` and
`ilst`), which libav passes over; others write the same key for the whole file, where libav finds it.
"""

from __future__ import annotations

import math
import struct
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import BinaryIO, Final

_KEY: Final = "com.apple.quicktime.camera.focal_length.35mm_equivalent"
# What a lens can have, mm in 35 mm terms; anything else is a damaged or misused tag.
_PLAUSIBLE_MM: Final = (8.0, 400.0)
_LARGEST_MOOV: Final = 64 * 2**20  # an hour of video has a few MB
# How a value is stored, by its well-known type.
_NUMBERS: Final = {21: ">i", 22: ">I", 23: ">f", 24: ">d", 66: ">h", 67: ">i", 76: ">H", 77: ">I"}
_TEXT: Final = 1


def lens_35mm(path: Path, tags: Mapping[str, str]) -> float | None:
    """Focal length of the lens in 35 mm terms, mm; None when the file does not tell it.

    A zoom within the lens is not part of it.

    Parameters
    ----------
    path : Path
    tags : mapping
        Metadata of container and stream, as libav read them.
    """
    texts = [tags[_KEY]] if _KEY in tags else []
    texts += _of_tracks(path)
    return next((mm for mm in map(_plausible, texts) if mm is not None), None)


def _plausible(text: str) -> float | None:
    try:
        number = float(text)
    except ValueError:
        return None
    low, high = _PLAUSIBLE_MM
    return number if math.isfinite(number) and low <= number <= high else None


def _of_tracks(path: Path) -> Iterator[str]:
    """The key's values in all tracks; none in a file that is not QuickTime's, or is damaged there."""
    with path.open("rb") as file:
        moov = _moov(file)
    for kind, track in _atoms(moov):
        if kind == b"trak":
            for inner, content in _atoms(track):
                if inner == b"meta":
                    yield from _values(content)


def _moov(file: BinaryIO) -> bytes:
    """Content of the movie atom; empty when there is none of a sane size."""
    while len(head := file.read(8)) == 8:
        size, kind = struct.unpack(">I4s", head)
        body = size - 8
        if size == 1:
            body = int.from_bytes(file.read(8), "big") - 16
        if body < 0:  # the rest of the file, or nonsense
            return b""
        if kind == b"moov":
            return file.read(body) if body <= _LARGEST_MOOV else b""
        file.seek(body, 1)
    return b""


def _atoms(content: bytes) -> Iterator[tuple[bytes, bytes]]:
    """(kind, content) of the atoms in a row, up to the first that does not fit."""
    at = 0
    while at + 8 <= len(content):
        size, kind = struct.unpack_from(">I4s", content, at)
        if size < 8 or at + size > len(content):
            return
        yield kind, content[at + 8 : at + size]
        at += size


def _values(meta: bytes) -> Iterator[str]:
    """The key's values in a metadata atom: `keys` numbers the names from 1, the atoms of `ilst` bear these numbers."""
    parts = dict(_atoms(meta))
    names = [name for _, name in _atoms(parts.get(b"keys", b"")[8:])]
    for number, item in _atoms(parts.get(b"ilst", b"")):
        position = int.from_bytes(number, "big") - 1
        if 0 <= position < len(names) and names[position] == _KEY.encode():
            yield from (text for kind, data in _atoms(item) if kind == b"data" and (text := _text(data)) is not None)


def _text(data: bytes) -> str | None:
    """A value as text: 4 bytes of type, 4 of locale, the value."""
    if len(data) < 8:
        return None
    kind, value = int.from_bytes(data[:4], "big"), data[8:]
    if kind == _TEXT:
        return value.decode("utf-8", "replace")
    layout = _NUMBERS.get(kind)
    if layout is None or struct.calcsize(layout) != len(value):
        return None
    return str(struct.unpack(layout, value)[0])
