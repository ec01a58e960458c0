"""A person's zip from elsewhere, which may have been made to do harm: looked over before anything of it is written.

Nothing in it names a path: each entry must be one that the manifest's clips can have, and goes where a new clip's files
go. Sizes are bounded as they are announced, and again as they come.
"""

from __future__ import annotations

import re
import shutil
import stat
import zipfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Final
from uuid import uuid4

from pydantic import ValidationError

from kneevision.analysis import Analysis
from kneevision.app.library.arrivals import arrive
from kneevision.app.library.database import Library
from kneevision.app.library.tables import Session
from kneevision.app.refused import RefusedError
from kneevision.app.room import Limits
from kneevision.app.transfer.inside import grows_beyond_measure
from kneevision.app.transfer.manifest import MANIFEST_FILE, ClipEntry, Manifest
from kneevision.app.uploads import video_words
from kneevision.errors import UserError
from kneevision.result_folder import is_ours

_MOST_ENTRIES: Final = 50_000
_MOST_MANIFEST_BYTES: Final = 20 * 2**20
# Text packs to a tenth, video not at all; a zip that grows more than this was made to.
_MOST_GROWTH: Final = 50
_PIECE_BYTES: Final = 2**20
# Links followed: nothing but letters, digits, '_', '-' and '.', below one folder at most, and not hidden.
_INSIDE: Final = re.compile(r"(?:[A-Za-z0-9_-]+/)?[A-Za-z0-9_-]+(?:\.[A-Za-z0-9_-]+)+")


@dataclass(frozen=True)
class _Unpacked:
    """A clip whose files lie below `incoming`."""

    entry: ClipEntry
    clip_id: str
    sha256: str
    size_bytes: int


def unpack(library: Library, limits: Limits, path: Path) -> int:
    """Add the person of a zip as a new one; all of it, or nothing.

    Returns
    -------
    int
        The new person's id.

    Raises
    ------
    RefusedError
        It is no person's zip, holds what the app does not put into one, or is too large for the disk.
    """
    try:
        with zipfile.ZipFile(path) as source:
            heads = _looked_over(source, path.stat().st_size)
            _check_space(library, limits, sum(head.file_size for head in heads.values()))
            manifest = _manifest(source, heads)
            places = _places(manifest, set(heads))
            with _folders(library) as new_folder:
                clips = [_unpacked(source, heads, entry, places, new_folder) for entry in manifest.clips]
                return _kept(library, manifest, clips)
    except (zipfile.BadZipFile, zipfile.LargeZipFile, EOFError, NotImplementedError) as error:
        raise _refused("it is damaged, or no zip at all") from error


def _looked_over(source: zipfile.ZipFile, size_bytes: int) -> dict[str, zipfile.ZipInfo]:
    """The entries by name, each an ordinary file, none twice."""
    found = source.infolist()
    heads = {head.filename: head for head in found}
    if len(found) > _MOST_ENTRIES or len(heads) < len(found):
        raise _refused("it holds too many files, or one twice")
    for head in found:
        mode = head.external_attr >> 16
        if head.is_dir() or (stat.S_IFMT(mode) not in (0, stat.S_IFREG)) or head.flag_bits & 1:
            raise _refused("it holds a folder, a link or something locked")
        if head.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
            raise _refused("it is packed in a way that the app does not pack")
    if sum(head.compress_size for head in found) > size_bytes:
        raise _refused("its entries lie over each other")
    if sum(head.file_size for head in found) > _MOST_GROWTH * size_bytes:
        raise _refused("it would grow beyond measure")
    return heads


def _check_space(library: Library, limits: Limits, wanted: int) -> None:
    if library.folder.free_bytes() < wanted + limits.spare_bytes:
        raise RefusedError(507, "The disk is too full for this person; empty the bin, or make room on the disk.")


def _manifest(source: zipfile.ZipFile, heads: dict[str, zipfile.ZipInfo]) -> Manifest:
    head = heads.pop(MANIFEST_FILE, None)
    if head is None or head.file_size > _MOST_MANIFEST_BYTES:
        raise _refused(f"it has no {MANIFEST_FILE}, as an exported person has")
    with source.open(head) as stream:
        text = stream.read(_MOST_MANIFEST_BYTES + 1)
    try:
        return Manifest.model_validate_json(text)
    except ValidationError as error:
        raise _refused(f"its {MANIFEST_FILE} is not one that this version knows") from error


def _places(manifest: Manifest, names: set[str]) -> dict[str, list[str]]:
    """For each clip's folder the files of its result, named from within that; nothing else may be there."""
    places: dict[str, list[str]] = {}
    for entry in manifest.clips:
        if entry.video not in names:
            raise _refused(f"the video of {entry.name} is not in it")
        names.discard(entry.video)
        inside = [name.removeprefix(entry.result) for name in names if name.startswith(entry.result)]
        if not all(_INSIDE.fullmatch(name) and is_ours(name) for name in inside):
            raise _refused("it holds files that no result has")
        names.difference_update(f"{entry.result}{name}" for name in inside)
        places[entry.folder] = inside
    if names:
        raise _refused("it holds files that belong to no clip")
    return places


@contextmanager
def _folders(library: Library) -> Iterator[Callable[[], Path]]:
    """Makes folders below `incoming`; those that were not moved to their place are removed in the end."""
    made: list[Path] = []

    def new() -> Path:
        folder = library.folder.incoming / uuid4().hex
        folder.mkdir()
        made.append(folder)
        return folder

    try:
        yield new
    finally:
        for folder in made:
            shutil.rmtree(folder, ignore_errors=True)


def _unpacked(
    source: zipfile.ZipFile,
    heads: dict[str, zipfile.ZipInfo],
    entry: ClipEntry,
    places: dict[str, list[str]],
    new_folder: Callable[[], Path],
) -> _Unpacked:
    folder = new_folder()
    video = folder / entry.file
    _write(source, heads[entry.video], video)
    sha256, why_not = video_words(video)
    if why_not:
        raise _refused(f"{entry.name}: {why_not}")
    result = folder / entry.result.rstrip("/").rpartition("/")[2]
    for inside in places[entry.folder]:
        target = result / inside
        target.parent.mkdir(parents=True, exist_ok=True)
        _write(source, heads[f"{entry.result}{inside}"], target)
    if places[entry.folder]:
        _check_result(result, entry, sha256)
    return _Unpacked(entry, folder.name, sha256, video.stat().st_size)


def _write(source: zipfile.ZipFile, head: zipfile.ZipInfo, target: Path) -> None:
    """One entry, not longer than it was announced to be."""
    left = head.file_size
    with source.open(head) as stream, target.open("xb") as out:
        while piece := stream.read(min(_PIECE_BYTES, left + 1)):
            left -= len(piece)
            if left < 0:
                raise _refused("a file in it is longer than it was announced to be")
            out.write(piece)


def _check_result(result: Path, entry: ClipEntry, sha256: str) -> None:
    try:
        analysis = Analysis.load(result, frames=False)
    except UserError as error:
        raise _refused(f"the result of {entry.name} cannot be read") from error
    if analysis.video.sha256 != sha256:
        raise _refused(f"the result of {entry.name} is of another video")
    if grows_beyond_measure(result):
        raise _refused(f"the result of {entry.name} is damaged, or would grow beyond measure")


def _kept(library: Library, manifest: Manifest, clips: list[_Unpacked]) -> int:
    """The rows in one transaction, then the folders to their places."""
    of_entry = {clip.entry.folder: clip for clip in clips}
    with library.begin() as db:
        person = manifest.person()
        db.add(person)
        for entry in manifest.sessions:
            session = Session(person=person, on=entry.on, note=entry.note)
            db.add(session)
            for each in entry.clips:
                clip = of_entry[each.folder]
                db.add(clip.entry.row(clip.clip_id, session, clip.sha256, clip.size_bytes))
    try:
        arrive(library, *(clip.clip_id for clip in clips))
    except OSError:
        with library.begin() as db:
            db.delete(db.get_one(type(person), person.id))
        for clip in clips:
            shutil.rmtree(library.folder.clips / clip.clip_id, ignore_errors=True)
        raise
    return person.id


def _refused(why: str) -> RefusedError:
    return RefusedError(422, f"This zip is not taken: {why.removesuffix('.')}.")
