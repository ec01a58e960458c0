"""Where results go: written beside their final name, renamed into place when whole."""

from __future__ import annotations

import json
import shutil
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from fnmatch import fnmatchcase
from pathlib import Path

from kneevision.analysis import ANALYSIS_FILE, CYCLES_FILE, FRAMES_FILE
from kneevision.errors import UserError

SUFFIX = ".kneevision"


@dataclass(frozen=True)
class Contents:
    """What a kind of result folder holds.

    `file`: the one that makes it a result and says of what; `videos`: its keys that hold a video; `ours`: what is
    written, by this version or an earlier one: any other file in the folder is the user's.
    """

    file: str
    videos: tuple[str, ...]
    ours: tuple[str, ...]


ANALYSIS = Contents(
    ANALYSIS_FILE,
    ("video",),
    (
        ANALYSIS_FILE, CYCLES_FILE, FRAMES_FILE, "report.html", "annotated.mp4",
        "plots/strides_*.*", "plots/stance_*.*", "plots/clip_*.*", "plots/repetitions_*.*", "plots/repetition_*.*",
    ),
)  # fmt: skip


def result_folder(video: Path, out: Path) -> Path:
    """The result folder of a video: `out` itself when it is named so, else `<video name>.kneevision` in it."""
    return out if out.name.endswith(SUFFIX) else out / f"{video.stem}{SUFFIX}"


def check_place(folder: Path, *videos: Path, contents: Contents = ANALYSIS) -> None:
    """Whether the result of a video, or of several, can go into a folder, as far as can be told before it is there.

    Raises
    ------
    UserError
        Something that is not a result of this video is there, or the place cannot be written to.
    """
    try:
        _check_what_is_there(folder, videos, contents)
        _try_to_write(folder)
    except OSError as error:
        raise _not_writable(folder, error) from error


@contextmanager
def writing(folder: Path, *videos: Path, contents: Contents = ANALYSIS) -> Iterator[Path]:
    """An empty folder to write into, which takes the final name when all went well and vanishes when not.

    An earlier result of the same video or videos is replaced; the user's own files in it are kept.

    Raises
    ------
    UserError
        The place cannot be written to, is full, or holds something that is not a result of this video.
    """
    check_place(folder, *videos, contents=contents)
    unfinished = _unfinished(folder)
    try:
        yield unfinished
        _carry_over(folder, unfinished, contents)
        _exchange(unfinished, folder)
    except OSError as error:
        raise UserError(f"{folder}: could not be written ({error.strerror or error}); check the disk.") from error
    finally:
        shutil.rmtree(unfinished, ignore_errors=True)


def _check_what_is_there(folder: Path, videos: Sequence[Path], contents: Contents) -> None:
    if not folder.exists():
        return
    if not (folder / contents.file).is_file():
        what = "a folder that is not a result of kneevision" if folder.is_dir() else "a file"
        raise UserError(f"{folder}: is {what}; move it away or choose another --out.")
    names = [video.name for video in videos]
    made_from = _made_from(folder, contents)
    if made_from != names:
        raise UserError(
            f"{folder}: holds the result of {' and '.join(made_from) or 'something else'}; choose another --out for "
            f"{' and '.join(names)}."
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


def _carry_over(earlier: Path, new: Path, contents: Contents) -> None:
    """Copy the user's files of an earlier result: it stays whole until the new one is."""
    for file in earlier.rglob("*"):
        inside = file.relative_to(earlier)
        is_ours = any(fnmatchcase(inside.as_posix(), pattern) for pattern in contents.ours)
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


def _made_from(folder: Path, contents: Contents) -> list[str]:
    """Names of the videos that a result was made from; none when it does not say."""
    try:
        told = json.loads((folder / contents.file).read_text(encoding="utf-8"))
        return [str(told[key]["path"]) for key in contents.videos]
    except (OSError, ValueError, KeyError, TypeError):
        return []
