"""The options that `analyze` and `batch` have in common: each is declared once."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated

import typer

from kneevision.errors import UserError
from kneevision.export.kinds import KINDS, ExportKind, checked


class Model(StrEnum):
    """The pose models: quick and coarse, the default, slow and finer."""

    lite = "lite"
    full = "full"
    heavy = "heavy"


class Activity(StrEnum):
    """What can be told to be done in the clip."""

    running = "running"
    walking = "walking"
    squat = "squat"
    single_leg_squat = "single_leg_squat"


class Sex(StrEnum):
    """Whom a reference line is published for."""

    female = "female"
    male = "male"


ModelOption = Annotated[Model, typer.Option(help="Pose model: lite is quick, heavy is slow and finer.")]
CaptureFps = Annotated[
    float | None, typer.Option(min=1.0, help="Real frames per second of a slow-motion clip, e.g. 240.")
]
Line = Annotated[
    list[str] | None,
    typer.Option(metavar="NAME=VALUE", help="Your own line, e.g. fppa_peak_deg=10. Repeatable."),
]
ActivityOption = Annotated[
    Activity | None, typer.Option(help="What is done in the clip, if it is taken for something else.")
]
SexOption = Annotated[Sex | None, typer.Option(help="Draw the reference lines that are published for one sex only.")]
Focal35mm = Annotated[
    float | None,
    typer.Option("--focal-35mm", metavar="MM", help="The lens in 35 mm terms, e.g. 26: narrows the intervals."),
]
NoVideo = Annotated[bool, typer.Option("--no-video", help="Write no annotated video: page, plots, tables.")]
Clean = Annotated[bool, typer.Option("--clean", help="Draw the legs' lines only: no numbers, no chart.")]
BlurFace = Annotated[
    bool,
    typer.Option("--blur-face", help="Blur the measured person's head in video and stills; nobody else's."),
]
Slow = Annotated[
    float,
    typer.Option(metavar="F", help="Replay typical and worst cycles after the clip at this speed, e.g. 0.25."),
]


def _complete_exports(incomplete: str) -> list[str]:
    """What a list of kinds can go on with: 'trc,m' with 'trc,mot'."""
    *given, _ = incomplete.split(",")
    return [",".join([*given, kind]) for kind in KINDS if kind not in given]


Export = Annotated[
    str | None,
    typer.Option(
        metavar=",".join(KINDS),
        help="Also write files for other software, e.g. trc,c3d.",
        autocompletion=_complete_exports,
    ),
]


def exports(text: str | None) -> tuple[ExportKind, ...]:
    """The kinds of a list like 'trc,c3d'.

    Raises
    ------
    UserError
        One is not known, or what it takes is not installed.
    """
    return checked(kind.strip().lower() for kind in (text or "").split(",") if kind.strip())


def lines(texts: list[str]) -> dict[str, float]:
    """The user's own lines, measure name to value.

    Raises
    ------
    UserError
        One is not NAME=NUMBER.
    """
    found = {}
    for text in texts:
        name, _, value = text.partition("=")
        try:
            found[name.strip()] = float(value)
        except ValueError:
            raise UserError(f"--line {text}: give NAME=NUMBER, e.g. fppa_peak_deg=10.") from None
    return found
