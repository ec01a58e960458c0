"""What a file says about itself: one pass over its packets, and its first picture."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from typing import cast

import av
import numpy as np
from av.container import InputContainer
from av.sidedata.sidedata import SideDataContainer
from av.sidedata.sidedata import Type as SideDataType
from av.video.stream import VideoStream
from numpy.typing import NDArray

from kneevision.errors import UserError
from kneevision.video.decode import decoded_frames, open_container, packets, video_stream
from kneevision.video.orientation import Orientation
from kneevision.video.types import FirstPicture

_LONGEST_STILL_S = 1.0  # a file that announces more than this is no single picture
# No camera that people hold films more (8K has 33 million); a header can claim anything.
_MOST_PIXELS = 64e6


@dataclass(frozen=True)
class Timing:
    """The shown frames by the container's clock.

    `span_s`: from the first frame to the end of the last one; `interval_s`: median between frames;
    `frames`: in the file; `announced`: also those that were cut off, a number that a header can make up.
    """

    span_s: float
    interval_s: float
    frames: int
    announced: int


@dataclass(frozen=True)
class Probe:
    """Everything that is read from a file before its frames are."""

    timing: Timing
    first: FirstPicture
    codec: str
    tags: dict[str, str]


def probe(path: Path) -> Probe:
    """Read a video's times, size and tags.

    Raises
    ------
    UserError
        When the file holds no video that can be decoded.
    """
    with open_container(path) as container:
        stream = video_stream(container, path)
        first = _first_picture(container, stream, path)
        codec = stream.codec_context.codec.canonical_name
        tags = {**container.metadata, **stream.metadata}
    with open_container(path) as container:
        timing = _timing(container, video_stream(container, path), path)
    return Probe(timing, first, codec, tags)


def sha256(path: Path) -> str:
    """Hash of the whole file, read in pieces."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _first_picture(container: InputContainer, stream: VideoStream, path: Path) -> FirstPicture:
    if stream.width * stream.height > _MOST_PIXELS:
        raise UserError(
            f"{path}: pictures of {stream.width} x {stream.height} px are too large; export it in 4K or less."
        )
    frame = next(decoded_frames(container, stream), None)
    if frame is None or frame.pts is None or stream.time_base is None:
        _refuse_cut_short(stream, path)
        raise UserError(f"{path}: no picture in it can be decoded; export it again as H.264 (MP4).")
    aspect = stream.sample_aspect_ratio or stream.codec_context.sample_aspect_ratio or Fraction(1)
    return FirstPicture(
        pts=frame.pts,
        time_base=stream.time_base,
        width=max(1, round(frame.width * aspect)),
        height=frame.height,
        orientation=orientation_of(frame),
    )


def orientation_of(frame: av.VideoFrame) -> Orientation:
    """How a decoded picture is to be turned, by its own side data."""
    side_data = cast(SideDataContainer, frame.side_data)  # PyAV's stubs promise a dict of motion vectors
    if SideDataType.DISPLAYMATRIX not in side_data:
        return Orientation()
    matrix = np.frombuffer(bytes(side_data[SideDataType.DISPLAYMATRIX]), np.int32)
    return Orientation.of_display_matrix(matrix.tolist())


def _timing(container: InputContainer, stream: VideoStream, path: Path) -> Timing:
    shown, hidden = [], 0
    for packet in packets(container, stream):
        pts = packet.dts if packet.pts is None else packet.pts
        if packet.is_discard:  # outside the edit list
            hidden += 1
        elif pts is not None:
            shown.append(pts)
    ticks = np.unique(shown)
    if len(ticks) < 2:
        _refuse_cut_short(stream, path)
        raise UserError(f"{path}: a single picture, not a video; give the file that the camera recorded.")
    tick_s = float(stream.time_base or 0)
    interval_s = _median_interval(ticks) * tick_s
    end_s = float(ticks[-1]) * tick_s + interval_s
    if "mov" in container.format.name:
        announced = stream.frames - hidden
    else:
        announced = len(ticks) + round((_announced_end_s(stream) - end_s) / interval_s)
    span_s = end_s - float(ticks[0]) * tick_s
    return Timing(span_s, interval_s, frames=len(ticks), announced=max(len(ticks), announced))


def _refuse_cut_short(stream: VideoStream, path: Path) -> None:
    """Say that pictures are missing, where the file announces more than the one or none that was found."""
    if stream.frames > 1 or _announced_end_s(stream) > _LONGEST_STILL_S:
        raise UserError(
            f"{path}: the video is incomplete or damaged, its pictures are missing; copy it from the camera again."
        )


def _announced_end_s(stream: VideoStream) -> float:
    """End by Matroska's and WebM's tag, e.g. ``00:00:12.500000000``; 0 when it is not there."""
    parts = stream.metadata.get("DURATION", "").split(":")
    try:
        hours, minutes, seconds = map(float, parts)
    except ValueError:
        return 0.0
    return 3600 * hours + 60 * minutes + seconds


def _median_interval(ticks: NDArray[np.int64]) -> float:
    """Median between frames, to better than a tick: WebM's milliseconds make 16, 17, 17 of 60 frames a second."""
    intervals = np.diff(ticks)
    near = np.abs(intervals - np.quantile(intervals, 0.5, method="lower")) <= 1
    return float(np.mean(intervals[near]))
