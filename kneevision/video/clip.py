"""What the rest of the package sees of a video file."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from kneevision.video.colour import RgbPainter
from kneevision.video.date import filmed_at
from kneevision.video.decode import decoded_frames, open_container, video_stream
from kneevision.video.lens import lens_35mm
from kneevision.video.probe import FirstPicture, probe, sha256
from kneevision.video.rate import real_clock

_SAME_TIME_S = 1e-6  # rounding of times that should fall on a multiple of `every_s`


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
    lens_35mm : float or None
        Focal length of the lens in 35 mm terms, mm, without a zoom within it; None when the file does not tell.
    filmed_at : str or None
        When it was recorded (ISO 8601), by the camera's own tag.
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
    lens_35mm: float | None = None
    filmed_at: str | None = None


@dataclass(frozen=True)
class Frame:
    """One upright picture: `image` is (height, width, 3) uint8 RGB, contiguous."""

    index: int
    time_s: float
    image: NDArray[np.uint8]


@dataclass(frozen=True)
class Clip:
    """A video that can be read from its start as often as needed, one frame at a time.

    `first` is how the file stores its pictures.
    """

    info: VideoInfo
    first: FirstPicture

    def frames(self, every_s: float = 0.0, max_side: int | None = None) -> Iterator[Frame]:
        """Yield upright frames in order of time; all, or the first of each `every_s` seconds.

        `max_side` bounds the longer side of the picture (px); the picture is only ever shrunk.
        Frames that were decoded but not asked for are never converted. Damaged stretches are passed over.
        `Frame.index` counts the decoded frames, asked for or not.
        """
        first = self.first
        painter = RgbPainter(*_bounded(first.width, first.height, max_side))
        next_slot = 0
        with open_container(self.info.path) as container:
            for index, frame in enumerate(decoded_frames(container, video_stream(container, self.info.path))):
                ticks = (frame.pts or 0) - first.pts
                time_s = float(ticks * first.time_base) * self.info.time_scale
                slot = math.floor((time_s + _SAME_TIME_S) / every_s) if every_s > 0 else index
                if slot >= next_slot:
                    next_slot = slot + 1
                    yield Frame(index, time_s, first.orientation.upright(painter.paint(frame)))


def open_clip(path: Path, capture_fps: float | None = None) -> Clip:
    """Open a video.

    Parameters
    ----------
    path : Path
        Any file that libav can read: H.264, HEVC or VP9 in mp4, mov or webm, and others.
    capture_fps : float, optional
        Rate at which the camera recorded, frames/s, for slow motion whose file does not tell it.

    Raises
    ------
    UserError
        When the file cannot be read as a video, or `capture_fps` contradicts its timestamps.
    """
    path = Path(path)
    found = probe(path)
    timing, first = found.timing, found.first
    clock = real_clock(1 / timing.interval_s, capture_fps, found.tags)
    width, height = first.orientation.upright_size(first.width, first.height)
    interval_s = timing.interval_s * clock.scale
    info = VideoInfo(
        path=path,
        sha256=sha256(path),
        duration_s=timing.span_s * clock.scale,
        frame_interval_s=interval_s,
        fps=1 / interval_s,
        frames=timing.frames,
        width=width,
        height=height,
        rotation_deg=first.orientation.rotation_deg,
        mirrored=first.orientation.mirrored,
        time_scale=clock.scale,
        fps_source=clock.source,
        codec=found.codec,
        lens_35mm=lens_35mm(path, found.tags),
        filmed_at=filmed_at(found.tags),
    )
    return Clip(info, first)


def _bounded(width: int, height: int, max_side: int | None) -> tuple[int, int]:
    """The size shrunk so that its longer side is at most `max_side`."""
    longer = max(width, height)
    if max_side is None or longer <= max_side:
        return width, height
    return max(1, round(width * max_side / longer)), max(1, round(height * max_side / longer))
