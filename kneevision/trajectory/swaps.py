"""Left and right legs, or their lower parts, that the model exchanged: found over the whole clip at once and mended.

Each frame is as the model says, or the whole legs, the legs from the knees down, or the feet are exchanged. The
sequence of these states is chosen whose legs move most smoothly (Viterbi search over pairs of states, since smoothness
is acceleration and needs three frames) and cross least.
"""

from __future__ import annotations

from dataclasses import replace
from itertools import product

import numpy as np
from numpy.typing import NDArray

from kneevision.pose.landmarks import LEG_PARTS, index, leg
from kneevision.pose.track import BoolArray, FloatArray, Track
from kneevision.trajectory.scale import leg_length

# In leg lengths of unexpected movement, summed over both legs' five points. A swap while the legs are apart makes 4 to
# 12 at either end. Where both legs fall together in the model's eyes, staying exchanged afterwards is as smooth as
# going back: hence exchanged time costs, so that short swaps win over long ones and the model's word over both.
_CHANGE_COST = 1.0
_EXCHANGED_COST_PER_S = 9.0
# From left to right, shoulders, hips, knees and ankles lie in the same order: in MediaPipe's metric landmarks, and from
# the front and from behind in the picture too. Where two neighbours of these do not, by so much in metres or in leg
# lengths, it costs nothing to exchange all below the upper one.
_ORDERED = ("shoulder", "hip", "knee", "ankle")
_IN_ORDER = 0.1
# In leg lengths, how wide shoulders look from the side at most, and from the front at least.
_SIDE_SHOULDERS, _FRONT_SHOULDERS = 0.25, 0.35
# After a gap longer than this the legs may be anywhere.
_LONGEST_GAP_S = 0.2

# Which of hip, knee, ankle, heel and toe are exchanged in each state.
_STATES = np.array([[False] * kept + [True] * (len(LEG_PARTS) - kept) for kept in (5, 0, 1, 2)])


def swapped_parts(track: Track) -> BoolArray:
    """(T, 5) which of `LEG_PARTS` are exchanged between left and right in a raw track."""
    time_s, points_px = track.time_s, track.points_px
    left, right = points_px[:, leg("left")], points_px[:, leg("right")]
    both = np.stack([np.stack([left, right], 1), np.stack([right, left], 1)])  # (exchanged, T, leg, part, xy)
    known = np.flatnonzero(np.isfinite(both[0]).all(axis=(1, 2, 3)))
    swapped = np.zeros((len(time_s), len(LEG_PARTS)), dtype=bool)
    if len(known) >= 3:
        frame_s = float(np.median(np.diff(time_s[known])))
        price = _prices(points_px[known], track.world_m[known]) * frame_s
        states = _cheapest(price, _unexpected(time_s[known], both[:, known] / leg_length(points_px)))
        swapped[known] = _STATES[states]
    return swapped


def with_parts_exchanged(track: Track, swapped: BoolArray) -> Track:
    """The track with the (T, 5) parts of both legs, their world points and visibility exchanged."""
    here, there = leg("left") + leg("right"), leg("right") + leg("left")
    both = np.concatenate([swapped, swapped], axis=1)

    def exchange(values: FloatArray) -> FloatArray:
        values = values.copy()
        where = both.reshape(*both.shape, *[1] * (values.ndim - 2))
        values[:, here] = np.where(where, values[:, there], values[:, here])
        return values

    return replace(
        track,
        points_px=exchange(track.points_px),
        world_m=exchange(track.world_m),
        visibility=exchange(track.visibility),
        swapped=np.asarray(swapped.any(axis=1)),
    )


def _prices(points_px: FloatArray, world_m: FloatArray) -> FloatArray:
    """(T, states) what being in each state costs per second."""
    in_picture, width = _crossed(points_px / leg_length(points_px))
    in_space, _ = _crossed(world_m)
    from_front = np.clip((width - _SIDE_SHOULDERS) / (_FRONT_SHOULDERS - _SIDE_SHOULDERS), 0.0, 1.0)
    crossed = np.maximum(in_picture * from_front[:, None], in_space)
    return _EXCHANGED_COST_PER_S * np.concatenate([np.zeros((len(width), 1)), 1.0 - crossed], axis=1)


def _crossed(points: FloatArray) -> tuple[FloatArray, FloatArray]:
    """(T, 3) whether the pairs of hips, knees, ankles lie the other way round than the pair above, 0 to 1, and (T,) how
    wide the shoulders are; in the picture (T, 33, 2) or in space (T, 33, 3).
    """
    pairs = np.stack([points[:, index("left", part)] - points[:, index("right", part)] for part in _ORDERED])
    pairs = np.nan_to_num(pairs)
    width = np.linalg.norm(pairs[0], axis=1)
    across = pairs[0] / np.maximum(width, 1e-9)[:, None]
    order = np.clip((pairs * across).sum(axis=-1).T / _IN_ORDER, -1.0, 1.0)
    return np.maximum(-order[:, :-1] * order[:, 1:], 0.0), width


def _cheapest(price: FloatArray, unexpected: FloatArray) -> NDArray[np.intp]:
    """States (T,) of the cheapest sequence.

    `price` (T, states) of being in each, `unexpected` (T, states, states, states) of getting there by way of two.
    """
    count, states = price.shape
    change = _CHANGE_COST * ~np.eye(states, dtype=bool)
    # Beginning exchanged costs as much as a change.
    cost = price[0][:, None] + price[1] + change[0][:, None] + change
    came_from = np.zeros((count, states, states), dtype=np.intp)
    for t in range(2, count):
        total = cost[:, :, None] + unexpected[t]
        came_from[t] = total.argmin(axis=0)
        cost = total.min(axis=0) + change + price[t]
    found = np.zeros(count, dtype=np.intp)
    before, last = np.unravel_index(int(cost.argmin()), cost.shape)
    found[-2:] = before, last
    for t in range(count - 1, 1, -1):
        found[t - 2] = came_from[t, found[t - 1], found[t]]
    return found


def _unexpected(time_s: FloatArray, legs: FloatArray) -> FloatArray:
    """(T, states, states, states) movement, in leg lengths, that the two frames before do not lead one to expect, for
    each choice of their states and the frame's; legs (2, T, 2, 5, 2). Nothing in the first two frames and after a gap.
    """
    count, states = len(time_s), len(_STATES)
    before, since = np.diff(time_s)[:-1], np.diff(time_s)[1:]
    ratio = np.where((before > _LONGEST_GAP_S) | (since > _LONGEST_GAP_S), np.nan, since / before)[:, None, None, None]
    moved = np.zeros((2, 2, 2, count, len(LEG_PARTS)))  # by whether each of the three frames is exchanged
    for first, second, third in product(range(2), repeat=3):
        start, middle, end = legs[first, :-2], legs[second, 1:-1], legs[third, 2:]
        off = end - middle - (middle - start) * ratio
        moved[first, second, third, 2:] = np.nan_to_num(np.linalg.norm(off, axis=-1)).sum(axis=1)
    unexpected = np.zeros((count, states, states, states))
    parts = np.arange(len(LEG_PARTS))
    exchanged = _STATES.astype(int)
    for i, j, k in product(range(states), repeat=3):
        unexpected[:, i, j, k] = moved[exchanged[i], exchanged[j], exchanged[k], :, parts].sum(axis=0)
    return unexpected
