"""One person's landmarks over a clip: what the later stages work on."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from kneevision.pose.landmarks import COUNT, Side, index

FloatArray = NDArray[np.float64]
BoolArray = NDArray[np.bool_]


@dataclass(frozen=True)
class Mirror:
    """Landmarks as the model sees them in the mirrored picture, turned back, in K frames of a track.

    The model takes everybody to stand turned to one side by a few degrees; the mean of a picture and its mirror image
    is free of that. Where both differ much, a point is lost.

    Attributes
    ----------
    frames : (K,) int
        Which frames of the track, increasing.
    points_px : (K, 33, 2) float
    world_m : (K, 33, 3) float
    picture_px : (K, 33, 2) float
        What the same model sees in the pictures themselves.
    """

    frames: NDArray[np.intp]
    points_px: FloatArray
    world_m: FloatArray
    picture_px: FloatArray


@dataclass(frozen=True)
class SecondLook:
    """Landmarks as the most careful model sees them in K frames of a track: mean of picture and mirror image.

    Attributes
    ----------
    frames : (K,) int
        Which frames of the track, increasing.
    points_px : (K, 33, 2) float
    """

    frames: NDArray[np.intp]
    points_px: FloatArray


@dataclass(frozen=True)
class Track:
    """Landmarks of the person who was chosen, frame by frame.

    Attributes
    ----------
    time_s : (T,) float
        Real time of each frame, increasing.
    points_px : (T, 33, 2) float
        x to the right, y down, in the upright picture. NaN where a point is not known.
    world_m : (T, 33, 3) float
        MediaPipe's metric estimate about the hips' middle (x right, y down, z away from the camera).
    visibility : (T, 33) float
        MediaPipe's own confidence, 0..1; NaN where the person was not seen.
    filled : (T, 33) bool
        Points that were interpolated, not seen.
    swapped : (T,) bool
        Frames in which left and right leg, or their lower parts, were exchanged back.
    image_size : (width, height), px
    cutoff_hz : float or None
        Low-pass cut-off; None while the track is raw.
    mirror : Mirror or None
        What the mirrored picture shows in some of the frames.
    second : SecondLook or None
        What the most careful model shows in some of the frames.
    sharpened : bool
        Whether the legs are where the most careful model would see them (`trajectory/sharpen.py`).
    """

    time_s: FloatArray
    points_px: FloatArray
    world_m: FloatArray
    visibility: FloatArray
    filled: BoolArray
    swapped: BoolArray
    image_size: tuple[int, int]
    cutoff_hz: float | None = None
    mirror: Mirror | None = None
    second: SecondLook | None = None
    sharpened: bool = False

    def __post_init__(self) -> None:
        count = len(self.time_s)
        shapes = {
            "points_px": (count, COUNT, 2),
            "world_m": (count, COUNT, 3),
            "visibility": (count, COUNT),
            "filled": (count, COUNT),
            "swapped": (count,),
        }
        for name, shape in shapes.items():
            if getattr(self, name).shape != shape:
                raise ValueError(f"Track.{name}: shape {getattr(self, name).shape}, expected {shape}")
        if np.any(np.diff(self.time_s) <= 0):
            raise ValueError("Track.time_s must increase")

    def point(self, side: Side, part: str) -> FloatArray:
        """(T, 2) px of one body part."""
        return self.points_px[:, index(side, part)]

    def middle(self, part: str) -> FloatArray:
        """(T, 2) px half-way between left and right of one body part."""
        return (self.point("left", part) + self.point("right", part)) / 2

    @property
    def seen(self) -> BoolArray:
        """(T,) whether the person was found in the frame by the model (not filled in later)."""
        return np.isfinite(self.visibility[:, index("left", "hip")])

    @cached_property
    def fps(self) -> float:
        """Frames per second of real time: the mean of the usual intervals (gaps aside), free of rounded timestamps."""
        intervals = np.diff(self.time_s)
        return float(1.0 / intervals[intervals <= 1.5 * np.median(intervals)].mean())
