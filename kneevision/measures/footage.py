"""What the reducers read, and how: values at a moment, curves between two."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from scipy.interpolate import CubicSpline

from kneevision.camera import Camera
from kneevision.cycles.types import Cycle, Cycles
from kneevision.geometry import AngleSeries
from kneevision.pose.track import FloatArray, Track
from kneevision.trajectory.gaps import LONGEST_FILLED_S
from kneevision.trajectory.scale import leg_length

# Curves are read between frames, so that a peak does not depend on where the frames fall.
_READ_HZ = 240.0
# A stance (or stride) may lack this share of its frames; with more missing its peak is not known.
_MOST_MISSING = 0.2


@dataclass(frozen=True)
class Footage:
    """What the reducers read: the clean track, its angles, the cycles, the camera."""

    track: Track
    angles: AngleSeries
    cycles: Cycles
    camera: Camera

    @property
    def leg_px(self) -> float:
        """Length of a leg, px."""
        return leg_length(self.track.points_px)

    def curve(self, values: FloatArray, start_s: float, stop_s: float) -> FloatArray | None:
        """Values over [start, stop) at 240 Hz, by a cubic through the frames; None with too many missing."""
        time_s = self.track.time_s
        margin = 3 / self.track.fps
        near = (time_s >= start_s - margin) & (time_s <= stop_s + margin)
        inside = (time_s >= start_s) & (time_s < stop_s)
        known = near & np.isfinite(values)
        if not inside.any() or known.sum() < 4 or np.mean(~np.isfinite(values[inside])) > _MOST_MISSING:
            return None
        if np.diff(time_s[known]).max() > LONGEST_FILLED_S + 1 / self.track.fps:
            return None
        read_s = np.arange(start_s, stop_s, 1 / _READ_HZ)
        read_s = read_s[(read_s >= time_s[known][0]) & (read_s <= time_s[known][-1])]
        curve: FloatArray = CubicSpline(time_s[known], values[known])(read_s)
        return curve if len(curve) else None

    def at(self, values: FloatArray, moment_s: float) -> float | None:
        """Value at one moment, between frames; None when the frames known about it are too far apart."""
        known = np.isfinite(values)
        time_s, values = self.track.time_s[known], values[known]
        after = int(np.searchsorted(time_s, moment_s))
        if after < 2 or after > len(time_s) - 2 or time_s[after] - time_s[after - 1] > LONGEST_FILLED_S:
            return None
        near = slice(after - 2, after + 2)
        return float(CubicSpline(time_s[near], values[near])(moment_s))

    def angle_at(self, name: str, side: str, moment_s: float | None) -> float | None:
        """An angle of one side ('left', 'right', 'both') at one moment; None when view or moment is not there."""
        values = self.angles.of(name, side)
        return None if values is None or moment_s is None else self.at(values, moment_s)


Reducer = Callable[[Footage, Cycle], float | None]
