"""Ways to show a clip to the pose model, and what its landmarks cost in each (`python -m benchmarks.landmarks`)."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from kneevision.pose.hide import subject_alone
from kneevision.pose.landmarker import Landmarker
from kneevision.pose.looks import in_the_mirror
from kneevision.pose.models import ModelName
from kneevision.pose.paint import mean_colour
from kneevision.pose.see import Sighting
from kneevision.pose.subject import Subject
from kneevision.pose.track import FloatArray
from kneevision.video import Clip

Image = NDArray[np.uint8]
# The cropped picture's margin about the person's landmarks, which end at the eyes and the toes, in their heights.
_CLOSE = 0.1


@dataclass(frozen=True)
class _Placed:
    """A picture as the model is given it: what is at `p` in it is at `p / scale + origin` in the clip."""

    image: Image
    scale: float
    origin: FloatArray


Place = Callable[[Image, FloatArray], _Placed]  # the clip's picture and the box (4,) that the person never leaves


def as_filmed(image: Image, box: FloatArray) -> _Placed:
    """The clip's own picture."""
    return _Placed(image, 1.0, np.zeros(2))


def cropped(image: Image, box: FloatArray) -> _Placed:
    """Only the person: about as tall as the picture."""
    margin = _CLOSE * (box[3] - box[1])
    left, top = np.maximum(box[:2] - margin, 0).astype(int)
    right, bottom = (box[2:] + margin).astype(int)
    return _Placed(image[top:bottom, left:right], 1.0, np.array([left, top], dtype=float))


def padded(image: Image, box: FloatArray) -> _Placed:
    """In the middle of a picture twice as high and wide: the same pixels of the person, half as tall in the picture."""
    height, width = image.shape[:2]
    wide = np.empty((2 * height, 2 * width, 3), dtype=np.uint8)
    wide[:] = mean_colour(image)
    top, left = height // 2, width // 2
    wide[top : top + height, left : left + width] = image
    return _Placed(wide, 1.0, -np.array([left, top], dtype=float))


def shrunk(image: Image, box: FloatArray) -> _Placed:
    """Half as many pixels each way."""
    height, width = image.shape[:2]
    small = cv2.resize(image, (width // 2, height // 2), interpolation=cv2.INTER_AREA)
    return _Placed(np.asarray(small, dtype=np.uint8), 0.5, np.zeros(2))


@dataclass(frozen=True)
class Way:
    """Which model, following or looking at each picture anew, at the mirror image or not, at which part."""

    model: ModelName = "full"
    follow: bool = True
    mirrored: bool = False
    place: Place = as_filmed


@dataclass(frozen=True)
class Seen:
    """(T, 33, 2) raw landmarks in px of the clip, NaN where nobody was found; CPU time of the model, ms a frame."""

    points_px: FloatArray
    cpu_ms: float


def look(clip: Clip, sighting: Sighting, way: Way) -> Seen:
    """Look at every frame in one way. Other people are painted out, as the package does."""
    assert sighting.subject is not None
    box = _never_left(sighting.subject)
    points = np.full_like(sighting.track.points_px, np.nan)
    spent_s = 0.0
    with Landmarker(way.model, way.follow) as landmarker:
        for frame in clip.frames():
            hidden = subject_alone(frame, sighting.subject)
            placed = way.place(hidden, box)
            start_s = time.process_time()
            pose = in_the_mirror(landmarker, placed.image) if way.mirrored else landmarker.find(placed.image)
            spent_s += time.process_time() - start_s
            if pose is not None:
                points[frame.index] = pose.points_px / placed.scale + placed.origin
    return Seen(points, 1000 * spent_s / len(points))


def _never_left(subject: Subject) -> FloatArray:
    return np.concatenate([subject.box_px[:, :2].min(axis=0), subject.box_px[:, 2:].max(axis=0)])
