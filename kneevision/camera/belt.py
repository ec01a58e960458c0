"""Yaw from the feet on the belt.

In stance the belt carries the feet, so that the path of a foot in the picture points at the belt's vanishing point; the
angle between that and the runner's pelvis is the camera's angle off the belt. Each leg's paths converge to its own side
(the feet also move sideways in stance), so both legs weigh the same and cancel that.

In walking it takes walking's own contacts (`cycles/walking_events.py`). A running foot's, the strongest braking of its
fall, come a fifth of a stride late in a walker seen from behind: heel-off and swing then pass for the belt, and the yaw
is 15 degrees off (`tests/test_camera.py`).
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from kneevision.camera.types import Yaw
from kneevision.cycles.types import Cycle, Cycles
from kneevision.pose.landmarks import FOOT_PARTS, SIDES, Side
from kneevision.pose.track import FloatArray, Track
from kneevision.trajectory.scale import leg_length

# The part of a stance, in walking of the time until the other foot lands, in which the foot lies flat on the belt.
_FLAT = (0.12, 0.62)
# A path this short, in leg lengths, has no direction.
_LEAST_PATH = 0.02
# 95 % half width of what the strides do not show: twice the root mean square of the errors on the rendered clips
# when this was the only cue (2.3 deg; horizon taken at mid-picture, focal length assumed).
_SYSTEMATIC_DEG = 4.6
_LEAST_STANCES = 3
_RESAMPLES = 1000


def belt_yaw(track: Track, cycles: Cycles, focal_of_longer_side: float) -> Yaw | None:
    """Yaw of a front or back view; None with too few stances of either leg."""
    focal_px = focal_of_longer_side * max(track.image_size)
    yaws = {side: _belt_yaws(track, cycles.of(side), side, focal_px) for side in SIDES}
    if min(len(values) for values in yaws.values()) < _LEAST_STANCES:
        return None
    yaw, random = _both_legs(yaws)
    return Yaw(yaw, float(np.hypot(random, _SYSTEMATIC_DEG)), "the feet on the belt")


def _belt_yaws(track: Track, strides: tuple[Cycle, ...], side: Side, focal_px: float) -> FloatArray:
    """(K,) one yaw per stance of a leg, deg: the median over ankle, heel and toe."""
    height = track.image_size[1]
    pelvis_x = float(np.nanmedian(track.middle("hip")[:, 0]))
    least_px = _LEAST_PATH * leg_length(track.points_px)
    yaws = []
    for stride in strides:
        vanishing = list(_vanishing_x(track, stride, side, height / 2, least_px))
        if vanishing:
            yaws.append(np.degrees(np.arctan((np.median(vanishing) - pelvis_x) / focal_px)))
    return np.array(yaws)


def _vanishing_x(track: Track, stride: Cycle, side: Side, horizon_y: float, least_px: float) -> Iterator[float]:
    """X at the horizon of the straight line through each foot point's path while the foot is flat, where that is no
    shorter than `least_px`.
    """
    contact_s, until_s = stride.loaded_s
    start, stop = (contact_s + share * (until_s - contact_s) for share in _FLAT)
    flat = (track.time_s >= start) & (track.time_s < stop)
    for part in FOOT_PARTS:
        path = track.point(side, part)[flat]
        path = path[np.isfinite(path).all(axis=1)]
        if len(path) >= 3 and np.ptp(path[:, 1]) >= least_px:
            slope, offset = np.polyfit(path[:, 1], path[:, 0], 1)
            yield float(slope * horizon_y + offset)


def _both_legs(yaws: dict[Side, FloatArray]) -> tuple[float, float]:
    """Mean of both legs' medians, and half its 95 % interval from resampled stances."""
    draw = np.random.default_rng(0)
    yaw = float(np.mean([np.median(values) for values in yaws.values()]))
    resampled = [
        np.mean([np.median(draw.choice(values, len(values))) for values in yaws.values()]) for _ in range(_RESAMPLES)
    ]
    low, high = np.percentile(resampled, [2.5, 97.5])
    return yaw, float(high - low) / 2
