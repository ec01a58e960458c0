"""What stands still behind the person: of it only the straight edges are kept, no picture."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import cv2
import numpy as np
from numpy.typing import NDArray

from kneevision.pose.track import FloatArray
from kneevision.video import Frame

Grey = NDArray[np.uint8]
_PICTURES: Final = 9


@dataclass(frozen=True)
class Edges:
    """Straight edges in a picture.

    Attributes
    ----------
    ends_px : (N, 2, 2) float
        Both ends of each: x to the right, y down.
    size_px : (width, height)
        Of the picture.
    """

    ends_px: FloatArray
    size_px: tuple[int, int]


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

    def edges(self) -> Edges | None:
        """Straight edges of the picture."""
        picture = self.picture()
        return None if picture is None else edges_in(picture)


def edges_in(picture: Grey) -> Edges:
    """Straight edges of a (height, width) picture, by the line segment detector of von Gioi et al. 2010."""
    height, width = picture.shape
    found = cv2.createLineSegmentDetector().detect(np.ascontiguousarray(picture))[0]
    return Edges(np.array([] if found is None else found, float).reshape(-1, 2, 2), (width, height))
