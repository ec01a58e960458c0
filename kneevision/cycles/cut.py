"""The one public function of this stage."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

import numpy as np

from kneevision.cycles.contacts import contacts
from kneevision.cycles.grid import Grid, grid_of
from kneevision.cycles.rhythm import rhythm
from kneevision.cycles.types import Contact, Cycle, Cycles
from kneevision.pose.landmarks import SIDES, Side, leg
from kneevision.pose.track import Track

# A stride whose time is off the median by more than this share is a stumble, a change of speed or a miss.
_ODD = 0.2
# A stride with more of its leg points unknown or filled in than this share was not seen.
_MOST_UNSEEN = 0.2
_LEAST_FRAMES = 4


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
    strides = [*_strides(track, grid, found, "left"), *_strides(track, grid, found, "right")]
    return Cycles("running", tuple(sorted(strides, key=lambda stride: stride.start_s)))


def _strides(track: Track, grid: Grid, found: dict[Side, tuple[Contact, ...]], side: Side) -> list[Cycle]:
    own = found[side]
    other = found["right" if side == "left" else "left"]
    pairs = list(pairwise(own))
    if not pairs:
        return []
    usual_s = float(np.median([b.initial_contact_s - a.initial_contact_s for a, b in pairs]))
    strides = []
    for number, (contact, following) in enumerate(pairs):
        reason = _rejection(track, contact, following, usual_s)
        strides.append(_stride(grid, number, contact, following, other, reason))
    return strides


def _rejection(track: Track, contact: Contact, following: Contact, usual_s: float) -> str | None:
    """Why a stride is not measured; None when it is."""
    start, end = contact.initial_contact_s, following.initial_contact_s
    inside = (track.time_s >= start) & (track.time_s < end)
    if inside.sum() < _LEAST_FRAMES:
        return "untracked: too few frames"
    points = leg(contact.side)
    unseen = np.isnan(track.points_px[inside][:, points, 0]) | track.filled[inside][:, points]
    if unseen.mean() > _MOST_UNSEEN:
        return f"untracked: {unseen.mean():.0%} of the leg's points were not seen"
    if abs((end - start) / usual_s - 1) > _ODD:
        return f"odd: it takes {end - start:.2f} s, the others {usual_s:.2f} s"
    if contact.toe_off_s >= end:
        return "odd: no toe-off was found before the next contact"
    return None


def _stride(
    grid: Grid,
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
        midstance_s=_pelvis_lowest(grid, contact),
        end_s=end,
        opposite_contact_s=opposite[0] if len(opposite) == 1 else None,
        valid=reason is None,
        reason=reason,
    )


def _pelvis_lowest(grid: Grid, contact: Contact) -> float:
    stance = np.flatnonzero((grid.time_s >= contact.initial_contact_s) & (grid.time_s < contact.toe_off_s))
    if not len(stance):
        return contact.initial_contact_s
    return float(grid.time_s[stance[np.argmax(grid.pelvis[stance, 1])]])
