"""As seen from exactly in front: what a bent knee's nearness to the camera does to the picture, undone.

A bent knee stands before the line from hip to ankle (seen from behind: beyond it), by

    r = Lt Ls sin(flexion) / |hip-ankle|,

with the lengths Lt of the thigh and Ls of the shank from the clip. So a camera that is `yaw` off the axis shows it
moved sideways by r sin(yaw), and perspective moves it away from the middle of the picture (from behind: toward it) by
the factor 1 + r/f, with the focal length f in px: both read as an inward or outward knee. The flexion follows from
the same three lengths, by the law of cosines. Hip and ankle are taken to be equally far from the camera.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from kneevision.pose.landmarks import SIDES
from kneevision.pose.track import BoolArray, FloatArray, Track

# A projected segment is never longer than the real one: a high percentile comes close to its length, seen square on.
_SQUARE_ON = 98


@dataclass(frozen=True)
class Lens:
    """What the picture was taken with: focal length and middle, px; `yaw_deg` off the axis (0 where not known)."""

    focal_px: float
    middle_px: tuple[float, float]
    yaw_deg: float
    from_front: bool


@dataclass(frozen=True)
class Segments:
    """Lengths of thigh and shank, px."""

    thigh: float
    shank: float


@dataclass(frozen=True)
class Straightened:
    """(T, 2) knee as seen from exactly in front, px; (T,) knee flexion, deg; (T,) share of the thigh that is seen."""

    knee: FloatArray
    flexion_deg: FloatArray
    thigh_seen: FloatArray


def segments(track: Track, where: BoolArray) -> Segments:
    """Lengths of a person's segments over the frames `where` (T,), the same for both legs; NaN when none was seen."""
    lengths = []
    for start, end in (("hip", "knee"), ("knee", "ankle")):
        seen = np.concatenate([track.point(side, end)[where] - track.point(side, start)[where] for side in SIDES])
        size = np.linalg.norm(seen, axis=1)
        size = size[np.isfinite(size)]
        lengths.append(float(np.percentile(size, _SQUARE_ON)) if len(size) else float("nan"))
    return Segments(*lengths)


def straighten(hip: FloatArray, knee: FloatArray, ankle: FloatArray, lengths: Segments, lens: Lens) -> Straightened:
    """Undo yaw and perspective at a bent knee.

    Parameters
    ----------
    hip, knee, ankle : (T, 2) px
        Of one leg that carries the body, as seen.
    lengths : Segments
    lens : Lens
    """
    reach = np.maximum(np.linalg.norm(ankle - hip, axis=-1), 1e-6)
    thigh, shank = lengths.thigh, lengths.shank
    cosine = np.clip((thigh**2 + shank**2 - reach**2) / (2 * thigh * shank), -1.0, 1.0)
    flexion = np.pi - np.arccos(cosine)
    before = thigh * shank * np.sin(flexion) / reach * (1.0 if lens.from_front else -1.0)
    middle = np.array(lens.middle_px)
    straight = middle + (knee - middle) * (1 - before / lens.focal_px)[..., None]
    straight[..., 0] += before * np.sin(np.radians(lens.yaw_deg))
    return Straightened(straight, np.degrees(flexion), np.linalg.norm(knee - hip, axis=-1) / thigh)
