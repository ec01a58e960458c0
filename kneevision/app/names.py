"""Names that came from outside: what of them is shown, and what of them may name a file."""

from __future__ import annotations

import re
import unicodedata
from pathlib import PurePosixPath
from typing import Final

from kneevision.batch.clips import SUFFIXES

LONGEST_NAME: Final = 200
_LONGEST_STEM: Final = 60
# Names that Windows keeps for devices, whatever their suffix.
_DEVICES: Final = re.compile(r"(con|prn|aux|nul|com\d|lpt\d)", re.IGNORECASE)


def shown_name(raw: str) -> str:
    """The last part of a path, without what cannot be seen; for people's eyes, never for a path."""
    return one_line(re.split(r"[/\\]", raw)[-1]) or "clip"


def one_line(raw: str, longest: int = LONGEST_NAME) -> str:
    """What somebody wrote, on one line, without what cannot be seen. The same comes out for its own answer."""
    seen = "".join(" " if c.isspace() else c for c in raw if c.isspace() or unicodedata.category(c)[0] != "C")
    return " ".join(seen.split())[:longest].rstrip()


def file_name(raw: str) -> str:
    """A name for a clip's file on any system: ASCII letters, digits, '-' and '_', and a video's suffix.

    The same comes out when it is given its own answer.
    """
    name = PurePosixPath(shown_name(raw))
    suffix = name.suffix.lower() if name.suffix.lower() in SUFFIXES else ".video"
    return f"{file_stem(name.stem if name.suffix else name.name)}{suffix}"


def file_stem(raw: str) -> str:
    """A name without a suffix for a file on any system."""
    plain = unicodedata.normalize("NFKD", raw).encode("ascii", "ignore").decode()
    stem = re.sub(r"[^A-Za-z0-9_-]+", "_", plain).strip("_-")[:_LONGEST_STEM].strip("_-")
    if not stem or _DEVICES.fullmatch(stem):
        return f"clip_{stem}".rstrip("_")
    return stem
