"""What a video file is: everything that is known before its frames are read."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import asdict
from fractions import Fraction
from pathlib import Path
from typing import Any

from kneevision.video.date import filmed_at
from kneevision.video.lens import lens_35mm
from kneevision.video.orientation import Orientation
from kneevision.video.probe import probe, sha256
from kneevision.video.rate import real_clock
from kneevision.video.types import FirstPicture, VideoInfo


def describe(path: Path, capture_fps: float | None) -> tuple[VideoInfo, FirstPicture]:
    """Read what a file says of itself, all its packets, and its first picture.

    Raises
    ------
    UserError
        When the file cannot be read as a video, or `capture_fps` contradicts its timestamps.
    """
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
        announced=timing.announced,
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
    return info, first


def job(request: Mapping[str, Any]) -> Iterator[tuple[dict[str, Any], None]]:
    """`describe` for another process."""
    info, first = describe(Path(request["path"]), request["capture_fps"])
    yield {"info": asdict(info) | {"path": str(info.path)}, "first": first_to_json(first)}, None


def description(told: Mapping[str, Any]) -> tuple[VideoInfo, FirstPicture]:
    """What `job` told, in the other process."""
    info = VideoInfo(**told["info"] | {"path": Path(told["info"]["path"])})
    return info, first_from_json(told["first"])


def first_to_json(first: FirstPicture) -> dict[str, Any]:
    """A first picture as JSON takes it."""
    return asdict(first) | {"time_base": str(first.time_base)}


def first_from_json(told: Mapping[str, Any]) -> FirstPicture:
    """The first picture that JSON holds."""
    return FirstPicture(
        **{**told, "time_base": Fraction(told["time_base"]), "orientation": Orientation(**told["orientation"])}
    )
