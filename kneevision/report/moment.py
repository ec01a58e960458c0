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
    stance : bool
        Whether the foot is on the ground.
    stride : CycleRow or None
        The stride that this moment belongs to.
    mark : 'line', 'atypical', 'uncertain' or None
        Why the stride stands out.
    knee_deg, thigh_deg : float or None
        The view's angle at the knee, and of the thigh against the vertical.
    knee_peak_deg : float or None
        The knee angle's peak in the last stance that was counted.
    knee_line_deg : float or None
        The line that this peak is held against.
    """

    points: FloatArray
    stance: bool
    stride: CycleRow | None
    mark: focus.Mark | None
    knee_deg: float | None
    thigh_deg: float | None
    knee_peak_deg: float | None
    knee_line_deg: float | None


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
        self._points = table.points_px * scale
        self._half_interval = float(np.median(np.diff(self._time))) / 2 if len(self._time) > 1 else np.inf
        self._stances = {side: focus.stances(analysis, side) for side in SIDES}
        self._marks = focus.marks(analysis)
        self._knee = focus.knee_headline(analysis)
        self._lines = focus.knee_lines(analysis)
        series = {"thigh": "femoral_adduction", "knee": self._knee.series} if self._knee else {}
        self._angles = {(w, side): focus.angle(analysis, s, side) for w, s in series.items() for side in SIDES}

    def at(self, time_s: float) -> Moment | None:
        """The moment of the frame at `time_s`, or None when no row of the table belongs to it."""
        row = self._row(time_s)
        if row is None:
            return None
        shoulders = self._points[row][[index(side, "shoulder") for side in SIDES]]
        return Moment(time_s, {side: self._leg(row, time_s, side) for side in SIDES}, shoulders)

    def _row(self, time_s: float) -> int | None:
        if not len(self._time):
            return None
        after = int(np.searchsorted(self._time, time_s))
        near = [i for i in (after - 1, after) if 0 <= i < len(self._time)]
        row = min(near, key=lambda i: abs(self._time[i] - time_s))
        return row if abs(self._time[row] - time_s) <= self._half_interval else None

    def _leg(self, row: int, time_s: float, side: Side) -> LegMoment:
        last = next((s for s in self._stances[side] if s.start_s <= time_s < s.stride.end_s), None)
        stride = last.stride if last else None
        return LegMoment(
            points=self._points[row][leg(side)],
            stance=last is not None and time_s < last.stop_s,
            stride=stride,
            mark=self._marks.get((side, stride.index)) if stride else None,
            knee_deg=self._angle("knee", side, row),
            thigh_deg=self._angle("thigh", side, row),
            knee_peak_deg=self._last_peak(side, time_s),
            knee_line_deg=self._lines.get(side),
        )

    def _angle(self, which: str, side: Side, row: int) -> float | None:
        values = self._angles.get((which, side))
        return None if values is None or not np.isfinite(values[row]) else float(values[row])

    def _last_peak(self, side: Side, time_s: float) -> float | None:
        if self._knee is None:
            return None
        past = [stance.stride for stance in self._stances[side] if stance.stop_s <= time_s]
        return past[-1].values.get(self._knee.measure) if past else None
