"""What is known of a video, its frames, and which of them are wanted."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from kneevision.video.orientation import Orientation


@dataclass(frozen=True)
class VideoInfo:
    """A video as its container describes it, in real time and upright.

    Attributes
    ----------
    path : Path
    sha256 : str
    duration_s, frame_interval_s : float
        Real time (slow motion undone). `frame_interval_s` is the median between frames.
    fps : float
        Real capture rate, 1 / `frame_interval_s`.
    frames : int
        Frames that are in the file.
    announced : int
        Frames that the container announces: more in a truncated file.
    width, height : int
        Of the upright picture, px.
    rotation_deg : int
        Clockwise turn (0, 90, 180, 270) that was applied to the stored picture.
    mirrored : bool
        Whether the display matrix also mirrors the picture.
    time_scale : float
        Real seconds per container second (1 unless slow motion).
    fps_source : str
        'timestamps', 'file tag' or 'option'.
    codec : str
    lens_35mm : float or None
        Focal length of the lens in 35 mm terms, mm, without a zoom within it; None when the file does not tell.
    filmed_at : str or None
        When it was recorded (ISO 8601), by the camera's own tag.
    one_of : int
        One of so many frames is read, see `video/thin.py`: `fps`, `frames` and `frame_interval_s` are of those.
    """

    path: Path
    sha256: str
    duration_s: float
    frame_interval_s: float
    fps: float
    frames: int
    announced: int
    width: int
    height: int
    rotation_deg: int
    mirrored: bool
    time_scale: float
    fps_source: str
    codec: str
    lens_35mm: float | None = None
    filmed_at: str | None = None
    one_of: int = 1


@dataclass(frozen=True)
class FirstPicture:
    """How pictures are stored: `width` and `height` in square pixels, before they are made upright."""

    pts: int
    time_base: Fraction
    width: int
    height: int
    orientation: Orientation


@dataclass(frozen=True)
class Frame:
    """One upright picture: `image` is (height, width, 3) uint8 RGB, contiguous."""

    index: int
    time_s: float
    image: NDArray[np.uint8]


@dataclass(frozen=True)
class Wanted:
    """Which frames of a clip are wanted, and how large.

    Attributes
    ----------
    every_s : float
        The first frame of each so many seconds; 0: all.
    max_side : int or None
        Bounds the longer side of the picture (px); it is only ever shrunk.
    from_s, until_s : float or None
        Only frames at or after, and before, these times.
    only : sequence of int or None
        Only frames of these indices, in order.
    one_of, interval_s : int, float
        One of so many frames; what is left out is neither counted nor converted. `interval_s` is that of all frames.
    """

    every_s: float = 0.0
    max_side: int | None = None
    from_s: float | None = None
    until_s: float | None = None
    only: Sequence[int] | None = None
    one_of: int = 1
    interval_s: float = 0.0


def shrunk(width: int, height: int, max_side: int | None) -> tuple[int, int]:
    """A picture's size with its longer side at most `max_side` px."""
    longer = max(width, height)
    if max_side is None or longer <= max_side:
        return width, height
    return max(1, round(width * max_side / longer)), max(1, round(height * max_side / longer))
