"""The pose models on disk: where they are, and proof that they are the ones that were shipped."""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import Literal

from kneevision.errors import UserError

ModelName = Literal["lite", "full", "heavy"]

SUMS_FILE = "SHA256SUMS"


def model_path(name: ModelName) -> Path:
    """Where a model's file is, whether it exists or not.

    An installed package holds the models inside itself, a checkout at its top.
    """
    package = Path(__file__).resolve().parents[1]
    installed = package / "models"
    folder = installed if installed.is_dir() else package.parent / "models"
    return folder / f"pose_landmarker_{name}.task"


def verified_model(name: ModelName) -> Path:
    """Where a model's file is, checked by hash. Nothing is ever fetched.

    Raises
    ------
    UserError
        When the file is missing or is not the one that was shipped.
    """
    return verified(model_path(name))


def verified(file: Path) -> Path:
    """A file whose SHA-256 stands in `SHA256SUMS` beside it.

    Raises
    ------
    UserError
        When either file is missing, or the hash is another or not listed.
    """
    try:
        with file.open("rb") as content:
            found = hashlib.file_digest(content, "sha256").hexdigest()
        expected = _sums(file.with_name(SUMS_FILE)).get(file.name)
    except OSError as error:
        raise UserError(f"{error.filename}: cannot be read ({error.strerror}); install kneevision again.") from error
    if found != expected:
        raise UserError(f"{file}: not the file that was shipped (SHA-256); install kneevision again.")
    return file


def _sums(file: Path) -> dict[str, str]:
    """File name to SHA-256, from the format that `sha256sum` writes."""
    pairs = (line.split(maxsplit=1) for line in file.read_text(encoding="utf-8").splitlines())
    return {name: digest for digest, name in pairs}
