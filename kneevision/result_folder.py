"""Where results go: written beside their final name, renamed into place when whole."""

from __future__ import annotations

import json
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from fnmatch import fnmatchcase
from pathlib import Path

from kneevision.analysis import ANALYSIS_FILE, CYCLES_FILE, FRAMES_FILE
from kneevision.errors import UserError

SUFFIX = ".kneevision"
# What an analysis writes, this one or an earlier one; any other file in a result folder is the user's.
_OURS = (
    ANALYSIS_FILE, CYCLES_FILE, FRAMES_FILE, "report.html", "annotated.mp4",
    "plots/strides_*.*", "plots/stance_*.*", "plots/clip_*.*", "plots/repetitions_*.*", "plots/repetition_*.*",
)  # fmt: skip


def result_folder(video: Path, out: Path) -> Path:
    """The result folder of a video: `out` itself when it is named so, else `<video name>.kneevision` in it."""
    return out if out.name.endswith(SUFFIX) else out / f"{video.stem}{SUFFIX}"


def check_place(folder: Path, video: Path) -> None:
    """Whether the result of a video can go into a folder, as far as can be told before it is there.

    Raises
    ------
    UserError
        Something that is not a result of this video is there, or the place cannot be written to.
    """
    try:
        _check_what_is_there(folder, video)
        _try_to_write(folder)
    except OSError as error:
        raise _not_writable(folder, error) from error


@contextmanager
def writing(folder: Path, video: Path) -> Iterator[Path]:
    """An empty folder to write into, which takes the final name when all went well and vanishes when not.

    An earlier result of the same video is replaced; the user's own files in it are kept.

    Raises
    ------
    UserError
        The place cannot be written to, is full, or holds something that is not a result of this video.
    """
    check_place(folder, video)
    unfinished = _unfinished(folder)
    try:
        yield unfinished
        _carry_over(folder, unfinished)
        _exchange(unfinished, folder)
    except OSError as error:
        raise UserError(f"{folder}: could not be written ({error.strerror or error}); check the disk.") from error
    finally:
        shutil.rmtree(unfinished, ignore_errors=True)


def _check_what_is_there(folder: Path, video: Path) -> None:
    if not folder.exists():
        return
    if not (folder / ANALYSIS_FILE).is_file():
        what = "a folder that is not a result of kneevision" if folder.is_dir() else "a file"
        raise UserError(f"{folder}: is {what}; move it away or choose another --out.")
    made_from = _made_from(folder)
    if made_from != video.name:
        raise UserError(
            f"{folder}: holds the result of {made_from or 'something else'}; choose another --out for {video.name}."
        )


def _try_to_write(folder: Path) -> None:
    """Make a folder where the result would go, or in the nearest place above that exists, and remove it."""
    place = next((above for above in folder.parents if above.exists()), folder.parent)
    if place.exists() and not place.is_dir():
        raise UserError(f"{place}: is a file; --out takes a folder.")
    with tempfile.TemporaryDirectory(prefix=f".{folder.name}-", dir=place):
        pass


def _unfinished(folder: Path) -> Path:
    """A new hidden folder beside the final one."""
    try:
        folder.parent.mkdir(parents=True, exist_ok=True)
        made = Path(tempfile.mkdtemp(prefix=f".{folder.name}-", dir=folder.parent))
    except OSError as error:
        raise _not_writable(folder, error) from error
    made.chmod(0o755)
    return made


def _not_writable(folder: Path, error: OSError) -> UserError:
    return UserError(f"{folder.parent}: cannot write there ({error.strerror or error}); choose another --out.")


def _carry_over(earlier: Path, new: Path) -> None:
    """Copy the user's files of an earlier result: it stays whole until the new one is."""
    for file in earlier.rglob("*"):
        inside = file.relative_to(earlier)
        is_ours = any(fnmatchcase(inside.as_posix(), pattern) for pattern in _OURS)
        if is_ours or (file.is_dir() and not file.is_symlink()):
            continue
        (new / inside).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy2(file, new / inside, follow_symlinks=False)


def _exchange(new: Path, folder: Path) -> None:
    """Let `new` take the place of `folder`; whatever happens on the way, Ctrl-C too, one of them is there."""
    old = new.with_name(f"{new.name}-old")
    try:
        if folder.exists():
            folder.rename(old)
        new.rename(folder)
    finally:
        if folder.exists():
            shutil.rmtree(old, ignore_errors=True)
        elif old.exists():
            old.rename(folder)


def _made_from(folder: Path) -> str | None:
    """Name of the video that a result was made from; None when it does not say."""
    try:
        name = json.loads((folder / ANALYSIS_FILE).read_text(encoding="utf-8"))["video"]["path"]
    except (OSError, ValueError, KeyError, TypeError):
        return None
    return str(name)
