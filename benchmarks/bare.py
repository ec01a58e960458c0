"""MediaPipe's pose landmarker by itself, with nothing of this package around it."""

from __future__ import annotations

from pathlib import Path

import mediapipe as mp
import numpy as np
from mediapipe.tasks.python import BaseOptions, vision
from numpy.typing import NDArray

# Far enough apart that MediaPipe's own smoothing lets everything through (`pose/landmarker.py`).
_MS_BETWEEN_FRAMES = 200_000


class Bare:
    """Follows one person from picture to picture with the model of a bundle."""

    def __init__(self, file: Path) -> None:
        options = vision.PoseLandmarkerOptions(BaseOptions(model_asset_path=str(file)), vision.RunningMode.VIDEO)
        self._landmarker = vision.PoseLandmarker.create_from_options(options)
        self._time_ms = 0

    def close(self) -> None:
        """Free the model."""
        self._landmarker.close()

    def find(self, image: NDArray[np.uint8]) -> list[tuple[float, ...]]:
        """(66, 5) x, y, z, visibility and presence of all points, in the picture and in metres."""
        picture = mp.Image(image_format=mp.ImageFormat.SRGB, data=image)
        pose = self._landmarker.detect_for_video(picture, self._time_ms)
        self._time_ms += _MS_BETWEEN_FRAMES
        points = (*pose.pose_landmarks[0], *pose.pose_world_landmarks[0])
        return [(point.x, point.y, point.z, point.visibility, point.presence) for point in points]
