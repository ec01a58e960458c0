"""Left and right legs that the model exchanged: found over the whole clip at once, mended as whole legs.

Each frame is either as the model says or exchanged. The sequence of both states is chosen whose legs move most
smoothly (Viterbi search over pairs of states, since smoothness is acceleration and needs three frames).
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from kneevision.pose.landmarks import leg
from kneevision.pose.track import BoolArray, FloatArray, Track
from kneevision.trajectory.scale import leg_length

# In leg lengths of unexpected movement, summed over both legs' five points. A swap while the legs are apart makes 4 to
# 12 at either end. Where both legs fall together in the model's eyes, staying exchanged afterwards is as smooth as
# going back: hence exchanged time costs, so that short swaps win over long ones and the model's word over both. Swaps
# of up to 0.6 s are mended seen from the front, of up to 2 s from the side.
_CHANGE_COST = 1.0
_EXCHANGED_COST_PER_S = 9.0
# After a gap longer than this the legs may be anywhere.
_LONGEST_GAP_S = 0.2

_STATES = ((0, 0), (0, 1), (1, 0), (1, 1))  # (state of the frame before, state of this frame)


def swapped_frames(time_s: FloatArray, points_px: FloatArray) -> BoolArray:
    """(T,) frames in which left and right leg are exchanged, from (T, 33, 2) px raw points."""
    left, right = points_px[:, leg("left")], points_px[:, leg("right")]
    both = np.stack([np.stack([left, right], 1), np.stack([right, left], 1)])  # (state, T, leg, point, xy)
    known = np.flatnonzero(np.isfinite(both[0]).all(axis=(1, 2, 3)))
    swapped = np.zeros(len(time_s), dtype=bool)
    if len(known) >= 3:
        states = _smoothest(time_s[known], both[:, known] / leg_length(points_px))
        swapped[known] = states.astype(bool)
    return swapped


def with_legs_exchanged(track: Track, swapped: BoolArray) -> Track:
    """The track with both legs' points, world points and visibility exchanged in the given frames."""
    left, right = leg("left"), leg("right")
    order = np.arange(track.points_px.shape[1])
    order[left + right] = right + left

    def exchange(values: FloatArray) -> FloatArray:
        values = values.copy()
        values[swapped] = values[swapped][:, order]
        return values

    return replace(
        track,
        points_px=exchange(track.points_px),
        world_m=exchange(track.world_m),
        visibility=exchange(track.visibility),
        swapped=swapped,
    )


def _smoothest(time_s: FloatArray, legs: FloatArray) -> FloatArray:
    """States (T,) of the smoothest sequence, from legs (2 states, T, 2, 5, 2) in leg lengths."""
    count = legs.shape[1]
    exchanged = _EXCHANGED_COST_PER_S * float(np.median(np.diff(time_s)))
    # Beginning exchanged costs as much as a change.
    cost = np.array([exchanged * sum(pair) + _CHANGE_COST * (pair[0] + (pair[0] != pair[1])) for pair in _STATES])
    came_from = np.zeros((count, len(_STATES)), dtype=int)
    for t in range(2, count):
        step = _unexpected(time_s[t - 2 : t + 1], legs[:, t - 2 : t + 1])
        total = np.full((len(_STATES), len(_STATES)), np.inf)
        for i, (first, second) in enumerate(_STATES):
            for j, (same, third) in enumerate(_STATES):
                if second == same:
                    price = _CHANGE_COST * (second != third) + exchanged * third
                    total[i, j] = cost[i] + price + step[first, second, third]
        came_from[t] = total.argmin(axis=0)
        cost = total.min(axis=0)
    return _traced_back(int(cost.argmin()), came_from)


def _traced_back(last: int, came_from: NDArray[np.intp]) -> FloatArray:
    """States (T,) along the cheapest way that ends in pair `last`."""
    count = len(came_from)
    states = np.zeros(count)
    for t in range(count - 1, 1, -1):
        states[t] = _STATES[last][1]
        last = int(came_from[t, last])
    states[0], states[1] = _STATES[last]
    return states


def _unexpected(time_s: FloatArray, legs: FloatArray) -> FloatArray:
    """(2, 2, 2) movement, in leg lengths, that the two frames before do not lead one to expect, for each choice of
    states; times (3,), legs (2 states, 3 frames, 2, 5, 2). Nothing after a gap.
    """
    before, since = time_s[1] - time_s[0], time_s[2] - time_s[1]
    if before > _LONGEST_GAP_S or since > _LONGEST_GAP_S:
        return np.zeros((2, 2, 2))
    first, second, third = legs[:, None, None, 0], legs[None, :, None, 1], legs[None, None, :, 2]
    expected = second + (second - first) * since / before
    return np.asarray(np.linalg.norm(third - expected, axis=-1).sum(axis=(-2, -1)))
