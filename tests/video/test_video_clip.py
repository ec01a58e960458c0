"""Times, sizes and frames of good files."""

from __future__ import annotations

import hashlib
import shutil
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest
from known import corners_video, write_frame, yuv_stripes

from kneevision.video import open_clip
from tests import remake


def times(path: Path, every_s: float = 0.0) -> list[float]:
    return [frame.time_s for frame in open_clip(path).frames(every_s, max_side=64)]


def test_a_plain_clip_is_described(run_clip: Path) -> None:
    info = open_clip(run_clip).info
    assert (info.width, info.height, info.rotation_deg, info.mirrored) == (540, 960, 0, False)
    assert (info.frames, info.codec, info.fps_source, info.time_scale) == (60, "h264", "timestamps", 1.0)
    assert info.duration_s == pytest.approx(1.0, abs=1e-6)
    assert info.fps == pytest.approx(60, abs=1e-6)
    assert info.frame_interval_s == pytest.approx(1 / 60, abs=1e-9)
    assert info.sha256 == hashlib.sha256(run_clip.read_bytes()).hexdigest()


def test_every_frame_comes_at_its_time_as_often_as_asked(run_clip: Path) -> None:
    clip = open_clip(run_clip)
    first, second = list(clip.frames()), list(clip.frames())
    assert [frame.index for frame in first] == list(range(60))
    assert [frame.time_s for frame in first] == pytest.approx(np.arange(60) / 60, abs=1e-5)
    for one, other in zip(first, second, strict=True):
        assert one.time_s == other.time_s
        assert one.image.dtype == np.uint8
        assert one.image.flags.c_contiguous
        assert np.array_equal(one.image, other.image)


def test_two_passes_at_once_do_not_disturb_each_other(run_clip: Path) -> None:
    clip = open_clip(run_clip)
    pairs = list(zip(clip.frames(max_side=64), clip.frames(max_side=64), strict=True))
    assert len(pairs) == 60
    assert all(np.array_equal(one.image, other.image) for one, other in pairs)


def test_a_pass_left_early_can_be_begun_again(run_clip: Path) -> None:
    clip = open_clip(run_clip)
    assert next(clip.frames()).index == next(clip.frames()).index == 0


@pytest.mark.parametrize("every_s", [0.1, 0.25, 0.04, 5.0])
def test_the_first_frame_of_each_stretch_is_given(run_clip: Path, every_s: float) -> None:
    frames = list(open_clip(run_clip).frames(every_s, max_side=64))
    boundaries = np.arange(0, 1 - 1e-9, every_s)
    expected = [int(np.ceil(boundary * 60 - 1e-6)) for boundary in boundaries]
    assert [frame.index for frame in frames] == expected


def test_a_bounded_picture_is_the_whole_picture_shrunk(run_clip: Path) -> None:
    clip = open_clip(run_clip)
    full, small = next(clip.frames()).image, next(clip.frames(max_side=240)).image
    assert small.shape == (240, 135, 3)
    blocks = full.reshape(240, 4, 135, 4, 3).mean(axis=(1, 3))
    assert np.abs(blocks - small).mean() < 3
    assert next(clip.frames(max_side=4000)).image.shape == (960, 540, 3)


@pytest.mark.parametrize("dropped", [(2, 5), (2, 5, 6)])  # with the second, half of the intervals are longer
def test_frames_keep_their_own_times_when_the_rate_varies(
    run_clip: Path, tmp_path: Path, dropped: tuple[int, ...]
) -> None:
    varying = remake.variable_rate(run_clip, tmp_path / "varying.mp4", lambda index: index % 7 in dropped)
    kept = [index / 60 for index in range(60) if index % 7 not in dropped]
    assert times(varying) == pytest.approx(kept, abs=1e-5)
    info = open_clip(varying).info
    assert info.frames == len(kept)
    assert info.frame_interval_s == pytest.approx(1 / 60, abs=1e-4)
    assert info.duration_s == pytest.approx(kept[-1] + 1 / 60, abs=1e-4)


@pytest.mark.parametrize(
    ("name", "codec", "pix_fmt", "expected"),
    [
        ("run.mov", "libx265", "yuv420p10le", "hevc"),
        ("run.webm", "libvpx-vp9", "yuv420p", "vp9"),
        ("run.mkv", "libx264", "yuv420p", "h264"),
    ],
)
def test_other_codecs_and_containers_give_the_same_frames(
    run_clip: Path, tmp_path: Path, name: str, codec: str, pix_fmt: str, expected: str
) -> None:
    other = open_clip(remake.reencoded(run_clip, tmp_path / name, codec, pix_fmt))
    assert other.info.codec == expected
    assert other.info.frames == 60
    assert other.info.fps == pytest.approx(60, abs=0.1)  # WebM rounds times to milliseconds
    for one, two in zip(open_clip(run_clip).frames(), other.frames(), strict=True):
        assert two.time_s == pytest.approx(one.time_s, abs=0.001)
        assert np.abs(one.image.astype(int) - two.image).mean() < 3


def test_pixels_that_are_not_square_are_made_square(tmp_path: Path) -> None:
    frame = yuv_stripes(np.array([(1, 0, 0), (0, 0, 1)]), "yuv420p", 1, False)
    wide = write_frame(tmp_path / "wide.mp4", frame, "libx264", {"x264-params": "sar=3/2"})
    clip = open_clip(wide)
    image = next(clip.frames()).image
    assert image.shape == (64, 96, 3)
    assert (clip.info.width, clip.info.height) == (96, 64)
    red_columns = np.flatnonzero(image[32, :, 0] > image[32, :, 2])
    assert len(red_columns) == pytest.approx(48, abs=1)


def test_a_name_with_colon_percent_and_accent_is_just_a_name(run_clip: Path, tmp_path: Path) -> None:
    path = tmp_path / "http:läufer %03d.mp4"
    shutil.copy(run_clip, path)
    assert open_clip(path).info.frames == 60


def test_a_very_short_clip_keeps_every_frame(tmp_path: Path) -> None:
    assert times(corners_video(tmp_path / "short.mp4")) == pytest.approx([0, 1 / 30, 2 / 30], abs=1e-5)


def test_a_looped_clip_goes_on_in_time(run_clip: Path, tmp_path: Path) -> None:
    looped = times(remake.looped(run_clip, tmp_path / "looped.mp4", 3))
    assert looped == pytest.approx(np.arange(180) / 60, abs=1e-5)
    assert all(later > earlier for earlier, later in pairwise(looped))


@pytest.mark.parametrize("edge_s", [0.25, 0.5, 0.7])
def test_stretches_together_are_the_whole_clip_bit_for_bit(run_clip: Path, edge_s: float) -> None:
    clip = open_clip(run_clip)
    parts = [*clip.frames(until_s=edge_s), *clip.frames(from_s=edge_s)]
    for one, two in zip(clip.frames(), parts, strict=True):
        assert one.time_s == two.time_s
        assert np.array_equal(one.image, two.image)


def test_only_the_frames_asked_for_are_given(run_clip: Path) -> None:
    clip = open_clip(run_clip)
    every = list(clip.frames(max_side=64))
    only = list(clip.frames(max_side=64, only=(3, 17, 18, len(every) + 5)))
    assert [frame.index for frame in only] == [3, 17, 18]
    assert all(np.array_equal(frame.image, every[frame.index].image) for frame in only)
