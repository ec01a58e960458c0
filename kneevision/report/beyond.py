"""The scale of how far an angle lies beyond its line: three steps of one hue, told apart by their lightness alone."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from kneevision.report.style import NIGHT, PAPER


@dataclass(frozen=True)
class Step:
    """Beyond the line by at least `least_deg`; `ink` is readable on `colour`."""

    least_deg: float
    colour: str
    ink: str
    label: str


# Three degrees are what a trained rater's FPPA is off by (see findings/rules.toml). The hue is the flags', which no
# side has; light to dark, with a lightness (CIE L*) of 83, 58 and 32, holds for every kind of colour vision.
STEPS: Final = (
    Step(0.0, "#f9c0df", NIGHT, "up to 3\N{DEGREE SIGN} beyond it"),
    Step(3.0, "#ea5fae", NIGHT, "3 to 6\N{DEGREE SIGN}"),
    Step(6.0, "#8f0f5c", PAPER, "more"),
)


def step(beyond_deg: float | None) -> Step | None:
    """The step of an angle so far beyond its line, deg; None within the line, or without one."""
    if beyond_deg is None or beyond_deg <= 0:
        return None
    return next(each for each in reversed(STEPS) if beyond_deg >= each.least_deg)
