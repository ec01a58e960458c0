"""Comparisons of a person's clips: made from their results when they are asked for, and again when one has changed."""

from __future__ import annotations

import hashlib
import shutil
from collections.abc import Sequence
from pathlib import Path
from typing import Final

from kneevision.analysis import ANALYSIS_FILE
from kneevision.app.library.database import Library
from kneevision.app.library.tables import Clip
from kneevision.compare.types import COMPARISON_FILE
from kneevision.result_folder import SUFFIX

# Which clips a comparison is of, an id a line: what shows somebody goes for good with them.
_IDS_FILE: Final = "clips.txt"


def place_of(library: Library, clips: Sequence[Clip]) -> Path:
    """The folder for a comparison of these clips in this order, whether it is there or not."""
    name = hashlib.sha256("-".join(clip.id for clip in clips).encode()).hexdigest()[:32]
    return library.folder.comparisons / name


def comparison_of(library: Library, clips: Sequence[Clip]) -> Path:
    """The comparison's own folder, as `kneevision compare` writes it."""
    return place_of(library, clips) / f"comparison{SUFFIX}"


def is_fresh(library: Library, clips: Sequence[Clip]) -> bool:
    """Whether it is there and no result was written since."""
    made = _written_ns(comparison_of(library, clips) / COMPARISON_FILE)
    results = [_written_ns(library.result(clip) / ANALYSIS_FILE) for clip in clips]
    return made is not None and all(written is not None and written < made for written in results)


def prepare(library: Library, clips: Sequence[Clip]) -> None:
    """Make the place of a comparison, and keep what it is of."""
    place = place_of(library, clips)
    place.mkdir(exist_ok=True)
    (place / _IDS_FILE).write_text("\n".join(clip.id for clip in clips), encoding="utf-8")


def sweep(library: Library) -> None:
    """Remove what is of a clip that is gone for good."""
    with library.begin() as db:
        for place in library.folder.comparisons.iterdir():
            try:
                ids = (place / _IDS_FILE).read_text(encoding="utf-8").split()
            except OSError:
                ids = []
            if not ids or any(db.get(Clip, clip_id) is None for clip_id in ids):
                shutil.rmtree(place, ignore_errors=True)


def _written_ns(file: Path) -> int | None:
    try:
        return file.stat().st_mtime_ns
    except OSError:
        return None
