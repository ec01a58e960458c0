"""One pose model that follows the subject from picture to picture, and starts anew when it has jumped to another."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from kneevision.pose.landmarker import Landmarker, Pose
from kneevision.pose.landmarks import NAMES
from kneevision.pose.looks import in_the_mirror
from kneevision.pose.models import ModelName
from kneevision.pose.subject import Subject

# Hips farther than this from where the search saw them (in heights) belong to somebody else.
_FARTHEST = 0.3


class Follower:
    """Finds the subject in pictures given in order.

    Parameters
    ----------
    model : 'lite', 'full' or 'heavy'
    subject : Subject
    mirrored : bool
        Look at the mirror image of each picture; what is found is turned back.
    """

    def __init__(self, model: ModelName, subject: Subject, mirrored: bool = False) -> None:
        self._model: ModelName = model
        self._subject = subject
        self._mirrored = mirrored
        self._landmarker = Landmarker(model, follow=True)

    def close(self) -> None:
        """Free the model."""
        self._landmarker.close()

    def find(self, image: NDArray[np.uint8], time_s: float) -> Pose | None:
        """The subject in one RGB picture; None when they, or only others, are not found in it."""
        pose = in_the_mirror(self._landmarker, image) if self._mirrored else self._landmarker.find(image)
        if pose is None or self._is_subject(pose, time_s):
            return pose
        self._landmarker.close()
        self._landmarker = Landmarker(self._model, follow=True)
        return None

    def _is_subject(self, pose: Pose, time_s: float) -> bool:
        _, top, _, bottom = self._subject.box_at(time_s)
        hips = pose.points_px[[NAMES.index("left_hip"), NAMES.index("right_hip")]].mean(axis=0)
        apart = float(np.hypot(*(hips - self._subject.hips_at(time_s))))
        return apart < _FARTHEST * max(float(bottom - top), 1.0)
