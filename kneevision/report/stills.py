"""The still of the person who was followed, taken while the frames pass by."""

from __future__ import annotations

from typing import Final

import cv2
import numpy as np

from kneevision.analysis import Analysis
from kneevision.pose.landmarks import SIDES, index
from kneevision.report import focus
from kneevision.report.lettering import Picture
from kneevision.report.style import FLAG_COLOUR, PAPER, rgb
from kneevision.video import Frame

_HEIGHT_PX: Final = 420


class PersonStill:
    """Keeps one frame of those it is shown: the nearest to the middle of where the person was seen."""

    def __init__(self, analysis: Analysis) -> None:
        table = focus.frames_of(analysis)
        hips = table.points_px[:, [index(side, "hip") for side in SIDES], 0]
        seen = table.time_s[np.isfinite(hips).all(axis=1)]
        self._subject, self._width = analysis.subject, analysis.video.width
        self._wanted_s = float(seen[len(seen) // 2]) if len(seen) else analysis.video.duration_s / 2
        self._distance_s = np.inf
        self._image: Picture | None = None

    def look(self, frame: Frame) -> None:
        """Keep this frame if it is nearer to the wanted moment than the one kept."""
        distance = abs(frame.time_s - self._wanted_s)
        if distance < self._distance_s:
            self._distance_s, self._image = distance, frame.image

    def jpeg(self) -> bytes | None:
        """The still with a box about the person, or None when no frame was seen."""
        if self._image is None:
            return None
        shrink = min(1.0, _HEIGHT_PX / self._image.shape[0])
        still = smaller(self._image, shrink)
        if self._subject is not None:
            edges = np.round(np.array(self._subject.box_px) * still.shape[1] / self._width).astype(int)
            for colour, thick in ((rgb(PAPER), 5), (rgb(FLAG_COLOUR), 2)):
                cv2.rectangle(still, tuple(edges[:2]), tuple(edges[2:]), colour, thick, cv2.LINE_AA)
        return as_jpeg(still)


def smaller(picture: Picture, scale: float) -> Picture:
    """The picture at this part of its size."""
    return np.asarray(cv2.resize(picture, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA), np.uint8)


def as_jpeg(picture: Picture) -> bytes:
    """An RGB picture as a JPEG file."""
    return cv2.imencode(".jpg", cv2.cvtColor(picture, cv2.COLOR_RGB2BGR), [cv2.IMWRITE_JPEG_QUALITY, 85])[1].tobytes()
