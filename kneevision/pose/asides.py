"""What is also looked at in some of the frames: the mirrored picture, and both by the most careful model.

Following every frame with the most careful model costs three times as much. The errors that it does not make hardly
change from stride to stride, so that a few dozen looks show what they are (`trajectory/sharpen.py`).
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from kneevision.pose.follower import Follower
from kneevision.pose.landmarker import Pose
from kneevision.pose.landmarks import COUNT
from kneevision.pose.models import ModelName
from kneevision.pose.subject import Subject
from kneevision.pose.track import Mirror, SecondLook

_MOST_CAREFUL: ModelName = "heavy"
# So many frames at least, evenly spread, and one so often: the camera's angle and the model's errors settle with a few
# dozen, and a squat's bottom should have a look.
_LEAST_LOOKS, _EVERY_S = 60, 0.25
# More than this of the most careful model's make no difference; they are spread over the clip.
_MOST_CAREFUL_LOOKS = 120
# Even spacing would meet a runner's steps at the same moments again and again: each look comes later by up to half the
# spacing, by multiples of the golden ratio, which fill any span evenly.
_SPREAD, _GOLDEN = 0.5, 0.6180339887
_MIRROR_NUMBERS = 7  # x, y in the picture; x, y, z in metres; x, y as the follower saw it


def frames_to_look_at(frames: int, fps: float) -> frozenset[int]:
    """Which of so many frames are looked at by more than the follower."""
    every = max(1.0, min(frames / _LEAST_LOOKS, _EVERY_S * fps))
    number = np.arange(int(frames / every) + 1)
    late = _SPREAD * every * ((number * _GOLDEN) % 1)
    return frozenset(int(frame) for frame in number * every + late if frame < frames)


class Asides:
    """Looks and collects what was seen, in blocks: small arrays among large pictures keep memory from being freed.

    Parameters
    ----------
    model : 'lite', 'full' or 'heavy'
        The follower's, for the mirror.
    subject : Subject
    capacity : int
        How many frames are looked at, at most.
    """

    def __init__(self, model: ModelName, subject: Subject, capacity: int) -> None:
        self._mirror = Follower(model, subject, mirrored=True)
        self._careful = Follower(_MOST_CAREFUL, subject)
        self._careful_mirror = Follower(_MOST_CAREFUL, subject, mirrored=True)
        self._mirrored = _Block(capacity, _MIRROR_NUMBERS)
        self._second = _Block(min(capacity, _MOST_CAREFUL_LOOKS), 2)
        self._every = -(-capacity // _MOST_CAREFUL_LOOKS)
        self._looks = 0

    def close(self) -> None:
        """Free the models."""
        for follower in (self._mirror, self._careful, self._careful_mirror):
            follower.close()

    def look(self, number: int, image: NDArray[np.uint8], time_s: float, scale: float, seen: Pose) -> None:
        """Look at one RGB picture, the clip's frame `number`, in which the follower has `seen` the subject.

        `scale`: px of the clip per px of the picture.
        """
        mirrored = self._mirror.find(image, time_s)
        if mirrored is not None:
            points = (mirrored.points_px * scale, mirrored.world_m, seen.points_px * scale)
            self._mirrored.add(number, np.concatenate(points, axis=1))
        self._looks += 1
        if self._looks % self._every:
            return
        poses = [follower.find(image, time_s) for follower in (self._careful, self._careful_mirror)]
        both = [pose.points_px for pose in poses if isinstance(pose, Pose)]
        if len(both) == len(poses):
            self._second.add(number, np.mean(both, axis=0) * scale)

    def mirror(self) -> Mirror:
        """What the mirrored pictures show."""
        frames, known = self._mirrored.content()
        return Mirror(frames, known[:, :, :2].copy(), known[:, :, 2:5].copy(), known[:, :, 5:].copy())

    def second(self) -> SecondLook:
        """What the most careful model shows."""
        frames, known = self._second.content()
        return SecondLook(frames, known.copy())


class _Block:
    """Numbers per point of some frames; more frames than it has room for are left out."""

    def __init__(self, capacity: int, numbers: int) -> None:
        self._frames = np.zeros(capacity, dtype=np.intp)
        self._known = np.empty((capacity, COUNT, numbers))
        self._count = 0

    def add(self, frame: int, known: NDArray[np.float64]) -> None:
        if self._count < len(self._frames):
            self._frames[self._count] = frame
            self._known[self._count] = known
            self._count += 1

    def content(self) -> tuple[NDArray[np.intp], NDArray[np.float64]]:
        return self._frames[: self._count].copy(), self._known[: self._count]
