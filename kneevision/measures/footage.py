"""What the reducers read, and how: values at a moment, curves between two."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property
from math import prod

import numpy as np
from scipy.interpolate import make_interp_spline

from kneevision.camera import Camera
from kneevision.cycles.types import Cycle, Cycles
from kneevision.geometry import AngleSeries
from kneevision.pose.landmarks import SIDES, Side
from kneevision.pose.track import FloatArray, Track
from kneevision.trajectory.gaps import LONGEST_FILLED_S
from kneevision.trajectory.scale import leg_length

# Curves are read between frames, so that a peak does not depend on where the frames fall.
_READ_HZ = 240.0
# A value at a moment is read from frames no farther from it.
_READ_AROUND_S = 0.5
# A stance (or stride) may lack this share of its frames; with more missing its peak is not known.
_MOST_MISSING = 0.2


@dataclass(frozen=True)
class Footage:
    """What the reducers read: the clean track, its angles, the cycles, the camera."""

    track: Track
    angles: AngleSeries
    cycles: Cycles
    camera: Camera

    @cached_property
    def _loaded(self) -> dict[tuple[Side, float], dict[str, FloatArray | None]]:
        return {}

    def loaded(self, name: str, cycle: Cycle) -> FloatArray | None:
        """An angle of the cycle's side while its leg is loaded, as `curve` gives it."""
        key = cycle.side, cycle.start_s
        if key not in self._loaded:
            self._loaded[key] = self._all_loaded(cycle)
        return self._loaded[key].get(name)

    def _all_loaded(self, cycle: Cycle) -> dict[str, FloatArray | None]:
        """All angles of the cycle's side; those that are known in the same frames share one cubic."""
        near, ending = self._around(*cycle.loaded_s), f"_{cycle.side}_deg"
        alike: dict[bytes, dict[str, FloatArray]] = {}
        for name, values in self.angles.series.items():
            if name.endswith(ending):
                known = np.isfinite(values[near]).tobytes()
                alike.setdefault(known, {})[name.removesuffix(ending)] = values[near]
        found: dict[str, FloatArray | None] = {}
        for some in alike.values():
            curves = self._curves(near, np.column_stack(list(some.values())), *cycle.loaded_s)
            found |= dict.fromkeys(some) if curves is None else dict(zip(some, curves.T, strict=True))
        return found

    @cached_property
    def middles_s(self) -> dict[Side, FloatArray]:
        """Per side the middles of its valid cycles, in order."""
        return {side: np.sort([middle_s(cycle) for cycle in self.cycles.of(side)]) for side in SIDES}

    @cached_property
    def leg_px(self) -> float:
        """Length of a leg, px."""
        return leg_length(self.track.points_px)

    def curve(self, values: FloatArray, start_s: float, stop_s: float) -> FloatArray | None:
        """Values over [start, stop) at 240 Hz, by a cubic through the frames; None with too many missing.

        NaN before the first and after the last frame in which they are known.
        """
        near = self._around(start_s, stop_s)
        curves = self._curves(near, values[near, None], start_s, stop_s)
        return None if curves is None else curves[:, 0]

    def _around(self, start_s: float, stop_s: float) -> slice:
        """The frames that a cubic over [start, stop) is laid through: three more at either end."""
        inside = self._frames(start_s, stop_s)
        return slice(max(inside.start - 3, 0), inside.stop + 3)

    def _curves(self, near: slice, values: FloatArray, start_s: float, stop_s: float) -> FloatArray | None:
        """(M, n) of (K, n) values in these frames, all n of them known in the same ones."""
        time_s, known = self.track.time_s[near], np.isfinite(values[:, 0])
        inside = (time_s >= start_s) & (time_s < stop_s)
        if not inside.any() or known.sum() < 4 or np.mean(~known[inside]) > _MOST_MISSING:
            return None
        time_s, values = time_s[known], values[known]
        if np.diff(time_s).max() > LONGEST_FILLED_S + 1 / self.track.fps:
            return None
        curves: FloatArray = make_interp_spline(time_s, values)(read_s := np.arange(start_s, stop_s, 1 / _READ_HZ))
        curves[(read_s < time_s[0]) | (read_s > time_s[-1])] = np.nan
        return curves

    def at(self, values: FloatArray, moment_s: float) -> float | None:
        """Value at one moment, between frames; None when the frames known about it are too far apart."""
        near = self._frames(moment_s - _READ_AROUND_S, moment_s + _READ_AROUND_S)
        known = np.isfinite(values[near])
        time_s, values = self.track.time_s[near][known], values[near][known]
        after = int(np.searchsorted(time_s, moment_s))
        if after < 2 or after > len(time_s) - 2 or time_s[after] - time_s[after - 1] > LONGEST_FILLED_S:
            return None
        knots = slice(after - 2, after + 2)
        return _cubic(time_s[knots].tolist(), values[knots].tolist(), moment_s)

    def _frames(self, first_s: float, last_s: float) -> slice:
        """The frames from one time to another: searched for, since a long clip has a thousand cycles."""
        first, after = np.searchsorted(self.track.time_s, (first_s, np.nextafter(last_s, np.inf)))
        return slice(int(first), int(after))

    def angle_at(self, name: str, side: str, moment_s: float | None) -> float | None:
        """An angle of one side ('left', 'right', 'both') at one moment; None when view or moment is not there."""
        values = self.angles.of(name, side)
        return None if values is None or moment_s is None else self.at(values, moment_s)


def _cubic(x: Sequence[float], y: Sequence[float], at: float) -> float:
    """Value of the cubic through four points, by Lagrange: a spline through so few is the same, and far slower."""
    return sum(yi * prod((at - xj) / (xi - xj) for xj in x if xj != xi) for xi, yi in zip(x, y, strict=True))


def middle_s(cycle: Cycle) -> float:
    """Midstance, or where it has none half-way through the time in which the leg bears the body."""
    return cycle.midstance_s if cycle.midstance_s is not None else sum(cycle.loaded_s) / 2


Reducer = Callable[[Footage, Cycle], float | None]
