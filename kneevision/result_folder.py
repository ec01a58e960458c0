"""Where results go: one run at a time, written beside their final name, renamed into place when whole."""

from __future__ import annotations

import json
import re
import secrets
import shutil
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass
from fnmatch import fnmatchcase
from pathlib import Path

from kneevision.analysis import ANALYSIS_FILE, CYCLES_FILE, FRAMES_FILE, SIGHTING_FILE
from kneevision.errors import UserError
from kneevision.export.kinds import FILES
from kneevision.only_one import only_one

SUFFIX = ".kneevision"
_OLD = "-old"
# Another run that sweeps holds our lock for so long at most.
_PATIENCE_S = 1.0
# What a run has beside the result while it works: a lock, a folder to write into, and the earlier result for a moment.
_AT_WORK = re.compile(rf"\.(?P<result>.+{re.escape(SUFFIX)})(\.lock|-\w{{8}}(?P<old>{_OLD})?)")


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
        ANALYSIS_FILE, CYCLES_FILE, FRAMES_FILE, SIGHTING_FILE, "report.html", "annotated.mp4", *FILES.values(),
        "plots/strides_*.*", "plots/stance_*.*", "plots/clip_*.*", "plots/repetitions_*.*", "plots/repetition_*.*",
    ),
)  # fmt: skip


def result_folder(video: Path, out: Path) -> Path:
    """The result folder of a video: `out` itself when it is named so, else `<video name>.kneevision` in it."""
    return out if out.name.endswith(SUFFIX) else out / f"{video.stem}{SUFFIX}"


def is_ours(inside: str, contents: Contents = ANALYSIS) -> bool:
    """Whether a file, named from within a result folder with '/', is written by kneevision and not the user's own."""
    return any(fnmatchcase(inside, pattern) for pattern in contents.ours)


@dataclass(frozen=True)
class Place:
    """Where a result goes, and of which videos it is. `force`: an earlier result of the same videos is replaced."""

    folder: Path
    videos: tuple[str, ...]
    contents: Contents
    force: bool


def check_free(folder: Path, *videos: Path, contents: Contents = ANALYSIS, force: bool = False) -> None:
    """Whether the result of a video, or of several, may take a folder's place, as far as what is there says.

    Raises
    ------
    UserError
        Something that is not a result of this video is there; or one that is, and it is not to be replaced.
    """
    _check_what_is_there(Place(folder, tuple(video.name for video in videos), contents, force))


def wait_until_free(folder: Path) -> None:
    """Until no run is at work at a place. Returns at once where locks cannot be had."""
    lock = _lock_file(folder)
    with suppress(OSError):
        while lock.exists():
            with only_one(lock, _PATIENCE_S) as held:
                if held:
                    return


@contextmanager
def claimed(folder: Path, *videos: Path, contents: Contents = ANALYSIS, force: bool = False) -> Iterator[Place]:
    """Keep a result's place from other runs while this one works: before the minutes of work, not after.

    What killed runs left beside it is removed; an earlier result that one was about to replace comes back.

    Raises
    ------
    UserError
        As of `check_free`; another run is at work there; or the place cannot be written to.
    """
    with ExitStack() as held:
        try:
            folder = _link_followed(folder)
            place = Place(folder, tuple(video.name for video in videos), contents, force)
            held.enter_context(_parents(folder))
            if not held.enter_context(only_one(_lock_file(folder), _PATIENCE_S)):
                raise UserError(
                    f"{folder}: another run of kneevision writes it; wait until it is done, or choose another --out."
                )
            _sweep(folder)
            _check_what_is_there(place)
        except OSError as error:
            raise _not_writable(folder, error) from error
        yield place


@contextmanager
def writing(place: Place) -> Iterator[Path]:
    """An empty folder to write into, which takes the final name when all went well and vanishes when not.

    An earlier result of the same videos is replaced if that is wanted; the user's own files in it are kept.

    Raises
    ------
    UserError
        The place cannot be written to, is full, or holds by now what may not be replaced.
    """
    _check_what_is_there(place)
    unfinished = _unfinished(place.folder)
    try:
        yield unfinished
        _carry_over(place.folder, unfinished, place.contents)
        _exchange(unfinished, place.folder)
    except OSError as error:
        raise UserError(f"{place.folder}: could not be written ({error.strerror or error}); check the disk.") from error
    finally:
        shutil.rmtree(unfinished, ignore_errors=True)


def _check_what_is_there(place: Place) -> None:
    folder, names = place.folder, " and ".join(place.videos)
    if not folder.exists():
        return
    if not (folder / place.contents.file).is_file():
        what = "a folder that is not a result of kneevision" if folder.is_dir() else "a file"
        raise UserError(f"{folder}: is {what}; move it away or choose another --out.")
    made_from = _made_from(folder, place.contents)
    if made_from != list(place.videos):
        raise UserError(
            f"{folder}: holds the result of {' and '.join(made_from) or 'something else'}; choose another --out for "
            f"{names}."
        )
    if not place.force:
        raise UserError(f"{folder}: is there already; --force replaces it, another --out keeps both.")


def _link_followed(folder: Path) -> Path:
    """What a link is to; the link itself is not replaced."""
    if not folder.is_symlink():
        return folder
    if not folder.exists():
        raise UserError(f"{folder}: is a link that leads nowhere; remove it or choose another --out.")
    return folder.resolve()


@contextmanager
def _parents(folder: Path) -> Iterator[None]:
    """Make the folders above a result; those that are empty in the end are removed again."""
    missing = [above for above in folder.parents if not above.exists()]
    place = folder.parents[len(missing)]
    if not place.is_dir():
        raise UserError(f"{place}: is a file; --out takes a folder.")
    try:
        for above in reversed(missing):  # mkdir(parents=True) calls itself for each
            above.mkdir(exist_ok=True)
        yield
    finally:
        with suppress(OSError):
            for above in missing:
                above.rmdir()


def _lock_file(folder: Path) -> Path:
    return folder.with_name(f".{folder.name}.lock")


def _sweep(claimed_folder: Path) -> None:
    """Remove what killed runs left beside a claimed folder, of this result and of others; the living keep theirs."""
    parent = claimed_folder.parent
    found = [match for match in map(_AT_WORK.fullmatch, (path.name for path in parent.iterdir())) if match]
    for result in {match["result"] for match in found}:
        left = sorted((match for match in found if match["result"] == result), key=lambda match: not match["old"])
        folder = parent / result
        if folder == claimed_folder:
            _tidy(folder, left)
        else:
            with suppress(OSError), only_one(_lock_file(folder)) as dead:
                if dead:
                    _tidy(folder, left)


def _tidy(folder: Path, left: list[re.Match[str]]) -> None:
    """Remove what is left of one result's runs, an earlier result aside when nothing has taken its place."""
    for match in left:
        path = folder.with_name(match[0])
        if path.is_symlink() or not path.is_dir():
            continue
        if match["old"] and not folder.exists():
            path.rename(folder)
        else:
            shutil.rmtree(path, ignore_errors=True)


def _unfinished(folder: Path) -> Path:
    """A new hidden folder beside the final one, with the permissions that the user's folders have."""
    made = folder.with_name(f".{folder.name}-{secrets.token_hex(4)}")
    try:
        made.mkdir()
    except OSError as error:
        raise _not_writable(folder, error) from error
    return made


def _not_writable(folder: Path, error: OSError) -> UserError:
    return UserError(f"{folder.parent}: cannot write there ({error.strerror or error}); choose another --out.")


def _carry_over(earlier: Path, new: Path, contents: Contents) -> None:
    """Copy the user's files of an earlier result: it stays whole until the new one is."""
    for file in earlier.rglob("*"):
        inside = file.relative_to(earlier)
        if is_ours(inside.as_posix(), contents) or (file.is_dir() and not file.is_symlink()):
            continue
        (new / inside).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy2(file, new / inside, follow_symlinks=False)


def _exchange(new: Path, folder: Path) -> None:
    """Let `new` take the place of `folder`; whatever happens on the way, Ctrl-C too, one of them is there."""
    old = new.with_name(f"{new.name}{_OLD}")
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
