"""Frames for two readers, read once."""

from __future__ import annotations

import threading
from collections import deque
from collections.abc import Iterator
from typing import Final

from kneevision.pose.together import Tick
from kneevision.video import Frame

_MOST_AHEAD: Final = 3  # pictures that one reader may be ahead of the other
_ASK_EVERY_S: Final = 0.2


class ForBoth:
    """Gives each of the frames to two readers, in two threads of `together` that are at work at the same time.

    Whoever is ahead reads on, and waits for the other one when far ahead.
    """

    def __init__(self, frames: Iterator[Frame]) -> None:
        self._frames = frames
        self._changed = threading.Condition()
        self._kept: tuple[deque[Frame], deque[Frame]] = deque(), deque()

    def reader(self, number: int, tick: Tick) -> Iterator[Frame]:
        """All frames, for reader 0 or 1; raises what `tick` raises while it waits for the other one."""
        own, others = self._kept[number], self._kept[1 - number]
        while True:
            with self._changed:
                while not own and len(others) >= _MOST_AHEAD:
                    self._changed.wait(_ASK_EVERY_S)
                    tick(0)
                if not own:
                    frame = next(self._frames, None)
                    if frame is None:
                        return
                    own.append(frame)
                    others.append(frame)
                frame = own.popleft()
                self._changed.notify()
            yield frame
