"""MediaPipe's pose landmarker, reduced to what this package needs of it."""

from __future__ import annotations

from dataclasses import dataclass
from types import TracebackType
from typing import Self

import mediapipe as mp
import numpy as np
from mediapipe.tasks.python import BaseOptions, vision
from numpy.typing import NDArray

from kneevision.pose.landmarks import COUNT
from kneevision.pose.models import ModelName, verified_model
from kneevision.pose.track import FloatArray

# In VIDEO mode MediaPipe smooths with a filter that follows the timestamps, which lags the knee by 1-2 frames. Told
# that far more time passes between frames than does, the filter lets everything through: the knee then trails the
# truth by 0.2 frames or less (`python -m benchmarks.lag`).
_MS_BETWEEN_FRAMES = 166_667


@dataclass(frozen=True)
class Pose:
    """One person in one picture: (33, 2) px, (33, 3) m about the hips, (33,) visibility 0..1."""

    points_px: FloatArray
    world_m: FloatArray
    visibility: FloatArray

    @property
    def box_px(self) -> FloatArray:
        """(4,) left, top, right, bottom of all landmarks."""
        return np.concatenate([self.points_px.min(axis=0), self.points_px.max(axis=0)])


class Landmarker:
    """Finds one person in pictures.

    Parameters
    ----------
    model : 'lite', 'full' or 'heavy'
    follow : bool
        True: follows the person from picture to picture, given in order. False: looks at each picture anew.
    """

    def __init__(self, model: ModelName, follow: bool) -> None:
        self._follows = follow
        mode = vision.RunningMode.VIDEO if follow else vision.RunningMode.IMAGE
        # By its path, the file is mapped into memory once for all; its content would be copied for each.
        options = vision.PoseLandmarkerOptions(
            base_options=BaseOptions(model_asset_path=str(verified_model(model))), running_mode=mode
        )
        self._landmarker = vision.PoseLandmarker.create_from_options(options)
        self._count = 0

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Free the model."""
        self._landmarker.close()

    def find(self, image: NDArray[np.uint8]) -> Pose | None:
        """The person in one RGB picture (height, width, 3); None when there is none."""
        # mp.Image borrows the buffer: `image` has to live until the call is over, and to be contiguous.
        image = np.ascontiguousarray(image)
        picture = mp.Image(image_format=mp.ImageFormat.SRGB, data=image)
        if self._follows:
            result = self._landmarker.detect_for_video(picture, self._count * _MS_BETWEEN_FRAMES)
        else:
            result = self._landmarker.detect(picture)
        self._count += 1
        if not result.pose_landmarks:
            return None
        height, width = image.shape[:2]
        return _pose(result.pose_landmarks[0], result.pose_world_landmarks[0], width, height)


def _pose(points: list[object], world: list[object], width: int, height: int) -> Pose:
    def array(landmarks: list[object], *names: str) -> FloatArray:
        values = [[getattr(landmark, name) for name in names] for landmark in landmarks]
        return np.array(values, dtype=float).reshape(COUNT, len(names))

    return Pose(
        points_px=array(points, "x", "y") * (width, height),
        world_m=array(world, "x", "y", "z"),
        visibility=array(points, "visibility")[:, 0],
    )
