"""Dips of the hips toward the standing foot: where a squat may be, whatever the feet do.

The height is that of the hips' middle over the lower ankle, in leg lengths: near 1 in standing, whoever stands and
from wherever the camera looks; it needs no scale, no calibration and no knee.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from scipy.ndimage import uniform_filter1d
from scipy.signal import find_peaks

from kneevision.cycles.grid import RATE_HZ, Grid
from kneevision.pose.track import FloatArray

# The hips come down by at least this share of their height: a knee bent by about 28 deg (two equal segments). On the
# rendered clips standing still moves them by 0.002, squats by 0.16 to 0.31. A convention, as are those below.
_LEAST_DEPTH = 0.03
# Hips that have come down, or have still to rise, by this share of a dip's depth have begun it, or not ended it.
_BEGUN = 0.02
# The bottom is the middle of the time in which this share of the depth is reached.
_NEAR_BOTTOM = 0.98
# Between two lows the hips rise by this share of the depth: less is a wobble of one bottom, more than _STOOD_UP is
# standing up, and between them it is one dip with two bottoms.
_WOBBLE, _STOOD_UP = 0.15, 0.7
# The height is smoothed over this time: a landmark's trembling is no movement.
_SMOOTHED_S = 0.1


@dataclass(frozen=True)
class Dip:
    """Hips go down and up again: start, bottom and end (s).

    `depth` 0..1: share of the standing height that they come down by; `recovered` 0..1: share of the depth by which
    they rise between two lows (0 with one low); `cut_off`: the clip ends before they are back up, or starts within.
    """

    start_s: float
    bottom_s: float
    end_s: float
    depth: float
    recovered: float
    cut_off: bool


def dips(grid: Grid) -> list[Dip]:
    """All dips of a clip, in order of time."""
    height = uniform_filter1d(_height(grid), round(_SMOOTHED_S * RATE_HZ))
    lows = find_peaks(-height, prominence=_LEAST_DEPTH * float(np.percentile(height, 90)))[0]
    groups = _grouped(height, [int(low) for low in lows])
    edges = [0, *(_top(height, a[-1], b[0]) for a, b in pairwise(groups)), len(height) - 1]
    found = [_dip(grid, height, lows, edges[i], edges[i + 1]) for i, lows in enumerate(groups)]
    return [dip for dip in found if dip.depth >= _LEAST_DEPTH]


def _height(grid: Grid) -> FloatArray:
    """(N,) leg lengths from the lower ankle up to the hips' middle."""
    ankles = np.maximum(grid.point("left", "ankle")[:, 1], grid.point("right", "ankle")[:, 1])
    return np.asarray(ankles - grid.pelvis[:, 1])


def _top(height: FloatArray, first: int, second: int) -> int:
    """The highest sample between two."""
    return first + int(np.argmax(height[first : second + 1]))


def _grouped(height: FloatArray, lows: list[int]) -> list[list[int]]:
    """Lows between which the person does not stand up belong to one dip."""
    groups: list[list[int]] = []
    for low in lows:
        if groups and _recovery(height, groups[-1][-1], low) < _STOOD_UP:
            groups[-1].append(low)
        else:
            groups.append([low])
    return groups


def _recovery(height: FloatArray, first: int, second: int) -> float:
    """Share of the shallower of two lows' depth by which the hips rise in between."""
    standing = float(np.percentile(height, 90))
    higher = max(height[first], height[second])
    return float((height[_top(height, first, second)] - higher) / max(standing - higher, 1e-9))


def _dip(grid: Grid, height: FloatArray, lows: list[int], left: int, right: int) -> Dip:
    """The dip about some lows, between the highest samples before and after it."""
    lowest = min(lows, key=lambda low: float(height[low]))
    before, after = _top(height, left, lows[0]), _top(height, lows[-1], right)
    standing = float(min(height[before], height[after]))
    size = standing - float(height[lowest])
    begun = standing - _BEGUN * size
    start = before + int(np.flatnonzero(height[before : lows[0] + 1] >= begun)[-1])
    end = lows[-1] + int(np.flatnonzero(height[lows[-1] : after + 1] >= begun)[0])
    near = start + np.flatnonzero(height[start : end + 1] <= standing - _NEAR_BOTTOM * size)
    recovered = max((_recovery(height, a, b) for a, b in pairwise(lows)), default=0.0)
    return Dip(
        start_s=float(grid.time_s[start]),
        bottom_s=float(grid.time_s[near[0]] + grid.time_s[near[-1]]) / 2,
        end_s=float(grid.time_s[end]),
        depth=size / max(float(height[before]), float(height[after])),
        recovered=recovered if recovered > _WOBBLE else 0.0,
        cut_off=_cut_off(height, before, after, standing, size),
    )


def _cut_off(height: FloatArray, before: int, after: int, standing: float, size: float) -> bool:
    """Whether one end is the clip's, where the hips are not up where they are at the other end."""
    other = max(float(height[before]), float(height[after]))
    return (before == 0 or after == len(height) - 1) and other - standing > (1 - _STOOD_UP) * (other - standing + size)
