"""The small clip that the inputs are made from, and files of any kind with its pictures."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from fractions import Fraction
from functools import lru_cache
from pathlib import Path
from typing import cast

import av
import numpy as np
from av.codec.codec import UnknownCodecError
from av.container import OutputContainer
from av.error import FFmpegError
from av.video.stream import VideoStream
from numpy.typing import NDArray

from benchmarks.hardening.case import PassedOverError

Picture = NDArray[np.uint8]
SOURCE = Path(__file__).resolve().parents[1] / "clips" / "run_front.mp4"
# A second and a half of strides a leg at a quarter of the source's rate and size: a result in a few seconds.
_START_S, _STOP_S, _EVERY, FPS = 2.0, 4.15, 4, 15
WIDTH, HEIGHT = 270, 480
_TICKS = 90_000
QUICK = {
    "libx264": {"preset": "veryfast", "crf": "20"},
    "libx265": {"preset": "ultrafast", "x265-params": "log-level=0"},
}


@lru_cache(maxsize=1)
def pictures() -> tuple[Picture, ...]:
    """The clip's pictures, (HEIGHT, WIDTH, 3) RGB each."""
    found = []
    with av.open(str(SOURCE)) as container:
        for index, frame in enumerate(container.decode(video=0)):
            if frame.time >= _STOP_S:
                break
            if frame.time >= _START_S and index % _EVERY == 0:
                found.append(cast(Picture, frame.reformat(WIDTH, HEIGHT, "rgb24").to_ndarray()))
    return tuple(found)


def record(
    path: Path,
    shown: Sequence[Picture] | None = None,
    codec: str = "libx264",
    pix_fmt: str = "yuv420p",
    times_s: Sequence[float] | None = None,
    options: Mapping[str, str] | None = None,
    tags: Mapping[str, str] | None = None,
) -> Path:
    """Write pictures (by default the clip's) as a video; the container follows from the file's name.

    Raises
    ------
    PassedOverError
        This machine's PyAV cannot write it.
    """
    shown = pictures() if shown is None else shown
    movable = {"movflags": "+faststart+use_metadata_tags"} if path.suffix in (".mp4", ".mov") else {}
    try:
        with av.open(str(path), "w", options=movable) as out:
            out.metadata.update(tags or {})
            fill(out, begin(out, shown[0], codec, pix_fmt, options), shown, times_s)
    except (FFmpegError, UnknownCodecError, ValueError) as error:
        raise PassedOverError(f"{codec} {pix_fmt} cannot be written here: {error}") from error
    return path


def begin(
    out: OutputContainer,
    picture: Picture,
    codec: str = "libx264",
    pix_fmt: str = "yuv420p",
    options: Mapping[str, str] | None = None,
) -> VideoStream:
    """Add a stream for pictures like this one; a container takes all its streams before the first picture."""
    given = dict(QUICK.get(codec, {}) if options is None else options)
    stream = cast(VideoStream, out.add_stream(codec, rate=FPS, options=given))
    stream.height, stream.width = picture.shape[:2]
    stream.pix_fmt = pix_fmt
    return stream


def fill(
    out: OutputContainer, stream: VideoStream, shown: Iterable[Picture], times_s: Sequence[float] | None = None
) -> None:
    """Write the pictures of a stream; without times, evenly."""
    if times_s is not None:
        stream.codec_context.time_base = Fraction(1, _TICKS)
    for index, picture in enumerate(shown):
        frame = av.VideoFrame.from_ndarray(picture, format="rgb24").reformat(format=stream.pix_fmt)
        frame.pts, frame.time_base = index, Fraction(1, FPS)
        if times_s is not None:
            frame.pts, frame.time_base = round(times_s[index] * _TICKS), Fraction(1, _TICKS)
        out.mux(stream.encode(frame))
    out.mux(stream.encode(None))


def flat(width: int, height: int, count: int, level: int = 90) -> list[Picture]:
    """Grey pictures, the same memory for all."""
    return [np.full((height, width, 3), level, np.uint8)] * count
