"""Single points that jumped away, and legs that grew: taken out, to be filled like any gap."""

from __future__ import annotations

import numpy as np

from kneevision.pose.landmarks import SIDES, index
from kneevision.pose.track import BoolArray, FloatArray
from kneevision.trajectory.scale import leg_length

# A point this far (in leg lengths) from where its four neighbours in time put it has jumped: in running at 30 fps a
# foot's own movement leaves less than 0.03, the model's noise 0.02.
_JUMP = 0.12
# A projected segment cannot be longer than the real one; so much is allowed for noise and perspective.
_GROWTH = 1.3
# Neighbours farther apart in time than this predict nothing.
_NEIGHBOURS_WITHIN_S = 0.2
_PASSES = 2


def without_outliers(time_s: FloatArray, points_px: FloatArray) -> FloatArray:
    """(T, 33, 2) points with outliers set to NaN."""
    points = points_px.copy()
    scale = leg_length(points)
    for _ in range(_PASSES):
        points[_jumped(time_s, points, scale)] = np.nan
    for part, joint in (("hip", "knee"), ("knee", "ankle")):
        for side in SIDES:
            _drop_grown(points, index(side, part), index(side, joint))
    return points


def _jumped(time_s: FloatArray, points: FloatArray, scale: float) -> BoolArray:
    """(T, 33) points off their neighbours' cubic by more than any within two frames of them."""
    off = np.full(points.shape[:2], 0.0)
    if len(points) >= 5:
        middle = _between(time_s, points)
        off[2:-2] = np.nan_to_num(np.linalg.norm(points[2:-2] - middle, axis=-1)) / scale
    around = np.stack([np.roll(off, shift, axis=0) for shift in (-2, -1, 1, 2)]).max(axis=0)
    return np.asarray((off > _JUMP) & (off >= around))


def _between(time_s: FloatArray, points: FloatArray) -> FloatArray:
    """(T - 4, 33, 2) cubic through the two points before and the two after, at the frame's own time."""
    t = np.stack([time_s[:-4], time_s[1:-3], time_s[3:-1], time_s[4:]], axis=1) - time_s[2:-2, None]
    weights = np.ones_like(t)
    for i in range(4):
        for j in range(4):
            if i != j:
                weights[:, i] *= -t[:, j] / (t[:, i] - t[:, j])
    weights[t[:, 3] - t[:, 0] > _NEIGHBOURS_WITHIN_S] = np.nan
    neighbours = (points[:-4], points[1:-3], points[3:-1], points[4:])
    middle = np.zeros_like(points[2:-2])
    for weight, neighbour in zip(weights.T, neighbours, strict=True):  # one by one: a long clip's points are large
        middle += weight[:, None, None] * neighbour
    return middle


def _drop_grown(points: FloatArray, upper: int, lower: int) -> None:
    """Set the lower end of a segment to NaN where the segment is longer than it can be."""
    length = np.linalg.norm(points[:, lower] - points[:, upper], axis=-1)
    if np.isfinite(length).any():
        longest = _GROWTH * np.nanpercentile(length, 90)
        points[length > longest, lower] = np.nan
