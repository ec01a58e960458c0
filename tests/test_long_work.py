"""Long work in a process of its own."""

import os
import sys

import pytest

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
