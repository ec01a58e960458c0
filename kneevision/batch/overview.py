"""What a batch writes of all its clips: table and page, anew after every clip, whole at any moment."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from pathlib import Path

from kneevision.batch.page import INDEX_FILE, page
from kneevision.batch.row import Row
from kneevision.batch.table import TABLE_FILE, table
from kneevision.errors import UserError


def write_overview(rows: Sequence[Row], out: Path) -> None:
    """Write `batch.csv` and `index.html` into a folder, each in one step.

    Raises
    ------
    UserError
        One cannot be written, or is held open by another program (a spreadsheet on Windows).
    """
    for name, text in ((TABLE_FILE, table(rows)), (INDEX_FILE, page(rows))):
        try:
            _replace(out / name, text)
        except OSError as error:
            raise UserError(
                f"{out / name}: cannot be written ({error.strerror or error}); close it where it is open and run the "
                "same command again."
            ) from error


def _replace(file: Path, text: str) -> None:
    """Write beside the file, then take its place: a reader, or a run after a kill, finds the old or the new one."""
    beside = file.with_name(f".{file.name}-{secrets.token_hex(4)}")  # with the permissions that the user's files have
    try:
        with beside.open("x", encoding="utf-8", errors="backslashreplace", newline="") as written:
            written.write(text)
        beside.replace(file)
    finally:
        beside.unlink(missing_ok=True)
