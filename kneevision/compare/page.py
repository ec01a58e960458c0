"""The page of a comparison: one HTML file that needs nothing but the video beside it."""

from __future__ import annotations

import base64
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from jinja2 import Environment, PackageLoader, StrictUndefined

from kneevision.analysis import Analysis
from kneevision.compare import texts as said
from kneevision.compare.types import Change, Comparison
from kneevision.measures.catalogue import spec
from kneevision.report import style, texts
from kneevision.report.words import words

PAGE_FILE = "compare.html"
_ANSWER = {"changed": "Changed", "not_told": "No change that could be told", "withheld": "Cannot be compared"}


@dataclass(frozen=True)
class Shown:
    """What the page shows.

    Attributes
    ----------
    plots : list of (name, SVG)
    stills : list of JPEG
        Per side both filmings at the same phase.
    video : str or None
        File name of the side-by-side video, None when there is none.
    """

    plots: list[tuple[str, bytes]]
    stills: list[bytes]
    video: str | None


@dataclass(frozen=True)
class Row:
    """A change, printed."""

    title: str
    before: str
    after: str
    change: str
    interval: str
    widest: str
    answer: str
    state: str
    reason: str


def write_page(comparison: Comparison, after: Analysis, shown: Shown, path: Path) -> None:
    """Write the page of a comparison.

    Parameters
    ----------
    comparison : Comparison
    after : Analysis
        The last filming: whose words (strides, repetitions) the page speaks in.
    shown : Shown
    path : Path
    """
    environment = Environment(
        loader=PackageLoader("kneevision.report"),
        autoescape=True,  # a video's name is text that a stranger may have chosen
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    page = environment.get_template("compare.html.j2").render(
        comparison=comparison,
        style=style,
        texts=texts,
        said=said,
        words=words(after),
        first=[_row(change) for change in comparison.first_changes],
        explored=[_row(change) for change in comparison.changes if change.exploratory and change.answer != "withheld"],
        withheld=_withheld(comparison.changes),
        sources=_sources(comparison),
        plots=[(name, _inline("svg+xml", svg)) for name, svg in shown.plots],
        stills=[_inline("jpeg", still) for still in shown.stills],
        video=shown.video,
    )
    path.write_text(page, encoding="utf-8")


def _row(change: Change) -> Row:
    entry = spec(change.measure)
    decimals, unit = entry.decimals, texts.UNIT.get(entry.unit, f" {entry.unit}")

    def number(value: float | None) -> str:
        return "\N{EN DASH}" if value is None else texts.signed(value, decimals) + unit

    def span(ends: tuple[float, float] | None) -> str:
        return "" if ends is None else " to ".join(texts.signed(end, decimals) for end in ends)

    sign = "+" if change.change is not None and change.change > 0 else ""
    return Row(
        texts.upper(said.title(change)),
        number(change.before),
        number(change.after),
        sign + number(change.change),
        span(change.interval),
        span(change.interval_unshared),
        _ANSWER[change.answer],
        {"changed": "flagged", "not_told": "cannot_tell", "withheld": "cannot_tell"}[change.answer],
        texts.shown(change.reason),
    )


def _withheld(changes: Sequence[Change]) -> dict[str, list[str]]:
    """Reason to the titles of what could not be compared for it."""
    missing: dict[str, list[str]] = {}
    for change in changes:
        if change.answer == "withheld":
            missing.setdefault(change.reason, []).append(texts.upper(said.title(change)))
    return missing


def _sources(comparison: Comparison) -> list[str]:
    detectable = [change.detectable for change in comparison.changes if change.detectable is not None]
    named = [(each.source, each.grade) for each in detectable]
    named += [(each.source, each.grade) for each in comparison.differences]
    return [f"{source} (grade {grade})" for source, grade in dict.fromkeys(named)]


def _inline(kind: str, content: bytes) -> str:
    return f"data:image/{kind};base64,{base64.b64encode(content).decode('ascii')}"
