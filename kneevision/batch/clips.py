"""Which clips a batch is about, and where the result of each goes."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from kneevision.errors import UserError
from kneevision.result_folder import SUFFIX

# What phones and cameras write; a file that is named by itself may end as it likes.
SUFFIXES = (".mp4", ".mov", ".m4v", ".webm", ".mkv", ".avi", ".3gp", ".mts")


@dataclass(frozen=True)
class ClipFile:
    """A clip, and its name in this batch: its path within the folder that was given, e.g. 'monday/run.mp4'."""

    path: Path
    name: str

    def result(self, out: Path) -> Path:
        """Where its result goes within the batch's folder."""
        return out / Path(self.name).with_suffix(SUFFIX)


def find_clips(inputs: Sequence[Path]) -> tuple[ClipFile, ...]:
    """The clips among files and folders, each once, in the order of their names.

    In folders every video is a clip, sub-folders' too; hidden files and what lies in result folders are not. A clip's
    name, and so the place of its result, does not depend on which others there are.

    Raises
    ------
    UserError
        An input is not there, there is no clip, or two clips would have the same result folder.
    """
    found: dict[Path, ClipFile] = {}
    for given in inputs:
        for clip in _clips_of(given):
            found.setdefault(clip.path.resolve(), clip)
    if not found:
        raise UserError(f"{', '.join(map(str, inputs))}: no video in there ({', '.join(SUFFIXES)}).")
    clips = sorted(found.values(), key=lambda clip: clip.name)
    _check_places(clips)
    return tuple(clips)


def _clips_of(given: Path) -> Iterator[ClipFile]:
    if not given.exists():
        raise UserError(f"{given}: no such file or folder; give clips or a folder of clips.")
    if not given.is_dir():
        yield ClipFile(given.absolute(), given.name)
        return
    for folder, inner, files in os.walk(given):
        inner[:] = [name for name in inner if not name.startswith(".") and not name.endswith(SUFFIX)]
        for name in files:
            path = Path(folder, name)
            if path.suffix.lower() in SUFFIXES and not name.startswith("."):
                yield ClipFile(path.absolute(), path.relative_to(given).as_posix())


def _check_places(clips: Sequence[ClipFile]) -> None:
    """Refuse clips of one name: where upper and lower case are one to the file system, too."""
    taken: dict[str, ClipFile] = {}
    for clip in clips:
        place = str(clip.result(Path())).casefold()
        other = taken.setdefault(place, clip)
        if other is not clip:
            raise UserError(
                f"{other.path} and {clip.path}: both would become {clip.result(Path())}; rename one, or give the "
                "folder above their folders, whose names are then kept."
            )
