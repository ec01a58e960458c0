"""A person as a zip, made while it is sent: it takes no place on the disk."""

from __future__ import annotations

import zipfile
from collections.abc import Iterator, Sequence
from datetime import datetime
from pathlib import Path
from typing import Final

from sqlalchemy import orm

from kneevision.app.library import sessions
from kneevision.app.library.database import Library
from kneevision.app.library.tables import Clip, Person
from kneevision.app.transfer.manifest import FORMAT, MANIFEST_FILE, ClipEntry, Manifest, SessionEntry
from kneevision.result_folder import is_ours
from kneevision.version import __version__

_PIECE_BYTES: Final = 2**20
# These are packed already.
_AS_THEY_ARE: Final = (".mp4", ".png", ".gz", ".npz")


def contents(library: Library, db: orm.Session, person: Person) -> tuple[Manifest, list[tuple[str, Path]]]:
    """What goes into a person's zip: the manifest, and each file with its place in the zip. The bin stays out."""
    files: list[tuple[str, Path]] = []
    entries = []
    number = 0
    for session in reversed(sessions.sessions(db, person)):
        clips = []
        for clip in sessions.clips(db, session):
            if not library.video(clip).is_file():
                continue  # somebody removed it by hand: there is nothing to import
            number += 1
            entry = ClipEntry.of(clip, number)
            clips.append(entry)
            files += _files(library, clip, entry)
        entries.append(SessionEntry(on=session.on, note=session.note, clips=tuple(clips)))
    manifest = Manifest(
        format=FORMAT, kneevision=__version__, name=person.name, note=person.note, sessions=tuple(entries)
    )
    return manifest, files


def packed(manifest: Manifest, files: Sequence[tuple[str, Path]]) -> Iterator[bytes]:
    """Yield the zip piece by piece. A file that has gone since, in the middle of a new analysis, is left out."""
    out = _Pieces()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as into:
        into.writestr(MANIFEST_FILE, manifest.model_dump_json(indent=1))
        for name, path in files:
            try:
                source = path.open("rb")
            except FileNotFoundError:
                continue
            with source, into.open(_head(name, path), "w", force_zip64=True) as target:
                while piece := source.read(_PIECE_BYTES):
                    target.write(piece)
                    yield out.taken()
    yield out.taken()


def _files(library: Library, clip: Clip, entry: ClipEntry) -> list[tuple[str, Path]]:
    video, result = library.video(clip), library.result(clip)
    found = [(entry.video, video)]
    for path in sorted(result.rglob("*")) if result.is_dir() else []:
        inside = path.relative_to(result).as_posix()
        if path.is_file() and not path.is_symlink() and is_ours(inside):
            found.append((f"{entry.result}{inside}", path))
    return found


def _head(name: str, path: Path) -> zipfile.ZipInfo:
    changed = datetime.fromtimestamp(path.stat().st_mtime)
    head = zipfile.ZipInfo(name, changed.timetuple()[:6])
    head.compress_type = zipfile.ZIP_STORED if name.endswith(_AS_THEY_ARE) else zipfile.ZIP_DEFLATED
    return head


class _Pieces:
    """What a zip is written to; it cannot go back, so that what was written can be sent."""

    def __init__(self) -> None:
        self._pending = bytearray()

    def write(self, piece: bytes) -> int:
        """Keep it until it is taken."""
        self._pending += piece
        return len(piece)

    def flush(self) -> None:
        """Nothing waits elsewhere."""

    def close(self) -> None:
        """What was written is still to be taken."""

    def taken(self) -> bytes:
        """What was written since."""
        pending, self._pending = bytes(self._pending), bytearray()
        return pending
