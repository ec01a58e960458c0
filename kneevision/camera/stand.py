"""The one public function of this stage.

The view comes from MediaPipe's metric hips and shoulders; the yaw of a front or back view from several cues, each
weighed by its own uncertainty. In a squat there is no belt. The roll comes from what stands upright in the room.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from kneevision.camera.belt import belt_yaw
from kneevision.camera.torso import standing_yaw, striding_yaw
from kneevision.camera.types import VIEW_HALF_DEG, Camera, Roll, View, Yaw, with_focal
from kneevision.camera.verticals import room_roll
from kneevision.cycles.types import Cycles
from kneevision.pose.backdrop import Edges
from kneevision.pose.landmarks import index
from kneevision.pose.track import FloatArray, Track


def stand(
    track: Track,
    cycles: Cycles,
    still: Edges | None = None,
    told_35mm: float | None = None,
    lens_35mm: float | None = None,
) -> Camera | None:
    """Where the camera stands; None when hips and shoulders were never seen.

    Parameters
    ----------
    track : Track
        Cleaned.
    cycles : Cycles
    still : Edges, optional
        Straight edges of what stands still behind the person.
    told_35mm, lens_35mm : float, optional
        Focal length in 35 mm terms, mm: of lens and zoom as somebody says, of the lens as the file says. None: taken
        for a phone's main camera, zoomed in by up to two.
    """
    azimuth = _azimuth_deg(track)
    if azimuth is None:
        return None
    camera = with_focal(
        Camera(_view(azimuth), None, None, None, "view from the hips and shoulders"), told_35mm, lens_35mm
    )
    cues = _cues(track, cycles, camera) if camera.view in ("front", "back") else []
    return _rolled(_turned(camera, cues), None if still is None else room_roll(still, person_shares(track)))


def _turned(camera: Camera, cues: Sequence[Yaw]) -> Camera:
    if not cues:
        return replace(camera, method=f"{camera.method}; yaw not measured")
    yaw, half = weighed(cues)
    sources = " and ".join(cue.source for cue in cues)
    return replace(camera, yaw_deg=yaw, yaw_interval_deg=(yaw - half, yaw + half), method=f"yaw from {sources}")


def _rolled(camera: Camera, roll: Roll | None) -> Camera:
    if roll is None:
        return replace(camera, method=f"{camera.method}; roll not measured")
    method = f"{camera.method}; roll from what stands upright in the room"
    return replace(camera, roll_deg=roll.deg, roll_half_deg=roll.half_deg, method=method)


def person_shares(track: Track) -> FloatArray:
    """(4,) left, top, right, bottom of where the person mostly is, as shares of the picture."""
    seen = track.points_px[np.isfinite(track.points_px[..., 0]).any(axis=1)] / np.array(track.image_size)
    edges = np.concatenate([np.nanmin(seen, axis=1), np.nanmax(seen, axis=1)], axis=1)
    return np.asarray(np.median(edges, axis=0))


def _cues(track: Track, cycles: Cycles, camera: Camera) -> list[Yaw]:
    view = camera.view
    if cycles.activity in ("squat", "single_leg_squat"):
        found = [standing_yaw(track, cycles, view)]
    elif cycles.activity in ("running", "walking"):
        found = [belt_yaw(track, cycles, camera.focal_of_longer_side), striding_yaw(track, view)]
    else:
        found = [striding_yaw(track, view)]
    return [cue for cue in found if cue is not None]


def weighed(cues: Sequence[Yaw]) -> tuple[float, float]:
    """Mean of the cues by the inverse of their variances, and half its 95 % interval.

    Cues that contradict each other, farther apart than both can be off, widen it until it holds the interval of each:
    one of them is wrong, and which is not known.
    """
    degrees, weights = np.array([cue.deg for cue in cues]), np.array([cue.half_deg**-2 for cue in cues])
    yaw, half = float(np.average(degrees, weights=weights)), float(weights.sum() ** -0.5)
    apart, at_most = float(np.ptp(degrees)), float(np.hypot.reduce(weights**-0.5))
    return yaw, half if apart <= at_most else float((np.abs(degrees - yaw) + weights**-0.5).max())


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
        if abs(off) <= VIEW_HALF_DEG:
            return view
    return "oblique"
