"""Frames at even times, for formats that know one rate and no times."""

from __future__ import annotations

import numpy as np

from kneevision.pose.track import FloatArray
from kneevision.trajectory.gaps import LONGEST_FILLED_S

# A frame that lies within a twentieth of a frame of an even time is taken as it is: containers round their times by so
# much, and a neighbour in which the point is lost shall not take it away. A convention.
_SAME = 0.05


def even(time_s: FloatArray, points: FloatArray, fps: float) -> tuple[FloatArray, float]:
    """Points at even times from the first frame to the last.

    Between frames they are interpolated linearly, over gaps of up to 0.1 s: not known where one of both neighbours is
    not, or where they lie further apart.

    Parameters
    ----------
    time_s : (T,) float
        Increasing.
    points : (T, ...) float
        NaN where unknown.
    fps : float
        About so many frames per second.

    Returns
    -------
    points : (N, ...) float
    fps : float
        That which takes N frames from the first time to the last.
    """
    if len(time_s) < 2:
        return points, fps
    took_s = float(time_s[-1] - time_s[0])
    steps = max(round(took_s * fps), 1)
    wanted_s = np.linspace(time_s[0], time_s[-1], steps + 1)
    after = np.clip(np.searchsorted(time_s, wanted_s), 1, len(time_s) - 1)
    apart_s = time_s[after] - time_s[after - 1]
    since_s = wanted_s - time_s[after - 1]
    same_s = _SAME * took_s / steps
    first, second = since_s <= same_s, apart_s - since_s <= same_s
    weight = (since_s / apart_s).reshape(-1, *[1] * (points.ndim - 1))
    mixed = points[after - 1] * (1 - weight) + points[after] * weight
    mixed[apart_s > LONGEST_FILLED_S + took_s / steps] = np.nan
    mixed[first] = points[after - 1][first]
    mixed[second] = points[after][second]
    return mixed, steps / took_s
