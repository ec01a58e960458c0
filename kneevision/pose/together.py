"""Do several things at the same time, in threads: MediaPipe works outside Python's lock, so that they use all cores."""

from __future__ import annotations

import os
import threading
from collections.abc import Callable, Sequence
from concurrent.futures import FIRST_EXCEPTION, Future, ThreadPoolExecutor, wait
from typing import Protocol, TypeVar

Result = TypeVar("Result")

# More than this many cores make hardly anything faster (a clip has few chunks), and every model takes its memory.
_MOST_WORKERS = 4
_REPORT_EVERY_S = 0.2


class Tick(Protocol):
    """Called by a task for each step that it has done; raises when the task is to stop."""

    def __call__(self, weight: int = 1) -> None:
        """Count a step of this weight."""


def default_workers() -> int:
    """One for each core that this process may use, up to four."""
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    return min(cores, _MOST_WORKERS)


def together(
    tasks: Sequence[Callable[[Tick], Result]], workers: int, total: int, progress: Callable[[float], None]
) -> list[Result]:
    """The results of all tasks, in their order; at most `workers` of them are at work at any time.

    When one raises, or the caller is interrupted (Ctrl-C, or an exception of `progress`), the others stop at their next
    tick, and that exception is raised.

    Parameters
    ----------
    tasks : callables
        Begun in this order.
    workers : int
    total : int
        Sum of the weights of all ticks, as far as is known.
    progress : callable
        Told the fraction done, in the caller's thread.
    """
    tally = _Tally()
    with ThreadPoolExecutor(workers) as pool:
        try:
            futures = [pool.submit(task, tally.tick) for task in tasks]
            _wait(futures, lambda: progress(min(1.0, tally.done / max(total, 1))))
            return [future.result() for future in futures]
        finally:
            tally.stop()
            pool.shutdown(cancel_futures=True)


def _wait(futures: Sequence[Future[Result]], report: Callable[[], None]) -> None:
    """Until all are done; raises what the first one raises that fails."""
    left = set(futures)
    while left:
        done, left = wait(left, _REPORT_EVERY_S, FIRST_EXCEPTION)
        for future in done:
            future.result()
        report()


class _StoppedError(Exception):
    """Another task has failed or the caller has given up; nobody sees this one."""


class _Tally:
    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._stopped = False
        self.done = 0

    def tick(self, weight: int = 1) -> None:
        with self._lock:
            self.done += weight
        if self._stopped:
            raise _StoppedError

    def stop(self) -> None:
        self._stopped = True
