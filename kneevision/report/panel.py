"""The words above the chart: per side the stride, whether the foot is down, the angles, the flag."""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np

from kneevision.analysis import Analysis
from kneevision.pose.landmarks import Side
from kneevision.report import focus, texts
from kneevision.report.lettering import Lettering, Picture
from kneevision.report.marks import draw_mark
from kneevision.report.moment import LegMoment, Moment
from kneevision.report.style import NIGHT, NIGHT_DIM, NIGHT_GRID, NIGHT_TEXT, SIDE_COLOUR, SIDE_LETTER, rgb


@dataclass(frozen=True)
class Panel:
    """Two halves, each where its leg is in the picture."""

    width: int
    height: int
    lettering: Lettering
    order: tuple[Side, Side]
    names: tuple[str | None, str | None]  # of the knee's and the thigh's angle
    has_strides: bool

    def at(self, moment: Moment | None) -> Picture:
        """The panel; empty when the person is not in the frame."""
        drawn = np.empty((self.height, self.width, 3), np.uint8)
        drawn[:] = rgb(NIGHT)
        cv2.line(drawn, (0, self.height - 1), (self.width, self.height - 1), rgb(NIGHT_GRID), 1)
        for half, side in enumerate(self.order):
            self._half(drawn, half * self.width / 2, side, moment.legs[side] if moment else None)
        return drawn

    def _half(self, drawn: Picture, left: float, side: Side, leg: LegMoment | None) -> None:
        size = self.lettering.size
        x, upper, lower = left + size * 0.7, size * 1.15, size * 2.85
        chip = round(size * 1.5)
        top = round(upper - chip / 2)
        cv2.rectangle(drawn, (round(x), top), (round(x) + chip, top + chip), rgb(SIDE_COLOUR[side]), -1)
        middle = (round(x) + chip / 2, upper)
        self.lettering.write(drawn, SIDE_LETTER[side], middle, rgb(NIGHT), bold=True, anchor="middle")
        if leg is None:
            return
        if self.has_strides:
            self._stride(drawn, (x + chip + size * 0.6, upper), leg)
        self._numbers(drawn, (x, lower), leg)

    def _stride(self, drawn: Picture, at: tuple[float, float], leg: LegMoment) -> None:
        size = self.lettering.size
        text = texts.stride_state(leg.stride, leg.stance)
        colour = rgb(NIGHT_TEXT if leg.stance else NIGHT_DIM)
        self.lettering.write(drawn, text, at, colour, scale=0.9, bold=leg.stance)
        if leg.mark:
            x = round(at[0] + self.lettering.extent(text, 0.9, bold=leg.stance)[0] + size)
            draw_mark(drawn, leg.mark, (x, round(at[1])), round(size * 0.5))

    def _numbers(self, drawn: Picture, at: tuple[float, float], leg: LegMoment) -> None:
        live = leg.stance or not self.has_strides
        text = self._live(leg) if live else self._past(leg)
        self.lettering.write(drawn, text, at, rgb(NIGHT_TEXT if live else NIGHT_DIM), scale=0.9)

    def _live(self, leg: LegMoment) -> str:
        values = zip(self.names, (leg.knee_deg, leg.thigh_deg), strict=True)
        return texts.live_numbers([(name, value) for name, value in values if name and value is not None])

    def _past(self, leg: LegMoment) -> str:
        name = self.names[0]
        if not name or leg.knee_peak_deg is None:
            return ""
        return texts.last_peak(name, leg.knee_peak_deg, leg.knee_line_deg)


def panel(analysis: Analysis, width: int, lettering: Lettering) -> Panel:
    """The panel of this analysis, three and three quarters letters high."""
    names = texts.angle_names(focus.headlines(analysis))
    # From the front the person's right leg is on the picture's left.
    order: tuple[Side, Side] = ("right", "left") if analysis.view == "front" else ("left", "right")
    strides = any(focus.stances(analysis, side) for side in order)
    return Panel(width, round(lettering.size * 3.9), lettering, order, names, strides)
