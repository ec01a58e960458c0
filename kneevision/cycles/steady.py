"""The grid as a camera that stands still would give it.

A foot that carries the body does not move: of both ankles the calmer one shows, moment by moment, how the picture
itself moves (a hand that shakes, a phone that is aimed anew). That is taken out of all points.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from scipy.ndimage import uniform_filter1d

from kneevision.cycles.grid import RATE_HZ, Grid, rate_of_change
from kneevision.pose.landmarks import SIDES
from kneevision.pose.track import FloatArray

# Speeds are taken over this time: a landmark's trembling is no movement of the camera.
_OVER_S = 0.2
# Slower than this (leg lengths a second) nothing is taken out: trembling that is added up would become a drift.
_LEAST_SPEED = 0.06


def steadied(grid: Grid) -> tuple[Grid, FloatArray]:
    """The grid without the picture's own movement, and that movement (N, 2) in leg lengths."""
    over = round(_OVER_S * RATE_HZ)
    speeds = np.stack([rate_of_change(uniform_filter1d(grid.point(side, "ankle"), over, axis=0)) for side in SIDES])
    calmer = np.argmin(np.linalg.norm(speeds, axis=-1), axis=0)
    speed = speeds[calmer, np.arange(len(calmer))]
    speed[np.linalg.norm(speed, axis=1) < _LEAST_SPEED] = 0.0
    moved: FloatArray = np.cumsum(speed, axis=0) / RATE_HZ
    return replace(grid, points=grid.points - moved[:, None]), moved
