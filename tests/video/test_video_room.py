"""Pictures that another process shows come as they are, through shared memory or beside it."""

from __future__ import annotations

import os
import sys
import time
from pathlib import Path

import numpy as np
import pytest
from painting import picture

from kneevision.video import room
from kneevision.video.apart import ask

SMALL, LARGE = (40, 30, 3), (400, 300, 3)
BYTES = 3 * 40 * 30
SHAPES = [SMALL, SMALL, SMALL, LARGE, SMALL, LARGE, (20, 30, 3), SMALL]


@pytest.fixture(params=[True, False], ids=["shared memory", "none"])
def _memory(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    if not request.param:
        monkeypatch.delattr(os, "memfd_create", raising=False)
    elif not hasattr(os, "memfd_create"):
        pytest.skip("this system has no such memory")


@pytest.mark.usefixtures("_memory")
@pytest.mark.parametrize("picture_bytes", [0, BYTES])
def test_pictures_of_any_size_come_as_they_are(picture_bytes: int) -> None:
    answers = ask("tests.video.painting", Path("run.mp4"), {"shapes": SHAPES}, picture_bytes)
    kept = []
    for told, image in answers:
        kept.append((told["number"], image))
        time.sleep(0.02)  # the other process is ahead, and must not paint over what was not taken yet
    assert [number for number, _ in kept] == list(range(len(SHAPES)))
    for number, image in kept:
        assert image is not None
        assert np.array_equal(image, picture(number, SHAPES[number]))


@pytest.mark.skipif(sys.platform != "linux", reason="other systems have no such memory")
def test_nobody_can_take_the_memory_away() -> None:
    with room.shared(BYTES) as shared:
        assert shared is not None
        with pytest.raises(PermissionError):
            os.ftruncate(shared.descriptor, 0)
    with pytest.raises(OSError, match="descriptor"):
        os.fstat(shared.descriptor)


@pytest.mark.skipif(sys.platform != "linux", reason="other systems have no such memory")
def test_where_files_may_not_be_large_there_is_none_and_nothing_stays_open() -> None:
    import resource

    before, bounds = len(os.listdir("/proc/self/fd")), resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (BYTES, bounds[1]))
    try:
        with room.shared(BYTES) as shared:
            assert shared is None
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, bounds)
    assert len(os.listdir("/proc/self/fd")) == before
