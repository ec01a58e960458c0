"""Left and right legs that the model exchanged: found over the whole clip at once, mended as whole legs.

Each frame is either as the model says or exchanged. The sequence of both states is chosen whose legs move most
smoothly (Viterbi search over pairs of states, since smoothness is acceleration and needs three frames).
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from kneevision.pose.landmarks import leg
from kneevision.pose.track import BoolArray, FloatArray, Track
from kneevision.trajectory.scale import leg_length

# In leg lengths of unexpected movement, summed over a leg's points and both legs. A change of state has to save more
# than the noise of a frame; a frame called exchanged has to save a little, so that the model's word wins a tie.
_CHANGE_COST = 1.0
_EXCHANGED_COST = 0.02
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
    cost = np.array([_EXCHANGED_COST * sum(pair) + _CHANGE_COST * (pair[0] != pair[1]) for pair in _STATES])
    came_from = np.zeros((count, len(_STATES)), dtype=int)
    for t in range(2, count):
        step = _step_costs(time_s[t - 2 : t + 1], legs[:, t - 2 : t + 1])
        total = np.full((len(_STATES), len(_STATES)), np.inf)
        for i, (first, second) in enumerate(_STATES):
            for j, (same, third) in enumerate(_STATES):
                if second == same:
                    total[i, j] = cost[i] + step[first, second, third]
        came_from[t] = total.argmin(axis=0)
        cost = total.min(axis=0)
    best = int(cost.argmin())
    states = np.zeros(count)
    for t in range(count - 1, 1, -1):
        states[t] = _STATES[best][1]
        best = came_from[t, best]
    states[0], states[1] = _STATES[best]
    return states


def _step_costs(time_s: FloatArray, legs: FloatArray) -> FloatArray:
    """(2, 2, 2) cost of each choice of states for three frames in a row, times (3,), legs (2, 3, 2, 5, 2)."""
    before, since = time_s[1] - time_s[0], time_s[2] - time_s[1]
    continues = before <= _LONGEST_GAP_S and since <= _LONGEST_GAP_S
    costs = np.zeros((2, 2, 2))
    for first in (0, 1):
        for second in (0, 1):
            for third in (0, 1):
                change = _CHANGE_COST * (second != third) + _EXCHANGED_COST * third
                moved = 0.0
                if continues:
                    expected = legs[second, 1] + (legs[second, 1] - legs[first, 0]) * since / before
                    moved = float(np.linalg.norm(legs[third, 2] - expected, axis=-1).sum())
                costs[first, second, third] = change + moved
    return costs
