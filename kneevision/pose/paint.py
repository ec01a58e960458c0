"""Take people out of a picture, so that the model finds others."""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

from kneevision.pose.landmarker import Pose
from kneevision.pose.landmarks import NAMES

# Limbs that are painted over, as pairs of body parts, and how thick, in trunk lengths.
_LIMBS = tuple(
    (NAMES.index(a), NAMES.index(b))
    for a, b in (
        ("left_shoulder", "right_shoulder"),
        ("left_hip", "right_hip"),
        ("left_shoulder", "right_hip"),
        ("right_shoulder", "left_hip"),
        ("nose", "left_shoulder"),
        ("nose", "right_shoulder"),
        *(
            (f"{side}_{a}", f"{side}_{b}")
            for side in ("left", "right")
            for a, b in (
                ("shoulder", "hip"),
                ("shoulder", "elbow"),
                ("elbow", "wrist"),
                ("hip", "knee"),
                ("knee", "ankle"),
                ("ankle", "foot_index"),
            )
        ),
    )
)
_THICKNESS = 0.3


def mean_colour(image: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """(3,) mean colour of a picture, from a sparse sample."""
    colour: NDArray[np.uint8] = image[::16, ::16].mean(axis=(0, 1)).astype(np.uint8)
    return colour


def paint_out(image: NDArray[np.uint8], pose: Pose) -> None:
    """Paint over a person, in place, in the picture's mean colour."""
    colour = [int(part) for part in mean_colour(image)]
    points = pose.points_px.round().astype(int)
    shoulders, hips = (
        pose.points_px[[NAMES.index(f"{s}_{p}") for s in ("left", "right")]].mean(axis=0) for p in ("shoulder", "hip")
    )
    thickness = max(8, round(_THICKNESS * float(np.hypot(*(shoulders - hips)))))
    for start, end in _LIMBS:
        cv2.line(image, tuple(points[start]), tuple(points[end]), colour, thickness)
    cv2.circle(image, tuple(points[NAMES.index("nose")]), thickness, colour, cv2.FILLED)
