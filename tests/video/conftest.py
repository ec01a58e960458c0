"""A short clip that the tests of reading and writing share."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests import remake


@pytest.fixture(scope="session")
def run_clip(benchmark_clips: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """One second (60 frames) of a rendered runner, 540x960, H.264."""
    return remake.cut(benchmark_clips / "run_front.mp4", tmp_path_factory.mktemp("clip") / "run.mp4", 2.0, 3.0)
