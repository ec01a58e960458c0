"""The stretches in which a clip is followed."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest

from kneevision.pose.asides import frames_to_look_at
from kneevision.pose.chunks import chunks
from kneevision.pose.see import see
from kneevision.video import VideoInfo, open_clip
from tests import remake


@pytest.fixture(scope="module")
def info(benchmark_clips: Path) -> VideoInfo:
    return open_clip(benchmark_clips / "run_front.mp4").info


def of(info: VideoInfo, frames: int) -> VideoInfo:
    return replace(info, frames=frames, duration_s=frames * info.frame_interval_s)


@pytest.mark.parametrize("frames", [2, 120, 449, 451, 600, 1800, 36_001])
def test_each_moment_lies_in_one_chunk_of_about_the_same_length(info: VideoInfo, frames: int) -> None:
    found = chunks(of(info, frames))
    assert found[0].warm_from_s is None
    assert found[0].from_s == 0
    assert found[-1].until_s is None  # the last one takes what the file did not announce
    assert all(one.until_s == two.from_s for one, two in pairwise(found))
    assert all(two.warm_from_s is not None and two.warm_from_s < two.from_s for two in found[1:])
    assert sum(chunk.frames for chunk in found) >= frames
    assert all(chunk.frames <= 450 for chunk in found)


def test_looks_aside_are_in_order_spread_over_the_clip_and_bounded_in_number(info: VideoInfo) -> None:
    looks = frames_to_look_at(of(info, 1800))
    assert list(looks) == sorted(set(looks))
    assert looks[0] < 20
    assert 1770 < looks[-1] < 1800
    assert len(looks) == pytest.approx(4 * 30, abs=1)


def test_the_landmarks_are_the_same_whatever_the_number_of_workers(
    benchmark_clips: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    short = remake.cut(benchmark_clips / "run_front.mp4", tmp_path / "short.mp4", 1.0, 3.0)
    clip = open_clip(remake.scaled(short, tmp_path / "small.mp4", 270, 480))
    monkeypatch.setattr("kneevision.pose.chunks._FRAMES", 30)  # four chunks of two seconds
    assert len(chunks(clip.info)) == 4
    one, five = (see(clip, "lite", workers=count) for count in (1, 5))
    assert one.subject is not None
    assert five.subject is not None
    assert np.array_equal(one.subject.time_s, five.subject.time_s)
    assert np.array_equal(one.subject.box_px, five.subject.box_px)
    alone, many = one.track, five.track
    for name in ("time_s", "points_px", "world_m", "visibility"):
        assert np.array_equal(getattr(alone, name), getattr(many, name), equal_nan=True)
    assert alone.mirror is not None
    assert alone.second is not None
    assert many.mirror is not None
    assert many.second is not None
    assert np.array_equal(alone.mirror.points_px, many.mirror.points_px, equal_nan=True)
    assert np.array_equal(alone.second.points_px, many.second.points_px, equal_nan=True)
