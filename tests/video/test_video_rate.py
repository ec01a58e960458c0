"""Slow motion: real time from the option, from the file's tag, or as the timestamps say."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from kneevision.errors import UserError
from kneevision.video import open_clip
from kneevision.video.rate import real_clock
from tests import remake

TAG = "com.android.capture.fps"


@pytest.fixture(scope="module")
def slow(run_clip: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """60 frames a second, played at 15."""
    return remake.slow_motion(run_clip, tmp_path_factory.mktemp("slow") / "slow.mp4", 4)


@pytest.fixture(scope="module")
def tagged(run_clip: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return remake.slow_motion(run_clip, tmp_path_factory.mktemp("tagged") / "tagged.mp4", 4, tag_fps=60)


def assert_real_time(path: Path, capture_fps: float | None, source: str, scale: float) -> None:
    clip = open_clip(path, capture_fps)
    assert clip.info.fps_source == source
    assert clip.info.time_scale == pytest.approx(scale, rel=1e-6)
    assert clip.info.fps == pytest.approx(15 / scale, rel=1e-6)
    assert clip.info.duration_s == pytest.approx(4 * scale, rel=1e-4)
    times = [frame.time_s for frame in clip.frames(max_side=64)]
    assert times == pytest.approx(np.arange(60) / 15 * scale, abs=1e-4)


def test_the_option_gives_real_time(slow: Path) -> None:
    assert_real_time(slow, 60, "option", 0.25)


def test_the_files_tag_gives_real_time(tagged: Path) -> None:
    assert_real_time(tagged, None, "file tag", 0.25)


def test_the_option_wins_over_the_tag(tagged: Path) -> None:
    assert_real_time(tagged, 120, "option", 0.125)


def test_without_either_the_timestamps_are_believed(slow: Path) -> None:
    assert_real_time(slow, None, "timestamps", 1.0)


def test_stretches_are_in_real_time(slow: Path) -> None:
    frames = open_clip(slow, 60).frames(0.5, max_side=64)
    assert [frame.index for frame in frames] == [0, 30]


@pytest.mark.parametrize("capture_fps", [60, 59.94, 50, 85])
def test_a_rate_close_to_the_files_changes_nothing(run_clip: Path, capture_fps: float) -> None:
    info = open_clip(run_clip, capture_fps).info
    assert (info.time_scale, info.fps_source) == (1.0, "timestamps")


@pytest.mark.parametrize("capture_fps", [30, 1, 0, -240, float("nan"), float("inf")])
def test_an_impossible_rate_is_refused_in_one_line(run_clip: Path, capture_fps: float) -> None:
    with pytest.raises(UserError, match=r"--capture-fps .*: ") as error:
        open_clip(run_clip, capture_fps)
    assert "\n" not in str(error.value)


@pytest.mark.parametrize("text", ["", "0", "-240", "nan", "fast", "30.0", "1.0"])
def test_a_tag_that_tells_no_slow_motion_is_passed_over(text: str) -> None:
    assert real_clock(29.98, None, {TAG: text}).scale == 1.0


def test_slow_motion_begins_at_one_and_a_half_times_the_rate() -> None:
    assert real_clock(30, None, {TAG: "44.9"}).scale == 1.0
    assert real_clock(30, None, {TAG: "45"}).scale == pytest.approx(30 / 45)
