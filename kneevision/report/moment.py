"""A moment of the analysis: all that an annotator needs to know to draw on one frame."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from kneevision.analysis import Analysis, CycleRow
from kneevision.pose.landmarks import SIDES, Side, index, leg
from kneevision.pose.track import FloatArray
from kneevision.report import focus


@dataclass(frozen=True)
class LegMoment:
    """One leg at one moment.

    Attributes
    ----------
    points : (5, 2) float
        Hip, knee, ankle, heel, toe in px of the drawn frame; NaN where unknown.
    active : bool
        Whether the moment lies in the window of a cycle: the foot of a runner is on the ground, a repetition under way.
    cycle : CycleRow or None
        The cycle that this moment belongs to.
    phase : 'stance', 'swing', 'descent', 'ascent' or None
        The part of that cycle.
    mark : 'line', 'atypical', 'uncertain' or None
        Why the cycle stands out.
    knee_deg, thigh_deg : float or None
        The view's angle at the knee, and of the thigh against the vertical.
    knee_last_deg : float or None
        The knee angle that the last cycle's window came to.
    knee_line_deg : float or None
        The line that it is held against.
    beyond_deg : float or None
        By how much the knee angle lies beyond its line at this moment, negative within it; None outside the cycle's
        window and where the side is clear of the line.
    """

    points: FloatArray
    active: bool
    cycle: CycleRow | None
    phase: focus.Phase | None
    mark: focus.Mark | None
    knee_deg: float | None
    thigh_deg: float | None
    knee_last_deg: float | None
    knee_line_deg: float | None
    beyond_deg: float | None


@dataclass(frozen=True)
class Moment:
    """Both legs and the shoulders' (2, 2) points, px of the drawn frame, at one time."""

    time_s: float
    legs: dict[Side, LegMoment]
    shoulders: FloatArray


class Moments:
    """The moments of a clip, for frames drawn at `scale` times their full size."""

    def __init__(self, analysis: Analysis, scale: float) -> None:
        table = focus.frames_of(analysis)
        self._time = table.time_s
        self._points, self._scale = table.points_px, scale
        self._half_interval = float(np.median(np.diff(self._time))) / 2 if len(self._time) > 1 else np.inf
        self._windows = {side: focus.windows(analysis, side) for side in SIDES}
        self._marks = focus.marks(analysis)
        self._knee = focus.knee_headline(analysis)
        self._lines, self._open_lines = focus.knee_lines(analysis), focus.open_lines(analysis)
        shown = {"thigh": focus.thigh_headline(analysis), "knee": self._knee}
        self._angles = {(w, s): focus.angle(analysis, h.series, s) for w, h in shown.items() if h for s in SIDES}

    def at(self, time_s: float) -> Moment | None:
        """The moment of the frame at `time_s`, or None when no row of the table belongs to it."""
        row = self._row(time_s)
        if row is None:
            return None
        points = self._points[row] * self._scale
        shoulders = points[[index(side, "shoulder") for side in SIDES]]
        return Moment(time_s, {side: self._leg(row, points, time_s, side) for side in SIDES}, shoulders)

    def _row(self, time_s: float) -> int | None:
        if not len(self._time):
            return None
        after = int(np.searchsorted(self._time, time_s))
        near = [i for i in (after - 1, after) if 0 <= i < len(self._time)]
        row = min(near, key=lambda i: abs(self._time[i] - time_s))
        return row if abs(self._time[row] - time_s) <= self._half_interval else None

    def _leg(self, row: int, points: FloatArray, time_s: float, side: Side) -> LegMoment:
        last = next((w for w in self._windows[side] if w.start_s <= time_s < w.cycle.end_s), None)
        active = last is not None and time_s < last.stop_s
        knee_deg, line = self._angle("knee", side, row), self._open_lines.get(side)
        return LegMoment(
            points=points[leg(side)],
            active=active,
            cycle=last.cycle if last else None,
            phase=last.phase(time_s) if last else None,
            mark=self._marks.get((side, last.cycle.index)) if last else None,
            knee_deg=knee_deg,
            thigh_deg=self._angle("thigh", side, row),
            knee_last_deg=self._last(side, time_s),
            knee_line_deg=self._lines.get(side),
            beyond_deg=None if not active or knee_deg is None or line is None else knee_deg - line,
        )

    def _angle(self, which: str, side: Side, row: int) -> float | None:
        values = self._angles.get((which, side))
        return None if values is None or not np.isfinite(values[row]) else float(values[row])

    def _last(self, side: Side, time_s: float) -> float | None:
        if self._knee is None:
            return None
        past = [window.cycle for window in self._windows[side] if window.stop_s <= time_s]
        return past[-1].values.get(self._knee.measure) if past else None
