"""Dips of the hips: where a squat may be, whatever the feet do.

The height is that of the hips' middle in the picture, in leg lengths. A hand that holds the phone
may sway and drift a little; where the phone is aimed anew, the repetitions about it are lost.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray
from scipy.ndimage import uniform_filter1d
from scipy.signal import find_peaks

from kneevision.cycles.grid import RATE_HZ, Grid, rate_of_change
from kneevision.pose.track import FloatArray

# The hips come down by at least this many leg lengths: a knee bent by about 28 deg (two equal segments). On the
# rendered clips standing still moves them by 0.002, squats by 0.16 to 0.31. A convention, as are those below.
LEAST_DEPTH = 0.03
# A dip has begun when the hips fall, and has ended when they no longer rise, by this share of their fastest in it.
# Somebody who stands sways by millimetres, which a share of the depth would take for a beginning.
_BEGUN, _WELL_BELOW = 0.1, 0.2
# The bottom is the middle of the time in which this share of the depth is reached. The depth for that is the tenth
# percentile of the deeper fifth of the heights, which trembling moves less than the lowest of them. Repetitions of
# all tempos by construction, with landmarks that tremble by 1 px in 200 a leg, are held to 0.2 s by the tests.
_NEAR_BOTTOM, _DEEPER, _OF_THESE = 0.97, 0.8, 10
# Between two lows the hips rise by this share of the depth: less is a wobble of one bottom, more than _STOOD_UP is
# standing up, and between them it is one dip with two bottoms.
_WOBBLE, _STOOD_UP = 0.15, 0.6
# A low of less than this share of the next one's depth is none of the same dip: somebody who bobs on the way to it.
_OF_THE_DEEPER = 0.35
# The height is smoothed over the first time, for the place of the bottom over the second: a landmark's trembling is no
# movement.
_SMOOTHED_S, _SMOOTHED_FOR_BOTTOM_S = 0.1, 0.2
# Standing is the highest within this time of two lows: elsewhere the person may stand nearer or farther.
_STANDS_WITHIN_S = 3.0


@dataclass(frozen=True)
class Dip:
    """Hips go down and up again: start, bottom and end (s).

    `depth`: leg lengths that they come down by, of about one that they stand high; `recovered` 0..1: share of the depth
    by which they rise between two lows (0 with one low); `cut_off`: the clip ends before they are back up, or starts
    within.
    """

    start_s: float
    bottom_s: float
    end_s: float
    depth: float
    recovered: float
    cut_off: bool


def dips(grid: Grid) -> list[Dip]:
    """All dips of a clip, in order of time."""
    height = uniform_filter1d(-grid.pelvis[:, 1], round(_SMOOTHED_S * RATE_HZ))
    lows = find_peaks(-height, prominence=LEAST_DEPTH)[0]
    groups = _grouped(height, [int(low) for low in lows])
    edges = [0, *(_top(height, a[-1], b[0]) for a, b in pairwise(groups)), len(height) - 1]
    found = [_dip(grid, height, lows, edges[i], edges[i + 1]) for i, lows in enumerate(groups)]
    return [dip for dip in found if dip.depth >= LEAST_DEPTH]


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
    """Share of the shallower of two lows' depth by which the hips rise in between; 1 when they are not one dip."""
    within = round(_STANDS_WITHIN_S * RATE_HZ)
    standing = float(height[max(0, first - within) : second + within].max())
    lower, higher = sorted((float(height[first]), float(height[second])))
    if standing - higher < _OF_THE_DEEPER * (standing - lower):
        return 1.0
    return float((height[_top(height, first, second)] - higher) / max(standing - higher, 1e-9))


def _dip(grid: Grid, height: FloatArray, lows: list[int], left: int, right: int) -> Dip:
    """The dip about some lows, between the highest samples before and after it."""
    lowest = min(lows, key=lambda low: float(height[low]))
    before, after = _top(height, left, lows[0]), _top(height, lows[-1], right)
    standing = float(min(height[before], height[after]))
    size = standing - float(height[lowest])
    start = before + _first_falling(height[before : lows[0] + 1], standing)
    end = after - _first_falling(height[lows[-1] : after + 1][::-1], standing)
    near = start + _deepest(height[start : end + 1], standing)
    recovered = max((_recovery(height, a, b) for a, b in pairwise(lows)), default=0.0)
    return Dip(
        start_s=float(grid.time_s[start]),
        bottom_s=float(grid.time_s[near[0]] + grid.time_s[near[-1]]) / 2,
        end_s=float(grid.time_s[end]),
        depth=size,
        recovered=recovered if recovered > _WOBBLE else 0.0,
        cut_off=_cut_off(height, before, after, standing, size),
    )


def _first_falling(height: FloatArray, standing: float) -> int:
    """The sample from which a height falls without a stop to where, well below standing, it falls fastest."""
    calm = uniform_filter1d(height, round(_SMOOTHED_FOR_BOTTOM_S * RATE_HZ))
    fall = -rate_of_change(calm) if len(calm) > 1 else np.zeros(len(calm))
    below = standing - _WELL_BELOW * (standing - float(height[-1]))
    last_up = int(np.flatnonzero(height >= below)[-1]) if (height >= below).any() else 0
    fastest = last_up + int(np.argmax(fall[last_up:]))
    slow = np.flatnonzero(fall[: fastest + 1] < _BEGUN * fall[fastest])
    return int(slow[-1]) if len(slow) else 0


def _deepest(height: FloatArray, standing: float) -> NDArray[np.intp]:
    """The samples of a dip in which nearly all of its depth is reached."""
    calm = uniform_filter1d(height, round(_SMOOTHED_FOR_BOTTOM_S * RATE_HZ))
    low = np.percentile(calm[calm <= standing - _DEEPER * (standing - calm.min())], _OF_THESE)
    return np.flatnonzero(calm <= standing - _NEAR_BOTTOM * (standing - low))


def _cut_off(height: FloatArray, before: int, after: int, standing: float, size: float) -> bool:
    """Whether one end is the clip's, where the hips are not up where they are at the other end."""
    other = max(float(height[before]), float(height[after]))
    return (before == 0 or after == len(height) - 1) and other - standing > (1 - _STOOD_UP) * (other - standing + size)
