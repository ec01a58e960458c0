"""Which moments of two clips belong together: the same phase of each one's most typical stride or repetition."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np

from kneevision.analysis import Analysis
from kneevision.pose.landmarks import SIDES, Side
from kneevision.pose.track import FloatArray
from kneevision.report import focus
from kneevision.report.chosen import Chosen, chosen

SLOW: Final = 0.25  # of real speed
RATE_HZ: Final = 30.0  # of the pictures that are shown


@dataclass(frozen=True)
class Together:
    """One side's cycle in both clips.

    Attributes
    ----------
    side : 'left' or 'right'
    cycles : (before, after)
        As they were chosen.
    times_s : (2, N) float
        Moments of the clips that belong together, of the first clip and of the second.
    angles_deg : (2, N) float
        The headline's angle at these moments; NaN where it was not seen, and in the swing of a stride from front or
        back: a bent knee has no frontal angle worth a number.
    middle : float
        Share of the N at which the cycle's window ends (of a stride), or the bottom is reached.
    """

    side: Side
    cycles: tuple[Chosen, Chosen]
    times_s: FloatArray
    angles_deg: FloatArray
    middle: float


def together(before: Analysis, after: Analysis) -> list[Together]:
    """The sides that both clips have a typical cycle of: left, then right."""
    typical = [{each.side: each for each in chosen(one) if each.kind == "typical"} for one in (before, after)]
    sides = [side for side in SIDES if all(side in found for found in typical)]
    return [_side(side, (before, after), (typical[0][side], typical[1][side])) for side in sides]


def _side(side: Side, analyses: tuple[Analysis, Analysis], cycles: tuple[Chosen, Chosen]) -> Together:
    knots = np.array([_knots(each) for each in cycles])
    lasts = knots[:, 2] - knots[:, 0]
    middle = float(np.mean((knots[:, 1] - knots[:, 0]) / lasts))
    phase = np.linspace(0.0, 1.0, round(float(lasts.mean()) / SLOW * RATE_HZ))
    times_s = np.array([np.interp(phase, [0.0, middle, 1.0], own) for own in knots])
    angles = [_angle(one, each, at) for one, each, at in zip(analyses, cycles, times_s, strict=True)]
    angles_deg = np.array(angles)
    if cycles[0].cycle.kind == "stride" and focus.is_frontal(analyses[0]):
        angles_deg[:, phase > middle] = np.nan
    return Together(side, cycles, times_s, angles_deg, middle)


def _knots(each: Chosen) -> tuple[float, float, float]:
    """Start, end of the window or bottom, end: the moments that are laid over each other, s."""
    cycle = each.cycle
    middle = each.window.stop_s if cycle.bottom_s is None else cycle.bottom_s
    return cycle.start_s, middle, cycle.end_s


def _angle(analysis: Analysis, each: Chosen, at_s: FloatArray) -> FloatArray:
    values = focus.angle(analysis, each.headline.series, each.side)
    if values is None:
        return np.full_like(at_s, np.nan)
    return np.interp(at_s, focus.frames_of(analysis).time_s, values)
