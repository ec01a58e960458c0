"""Search: who is in the picture, at moments spread over a clip."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from functools import partial
from itertools import chain

from kneevision.pose.landmarker import Landmarker
from kneevision.pose.looks import everybody
from kneevision.pose.models import ModelName
from kneevision.pose.subject import Look
from kneevision.pose.together import Tick, together
from kneevision.video import Clip, Frame

_MOST_PEOPLE = 4
# Looks for people: one each half second, but at least a dozen in a short clip and at most sixty in a long one.
_LOOK_EVERY_S, _LEAST_LOOKS, _MOST_LOOKS = 0.5, 12, 60


def search(
    clip: Clip,
    model: ModelName,
    max_side: int,
    shown: Callable[[Frame], None],
    workers: int,
    progress: Callable[[float], None],
) -> list[Look]:
    """Everybody in some frames of a clip, in order of time.

    Parameters
    ----------
    clip : Clip
    model : 'lite', 'full' or 'heavy'
    max_side : int
        Longer side of the pictures, px.
    shown : callable
        Is shown each of the frames, in order of time.
    workers : int
        How many models are at work at a time; what they find does not depend on it.
    progress : callable
        Told the fraction done.
    """
    every_s = _every_s(clip.info.duration_s)
    frames = _InTurn(clip.frames(every_s=every_s, max_side=max_side), shown)
    tasks = [partial(_look_at, frames, model) for _ in range(workers)]
    found = together(tasks, workers, round(clip.info.duration_s / every_s), progress)
    return sorted(chain.from_iterable(found), key=lambda look: look.time_s)


def _every_s(duration_s: float) -> float:
    return max(min(_LOOK_EVERY_S, duration_s / _LEAST_LOOKS), duration_s / _MOST_LOOKS)


def _look_at(frames: Iterator[Frame], model: ModelName, tick: Tick) -> list[Look]:
    found = []
    with Landmarker(model, follow=False) as landmarker:
        for frame in frames:
            found.append(Look(frame.time_s, tuple(everybody(landmarker, frame.image, _MOST_PEOPLE))))
            tick()
    return found


class _InTurn(Iterator[Frame]):
    """Frames for several threads: each of them to one."""

    def __init__(self, frames: Iterator[Frame], shown: Callable[[Frame], None]) -> None:
        self._frames, self._shown = frames, shown
        self._lock = threading.Lock()

    def __next__(self) -> Frame:
        with self._lock:
            frame = next(self._frames)
            self._shown(frame)
            return frame
