"""Where results go: written beside their final name, renamed into place when whole."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from kneevision.analysis import ANALYSIS_FILE
from kneevision.errors import UserError

SUFFIX = ".kneevision"


def result_folder(video: Path, out: Path) -> Path:
    """The result folder of a video: `out` itself when it is named so, else `<video name>.kneevision` in it."""
    return out if out.name.endswith(SUFFIX) else out / f"{video.stem}{SUFFIX}"


@contextmanager
def writing(folder: Path) -> Iterator[Path]:
    """An empty folder to write into, which takes the final name when all went well and vanishes when not.

    Raises
    ------
    UserError
        The place cannot be written to, is full, or holds something that is not a result of ours.
    """
    if folder.exists() and not _is_result(folder):
        raise UserError(f"{folder}: exists and is not a result of kneevision; move it away or choose another --out.")
    try:
        folder.parent.mkdir(parents=True, exist_ok=True)
        unfinished = Path(tempfile.mkdtemp(prefix=f".{folder.name}-", dir=folder.parent))
    except OSError as error:
        raise UserError(f"{folder.parent}: cannot write there ({error.strerror}); choose another --out.") from error
    try:
        unfinished.chmod(0o755)
        yield unfinished
        _put_in_place(unfinished, folder)
    except OSError as error:
        raise UserError(f"{folder}: could not be written ({error.strerror or error}); check the disk.") from error
    finally:
        shutil.rmtree(unfinished, ignore_errors=True)


def _put_in_place(unfinished: Path, folder: Path) -> None:
    if not folder.exists():
        unfinished.rename(folder)
        return
    old = unfinished.with_name(unfinished.name + "-old")
    folder.rename(old)
    unfinished.rename(folder)
    shutil.rmtree(old, ignore_errors=True)


def _is_result(folder: Path) -> bool:
    return folder.is_dir() and (folder / ANALYSIS_FILE).is_file()
