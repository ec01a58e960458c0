"""The one public function of this stage."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

import numpy as np
from scipy.signal import find_peaks

from kneevision.cycles.contacts import contacts
from kneevision.cycles.grid import Grid, band_passed, grid_of
from kneevision.cycles.rhythm import rhythm
from kneevision.cycles.types import Contact, Cycle, Cycles
from kneevision.pose.landmarks import SIDES, Side, leg
from kneevision.pose.track import FloatArray, Track
from kneevision.trajectory.gaps import LONGEST_FILLED_S

# A stride whose time is off the median by more than this share is a stumble, a change of speed or a miss.
_ODD = 0.2
# A stride with more of its leg points filled in than this share was not seen.
_MOST_FILLED = 0.2


def cut(track: Track) -> Cycles:
    """Find out what is done and cut it into strides.

    Parameters
    ----------
    track : Track
        Cleaned.

    Returns
    -------
    Cycles
        'running' with its strides, or 'walking' or 'unknown' without any.
    """
    grid = grid_of(track)
    if grid is None or len(grid.time_s) < 2:
        return Cycles("unknown", ())
    beat = rhythm(grid)
    if beat.activity != "running" or beat.stride_s is None:
        return Cycles(beat.activity, ())
    found = {side: contacts(grid, side, beat.lows_s[side], beat.stride_s) for side in SIDES}
    strides = [stride for side in SIDES for stride in _strides(track, grid, found, side, beat.stride_s)]
    return Cycles("running", tuple(sorted(strides, key=lambda stride: stride.start_s)))


def _strides(
    track: Track, grid: Grid, found: dict[Side, tuple[Contact, ...]], side: Side, stride_s: float
) -> list[Cycle]:
    own = found[side]
    other = found["right" if side == "left" else "left"]
    pairs = list(pairwise(own))
    lows_s = grid.time_s[find_peaks(band_passed(grid.pelvis[:, 1], 2 / stride_s))[0]]
    strides = []
    for number, (contact, following) in enumerate(pairs):
        reason = _rejection(track, contact, following, stride_s)
        strides.append(_stride(lows_s, number, contact, following, other, reason))
    return strides


def _rejection(track: Track, contact: Contact, following: Contact, usual_s: float) -> str | None:
    """Why a stride is not measured; None when it is."""
    start, end = contact.initial_contact_s, following.initial_contact_s
    unseen_s = _longest_unseen(track, contact.side, start, end)
    if unseen_s > LONGEST_FILLED_S:
        return f"untracked: the leg was not seen for {unseen_s:.2f} s"
    inside = (track.time_s >= start) & (track.time_s < end)
    filled = track.filled[inside][:, leg(contact.side)].mean()
    if filled > _MOST_FILLED:
        return f"untracked: {filled:.0%} of the leg's points were filled in"
    if abs((end - start) / usual_s - 1) > _ODD:
        return f"odd: it takes {end - start:.2f} s, the others {usual_s:.2f} s"
    if contact.toe_off_s >= end:
        return "odd: no toe-off was found before the next contact"
    return None


def _longest_unseen(track: Track, side: Side, start_s: float, end_s: float) -> float:
    """Longest time within a stride, its ends included, without a frame that shows all of the leg; less one frame."""
    known = np.isfinite(track.points_px[:, leg(side)]).all(axis=(1, 2))
    seen_s = track.time_s[known]
    near = seen_s[(seen_s > start_s - LONGEST_FILLED_S) & (seen_s < end_s + LONGEST_FILLED_S)]
    steps = np.diff(np.concatenate([[start_s - LONGEST_FILLED_S], near, [end_s + LONGEST_FILLED_S]]))
    return float(steps.max()) - 1 / track.fps


def _stride(
    lows_s: FloatArray,
    number: int,
    contact: Contact,
    following: Contact,
    other: Sequence[Contact],
    reason: str | None,
) -> Cycle:
    start, end = contact.initial_contact_s, following.initial_contact_s
    opposite = [c.initial_contact_s for c in other if start < c.initial_contact_s < end]
    return Cycle(
        side=contact.side,
        index=number,
        start_s=start,
        contact_s=start,
        toe_off_s=contact.toe_off_s,
        midstance_s=_low_within(lows_s, contact),
        end_s=end,
        opposite_contact_s=opposite[0] if len(opposite) == 1 else None,
        valid=reason is None,
        reason=reason,
    )


def _low_within(lows_s: FloatArray, contact: Contact) -> float | None:
    """The moment of a stance when the bounce of the pelvis is lowest; None when there is not exactly one."""
    within = lows_s[(lows_s > contact.initial_contact_s) & (lows_s < contact.toe_off_s)]
    return float(within[0]) if len(within) == 1 else None
