"""Ways to mend landmarks without looking again (`python -m benchmarks.landmarks`)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from benchmarks.truth import Truth
from kneevision.pose.landmarks import SIDES, Side, index, leg
from kneevision.pose.track import FloatArray, Track
from kneevision.trajectory.scale import leg_length


def mean_of(one: Track, other: Track) -> Track:
    """The mean of two cleaned tracks of the same clip."""
    return replace(one, points_px=(one.points_px + other.points_px) / 2)


@dataclass(frozen=True)
class HipOffset:
    """How far a clip's hips lie from the true ones in stance, mean of both legs: medial and down, in leg lengths."""

    clip: str
    from_front: bool
    off: FloatArray


def _outward_x(side: Side, from_front: bool) -> float:
    return 1.0 if (side == "left") == from_front else -1.0


def hip_offset(track: Track, truth: Truth) -> HipOffset:
    """Measure it on one clip."""
    from_front = abs(truth.yaw_deg) < 90
    sides = []
    for side in SIDES:
        stance = np.any([(truth.time_s >= ic) & (truth.time_s < to) for ic, to in truth.contacts[side]], axis=0)
        off = (track.point(side, "hip") - truth.joints_px(side)[: len(track.time_s), 0])[stance[: len(track.time_s)]]
        sides.append(np.nanmean(off, axis=0) * (-_outward_x(side, from_front), 1.0))
    return HipOffset(truth.name, from_front, np.mean(sides, axis=0) / leg_length(track.points_px))


def with_hips_of_others(track: Track, own: HipOffset, all_clips: Sequence[HipOffset]) -> Track:
    """The track less the mean offset of the other clips from the same side; as it is where there is no other."""
    others = [o.off for o in all_clips if o.from_front == own.from_front and o.clip != own.clip]
    if not others:
        return track
    points, off = track.points_px.copy(), np.mean(others, axis=0) * leg_length(track.points_px)
    for side in SIDES:
        points[:, index(side, "hip")] -= off * (-_outward_x(side, own.from_front), 1.0)
    return replace(track, points_px=points)


def with_constant_limbs(track: Track) -> Track:
    """A raw track with each knee where thigh and shank have the clip's median lengths, by MediaPipe's metric landmarks.

    With hip and ankle where they are, such knees lie on a circle; the nearest of them to the seen one is taken. By how
    far it is off in metres, the knee in the picture is moved, at the scale of both legs there.
    """
    joints = {side: track.world_m[:, leg(side)[:3]] for side in SIDES}
    thigh, shank = (
        float(np.nanmedian([np.linalg.norm(j[:, i + 1] - j[:, i], axis=1) for j in joints.values()])) for i in (0, 1)
    )
    points, px_per_m = track.points_px.copy(), _px_per_m(track)
    for side, (hip, knee, ankle) in ((side, np.moveaxis(j, 1, 0)) for side, j in joints.items()):
        moved = _on_circle(hip, knee, ankle, thigh, shank) - knee
        points[:, index(side, "knee")] += moved[:, :2] * px_per_m[:, None]
    return replace(track, points_px=points)


def _on_circle(hip: FloatArray, knee: FloatArray, ankle: FloatArray, thigh: float, shank: float) -> FloatArray:
    """(T, 3) the nearest point to the knee that is `thigh` from the hip and `shank` from the ankle."""
    apart = np.linalg.norm(ankle - hip, axis=1, keepdims=True)
    axis = (ankle - hip) / apart
    # A leg that is longer than both together is straight: the knee then divides it as the lengths do.
    longest = np.minimum(apart, thigh + shank)
    along = (thigh**2 - shank**2 + longest**2) / (2 * longest) * apart / longest
    bent = np.sqrt(np.maximum(thigh**2 - along**2, 0.0))
    aside = (knee - hip) - axis * ((knee - hip) * axis).sum(axis=1, keepdims=True)
    circle: FloatArray = hip + along * axis + bent * aside / np.linalg.norm(aside, axis=1, keepdims=True)
    return circle


def _px_per_m(track: Track) -> FloatArray:
    """(T,) scale of the legs in the picture, by least squares."""
    legs = leg("left") + leg("right")
    px, m = track.points_px[:, legs], track.world_m[:, legs, :2]
    px, m = px - px.mean(axis=1, keepdims=True), m - m.mean(axis=1, keepdims=True)
    return np.asarray((px * m).sum(axis=(1, 2)) / (m * m).sum(axis=(1, 2)))
