"""The pages of docs whose sections, by heading, are each written by the benchmark that measures it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path

_DOCS = Path(__file__).resolve().parent.parent / "docs"
ACCURACY, PERFORMANCE, HARDENING = (_DOCS / f"{page}.md" for page in ("accuracy", "performance", "hardening"))
_HEADING = re.compile(r"^## (.+)$", re.MULTILINE)


def write_sections(sections: Mapping[str, str], page: Path = ACCURACY) -> None:
    """Put sections, heading to text, in the place of those of the same heading, or at the end."""
    introduction, *rest = _HEADING.split(page.read_text(encoding="utf-8"))
    kept = dict(zip(rest[::2], (text.strip() for text in rest[1::2]), strict=True))
    kept |= {heading: text.strip() for heading, text in sections.items()}
    body = "\n\n".join(f"## {heading}\n\n{text}" for heading, text in kept.items())
    page.write_text(f"{introduction.strip()}\n\n{body}\n", encoding="utf-8")
