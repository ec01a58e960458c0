"""Yaw from the lines through hips and shoulders, in pictures and their mirror images.

MediaPipe turns everybody by 2 to 5 degrees to one and the same side of the picture; the mean of a picture and its
mirror image is free of that (`python -m benchmarks.mirror`).
"""

from __future__ import annotations

import numpy as np

from kneevision.camera.types import View, Yaw
from kneevision.cycles.types import Cycles
from kneevision.pose.landmarks import index
from kneevision.pose.track import FloatArray, Mirror, Track

# 95 % half widths of what the looks do not show. On the rendered squats the hips are off by up to 0.8 deg (`python -m
# benchmarks.mirror`), on the runs hips and shoulders together, measured once while this was built, by up to 1.6; but
# there everybody is built square. How square real people run is told by no source at hand, how square they stand to
# their squat even less: conventions.
_STRIDING_DEG, _STANDING_DEG = 3.0, 5.0
_LEAST_LOOKS = 5


def striding_yaw(track: Track, view: View) -> Yaw | None:
    """Yaw off a runner or walker: hips and shoulders turn against each other in every stride, and cancel."""
    if track.mirror is None:
        return None
    off = (_off_deg(track, track.mirror, view, "hip") + _off_deg(track, track.mirror, view, "shoulder")) / 2
    return _yaw(off, _STRIDING_DEG, "the lines of hips and shoulders")


def standing_yaw(track: Track, cycles: Cycles, view: View) -> Yaw | None:
    """Yaw off somebody who squats: the hips between the repetitions if that gives enough looks, else in all."""
    if track.mirror is None:
        return None
    off, time_s = _off_deg(track, track.mirror, view, "hip"), track.time_s[track.mirror.frames]
    resting = np.isfinite(off)
    for cycle in cycles.cycles:
        resting &= (time_s < cycle.start_s) | (time_s > cycle.end_s)
    return _yaw(off[resting] if resting.sum() >= _LEAST_LOOKS else off, _STANDING_DEG, "the line of the hips")


def _yaw(off_deg: FloatArray, systematic_deg: float, source: str) -> Yaw | None:
    looks = off_deg[np.isfinite(off_deg)]
    if len(looks) < _LEAST_LOOKS:
        return None
    random = 1.96 * float(looks.std(ddof=1)) / np.sqrt(len(looks))
    words = f"{source} in pictures and their mirror images"
    return Yaw(float(looks.mean()), float(np.hypot(random, systematic_deg)), words)


def _off_deg(track: Track, mirror: Mirror, view: View, part: str) -> FloatArray:
    """(K,) deg that the camera is off the line's perpendicular, mean of picture and mirror image, in each look."""
    behind = 180.0 if view == "back" else 0.0
    lines = [
        world[:, index("left", part)] - world[:, index("right", part)]
        for world in (track.world_m[mirror.frames], mirror.world_m)
    ]
    azimuths = [np.degrees(np.arctan2(-line[:, 2], line[:, 0])) - behind for line in lines]
    return np.asarray(np.mean([(azimuth + 180) % 360 - 180 for azimuth in azimuths], axis=0))
