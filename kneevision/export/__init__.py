"""Export: what an analysis holds, as files that other people's software opens."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from pathlib import Path
from typing import TYPE_CHECKING

from kneevision.errors import UserError
from kneevision.export.kinds import FILES, ExportKind, checked

if TYPE_CHECKING:
    from kneevision.analysis import Analysis

__all__ = ["write_exports"]


def write_exports(analysis: Analysis, kinds: Iterable[ExportKind], folder: Path | str) -> tuple[Path, ...]:
    """Write an analysis in other formats into an existing folder; each file is there whole or not at all.

    Parameters
    ----------
    analysis : Analysis
        With its frames, made just now or loaded from its folder.
    kinds : iterable of 'trc', 'mot', 'c3d'
    folder : path

    Returns
    -------
    tuple of Path
        What was written: ``landmarks.trc``, ``angles.mot``, ``landmarks.c3d``.

    Raises
    ------
    UserError
        A kind is not known or what it takes is not installed; the analysis comes without its frames, or has more than
        the format holds; the folder cannot be written to.
    """
    return tuple(_write(analysis, kind, Path(folder)) for kind in checked(kinds))


def _write(analysis: Analysis, kind: ExportKind, folder: Path) -> Path:
    path = folder / FILES[kind]
    unfinished = path.with_name(f".{path.name}")
    try:
        try:
            _writer(kind)(analysis, unfinished)
            return unfinished.replace(path)
        finally:
            unfinished.unlink(missing_ok=True)
    except OSError as error:
        raise UserError(f"{path}: could not be written ({error.strerror or error}); check folder and disk.") from error


def _writer(kind: ExportKind) -> Callable[[Analysis, Path], None]:
    """What writes a kind; nothing is loaded for those that are not asked for."""
    if kind == "trc":
        from kneevision.export.trc import write_trc

        return write_trc
    if kind == "mot":
        from kneevision.export.mot import write_mot

        return write_mot
    from kneevision.export.c3d import write_c3d

    return write_c3d
