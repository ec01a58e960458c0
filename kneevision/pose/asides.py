"""What is also looked at in some of the frames: the mirrored picture, and both by the most careful model.

Following every frame with the most careful model costs three times as much. The errors that it does not make hardly
change from stride to stride, so that a few dozen looks show what they are (`trajectory/sharpen.py`).
"""

from __future__ import annotations

from contextlib import ExitStack, closing
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from kneevision.pose.follow import Followed
from kneevision.pose.follower import Follower
from kneevision.pose.hide import subject_alone
from kneevision.pose.landmarks import COUNT
from kneevision.pose.light import brightness
from kneevision.pose.models import ModelName
from kneevision.pose.subject import Subject
from kneevision.pose.together import Tick
from kneevision.pose.track import FloatArray, Mirror, SecondLook
from kneevision.video import Clip, VideoInfo

_MOST_CAREFUL: ModelName = "heavy"
# So many frames at least, evenly spread, and one so often: the camera's angle and the model's errors settle with a few
# dozen, and a squat's bottom should have a look.
_LEAST_LOOKS, _EVERY_S = 60, 0.25
# More than this of the most careful model's make no difference; they are spread over the clip.
_MOST_CAREFUL_LOOKS = 120
# Even spacing would meet a runner's steps at the same moments again and again: each look comes later by up to half the
# spacing, by multiples of the golden ratio, which fill any span evenly.
_SPREAD, _GOLDEN = 0.5, 0.6180339887
# What a look costs in looks of the follower, for the time left: one in the mirror, two of the most careful model.
_MIRROR_COST, _CAREFUL_COST = 1, 6


def frames_to_look_at(info: VideoInfo) -> tuple[int, ...]:
    """Which frames of a clip are looked at by more than the follower, in order."""
    every = max(1.0, min(info.frames / _LEAST_LOOKS, _EVERY_S * info.fps))
    number = np.arange(int(info.frames / every) + 1)
    late = _SPREAD * every * ((number * _GOLDEN) % 1)
    return tuple(sorted({int(frame) for frame in number * every + late if frame < info.frames}))


def cost(info: VideoInfo) -> int:
    """What all looks cost, in looks of the follower."""
    looks = len(frames_to_look_at(info))
    return looks * _MIRROR_COST + looks // _every(looks) * _CAREFUL_COST


@dataclass(frozen=True)
class Asides:
    """What was seen beside the follower's landmarks.

    Attributes
    ----------
    mirror_s : (M,) float
        When the mirrored picture showed the subject.
    mirror_px : (M, 33, 2) float
        Where, turned back.
    mirror_m : (M, 33, 3) float
    careful_s : (K,) float
        When the most careful model saw the subject in picture and mirror image.
    careful_px : (K, 33, 2) float
        Where: the mean of both.
    brightness : float or None
        Of the subject's surroundings, 0 black to 1 white, the median over the looks; None without any.
    """

    mirror_s: FloatArray
    mirror_px: FloatArray
    mirror_m: FloatArray
    careful_s: FloatArray
    careful_px: FloatArray
    brightness: float | None

    def mirror(self, followed: Followed) -> Mirror:
        """The mirrored pictures in those of the followed frames in which the follower saw the subject too."""
        looks, frames = _same(self.mirror_s, followed)
        return Mirror(frames, self.mirror_px[looks], self.mirror_m[looks], followed.points_px[frames])

    def second(self, followed: Followed) -> SecondLook:
        """The most careful model's in those of the followed frames in which the follower saw the subject too."""
        looks, frames = _same(self.careful_s, followed)
        return SecondLook(frames, self.careful_px[looks])


def look_aside(clip: Clip, model: ModelName, subject: Subject, max_side: int, tick: Tick) -> Asides:
    """Look at some frames of a clip in the mirror, with the follower's model, and at some with the most careful one.

    Parameters
    ----------
    clip : Clip
    model : 'lite', 'full' or 'heavy'
        The follower's.
    subject : Subject
        In px of pictures of this `max_side`.
    max_side : int
        Longer side of the pictures, px.
    tick : Tick
    """
    frames = frames_to_look_at(clip.info)
    every = _every(len(frames))
    mirror, careful, lights = _Block(len(frames), 5), _Block(len(frames) // every, 2), []
    scale = clip.shrunk_by(max_side)
    with ExitStack() as stack:
        mirrored = stack.enter_context(closing(Follower(model, subject, mirrored=True)))
        pair = [stack.enter_context(closing(Follower(_MOST_CAREFUL, subject, mirrored=side))) for side in (False, True)]
        for look, frame in enumerate(clip.frames(max_side=max_side, only=frames), start=1):
            image = subject_alone(frame, subject)
            pose = mirrored.find(image, frame.time_s)
            tick(_MIRROR_COST)
            if pose is not None:
                mirror.add(frame.time_s, np.concatenate([pose.points_px * scale, pose.world_m], axis=1))
                lights.append(brightness(frame.image, pose.box_px))
            if look % every == 0:
                both = [seen.points_px for follower in pair if (seen := follower.find(image, frame.time_s)) is not None]
                if len(both) == len(pair):
                    careful.add(frame.time_s, np.mean(both, axis=0) * scale)
                tick(_CAREFUL_COST)
    mirror_s, known = mirror.content()
    light = float(np.median(lights)) if lights else None
    return Asides(mirror_s, known[:, :, :2].copy(), known[:, :, 2:].copy(), *careful.content(), light)


def _every(looks: int) -> int:
    """The most careful model takes every so many-th of the looks."""
    return max(1, -(-looks // _MOST_CAREFUL_LOOKS))


def _same(looked_s: FloatArray, followed: Followed) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
    """Looks and frames of the same time, where the follower saw the subject."""
    seen = np.isfinite(followed.visibility[:, 0])
    _, looks, frames = np.intersect1d(looked_s, np.where(seen, followed.time_s, np.nan), return_indices=True)
    return looks, frames


class _Block:
    """Numbers per point at some moments: small arrays among large pictures keep memory from being freed."""

    def __init__(self, capacity: int, numbers: int) -> None:
        self._time_s = np.empty(capacity)
        self._known = np.empty((capacity, COUNT, numbers))
        self._count = 0

    def add(self, time_s: float, known: FloatArray) -> None:
        self._time_s[self._count] = time_s
        self._known[self._count] = known
        self._count += 1

    def content(self) -> tuple[FloatArray, FloatArray]:
        return self._time_s[: self._count].copy(), self._known[: self._count].copy()
