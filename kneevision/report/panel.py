"""The words above the chart: per side the cycle and where in it, the angles, the flag."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Final, get_args

import cv2
import numpy as np

from kneevision.analysis import Analysis
from kneevision.pose.landmarks import Side
from kneevision.report import focus, texts
from kneevision.report.lettering import Lettering, Picture
from kneevision.report.marks import draw_mark
from kneevision.report.moment import LegMoment, Moment
from kneevision.report.replays import Caption
from kneevision.report.style import NIGHT, NIGHT_DIM, NIGHT_GRID, NIGHT_TEXT, SIDE_COLOUR, SIDE_LETTER, rgb
from kneevision.report.words import Words, words

_SCALE: Final = 0.9  # of the letters
_MARGIN, _INDENT = 0.7, 2.1  # left of a half, and of the cycle's name within it: letters' sizes


@dataclass(frozen=True)
class Panel:
    """Two halves, each where its leg is in the picture."""

    width: int
    height: int
    lettering: Lettering
    order: tuple[Side, Side]
    names: tuple[str | None, str | None]  # of the knee's and the thigh's angle
    has_cycles: bool
    words: Words
    scale: float  # of the letters that name the cycle

    def at(self, moment: Moment | None) -> Picture:
        """The panel; empty when the person is not in the frame."""
        drawn = self._empty.copy()
        for half, side in enumerate(self.order):
            self._half(drawn, half * self.width / 2, side, moment.legs[side] if moment else None)
        return drawn

    def saying(self, caption: Caption) -> Picture:
        """The panel with a replay's caption."""
        drawn = self._empty.copy()
        size = self.lettering.size
        x, upper, lower = size * _MARGIN, size * 1.15, size * 2.85
        self._chip(drawn, x, upper, caption.side)
        at = (x + _INDENT * size, upper)
        self.lettering.write(drawn, caption.title, at, rgb(NIGHT_TEXT), scale=_SCALE, bold=True)
        self.lettering.write(drawn, caption.text, (x, lower), rgb(NIGHT_TEXT), scale=_SCALE)
        return drawn

    @cached_property
    def _empty(self) -> Picture:
        drawn = np.empty((self.height, self.width, 3), np.uint8)
        drawn[:] = rgb(NIGHT)
        cv2.line(drawn, (0, self.height - 1), (self.width, self.height - 1), rgb(NIGHT_GRID), 1)
        return drawn

    def _chip(self, drawn: Picture, x: float, middle: float, side: Side) -> None:
        width = round(self.lettering.size * 1.5)
        top = round(middle - width / 2)
        cv2.rectangle(drawn, (round(x), top), (round(x) + width, top + width), rgb(SIDE_COLOUR[side]), -1)
        at = (round(x) + width / 2, middle)
        self.lettering.write(drawn, SIDE_LETTER[side], at, rgb(NIGHT), bold=True, anchor="middle")

    def _half(self, drawn: Picture, left: float, side: Side, leg: LegMoment | None) -> None:
        size = self.lettering.size
        x, upper, lower = left + size * _MARGIN, size * 1.15, size * 2.85
        self._chip(drawn, x, upper, side)
        if leg is None:
            return
        if self.has_cycles:
            self._cycle(drawn, (x + _INDENT * size, upper), leg)
        self._numbers(drawn, (x, lower), leg)

    def _cycle(self, drawn: Picture, at: tuple[float, float], leg: LegMoment) -> None:
        size, bold = self.lettering.size, leg.active
        text = texts.cycle_state(leg.cycle, leg.phase, self.words)
        self.lettering.write(drawn, text, at, rgb(NIGHT_TEXT if bold else NIGHT_DIM), scale=self.scale, bold=bold)
        if leg.mark:
            x = round(at[0] + self.lettering.extent(text, self.scale, bold)[0] + size)
            draw_mark(drawn, leg.mark, (x, round(at[1])), round(size * 0.5))

    def _numbers(self, drawn: Picture, at: tuple[float, float], leg: LegMoment) -> None:
        live = leg.active or not self.has_cycles
        text = self._live(leg) if live else self._past(leg)
        self.lettering.write(drawn, text, at, rgb(NIGHT_TEXT if live else NIGHT_DIM), scale=_SCALE)

    def _live(self, leg: LegMoment) -> str:
        values = zip(self.names, (leg.knee_deg, leg.thigh_deg), strict=True)
        return texts.live_numbers([(name, value) for name, value in values if name and value is not None])

    def _past(self, leg: LegMoment) -> str:
        name = self.names[0]
        if not name or leg.knee_last_deg is None:
            return ""
        return texts.last_result(name, leg.knee_last_deg, leg.knee_line_deg, self.words)


def panel(analysis: Analysis, width: int, lettering: Lettering) -> Panel:
    """The panel of this analysis, three and three quarters letters high."""
    names = texts.angle_name(focus.knee_headline(analysis)), texts.angle_name(focus.thigh_headline(analysis))
    order = focus.sides_in_picture(analysis)
    cycles = any(focus.windows(analysis, side) for side in order)
    called = words(analysis)
    scale = _SCALE * min(1.0, _room(width, lettering) / _widest(analysis, called, lettering))
    return Panel(width, round(lettering.size * 3.9), lettering, order, names, cycles, called, scale)


def _room(width: int, lettering: Lettering) -> float:
    """Width, px, that a half has for the cycle's name and a mark after it."""
    return width / 2 - lettering.size * (_MARGIN + _INDENT + 1.6)


def _widest(analysis: Analysis, called: Words, lettering: Lettering) -> float:
    """Width, px, of the longest name of a cycle."""
    states = [texts.cycle_state(row, phase, called) for row in analysis.cycles for phase in get_args(focus.Phase)]
    return max([1.0, *(float(lettering.extent(state, _SCALE, bold=True)[0]) for state in states)])
