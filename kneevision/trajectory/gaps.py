"""Short gaps are filled and remembered; long ones stay unknown."""

from __future__ import annotations

import numpy as np
from scipy.interpolate import CubicSpline

from kneevision.pose.track import BoolArray, FloatArray

LONGEST_FILLED_S = 0.1


def fill_gaps(time_s: FloatArray, points_px: FloatArray) -> tuple[FloatArray, BoolArray]:
    """Fill gaps of up to 0.1 s by a cubic through the neighbours.

    Parameters
    ----------
    time_s : (T,) s
    points_px : (T, 33, 2) px, NaN where unknown

    Returns
    -------
    points_px : (T, 33, 2)
    filled : (T, 33) bool
    """
    points = points_px.copy()
    filled = np.zeros(points.shape[:2], dtype=bool)
    for point in range(points.shape[1]):
        known = np.asarray(np.isfinite(points[:, point]).all(axis=1))
        short = _short_gaps(time_s, known)
        if short.any() and known.sum() >= 4:
            points[short, point] = CubicSpline(time_s[known], points[known, point])(time_s[short])
            filled[short, point] = True
    return points, filled


def _short_gaps(time_s: FloatArray, known: BoolArray) -> BoolArray:
    """(T,) unknown samples whose nearest known ones before and after are at most 0.1 s plus a frame apart."""
    if known.all() or not known.any():
        return np.zeros_like(known)
    count = len(time_s)
    positions = np.arange(count)
    before = np.maximum.accumulate(np.where(known, positions, -1))
    after = np.minimum.accumulate(np.where(known, positions, count)[::-1])[::-1]
    inside = ~known & (before >= 0) & (after < count)
    frame_s = float(np.median(np.diff(time_s)))
    apart = time_s[np.clip(after, 0, count - 1)] - time_s[np.clip(before, 0, count - 1)]
    rounding_s = 1e-6
    return np.asarray(inside & (apart <= LONGEST_FILLED_S + frame_s + rounding_s))
