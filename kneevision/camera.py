"""Stand: from where the camera looks at the person.

The view comes from MediaPipe's metric hips and shoulders. The yaw of a front or back view of a run comes from the
feet: in stance the belt carries them, so the path of a foot in the picture points at the belt's vanishing point; the
angle between that and the runner's pelvis is the camera's angle off the belt. Each leg's paths converge to its own
side (the feet also move sideways in stance), so both legs weigh the same and cancel that.

In a squat no belt helps. There the yaw is that of the line through MediaPipe's metric hips, in which the person is
taken to stand square to the way they squat. The model turns everybody by 2 to 5 degrees to one and the same side of the
picture; the mean of a picture and its mirror image is free of that (`python -m benchmarks.mirror`).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Literal

import numpy as np

from kneevision.cycles.types import Cycle, Cycles
from kneevision.pose.landmarks import FOOT_PARTS, SIDES, Side, index
from kneevision.pose.track import FloatArray, Track
from kneevision.trajectory.scale import leg_length

View = Literal["front", "back", "left", "right", "oblique"]

# Half the range about front, back and side that counts as that view. MediaPipe's metric points are off by 2-7 deg
# on the rendered clips; published work on 2D video finds sagittal angles hardly changed up to 20 deg out of plane.
_VIEW_HALF_DEG = 25.0
# A phone's main camera sees its longer side from about 0.75 of that length (26 mm in 35 mm terms).
FOCAL_OF_LONGER_SIDE = 0.75
# The part of a stance in which the foot lies flat on the belt.
_FLAT = (0.12, 0.62)
# A path this short, in leg lengths, has no direction.
_LEAST_PATH = 0.02
# 95 % half width of what the strides do not show, from the rendered clips (`python -m benchmarks.accuracy`: yaw
# errors up to 3.4 deg): horizon taken at mid-picture, focal length assumed.
_SYSTEMATIC_DEG = 4.0
_LEAST_STANCES = 3
# The same for the hips' line. On the rendered squats it is off by up to 0.8 deg (`python -m benchmarks.mirror`), but
# there everybody stands square to their feet, which real people need not: a convention.
_STANDING_SYSTEMATIC_DEG = 5.0
_LEAST_LOOKS = 5
_RESAMPLES = 1000


@dataclass(frozen=True)
class Camera:
    """`view`; `yaw_deg` off it with its 95 % interval and `roll_deg` (None: not known); how they were found.

    `focal_of_longer_side`: focal length over the longer side of the picture, both px.

    Yaw 0 = exactly in front, behind or at the side. Positive: from the front moved toward the person's left, from
    behind toward their right.
    """

    view: View
    yaw_deg: float | None
    yaw_interval_deg: tuple[float, float] | None
    roll_deg: float | None
    method: str
    focal_of_longer_side: float = FOCAL_OF_LONGER_SIDE


def stand(track: Track, cycles: Cycles) -> Camera | None:
    """Where the camera stands; None when hips and shoulders were never seen.

    Parameters
    ----------
    track : Track
        Cleaned.
    cycles : Cycles
    """
    azimuth = _azimuth_deg(track)
    if azimuth is None:
        return None
    view = _view(azimuth)
    if cycles.activity in ("squat", "single_leg_squat", "walking"):
        return _by_the_hips(track, cycles, view)
    yaws = {side: _belt_yaws(track, cycles.of(side), side, view) for side in SIDES}
    if view not in ("front", "back") or min(len(values) for values in yaws.values()) < _LEAST_STANCES:
        return Camera(view, None, None, None, "view from the hips and shoulders; yaw and roll not measured")
    yaw, random = _both_legs(yaws)
    half = float(np.hypot(random, _SYSTEMATIC_DEG))
    method = "yaw from the feet on the belt, focal length assumed; roll not measured"
    return Camera(view, yaw, (yaw - half, yaw + half), None, method)


def turned_to_ends(camera: Camera | None) -> tuple[Camera, ...]:
    """The same camera with its yaw at either end of its interval, or, when not found, as far off as the view goes."""
    if camera is None or camera.view not in ("front", "back"):
        return ()
    ends = camera.yaw_interval_deg or (-_VIEW_HALF_DEG, _VIEW_HALF_DEG)
    return tuple(replace(camera, yaw_deg=end) for end in ends)


def _by_the_hips(track: Track, cycles: Cycles, view: View) -> Camera:
    """Yaw from the hips' line: over the looks between the repetitions if these are enough, else over all."""
    off = _hips_off_deg(track, view)
    resting = np.isfinite(off)
    for cycle in cycles.cycles:
        if cycle.kind == "rep":
            resting &= (track.time_s < cycle.start_s) | (track.time_s > cycle.end_s)
    looks = off[resting] if resting.sum() >= _LEAST_LOOKS else off[np.isfinite(off)]
    if view not in ("front", "back") or len(looks) < _LEAST_LOOKS:
        return Camera(view, None, None, None, "view from the hips and shoulders; yaw and roll not measured")
    yaw = float(np.median(looks))
    random = 1.96 * float(looks.std(ddof=1)) / np.sqrt(len(looks))
    half = float(np.hypot(random, _STANDING_SYSTEMATIC_DEG))
    method = "yaw from the line of the hips in pictures and their mirror images; roll not measured"
    return Camera(view, yaw, (yaw - half, yaw + half), None, method)


def _hips_off_deg(track: Track, view: View) -> FloatArray:
    """(T,) deg that the camera is off the hips' perpendicular, picture and mirror image together, NaN: not looked."""
    if track.mirrored_world_m is None:
        return np.full(len(track.time_s), np.nan)
    lines = [
        world[:, index("left", "hip")] - world[:, index("right", "hip")]
        for world in (track.world_m, track.mirrored_world_m)
    ]
    behind = 180.0 if view == "back" else 0.0
    azimuths = [np.degrees(np.arctan2(-line[:, 2], line[:, 0])) - behind for line in lines]
    return np.asarray(np.mean([(azimuth + 180) % 360 - 180 for azimuth in azimuths], axis=0))


def _azimuth_deg(track: Track) -> float | None:
    """Angle of the camera about the person: 0 in front, +90 at their left, 180 behind; from hips and shoulders."""
    across = [
        track.world_m[:, index("left", part)] - track.world_m[:, index("right", part)] for part in ("hip", "shoulder")
    ]
    known = np.concatenate(across)[np.isfinite(np.concatenate(across)).all(axis=1)]
    if not len(known):
        return None
    x, _, z = known.mean(axis=0)
    return float(np.degrees(np.arctan2(-z, x)))


def _view(azimuth_deg: float) -> View:
    centres: tuple[tuple[View, float], ...] = (("front", 0), ("left", 90), ("back", 180), ("right", -90))
    for view, centre in centres:
        off = (azimuth_deg - centre + 180) % 360 - 180
        if abs(off) <= _VIEW_HALF_DEG:
            return view
    return "oblique"


def _belt_yaws(track: Track, strides: tuple[Cycle, ...], side: Side, view: View) -> FloatArray:
    """(K,) one yaw per stance of a leg, deg: the median over ankle, heel and toe."""
    width, height = track.image_size
    focal_px = FOCAL_OF_LONGER_SIDE * max(width, height)
    pelvis_x = float(np.nanmedian(track.middle("hip")[:, 0]))
    yaws = []
    for stride in strides:
        vanishing = list(_vanishing_x(track, stride, side, height / 2))
        if vanishing:
            yaws.append(np.degrees(np.arctan((np.median(vanishing) - pelvis_x) / focal_px)))
    return np.array(yaws)


def _vanishing_x(track: Track, stride: Cycle, side: Side, horizon_y: float) -> Iterator[float]:
    """X at the horizon of the straight line through each foot point's path while the foot is flat."""
    contact_s, toe_off_s = stride.loaded_s
    start, stop = (contact_s + share * (toe_off_s - contact_s) for share in _FLAT)
    flat = (track.time_s >= start) & (track.time_s < stop)
    for part in FOOT_PARTS:
        path = track.point(side, part)[flat]
        path = path[np.isfinite(path).all(axis=1)]
        if len(path) >= 3 and np.ptp(path[:, 1]) >= _LEAST_PATH * leg_length(track.points_px):
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
