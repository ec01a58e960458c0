"""As seen from exactly in front: what a bent knee's nearness to the camera does to the picture, undone.

A bent knee stands before the line from hip to ankle (seen from behind: beyond it), by

    r = Lt Ls sin(flexion) / |hip-ankle|,

with the lengths Lt of the thigh and Ls of the shank from the clip. So a camera that is `yaw` off the axis shows it
moved sideways by r sin(yaw), one that looks down by `pitch` moved down by r sin(pitch), and perspective moves it away
from the line of sight to the person (from behind: toward it) by the factor 1 + r/f, with the focal length f in px: all
read as an inward or outward knee. The flexion follows from the same three lengths, by the law of cosines. Hip and ankle
are taken to be equally far from the camera.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from kneevision.cycles.types import Cycle
from kneevision.pose.landmarks import Side
from kneevision.pose.track import FloatArray, Track

# A projected segment is never longer than the real one: a high percentile comes close to its length, seen square on.
_SQUARE_ON = 98
# A person's size is taken from a repetition and so long before and after it.
_ABOUT_S = 0.5


@dataclass(frozen=True)
class Lens:
    """What the picture was taken with, and from where.

    `focal_px`; `middle_px` (T, 2) or (2,), what perspective is centred on: sideways the person themselves, since
    `yaw_deg` (0 where not known) is that of the line of sight to them, up and down the picture's middle; `pitch_deg`
    that the camera looks down (0: level).
    """

    focal_px: float
    middle_px: FloatArray
    yaw_deg: float
    from_front: bool
    pitch_deg: float = 0.0


@dataclass(frozen=True)
class Segments:
    """Lengths of the thigh and the shank of one leg, px, frame by frame: (T,) each."""

    thigh: FloatArray
    shank: FloatArray


@dataclass(frozen=True)
class Straightened:
    """(T, 2) knee as seen from exactly in front, px; (T,) knee flexion, deg; (T,) share of the thigh that is seen."""

    knee: FloatArray
    flexion_deg: FloatArray
    thigh_seen: FloatArray


def segments(track: Track, side: Side, cycles: Sequence[Cycle]) -> Segments:
    """Lengths of one leg's segments, as they were about each of its repetitions.

    Over a repetition and half a second before and after, they are the 98th percentile of what is seen there: the person
    may stand nearer or farther in the next one, or walk up to the camera in between. Elsewhere they are the median of
    the repetitions', or without any the 98th percentile of the clip.
    """
    hip, knee, ankle = (track.point(side, part) for part in ("hip", "knee", "ankle"))
    return Segments(*(_lengths(track.time_s, end - start, cycles) for start, end in ((hip, knee), (knee, ankle))))


def _lengths(time_s: FloatArray, segment: FloatArray, cycles: Sequence[Cycle]) -> FloatArray:
    size = np.linalg.norm(segment, axis=1)
    spans = [(time_s >= cycle.start_s - _ABOUT_S) & (time_s <= cycle.end_s + _ABOUT_S) for cycle in cycles]
    each = [_square_on(size[span]) for span in spans]
    lengths = np.full(len(time_s), np.median(each) if each else _square_on(size))
    for span, length in zip(spans, each, strict=True):
        lengths[span] = length
    return lengths


def _square_on(size: FloatArray) -> float:
    known = size[np.isfinite(size)]
    return float(np.percentile(known, _SQUARE_ON)) if len(known) else float("nan")


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
    straight = moved_back(knee, before, lens)
    return Straightened(straight, np.degrees(flexion), np.linalg.norm(knee - hip, axis=-1) / thigh)


def moved_back(point: FloatArray, before_px: FloatArray, lens: Lens) -> FloatArray:
    """(T, 2) px of a point that stands (T,) `before_px` nearer to the camera than the body, seen from in front of it.

    Negative: farther from the camera.
    """
    back = lens.middle_px + (point - lens.middle_px) * (1 - before_px / lens.focal_px)[..., None]
    back[..., 0] += before_px * np.sin(np.radians(lens.yaw_deg))
    back[..., 1] -= before_px * np.sin(np.radians(lens.pitch_deg))
    return np.asarray(back)
