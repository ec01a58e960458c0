"""What is also looked at in some of the frames: the mirrored picture, and both by the most careful model.

Following every frame with the most careful model costs three times as much. The errors that it does not make hardly
change from stride to stride, so that a few dozen looks show what they are (`trajectory/sharpen.py`).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass
from functools import partial

import numpy as np
from numpy.typing import NDArray

from kneevision.pose.follow import Followed
from kneevision.pose.follower import Follower
from kneevision.pose.for_both import ForBoth
from kneevision.pose.hide import subject_alone
from kneevision.pose.landmarks import COUNT
from kneevision.pose.light import brightness
from kneevision.pose.models import ModelName
from kneevision.pose.subject import Subject
from kneevision.pose.together import Tick
from kneevision.pose.track import FloatArray, Mirror, SecondLook
from kneevision.video import Clip, Frame, VideoInfo
from kneevision.video.behind import Behind

_MOST_CAREFUL: ModelName = "heavy"
# So many frames at least, evenly spread, and one so often: the camera's angle and the model's errors settle with a few
# dozen, and a squat's bottom should have a look.
_LEAST_LOOKS, _EVERY_S = 60, 0.25
# So many of the most careful model's at most, spread over the clip: as many as the longest of the clips had of which
# docs/accuracy.md tells.
_MOST_CAREFUL_LOOKS = 80
# Even spacing would meet a runner's steps at the same moments again and again: each look comes later by up to half the
# spacing, by multiples of the golden ratio, which fill any span evenly.
_SPREAD, _GOLDEN = 0.5, 0.6180339887
# What a look costs in looks of the follower, for the time left: one in the mirror, one of the most careful model.
_MIRROR_COST, _CAREFUL_COST = 1, 3


def frames_to_look_at(info: VideoInfo) -> tuple[int, ...]:
    """Which frames of a clip are looked at by more than the follower, in order."""
    every = max(1.0, min(info.frames / _LEAST_LOOKS, _EVERY_S * info.fps))
    number = np.arange(int(info.frames / every) + 1)
    late = _SPREAD * every * ((number * _GOLDEN) % 1)
    return tuple(sorted({int(frame) for frame in number * every + late if frame < info.frames}))


def cost(info: VideoInfo) -> int:
    """What both tasks of `asides` cost, in looks of the follower."""
    return len(frames_to_look_at(info)) * _MIRROR_COST + 2 * len(_careful_frames(info)) * _CAREFUL_COST


@dataclass(frozen=True)
class Mirrored:
    """What mirrored pictures show, turned back.

    Attributes
    ----------
    time_s : (M,) float
        Moments at which the subject was found.
    points_px : (M, 33, 2) float
    world_m : (M, 33, 3) float
    brightness : float or None
        Of the subject's surroundings, 0 black to 1 white, the median over the looks; None without any.
    """

    time_s: FloatArray
    points_px: FloatArray
    world_m: FloatArray
    brightness: float | None

    def beside(self, followed: Followed) -> Mirror:
        """Those in which the follower saw the subject too."""
        looks, frames = _same(self.time_s, followed)
        return Mirror(frames, self.points_px[looks], self.world_m[looks], followed.points_px[frames])


@dataclass(frozen=True)
class Careful:
    """What the most careful model sees in pictures or in their mirror images.

    Attributes
    ----------
    time_s : (K,) float
        Moments at which the subject was found.
    points_px : (K, 33, 2) float
    """

    time_s: FloatArray
    points_px: FloatArray

    def and_in(self, other: Careful) -> Careful:
        """The mean of picture and mirror image, where the subject was found in both."""
        time_s, ours, theirs = np.intersect1d(self.time_s, other.time_s, return_indices=True)
        return Careful(time_s, np.mean([self.points_px[ours], other.points_px[theirs]], axis=0))

    def beside(self, followed: Followed) -> SecondLook:
        """Those in which the follower saw the subject too."""
        looks, frames = _same(self.time_s, followed)
        return SecondLook(frames, self.points_px[looks])


@dataclass(frozen=True)
class Straight:
    """What the task of `asides` sees that looks at pictures as they are: most of it, but for its mirrored looks."""

    mirrored: Mirrored
    careful: Careful


def asides(
    clip: Clip, model: ModelName, subject: Subject, max_side: int, workers: int
) -> tuple[Callable[[Tick], Straight], Callable[[Tick], Careful]]:
    """Two tasks that look at some frames of a clip.

    One looks with the most careful model and, in a thread beside, with the follower's in the mirror; the other one in
    the mirror with the most careful model.

    With more than one of `workers` they read the clip together, and have to be begun at the same time.

    Parameters
    ----------
    clip : Clip
    model : 'lite', 'full' or 'heavy'
        The follower's.
    subject : Subject
        In px of pictures of this `max_side`.
    max_side : int
        Longer side of the pictures, px.
    workers : int
        How many tasks are at work at a time.
    """
    scale = clip.shrunk_by(max_side)
    wanted = partial(clip.frames, max_side=max_side, only=frames_to_look_at(clip.info))
    both = ForBoth(wanted()) if workers > 1 else None

    def frames(number: int, tick: Tick) -> Iterator[Frame]:
        return wanted() if both is None else both.reader(number, tick)

    def straight(tick: Tick) -> Straight:
        with closing(_Mirror(clip, model, subject, scale, tick)) as mirror, Behind() as behind:

            def beside(frame: Frame) -> None:
                behind.order(mirror.look, frame)

            shown = _shown(frames(0, tick), beside if workers > 1 else mirror.look)
            careful = _look_carefully(shown, clip, subject, scale, tick)
        return Straight(mirror.found(), careful)

    def turned(tick: Tick) -> Careful:
        return _look_carefully(frames(1, tick), clip, subject, scale, tick, mirrored=True)

    return straight, turned


class _Mirror:
    """Looks at pictures in the mirror, with the follower's model."""

    def __init__(self, clip: Clip, model: ModelName, subject: Subject, scale: float, tick: Tick) -> None:
        self._subject, self._scale, self._tick = subject, scale, tick
        self._seen, self._lights = _Block(len(frames_to_look_at(clip.info)), 5), list[float]()
        self._follower = Follower(model, subject, mirrored=True)

    def close(self) -> None:
        self._follower.close()

    def look(self, frame: Frame) -> None:
        pose = self._follower.find(subject_alone(frame, self._subject), frame.time_s)
        if pose is not None:
            self._seen.add(frame.time_s, np.concatenate([pose.points_px * self._scale, pose.world_m], axis=1))
            self._lights.append(brightness(frame.image, pose.box_px))
        self._tick(_MIRROR_COST)

    def found(self) -> Mirrored:
        time_s, known = self._seen.content()
        light = float(np.median(self._lights)) if self._lights else None
        return Mirrored(time_s, known[:, :, :2].copy(), known[:, :, 2:].copy(), light)


def _shown(frames: Iterator[Frame], show: Callable[[Frame], None]) -> Iterator[Frame]:
    """The frames, each shown to somebody else first."""
    for frame in frames:
        show(frame)
        yield frame


def _look_carefully(
    frames: Iterator[Frame], clip: Clip, subject: Subject, scale: float, tick: Tick, mirrored: bool = False
) -> Careful:
    """What the most careful model sees in some of the frames, or in their mirror images, turned back."""
    wanted = frozenset(_careful_frames(clip.info))
    seen = _Block(len(wanted), 2)
    with closing(Follower(_MOST_CAREFUL, subject, mirrored)) as follower:
        for frame in frames:
            if frame.index not in wanted:
                continue
            pose = follower.find(subject_alone(frame, subject), frame.time_s)
            if pose is not None:
                seen.add(frame.time_s, pose.points_px * scale)
            tick(_CAREFUL_COST)
    return Careful(*seen.content())


def _careful_frames(info: VideoInfo) -> tuple[int, ...]:
    """Those of the frames that the most careful model looks at."""
    frames = frames_to_look_at(info)
    every = max(1, -(-len(frames) // _MOST_CAREFUL_LOOKS))
    return frames[every - 1 :: every]


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
