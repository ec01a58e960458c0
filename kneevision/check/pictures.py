"""A dozen pictures spread over a clip, without decoding the whole of it, and what its index says of rate and length.

An analysis reads every packet (`video/probe.py`) and every frame; of 10 minutes in 4K that is gigabytes.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, fields
from itertools import chain
from pathlib import Path
from typing import Any

import av
import numpy as np
from av.container import InputContainer
from av.video.stream import VideoStream
from numpy.typing import NDArray

from kneevision.errors import UserError
from kneevision.video.apart import ask
from kneevision.video.colour import RgbPainter
from kneevision.video.decode import decoded_frames, open_container, video_stream
from kneevision.video.probe import orientation_of, probe
from kneevision.video.rate import real_clock

PICTURES = 12
# Longer side, px, as for an analysis.
_MAX_SIDE = 1280
# So many pixels are decoded in all (1-2 s on two cores); where that does not reach, the picture is taken earlier.
_DECODED_PX, _DECODED_PX_H264 = 80e6, 240e6
# A larger file is not read whole for its times; its index in front is believed.
_WHOLE_BYTES = 300e6
_GOLDEN = 0.618
# Where fewer frames than this can be decoded for each picture, key frames alone are, if there are enough of them.
_LEAST_RUN, _LEAST_KEYS = 4, 8


@dataclass(frozen=True)
class Footage:
    """What was read of a clip.

    Attributes
    ----------
    path : Path
    duration_s, fps : float
        In real time (slow motion undone as far as the file tells), of what can be read.
    announced_s : float
        How long the file says that it is; longer than `duration_s` when it was not copied whole.
    width, height : int
        Of the upright picture, px.
    pictures : tuple of (h, w, 3) uint8
        RGB, upright, longer side at most 1280 px.
    places : int
        How many pictures were asked for; more than there are where the file is damaged.
    """

    path: Path
    duration_s: float
    announced_s: float
    fps: float
    width: int
    height: int
    pictures: tuple[NDArray[np.uint8], ...]
    places: int


@dataclass(frozen=True)
class _Index:
    """In ticks of the stream: first and last frame's time, the key frames' times; median interval in s; how many frames
    the file announces.
    """

    first: int
    last: int
    keys: NDArray[np.int64]
    interval_s: float
    frames: int


def take(path: Path) -> Footage:
    """Look into a clip, in a process of its own.

    Raises
    ------
    UserError
        The file cannot be read as a video.
    """
    (numbers, _), *seen = ask("kneevision.check.pictures", path, {"path": str(path)})
    return Footage(**numbers | {"path": path}, pictures=tuple(image for _, image in seen if image is not None))


def job(request: Mapping[str, Any]) -> Iterator[tuple[dict[str, Any], NDArray[np.uint8] | None]]:
    """What `take` asks of the other process: first the numbers, then the pictures."""
    footage = _taken(Path(request["path"]))
    numbers = {field.name: getattr(footage, field.name) for field in fields(footage) if field.name != "pictures"}
    yield numbers | {"path": str(footage.path)}, None
    for picture in footage.pictures:
        yield {}, picture


def _taken(path: Path) -> Footage:
    with open_container(path) as container:
        stream = video_stream(container, path)
        index = _index(stream, path)
        frame = next(decoded_frames(container, stream), None)
        if frame is None:
            raise UserError(f"{path}: no picture in it can be decoded; copy it from the camera again.")
        clock = real_clock(1 / index.interval_s, None, {**container.metadata, **stream.metadata})
        width, height = _square_pixels(frame, stream)
        orientation = orientation_of(frame)
        shrink = min(1.0, _MAX_SIDE / max(width, height))
        painter = RgbPainter(max(1, round(width * shrink)), max(1, round(height * shrink)))
        moments = _moments(stream, index)
        frames = _spread(container, stream, index, moments)
        pictures = tuple(orientation.upright(painter.paint(frame)) for frame in frames)
        span_s = float((index.last - index.first) * (stream.time_base or 0)) + index.interval_s
        # Either alone can be longer without harm: frames at a changing rate, sound that goes on after the picture.
        announced_s = min(index.frames * index.interval_s, (container.duration or np.inf) / av.time_base)
    width, height = orientation.upright_size(width, height)
    duration_s, announced_s, interval_s = (clock.scale * s for s in (span_s, announced_s, index.interval_s))
    return Footage(path, duration_s, announced_s, 1 / interval_s, width, height, pictures, len(moments))


def _index(stream: VideoStream, path: Path) -> _Index:
    """From all packets, as an analysis does; of a large MP4 or MOV from the index in front."""
    entries = [entry for entry in stream.index_entries if not entry.is_discard]
    keys = np.sort(np.array([entry.timestamp for entry in entries if entry.is_keyframe], dtype=np.int64))
    if path.stat().st_size > _WHOLE_BYTES and stream.frames > 1 and len(stream.index_entries) >= stream.frames:
        ticks = np.unique([entry.timestamp for entry in entries])
        interval_s = float(np.median(np.diff(ticks)) * (stream.time_base or 0))
        return _Index(int(ticks[0]), int(ticks[-1]), keys, interval_s, len(entries))
    found = probe(path)
    span = round((found.timing.span_s - found.timing.interval_s) / found.first.time_base)
    return _Index(found.first.pts, found.first.pts + span, keys, found.timing.interval_s, found.timing.announced)


def _square_pixels(frame: av.VideoFrame, stream: VideoStream) -> tuple[int, int]:
    aspect = stream.sample_aspect_ratio or stream.codec_context.sample_aspect_ratio or 1
    return max(1, round(frame.width * aspect)), frame.height


def _moments(stream: VideoStream, index: _Index) -> list[int]:
    """Times (ticks) to look at: one in each twelfth of the clip; of large pictures, the key frames before them.

    Evenly spread they could fall on the same moment of every stride; each lies elsewhere in its twelfth.
    """
    shares = (np.arange(PICTURES) + _GOLDEN * np.arange(PICTURES) % 1) / PICTURES
    moments = index.first + np.round(shares * (index.last - index.first)).astype(np.int64)
    places = np.searchsorted(index.keys, moments, side="right") - 1
    keys = np.unique(index.keys[places[places >= 0]])
    if _allowance(stream) < _LEAST_RUN and len(keys) >= _LEAST_KEYS:
        stream.codec_context.skip_frame = "NONKEY"
        moments = keys
    return [int(moment) for moment in moments]


def _allowance(stream: VideoStream) -> float:
    """How many frames may be decoded for one picture."""
    pixels = _DECODED_PX_H264 if stream.codec_context.name == "h264" else _DECODED_PX
    return max(1.0, pixels / PICTURES / (stream.width * stream.height))


def _spread(
    container: InputContainer, stream: VideoStream, index: _Index, moments: list[int]
) -> Iterator[av.VideoFrame]:
    """The frame at each moment, or where that takes too long an earlier one: from the key frame before it, or on from
    the last one.
    """
    left = 0.0
    frames: Iterator[av.VideoFrame] | None = None
    reached = index.first
    for moment in moments:
        before = index.keys[index.keys <= moment]
        if frames is None or len(before) == 0 or before[-1] > reached:
            frames = _sought(container, stream, index, moment)
        left += _allowance(stream)
        frame = None
        while left >= 1 and (frame is None or reached < moment):
            frame = next(frames, None)
            if frame is None:
                break
            left -= 1
            reached = frame.pts or 0
        if frame is not None:
            yield frame


def _sought(container: InputContainer, stream: VideoStream, index: _Index, moment: int) -> Iterator[av.VideoFrame]:
    """The frames from a moment on. Without an index in front (MPEG-TS) a seek leads to the key frame after it, or
    beyond the last one: then from an earlier moment on.
    """
    step = max(1, (index.last - index.first) // PICTURES)
    for earlier in range(moment, index.first - step, -step):
        container.seek(max(earlier, index.first), stream=stream)
        frames = decoded_frames(container, stream)
        first = next(frames, None)
        if first is not None or stream.frames:
            return chain([] if first is None else [first], frames)
    return iter(())
