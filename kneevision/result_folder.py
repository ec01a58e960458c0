"""Where results go: written beside their final name, renamed into place when whole."""

from __future__ import annotations

import json
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from kneevision.analysis import ANALYSIS_FILE, CYCLES_FILE, FRAMES_FILE
from kneevision.errors import UserError

SUFFIX = ".kneevision"
# What an analysis writes; anything else in a result folder is the user's.
_OURS = (ANALYSIS_FILE, CYCLES_FILE, FRAMES_FILE, "report.html", "annotated.mp4", "plots")


def result_folder(video: Path, out: Path) -> Path:
    """The result folder of a video: `out` itself when it is named so, else `<video name>.kneevision` in it."""
    return out if out.name.endswith(SUFFIX) else out / f"{video.stem}{SUFFIX}"


def check_place(folder: Path, video: Path) -> None:
    """Whether a result can go there.

    Raises
    ------
    UserError
        Something that is not a result of this video is there, or the place cannot be written to.
    """
    if folder.exists() and not (folder / ANALYSIS_FILE).is_file():
        what = "a folder that is not a result of kneevision" if folder.is_dir() else "a file"
        raise UserError(f"{folder}: is {what}; move it away or choose another --out.")
    if folder.exists():
        made_from = _made_from(folder)
        if made_from != video.name:
            raise UserError(
                f"{folder}: holds the result of {made_from or 'something else'}; choose another --out for {video.name}."
            )
    _unfinished(folder).rmdir()


@contextmanager
def writing(folder: Path) -> Iterator[Path]:
    """An empty folder to write into, which takes the final name when all went well and vanishes when not.

    An earlier result of that name is replaced; files of the user's in it are kept.

    Raises
    ------
    UserError
        The place cannot be written to or is full.
    """
    unfinished = _unfinished(folder)
    try:
        yield unfinished
        _put_in_place(unfinished, folder)
    except OSError as error:
        raise UserError(f"{folder}: could not be written ({error.strerror or error}); check the disk.") from error
    finally:
        shutil.rmtree(unfinished, ignore_errors=True)


def _unfinished(folder: Path) -> Path:
    """A new hidden folder beside the final one."""
    try:
        folder.parent.mkdir(parents=True, exist_ok=True)
        made = Path(tempfile.mkdtemp(prefix=f".{folder.name}-", dir=folder.parent))
    except FileExistsError as error:
        raise UserError(f"{folder.parent}: is a file; --out takes a folder.") from error
    except OSError as error:
        raise UserError(f"{folder.parent}: cannot write there ({error.strerror}); choose another --out.") from error
    made.chmod(0o755)
    return made


def _put_in_place(unfinished: Path, folder: Path) -> None:
    if not folder.exists():
        unfinished.rename(folder)
        return
    for theirs in folder.iterdir():
        if theirs.name not in _OURS:
            copy = shutil.copytree if theirs.is_dir() else shutil.copy2
            copy(theirs, unfinished / theirs.name)
    old = unfinished.with_name(f"{unfinished.name}-old")
    folder.rename(old)
    try:
        unfinished.rename(folder)
    except BaseException:  # whatever it was, Ctrl-C too: the earlier result comes back
        old.rename(folder)
        raise
    shutil.rmtree(old, ignore_errors=True)


def _made_from(folder: Path) -> str | None:
    """Name of the video that a result was made from; None when it does not say."""
    try:
        name = json.loads((folder / ANALYSIS_FILE).read_text(encoding="utf-8"))["video"]["path"]
    except (OSError, ValueError, KeyError, TypeError):
        return None
    return str(name)
