"""What stands still behind the person."""

from __future__ import annotations

from typing import Final

import cv2
import numpy as np
from numpy.typing import NDArray

from kneevision.video import Frame

Grey = NDArray[np.uint8]
_PICTURES: Final = 9


class Backdrop:
    """Made of pictures that are shown to it from start to end of a clip of this length, s."""

    def __init__(self, duration_s: float) -> None:
        self._every_s = duration_s / _PICTURES
        self._kept: list[Grey] = []

    def look(self, frame: Frame) -> None:
        """Keep this picture if the next of the evenly spaced moments has come."""
        if frame.time_s >= len(self._kept) * self._every_s:
            self._kept.append(np.asarray(cv2.cvtColor(frame.image, cv2.COLOR_RGB2GRAY), np.uint8))

    def picture(self) -> Grey | None:
        """(height, width) grey: the median of what was kept, in which nothing that moves is left; None of nothing."""
        if not self._kept:
            return None
        return np.asarray(np.median(np.stack(self._kept), axis=0), np.uint8)
