"""Long work in a process of its own."""

import os
import signal
import sys
import time

import pytest

from kneevision.errors import EXIT_INTERRUPTED
from kneevision.long_work import Tell, long_work


def _tells_its_rank(tell: Tell) -> int:
    tell(os.getpriority(os.PRIO_PROCESS, 0))
    return 0


@pytest.mark.skipif(sys.platform == "win32", reason="its ranks are no numbers there")
def test_it_steps_back_behind_whoever_asked() -> None:
    with long_work(_tells_its_rank) as work:
        (rank,) = work.told()
        assert work.ended() == (0, "")
    assert rank > os.getpriority(os.PRIO_PROCESS, 0)


def _waits(tell: Tell) -> int:
    tell("begun")
    for _ in range(1000):
        time.sleep(0.05)
    return 0


@pytest.mark.skipif(sys.platform == "win32", reason="signals are ignored differently there")
def test_it_stops_at_once_where_ctrl_c_is_ignored() -> None:
    """As a shell has it for what it starts in the background."""
    before = signal.signal(signal.SIGINT, signal.SIG_IGN)
    try:
        with long_work(_waits) as work:
            told = work.told()
            assert next(told) == "begun"
            asked = time.monotonic()
            work.stop()
            code, _ = work.ended()
    finally:
        signal.signal(signal.SIGINT, before)
    assert code == EXIT_INTERRUPTED
    assert time.monotonic() - asked < 15  # after 20 s it would be ended untidily
