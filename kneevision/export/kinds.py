"""What can be exported, under which names, and what it takes."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Final, Literal, get_args

from kneevision.errors import UserError
from kneevision.extras import require

ExportKind = Literal["trc", "mot", "c3d"]
KINDS: Final[tuple[ExportKind, ...]] = get_args(ExportKind)
# Others read these names: they are a promise.
FILES: Final[dict[ExportKind, str]] = {"trc": "landmarks.trc", "mot": "angles.mot", "c3d": "landmarks.c3d"}
# C3D counts frames with 16 bits; readers that others wrote see none, or fewer, in a longer file.
MOST_FRAMES: Final = 65535


def checked(kinds: Iterable[str]) -> tuple[ExportKind, ...]:
    """The kinds that are asked for, each once, in the order of `KINDS`.

    Raises
    ------
    UserError
        One is not known, or what it takes is not installed.
    """
    asked = set(kinds)
    unknown = sorted(asked - set(KINDS))
    if unknown:
        raise UserError(f"--export {','.join(unknown)}: no such kind; there are {', '.join(KINDS)}.")
    if "c3d" in asked:
        require("ezc3d", "c3d", "--export c3d")
    return tuple(kind for kind in KINDS if kind in asked)


def in_folder(folder: Path) -> tuple[ExportKind, ...]:
    """The kinds whose files a result folder holds."""
    return tuple(kind for kind in KINDS if (folder / FILES[kind]).is_file())


def check_length(kinds: Iterable[ExportKind], frames: int) -> None:
    """Whether so many frames fit.

    Raises
    ------
    UserError
        They do not.
    """
    if "c3d" in kinds and frames > MOST_FRAMES:
        raise UserError(
            f"--export c3d: such a file holds {MOST_FRAMES} frames at most, this clip has {frames}; cut it shorter, or "
            "export trc."
        )
