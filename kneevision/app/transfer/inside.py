"""How large the packed files of a result are once unpacked: found out without keeping what comes out."""

from __future__ import annotations

import gzip
import zipfile
import zlib
from pathlib import Path
from typing import Final

from kneevision.analysis import FRAMES_FILE, SIGHTING_FILE

# Five minutes at 240 frames a second take 140 MB.
MOST_BYTES: Final = 2**30
_PIECE_BYTES: Final = 2**20


def grows_beyond_measure(result: Path) -> bool:
    """Whether a result's packed files are damaged, or hold more than any clip does."""
    frames, sighting = result / FRAMES_FILE, result / SIGHTING_FILE
    try:
        return (frames.is_file() and not _gzip_fits(frames)) or (sighting.is_file() and not _npz_fits(sighting))
    except (OSError, EOFError, zlib.error, zipfile.BadZipFile, NotImplementedError):
        return True


def _gzip_fits(file: Path) -> bool:
    left = MOST_BYTES
    with gzip.open(file) as stream:
        while left >= 0 and (piece := stream.read(_PIECE_BYTES)):
            left -= len(piece)
    return left >= 0


def _npz_fits(file: Path) -> bool:
    """`zipfile` gives no more of an entry than its head announces."""
    with zipfile.ZipFile(file) as arrays:
        return sum(head.file_size for head in arrays.infolist()) <= MOST_BYTES
