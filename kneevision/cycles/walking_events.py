"""Initial contact and toe-off of a walk on a treadmill.

A foot lands when it is farthest ahead and leaves when it is farthest behind (Zeni et al. 2008, Gait Posture 27:710,
doi 10.1016/j.gaitpost.2007.07.007). From the side that is seen along the picture. Else the foot is then nearest to the
camera or farthest from it, and what is near stands lower in the picture: from the front the heel is lowest at contact,
from behind the toe at toe-off. The other event does not show so: from behind contact is where the belt takes the foot
back toward the camera most suddenly; from the front, where a foot that leaves moves up and toward the camera at once,
toe-off cannot be told.

Tried on walkers by construction only (tests/walker.py): no clip of walking with known contacts is at hand.
"""

from __future__ import annotations

import numpy as np
from scipy.ndimage import uniform_filter1d

from kneevision.cycles.contacts import Gait, backward, mean_stride, within
from kneevision.cycles.ensemble import Ensemble
from kneevision.cycles.grid import RATE_HZ, Grid, rate_of_change
from kneevision.pose.landmarks import Side
from kneevision.pose.track import BoolArray, FloatArray

# Where the events lie after the lowest point of the pelvis' bounce, in stride times. That is the middle of a double
# support of about a tenth of the stride; a stance lasts about 0.6 of it. Wide enough for fast and slow walkers.
_CONTACT_AFTER = (-0.16, 0.04)
_TOE_OFF_AFTER = (0.42, 0.68)
_TAKEN_BACK_S = 0.025


def _events(grid: Grid, side: Side, ensemble: Ensemble, stride_s: float, low_s: float) -> tuple[float, float | None]:
    """Times of initial contact and toe-off on the mean stride, about its anchor; None: the view does not show it."""
    heel, toe, foot = grid.point(side, "heel"), grid.point(side, "foot_index"), grid.foot(side)
    smoothed = round(_TAKEN_BACK_S * RATE_HZ)
    taken_back = uniform_filter1d(rate_of_change(rate_of_change(foot[:, 1])), smoothed)
    hindfoot, forefoot = backward(grid, side)
    signals = [hindfoot, forefoot, heel[:, 1], toe[:, 1], taken_back]
    hindfoot, forefoot, heel, toe, taken_back = mean_stride(grid, signals, ensemble)
    offset_s = ensemble.offset_s
    after = (offset_s - low_s) / stride_s
    landing, leaving = within(after, _CONTACT_AFTER), within(after, _TOE_OFF_AFTER)
    if grid.from_side:
        return _highest(-hindfoot, landing, offset_s), _highest(forefoot, leaving, offset_s)
    if _from_front(grid):
        return _highest(heel, landing, offset_s), None
    return _highest(taken_back, landing, offset_s), _highest(toe, leaving, offset_s)


def _highest(values: FloatArray, where: BoolArray, offset_s: FloatArray) -> float:
    """When a signal is highest within a window."""
    return float(offset_s[where][np.argmax(values[where])])


def _from_front(grid: Grid) -> bool:
    """From the front the person's left is at the right of the picture."""
    return bool(np.median((grid.point("left", "hip") - grid.point("right", "hip"))[:, 0]) > 0)


# Contact and toe-off both lie within half a stride of this.
WALKING = Gait(_events, anchor_after=0.25)
