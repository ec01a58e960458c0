"""Repetitions in which the pose model has lost a knee: it then sees it elsewhere in the mirrored picture.

With a knee hidden by something the model's visibility stays at 0.99. But FPPA in the picture and in its mirror image
then came to differ by 4 deg or more in 6 of 6 repetitions that were off by more than 8 deg, in 1 of 18 others of these
pictures, and in 0 of 24 as filmed (`python -m benchmarks.deep_squats`). An error that both share, as of most ordinary
ones and in the dark, does not show so.
"""

from __future__ import annotations

import numpy as np

from kneevision.cycles.types import Cycle, Cycles
from kneevision.geometry import planar
from kneevision.pose.landmarks import index
from kneevision.pose.track import Mirror, Track

# Grade C: chosen on the clips, by one kind of loss.
MOST_APART_DEG = 4.0


def doubtful(track: Track, cycles: Cycles) -> tuple[Cycle, ...]:
    """The valid repetitions whose knee cannot be trusted."""
    if track.mirror is None:
        return ()
    valid = [cycle for cycle in cycles.cycles if cycle.kind == "rep" and cycle.valid]
    return tuple(cycle for cycle in valid if apart_deg(track, track.mirror, cycle) >= MOST_APART_DEG)


def apart_deg(track: Track, mirror: Mirror, cycle: Cycle) -> float:
    """By how much FPPA differs, deg, between picture and mirror image about the bottom; 0 where that was not looked at.

    The median over the looks in the later half of the descent and the earlier half of the ascent.
    """
    bottom_s, time_s = cycle.bottom_s or cycle.start_s, track.time_s[mirror.frames]
    near = (time_s >= (cycle.start_s + bottom_s) / 2) & (time_s <= (bottom_s + cycle.end_s) / 2)
    parts = [index(cycle.side, part) for part in ("hip", "knee", "ankle")]
    legs = (points[near][:, parts] for points in (mirror.picture_px, mirror.points_px))
    first, second = (planar.fppa(leg[:, 0], leg[:, 1], leg[:, 2], 1.0) for leg in legs)
    differences = np.abs(first - second)
    known = differences[np.isfinite(differences)]
    return float(np.median(known)) if len(known) else 0.0
