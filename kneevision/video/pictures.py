"""The frames of a file that are wanted, decoded in this process (`video/apart.py` asks another one for them)."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from kneevision.video.colour import RgbPainter
from kneevision.video.decode import decoded_frames, frames_from, open_container, video_stream
from kneevision.video.describe import first_from_json
from kneevision.video.types import FirstPicture, Frame, Wanted, shrunk

_SAME_TIME_S = 1e-6  # rounding of times that should fall on a multiple of `every_s`


def pictures(path: Path, first: FirstPicture, time_scale: float, wanted: Wanted) -> Iterator[Frame]:
    """Yield upright frames in order of time.

    Frames that were decoded but are not wanted are never converted. Damaged stretches are passed over.
    `Frame.index` counts the decoded frames (one of `wanted.one_of`) from the start, or from `wanted.from_s`.

    Parameters
    ----------
    path : Path
    first : FirstPicture
    time_scale : float
        Real seconds per container second.
    wanted : Wanted
    """
    painter = RgbPainter(*shrunk(first.width, first.height, wanted.max_side))
    tick_s = float(first.time_base) * time_scale
    next_slot = -math.inf
    only = None if wanted.only is None else frozenset(wanted.only)
    last = max(wanted.only or (), default=-1)
    timed = ((((frame.pts or 0) - first.pts) * tick_s, frame) for frame in _decoded(path, first, tick_s, wanted.from_s))
    for index, (time_s, frame) in enumerate(each for each in timed if _kept(each[0], wanted)):
        if wanted.until_s is not None and time_s >= wanted.until_s:
            return
        slot = math.floor((time_s + _SAME_TIME_S) / wanted.every_s) if wanted.every_s > 0 else index
        if only is not None and index > last:
            return
        if slot >= next_slot and (only is None or index in only):
            next_slot = slot + 1
            yield Frame(index, time_s, first.orientation.upright(painter.paint(frame)))


def job(request: Mapping[str, Any]) -> Iterator[tuple[dict[str, Any], NDArray[np.uint8]]]:
    """`pictures` for another process."""
    first, wanted = first_from_json(request["first"]), Wanted(**request["wanted"])
    for frame in pictures(Path(request["path"]), first, request["time_scale"], wanted):
        yield {"index": frame.index, "time_s": frame.time_s}, frame.image


def _kept(time_s: float, wanted: Wanted) -> bool:
    """Whether it is the one of so many frames; told by its own time, so that it is the same wherever reading began."""
    if wanted.one_of == 1:
        return True
    cycle = (time_s / wanted.interval_s + 0.5) / wanted.one_of
    return cycle - math.floor(cycle) < 1 / wanted.one_of


def _decoded(path: Path, first: FirstPicture, tick_s: float, from_s: float | None) -> Iterator[Any]:
    if from_s is not None:
        yield from frames_from(path, first.pts + math.ceil(from_s / tick_s))
        return
    with open_container(path) as container:
        yield from decoded_frames(container, video_stream(container, path))
