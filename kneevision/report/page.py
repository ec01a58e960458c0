"""The page: one HTML file that needs nothing but the video beside it."""

from __future__ import annotations

import base64
from datetime import date
from pathlib import Path

from jinja2 import Environment, PackageLoader, StrictUndefined

from kneevision.analysis import Analysis
from kneevision.report import focus, nothing, rows, short, style, texts
from kneevision.report.marks import names
from kneevision.report.plots import Plot

VIDEO_FILE = "annotated.mp4"


def write_page(analysis: Analysis, plots: list[tuple[Plot, bytes]], still: bytes | None, path: Path) -> None:
    """Write the report.

    Parameters
    ----------
    plots : list of (Plot, SVG)
    still : bytes or None
        JPEG of the person who was followed.
    """
    # autoescape whatever a template's suffix: a video's name is text that a stranger may have chosen
    environment = Environment(
        loader=PackageLoader("kneevision.report"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    page = environment.get_template("report.html.j2").render(
        analysis=analysis,
        name=Path(analysis.video.path).name,
        day=_day(analysis),
        texts=texts,
        style=style,
        rows=rows,
        short=short,
        nothing=nothing,
        marks=names(list(focus.marks(analysis).values())),
        headlines=focus.headlines(analysis),
        measured=not focus.nothing_measured(analysis),
        FLAGS=focus.FLAGS,
        video_file=VIDEO_FILE,
        plots=[(plot, _inline("svg+xml", svg)) for plot, svg in plots],
        still=None if still is None else _inline("jpeg", still),
    )
    path.write_text(page, encoding="utf-8")


def _inline(kind: str, content: bytes) -> str:
    return f"data:image/{kind};base64,{base64.b64encode(content).decode('ascii')}"


def _day(analysis: Analysis) -> str:
    return str(analysis.provenance.get("analyzed_at") or date.today().isoformat())[:10]
