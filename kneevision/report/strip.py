"""The running chart below the picture: both sides' angle over time, the cycles' windows shaded, the playhead."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import Final

import cv2
import numpy as np

from kneevision.analysis import Analysis, MeasureSide
from kneevision.pose.landmarks import Side
from kneevision.pose.track import FloatArray
from kneevision.report import focus, texts
from kneevision.report.beyond import STEPS
from kneevision.report.lettering import Lettering, Picture
from kneevision.report.marks import Entry, draw_mark, legend, names
from kneevision.report.style import (
    NIGHT,
    NIGHT_DIM,
    NIGHT_GRID,
    NIGHT_TEXT,
    PAPER,
    RGB,
    SHADE,
    SIDE_COLOUR,
    rgb,
)
from kneevision.report.words import words

_PAGE_S: Final = 5.0  # what stays readable across a phone's picture
_PAGE_OF_SQUATS_S: Final = 10.0  # a repetition is slower than a stride
_HEIGHT: Final = 8.6  # of the chart under its heading, lines of text
_HEADING: Final = 0.85
_SHADE: Final = 0.22
_SHIFT: Final = 4


@dataclass(frozen=True)
class Scale:
    """Linear map of values onto pixels: `low` falls on `start`, `high` on `stop`."""

    low: float
    high: float
    start: float
    stop: float

    def px(self, value: FloatArray | float) -> FloatArray:
        """Pixels of a value or of many."""
        part = (np.asarray(value, dtype=float) - self.low) / (self.high - self.low)
        return np.asarray(self.start + part * (self.stop - self.start), dtype=float)


class StripChart:
    """The chart, drawn page by page; only the playhead changes within a page.

    Its height follows from the letters: `_HEIGHT` lines, and more when the legend has no room beside the heading.
    """

    def __init__(self, analysis: Analysis, width: int, lettering: Lettering) -> None:
        self._analysis, self._lettering, self._width = analysis, lettering, width
        self._knee = focus.knee_headline(analysis)
        self._marks, self._lines = focus.marks(analysis), focus.knee_lines(analysis)
        end = max(analysis.video.duration_s, 1e-3)
        wanted = _PAGE_OF_SQUATS_S if focus.squats(analysis) else _PAGE_S
        self._page_s = end / max(1, round(end / wanted))
        self._pages = max(1, round(end / self._page_s))
        size = lettering.size
        self._left, self._right = round(size * 2.6), width - round(size * 0.9)
        self._row_height, self._margin = size * 1.8, size * 0.6
        self._heading = "" if self._knee is None else texts.axis(self._knee.series)
        taken = self._margin + lettering.extent(self._heading, _HEADING)[0] + size * 1.5
        self._legend = legend(self._entries(), self._right - taken, width - 2 * self._margin, lettering)
        self._top = round(self._row_height * (1 + len(self._legend.rows)) + size * 0.4)
        self.height = self._top + round(size * _HEIGHT)
        self._bottom = self.height - round(size * 1.7)
        self._page = lru_cache(maxsize=1)(self._draw_page)

    def at(self, time_s: float) -> Picture:
        """The chart with its playhead at `time_s`."""
        page = min(self._pages - 1, int(time_s / self._page_s))
        drawn = self._page(page).copy()
        x = round(float(self._time_scale(page).px(time_s)))
        cv2.line(drawn, (x, self._top), (x, self._bottom), rgb(PAPER), max(1, round(self._lettering.size / 8)))
        cv2.circle(drawn, (x, self._bottom), round(self._lettering.size * 0.3), rgb(PAPER), -1, cv2.LINE_AA)
        return drawn

    def _time_scale(self, page: int) -> Scale:
        return Scale(page * self._page_s, (page + 1) * self._page_s, self._left, self._right)

    def _draw_page(self, page: int) -> Picture:
        drawn = np.empty((self.height, self._width, 3), np.uint8)
        drawn[:] = rgb(NIGHT)
        across = self._time_scale(page)
        self._seconds(drawn, across)
        for side, window in focus.windows_once(self._analysis):
            self._shade(drawn, across, side, window)
        if self._knee is not None:
            self._angles(drawn, across, self._knee)
        self._flags(drawn, across)
        at = (self._margin, self._row_height / 2)
        self._lettering.write(drawn, self._heading, at, rgb(NIGHT_TEXT), scale=_HEADING)
        self._legend.draw(drawn, self._margin, self._right, self._row_height)
        return drawn

    def _entries(self) -> list[Entry]:
        """What the legend names: the line, how far beyond it an angle is, the marks."""
        lines = [Entry(texts.line_label(line)) for line in sorted(set(self._lines.values()))]
        lines += [Entry(each.label, colour=each.colour) for each in STEPS if focus.open_lines(self._analysis)]
        return lines + names(list(self._marks.values()), words(self._analysis))

    def _seconds(self, drawn: Picture, across: Scale) -> None:
        cv2.line(drawn, (self._left, self._bottom), (self._right, self._bottom), rgb(NIGHT_GRID), 1)
        y = self._bottom + self._lettering.size * 0.9
        for second in range(int(np.ceil(across.low)), int(across.high) + 1):
            x = float(across.px(second))
            text = texts.seconds(second)
            half = self._lettering.extent(text, 0.8)[0] / 2
            x_text = float(np.clip(x, half, self._width - half))
            self._lettering.write(drawn, text, (x_text, y), rgb(NIGHT_DIM), scale=0.8, anchor="middle")

    def _shade(self, drawn: Picture, across: Scale, side: MeasureSide, window: focus.Window) -> None:
        colour = rgb(SHADE[side])
        x0, x1 = self._span(across, window)
        under = drawn[self._top : self._bottom, x0:x1]
        under[:] = (under * (1 - _SHADE) + np.array(colour, np.float32) * _SHADE).astype(np.uint8)
        foot = round(self._lettering.size * 0.28)
        drawn[self._bottom - foot : self._bottom, x0:x1] = colour

    def _span(self, across: Scale, window: focus.Window) -> tuple[int, int]:
        ends = np.array([window.start_s, window.stop_s])
        x0, x1 = np.clip(np.round(across.px(ends)), self._left, self._right).astype(int)
        return int(x0), int(x1)

    def _angles(self, drawn: Picture, across: Scale, knee: focus.Headline) -> None:
        curves = {side: self._curve(knee.series, side) for side in focus.sides_at_work(self._analysis, knee.series)}
        lines = set(self._lines.values())
        low, high = _range(list(curves.values()), list(lines))
        up = Scale(low, high, self._bottom - self._lettering.size * 0.5, self._top + self._lettering.size * 0.9)
        self._levels(drawn, up)
        for line in lines:
            self._reference(drawn, up, line)
        for side, curve in curves.items():
            self._trace(drawn, across, up, curve, rgb(SIDE_COLOUR[side]))

    def _curve(self, series: str, side: Side) -> FloatArray:
        """The angle; from the front and from behind only within the windows, where it means something."""
        values = focus.angle(self._analysis, series, side)
        windows = focus.windows(self._analysis, side)
        if values is None or not windows or not focus.is_frontal(self._analysis):
            return np.empty(0) if values is None else values
        time = focus.frames_of(self._analysis).time_s
        inside = np.any([window.within(time) for window in windows], axis=0)
        return np.where(inside, values, np.nan)

    def _levels(self, drawn: Picture, up: Scale) -> None:
        step = _step(up.high - up.low)
        for value in np.arange(np.ceil(up.low / step) * step, up.high, step):
            y = round(float(up.px(value)))
            cv2.line(drawn, (self._left, y), (self._right, y), rgb(NIGHT_GRID), 1)
            at = (self._left - self._lettering.size * 0.4, float(y))
            text = texts.degrees(float(value))
            self._lettering.write(drawn, text, at, rgb(NIGHT_DIM), scale=0.75, anchor="right")

    def _reference(self, drawn: Picture, up: Scale, line: float) -> None:
        y = round(float(up.px(line)))
        dash = max(3, round(self._lettering.size * 0.4))
        for x in range(self._left, self._right, 2 * dash):
            cv2.line(drawn, (x, y), (min(x + dash, self._right), y), rgb(NIGHT_TEXT), 1)

    def _trace(self, drawn: Picture, across: Scale, up: Scale, curve: FloatArray, colour: RGB) -> None:
        time = focus.frames_of(self._analysis).time_s
        inside = (time >= across.low) & (time <= across.high) & np.isfinite(curve)
        points = np.column_stack([across.px(time), np.clip(up.px(curve), self._top, self._bottom)])
        thick = max(2, round(self._lettering.size / 6))
        for run in np.split(np.arange(len(time)), np.flatnonzero(~inside)):
            part = points[run[inside[run]]]
            if len(part) > 1:
                fixed = np.round(part * 2**_SHIFT).astype(np.int32)
                cv2.polylines(drawn, [fixed], False, colour, thick, cv2.LINE_AA, _SHIFT)

    def _flags(self, drawn: Picture, across: Scale) -> None:
        """A mark over each window that stands out; in one of both legs each leg's, as the picture has the legs."""
        radius = round(self._lettering.size * 0.42)
        apart = radius * 1.3 if focus.both_legs(self._analysis) else 0.0
        for side, to_the in zip(focus.sides_in_picture(self._analysis), (-1, 1), strict=True):
            for window in focus.windows(self._analysis, side):
                mark = self._marks.get((side, window.cycle.index))
                x0, x1 = self._span(across, window)
                if mark and x1 > x0:
                    draw_mark(drawn, mark, (round((x0 + x1) / 2 + to_the * apart), self._top), radius)


def _range(curves: list[FloatArray], lines: list[float]) -> tuple[float, float]:
    """Lowest and highest angle to show: nearly all of the curves, zero, the lines, and some air."""
    values = np.concatenate([curve[np.isfinite(curve)] for curve in curves] or [np.empty(0)])
    spread = np.percentile(values, [1, 99]).tolist() if len(values) else [0.0]
    low, high = min([0.0, *spread, *lines]), max([0.0, *spread, *lines])
    air = max(1.0, (high - low) * 0.08)
    return low - air, high + air


def _step(span: float) -> float:
    return next((step for step in (5.0, 10.0, 20.0, 30.0, 50.0) if span / step <= 4), 100.0)
