"""Frames for two readers, read once."""

from __future__ import annotations

import time
from collections.abc import Iterator
from functools import partial

import numpy as np
import pytest

from kneevision.pose.for_both import ForBoth
from kneevision.pose.together import Tick, together
from kneevision.video import Frame

COUNT = 20


class Film:
    """Frames that tell how many of them were read."""

    def __init__(self) -> None:
        self.read = 0

    def frames(self) -> Iterator[Frame]:
        for index in range(COUNT):
            self.read += 1
            yield Frame(index, index / 30, np.zeros((2, 2, 3), np.uint8))


def nothing(fraction: float) -> None:
    """Progress that nobody sees."""


@pytest.mark.parametrize("slow", [0, 1])
def test_each_reader_has_all_frames_in_order_and_each_is_read_once(slow: int) -> None:
    film = Film()
    both, seen = ForBoth(film.frames()), ([], [])
    ahead = []

    def task(number: int, tick: Tick) -> None:
        for frame in both.reader(number, tick):
            seen[number].append(frame.index)
            ahead.append(abs(len(seen[0]) - len(seen[1])))
            if number == slow:
                time.sleep(0.002)
            tick()

    together([partial(task, 0), partial(task, 1)], 2, 2 * COUNT, nothing)
    assert seen == (list(range(COUNT)), list(range(COUNT)))
    assert film.read == COUNT
    assert max(ahead) <= 5  # three that wait, and one in the hands of each


def test_a_reader_that_waits_for_one_who_failed_stops() -> None:
    both = ForBoth(Film().frames())

    def reads(tick: Tick) -> None:
        for _ in both.reader(0, tick):
            tick()

    def fails(tick: Tick) -> None:
        time.sleep(0.05)
        raise LookupError("lost")

    with pytest.raises(LookupError, match="lost"):
        together([reads, fails], 2, 1, nothing)


def test_what_reading_raises_reaches_the_caller() -> None:
    def broken() -> Iterator[Frame]:
        yield from Film().frames()
        raise OSError("gone")

    both = ForBoth(broken())

    def task(number: int, tick: Tick) -> None:
        for _ in both.reader(number, tick):
            tick()

    with pytest.raises(OSError, match="gone"):
        together([partial(task, 0), partial(task, 1)], 2, 1, nothing)
