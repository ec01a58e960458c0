"""The display matrix: the eight right-angled orientations, patched into the bytes of a file."""

from __future__ import annotations

import math
import shutil
from pathlib import Path

import numpy as np
import pytest
from known import CORNERS, corners_video

from kneevision.video import open_clip
from kneevision.video.orientation import Orientation
from tests import remake

# a b c d of every right-angled matrix: a stored point (x, y) is shown at (a x + c y, b x + d y), y down.
MATRICES = [
    (1, 0, 0, 1),
    (0, 1, -1, 0),
    (-1, 0, 0, -1),
    (0, -1, 1, 0),
    (-1, 0, 0, 1),
    (0, -1, -1, 0),
    (1, 0, 0, -1),
    (0, 1, 1, 0),
]


@pytest.fixture(scope="module")
def stored(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return corners_video(tmp_path_factory.mktemp("corners") / "stored.mp4")


def shown_corner(image: np.ndarray, x: float, y: float) -> np.ndarray:
    """The colour a quarter in from the corner on the side (x, y), each -1 or 1."""
    height, width = image.shape[:2]
    return image[round(height * (0.5 + y / 4)), round(width * (0.5 + x / 4))].astype(int)


def assert_shown_by(path: Path, a: float, b: float, c: float, d: float) -> None:
    clip = open_clip(path)
    frames = list(clip.frames())
    assert len(frames) == 3
    for frame in frames:
        assert frame.image.shape == (clip.info.height, clip.info.width, 3)
        assert frame.image.flags.c_contiguous
        for (x, y), colour in CORNERS.items():
            shown = shown_corner(frame.image, np.sign(a * x + c * y), np.sign(b * x + d * y))
            assert shown == pytest.approx(colour, abs=12)


@pytest.mark.parametrize("matrix", MATRICES)
def test_every_matrix_shows_each_corner_where_it_says(stored: Path, tmp_path: Path, matrix: tuple[int, ...]) -> None:
    path = tmp_path / "turned.mp4"
    shutil.copy(stored, path)
    remake.patch_display_matrix(path, *matrix)
    assert_shown_by(path, *matrix)
    info = open_clip(path).info
    assert (info.width, info.height) == ((128, 64) if matrix[0] else (64, 128))
    assert info.mirrored == (matrix[0] * matrix[3] - matrix[1] * matrix[2] < 0)


def test_a_portrait_phone_is_turned_clockwise(stored: Path, tmp_path: Path) -> None:
    path = tmp_path / "portrait.mp4"
    shutil.copy(stored, path)
    remake.patch_display_matrix(path, 0, 1, -1, 0)
    assert open_clip(path).info.rotation_deg == 90
    top_left = shown_corner(next(open_clip(path).frames()).image, -1, -1)
    assert top_left == pytest.approx(CORNERS[-1, 1], abs=12)  # what was stored at the bottom left


def test_a_slightly_tilted_and_scaled_matrix_is_taken_as_the_nearest_right_angle(stored: Path, tmp_path: Path) -> None:
    path = tmp_path / "tilted.mp4"
    shutil.copy(stored, path)
    cos, sin = math.cos(math.radians(97)) / 2, math.sin(math.radians(97)) / 2
    remake.patch_display_matrix(path, cos, sin, -sin, cos)
    assert_shown_by(path, 0, 1, -1, 0)


@pytest.mark.parametrize("mirror", [False, True])
@pytest.mark.parametrize("rotation_deg", [0, 90, 180, 270])
def test_a_clip_stored_in_any_orientation_reads_the_same(
    run_clip: Path, tmp_path: Path, rotation_deg: int, mirror: bool
) -> None:
    few = remake.cut(run_clip, tmp_path / "few.mp4", 0.0, 0.05)
    turned = open_clip(remake.with_display_matrix(few, tmp_path / "turned.mp4", rotation_deg, mirror))
    assert (turned.info.rotation_deg, turned.info.mirrored) == (rotation_deg, mirror)
    assert (turned.info.width, turned.info.height) == (540, 960)
    for expected, got in zip(open_clip(few).frames(), turned.frames(), strict=True):
        assert np.abs(expected.image.astype(int) - got.image).mean() < 2
        assert got.time_s == expected.time_s


def test_no_matrix_leaves_the_picture_untouched() -> None:
    image = np.arange(24, dtype=np.uint8).reshape(2, 4, 3)
    assert np.array_equal(Orientation().upright(image), image)
