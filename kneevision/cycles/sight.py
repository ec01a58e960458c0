"""Whether a leg was seen well enough over a cycle to measure it."""

from __future__ import annotations

import numpy as np

from kneevision.pose.landmarks import Side, leg
from kneevision.pose.track import Track
from kneevision.trajectory.gaps import LONGEST_FILLED_S

# A cycle with more of its leg points filled in than this share was not seen.
_MOST_FILLED = 0.2


def unseen(track: Track, side: Side, start_s: float, end_s: float) -> str | None:
    """Why a leg cannot be measured over [start, end); None when it was seen.

    Parameters
    ----------
    track : Track
        Cleaned.
    side : 'left' or 'right'
    start_s, end_s : float
    """
    unseen_s = _longest_unseen(track, side, start_s, end_s)
    if unseen_s > LONGEST_FILLED_S:
        return f"untracked: the leg was not seen for {unseen_s:.2f} s"
    inside = slice(*np.searchsorted(track.time_s, (start_s, end_s)))
    filled = track.filled[inside, leg(side)].mean()
    if filled > _MOST_FILLED:
        return f"untracked: {filled:.0%} of the leg's points were filled in"
    return None


def _longest_unseen(track: Track, side: Side, start_s: float, end_s: float) -> float:
    """Longest time within a cycle, its ends included, without a frame that shows all of the leg; less one frame."""
    first_s, last_s = start_s - LONGEST_FILLED_S, end_s + LONGEST_FILLED_S
    near = slice(np.searchsorted(track.time_s, first_s, "right"), np.searchsorted(track.time_s, last_s))
    known = np.isfinite(track.points_px[near, leg(side)]).all(axis=(1, 2))
    steps = np.diff(np.concatenate([[first_s], track.time_s[near][known], [last_s]]))
    return float(steps.max()) - 1 / track.fps
