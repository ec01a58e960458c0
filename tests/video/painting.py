"""A process that shows pictures (`tests/video/test_video_room.py`)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray


def picture(number: int, shape: tuple[int, int, int]) -> NDArray[np.uint8]:
    """One that is like no other."""
    return np.random.default_rng(number).integers(0, 256, shape, np.uint8)


def job(request: Mapping[str, Any]) -> Iterator[tuple[dict[str, Any], NDArray[np.uint8]]]:
    """Pictures of the shapes that are asked for."""
    for number, shape in enumerate(request["shapes"]):
        yield {"number": number}, picture(number, tuple(shape))
