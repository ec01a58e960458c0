"""What the rest of the package sees of a video file."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray


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
        Frames that the container announces; a truncated file gives fewer.
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
    """

    path: Path
    sha256: str
    duration_s: float
    frame_interval_s: float
    fps: float
    frames: int
    width: int
    height: int
    rotation_deg: int
    mirrored: bool
    time_scale: float
    fps_source: str
    codec: str


@dataclass(frozen=True)
class Frame:
    """One upright picture: `image` is (height, width, 3) uint8 RGB, contiguous."""

    index: int
    time_s: float
    image: NDArray[np.uint8]


@dataclass(frozen=True)
class Clip:
    """A video that can be read from its start as often as needed, one frame at a time."""

    info: VideoInfo

    def frames(self, every_s: float = 0.0, max_side: int | None = None) -> Iterator[Frame]:
        """Yield upright frames in order of time; all, or the first of each `every_s` seconds.

        `max_side` bounds the longer side of the picture (px); the picture is only ever shrunk.
        Frames that were decoded but not asked for are never converted. Damaged stretches are passed over.
        """
        raise NotImplementedError


def open_clip(path: Path, capture_fps: float | None = None) -> Clip:
    """Open a video; raises UserError when it cannot be one."""
    raise NotImplementedError
