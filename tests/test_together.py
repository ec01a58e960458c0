"""Several tasks at a time."""

from __future__ import annotations

import threading
import time
from functools import partial

import pytest

from kneevision.pose.together import Tick, default_workers, together


def test_results_come_in_the_order_of_the_tasks_whoever_is_first() -> None:
    def task(number: int, tick: Tick) -> int:
        time.sleep(0.02 * (3 - number))
        tick()
        return number

    assert together([partial(task, number) for number in range(4)], 3, 4, lambda fraction: None) == [0, 1, 2, 3]


def test_no_more_than_the_workers_are_at_work() -> None:
    lock, at_work, most = threading.Lock(), 0, 0

    def task(tick: Tick) -> None:
        nonlocal at_work, most
        with lock:
            at_work += 1
            most = max(most, at_work)
        time.sleep(0.01)
        with lock:
            at_work -= 1

    together([task] * 9, 2, 9, lambda fraction: None)
    assert most == 2


def endless(tick: Tick) -> None:
    while True:
        time.sleep(0.005)
        tick()


def test_what_one_task_raises_stops_the_others() -> None:
    def failing(tick: Tick) -> None:
        time.sleep(0.05)
        raise LookupError("lost")

    with pytest.raises(LookupError, match="lost"):
        together([endless, failing, endless, endless], 2, 1, lambda fraction: None)


@pytest.mark.parametrize("error", [KeyboardInterrupt, ValueError])
def test_a_caller_that_gives_up_stops_all(error: type[BaseException]) -> None:
    def progress(fraction: float) -> None:
        if fraction >= 0.2:
            raise error

    with pytest.raises(error):
        together([endless] * 3, 2, 100, progress)


def test_progress_is_told_in_the_callers_thread_and_ends_with_all() -> None:
    told: list[tuple[float, int]] = []

    def task(tick: Tick) -> None:
        for _ in range(5):
            tick(2)

    together([task] * 3, 2, 30, lambda fraction: told.append((fraction, threading.get_ident())))
    assert told[-1][0] == 1.0
    assert {thread for _, thread in told} == {threading.get_ident()}


def test_there_is_a_worker_at_least_and_four_at_most() -> None:
    assert 1 <= default_workers() <= 4
