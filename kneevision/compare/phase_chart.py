"""The chart below both filmings: their angles over the phase that they share, with the playhead."""

from __future__ import annotations

from typing import Final

import cv2
import numpy as np

from kneevision.compare.together import Together
from kneevision.pose.track import FloatArray
from kneevision.report import texts
from kneevision.report.lettering import Lettering, Picture
from kneevision.report.strip import Scale
from kneevision.report.style import NIGHT, NIGHT_DIM, NIGHT_GRID, NIGHT_TEXT, PAPER, RGB, SIDE_COLOUR, rgb

BEFORE_COLOUR: Final = NIGHT_TEXT
_LINES: Final = 10.0  # height of the chart, lines of text
_SHIFT: Final = 4
_LEAST_SPAN_DEG: Final = 8.0


class PhaseChart:
    """The chart of one side; only the playhead moves. `height` px."""

    def __init__(self, each: Together, width: int, lettering: Lettering) -> None:
        self._count = each.times_s.shape[1]
        self.height = 2 * round(_LINES * lettering.size / 2) + 2 * round(lettering.size)
        edge = lettering.size * 3
        self._x = Scale(0, self._count - 1, edge, width - lettering.size)
        low, high = _span(each.angles_deg)
        self._top, self._bottom = lettering.size * 2.2, self.height - lettering.size * 1.2
        self._y = Scale(low, high, self._bottom, self._top)
        self._ground = self._draw(each, width, lettering)

    def at(self, place: int) -> Picture:
        """The chart with the playhead at one of the moments."""
        drawn = self._ground.copy()
        x = round(float(self._x.px(float(place))))
        cv2.line(drawn, (x, round(self._top)), (x, round(self._bottom)), rgb(PAPER), 2, cv2.LINE_AA)
        return drawn

    def _draw(self, each: Together, width: int, lettering: Lettering) -> Picture:
        drawn = np.full((self.height, width, 3), rgb(NIGHT), np.uint8)
        self._grid(drawn, each, lettering)
        colours = (rgb(BEFORE_COLOUR), rgb(SIDE_COLOUR[each.side]))
        for angles, colour in zip(each.angles_deg, colours, strict=True):
            self._curve(drawn, angles, colour)
        x = lettering.size
        heading = f"{texts.axis(each.cycles[0].headline.series)}:"
        for text, colour in ((heading, rgb(NIGHT_DIM)), ("before", colours[0]), ("after", colours[1])):
            lettering.write(drawn, text, (x, lettering.size), colour, bold=text != heading)
            x += lettering.extent(f"{text}  ", bold=True)[0]
        return drawn

    def _grid(self, drawn: Picture, each: Together, lettering: Lettering) -> None:
        low, high = self._y.low, self._y.high
        for tick in np.arange(np.ceil(low / 5) * 5, high, 5 if high - low < 40 else 20):
            y = round(float(self._y.px(float(tick))))
            cv2.line(drawn, (round(self._x.start), y), (round(self._x.stop), y), rgb(NIGHT_GRID), 1)
            at = (self._x.start - lettering.size * 0.4, y)
            lettering.write(drawn, texts.plain(float(tick)), at, rgb(NIGHT_DIM), scale=0.8, anchor="right")
        middle = round(float(self._x.px(each.middle * (self._count - 1))))
        cv2.line(drawn, (middle, round(self._top)), (middle, round(self._bottom)), rgb(NIGHT_DIM), 1)
        below = self._bottom + lettering.size * 0.6
        cycle = each.cycles[0].cycle
        until = "toe-off" if each.cycles[0].window.stop_s == cycle.toe_off_s else "other foot lands"
        names = ("initial contact", until, "next contact") if cycle.kind == "stride" else ("start", "bottom", "end")
        places = ((self._x.start, "left"), (middle, "middle"), (self._x.stop, "right"))
        for name, (x, anchor) in zip(names, places, strict=True):
            lettering.write(drawn, name, (x, below), rgb(NIGHT_DIM), scale=0.8, anchor=anchor)  # type: ignore[arg-type]

    def _curve(self, drawn: Picture, angles: FloatArray, colour: RGB) -> None:
        known = np.isfinite(angles)
        places = np.arange(self._count, dtype=float)
        points = np.column_stack([self._x.px(places), np.clip(self._y.px(angles), self._top, self._bottom)])
        for start in np.flatnonzero(known[:-1] & known[1:]):
            one, two = (tuple(int(v) for v in np.round(points[start + k] * 2**_SHIFT)) for k in (0, 1))
            cv2.line(drawn, one, two, colour, 2, cv2.LINE_AA, _SHIFT)


def _span(angles_deg: FloatArray) -> tuple[float, float]:
    known = angles_deg[np.isfinite(angles_deg)]
    low, high = (float(known.min()), float(known.max())) if len(known) else (0.0, 0.0)
    missing = max(0.0, _LEAST_SPAN_DEG - (high - low)) / 2 + 1.0
    return low - missing, high + missing
