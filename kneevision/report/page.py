"""The page: one HTML file that needs nothing but the video beside it."""

from __future__ import annotations

import base64
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from jinja2 import Environment, PackageLoader, StrictUndefined

from kneevision.analysis import Analysis
from kneevision.report import charts, focus, gauge, nothing, rows, short, style, texts
from kneevision.report.charts import charts as charts_of
from kneevision.report.drawing import AS_USUAL, Drawing
from kneevision.report.figures import FIGURES
from kneevision.report.leg_stills import Still
from kneevision.report.marks import names
from kneevision.report.plots import Plot
from kneevision.report.words import words

VIDEO_FILE = "annotated.mp4"


@dataclass(frozen=True)
class Pictures:
    """What the page shows.

    Attributes
    ----------
    plots : list of Plot
        Those that were written.
    person : bytes or None
        JPEG of the person who was followed.
    legs : list of Still
        The bottoms of repetitions; of strides, initial contact and peak of those that stand for a side.
    drawing : Drawing
        How the video is drawn, if it is.
    """

    plots: list[Plot]
    person: bytes | None
    legs: list[Still]
    drawing: Drawing = AS_USUAL


def write_page(analysis: Analysis, pictures: Pictures, path: Path) -> None:
    """Write the report."""
    # autoescape whatever a template's suffix: a video's name is text that a stranger may have chosen
    environment = Environment(
        loader=PackageLoader("kneevision.report"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    called = words(analysis)
    page = environment.get_template("report.html.j2").render(
        analysis=analysis,
        name=Path(analysis.video.path).name,
        day=_day(analysis),
        texts=texts,
        style=style,
        rows=rows,
        short=short,
        nothing=nothing,
        words=called,
        marks=names(list(focus.marks(analysis).values()), called),
        frontal=focus.is_frontal(analysis),
        squats=focus.squats(analysis),
        both_legs=focus.both_legs(analysis),
        headlines=focus.headlines(analysis),
        knee=focus.knee_headline(analysis),
        thigh=focus.thigh_headline(analysis),
        measured=not focus.nothing_measured(analysis),
        FLAGS=focus.FLAGS,
        video_file=VIDEO_FILE,
        drawing=pictures.drawing,
        charts=charts,
        plots=charts_of(analysis, pictures.plots),
        mark_names=texts.marks(called),
        gauge=gauge,
        figures=FIGURES,
        still=None if pictures.person is None else _inline("jpeg", pictures.person),
        bottoms_in_all=len(focus.bottoms(analysis)),
        legs=[(still, _inline("jpeg", still.jpeg)) for still in pictures.legs],
    )
    path.write_text(page, encoding="utf-8")


def _inline(kind: str, content: bytes) -> str:
    return f"data:image/{kind};base64,{base64.b64encode(content).decode('ascii')}"


def _day(analysis: Analysis) -> str:
    return str(analysis.provenance.get("analyzed_at") or date.today().isoformat())[:10]
