"""Slow motion: from the container's clock to real time."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass

from kneevision.errors import UserError

# Android's cameras write it. Apple's write no capture rate: their originals keep real time.
_CAPTURE_TAG = "com.android.capture.fps"
# Below this, tag or option only round the container's own rate (30 for 29.98).
_SLOW_MOTION_RATIO = 1.5


@dataclass(frozen=True)
class Clock:
    """`scale`: real seconds per container second; `source`: 'timestamps', 'file tag' or 'option'."""

    scale: float
    source: str


def real_clock(container_fps: float, capture_fps: float | None, tags: Mapping[str, str]) -> Clock:
    """Decide how fast the container's clock runs against real time.

    Parameters
    ----------
    container_fps : float
        Median rate by the container's timestamps, frames/s.
    capture_fps : float or None
        What the user says the camera took, frames/s. It wins over the file's tag.
    tags : mapping
        Metadata of container and stream.

    Raises
    ------
    UserError
        When `capture_fps` is no rate, or well below the container's.
    """
    if capture_fps is not None:
        _check_option(container_fps, capture_fps)
        return _clock(container_fps, capture_fps, "option")
    tagged_fps = _positive_number(tags.get(_CAPTURE_TAG))
    return Clock(1.0, "timestamps") if tagged_fps is None else _clock(container_fps, tagged_fps, "file tag")


def _clock(container_fps: float, capture_fps: float, source: str) -> Clock:
    if capture_fps < _SLOW_MOTION_RATIO * container_fps:
        return Clock(1.0, "timestamps")
    return Clock(container_fps / capture_fps, source)


def _check_option(container_fps: float, capture_fps: float) -> None:
    if not (math.isfinite(capture_fps) and capture_fps > 0):
        raise UserError(f"--capture-fps {capture_fps:g}: give frames per second, for example 240.")
    if capture_fps * _SLOW_MOTION_RATIO <= container_fps:
        raise UserError(
            f"--capture-fps {capture_fps:g}: the video itself has {container_fps:.4g} frames a second;"
            " leave the option out, or give the rate at which the camera recorded."
        )


def _positive_number(text: str | None) -> float | None:
    try:
        number = float(text or "")
    except ValueError:
        return None
    return number if math.isfinite(number) and number > 0 else None
