"""Colours by the standards' formulas, in files of every kind that cameras write."""

from __future__ import annotations

from pathlib import Path

import av
import numpy as np
import pytest
from known import STRIPE, stripe_colours, write_frame, yuv_stripes

from kneevision.video import open_clip

RGB = np.array([(0, 0, 0), (255, 255, 255), (128, 128, 128), (200, 90, 40), (40, 90, 200), (30, 160, 60)])
X264 = {"crf": "1", "preset": "ultrafast"}
X265 = {"preset": "ultrafast", "x265-params": "log-level=none:crf=1"}


def read_stripes(path: Path, max_side: int | None = None) -> np.ndarray:
    """The colours of the stripes, in the whole picture or in one that is bounded."""
    image = next(open_clip(path).frames(max_side=max_side)).image
    return stripe_colours(image, STRIPE if max_side is None else STRIPE // 2)


@pytest.mark.parametrize("max_side", [None, len(RGB) * STRIPE // 2])
@pytest.mark.parametrize("full_range", [False, True])
@pytest.mark.parametrize("matrix", [1, 5, 9])
@pytest.mark.parametrize(("fmt", "codec", "options"), [("yuv420p", "libx264", X264), ("yuv420p10le", "libx265", X265)])
def test_matrix_and_range_of_the_file_are_followed(
    tmp_path: Path,
    fmt: str,
    codec: str,
    options: dict[str, str],
    matrix: int,
    full_range: bool,
    max_side: int | None,
) -> None:
    frame = yuv_stripes(RGB / 255, fmt, matrix, full_range)
    path = write_frame(tmp_path / "stripes.mp4", frame, codec, options)
    assert read_stripes(path, max_side) == pytest.approx(RGB, abs=6)


def test_old_full_range_format_is_followed(tmp_path: Path) -> None:
    frame = yuv_stripes(RGB / 255, "yuvj420p", 5, True)
    path = write_frame(tmp_path / "stripes.mov", frame, "mjpeg", {"qmin": "1", "q": "1"}, tagged=False)
    for max_side in (None, len(RGB) * STRIPE // 2):
        assert read_stripes(path, max_side) == pytest.approx(RGB, abs=8)


@pytest.mark.parametrize(("height", "matrix"), [(480, 5), (720, 1)])
def test_a_file_without_tags_is_taken_by_its_size(tmp_path: Path, height: int, matrix: int) -> None:
    colours = np.tile(RGB, (4, 1))[:23]  # 736 px wide, so that the height decides
    frame = yuv_stripes(colours / 255, "yuv420p", matrix, False, height=height)
    frame.colorspace = 2
    path = write_frame(tmp_path / "stripes.mp4", frame, "libx264", X264, tagged=False)
    assert read_stripes(path) == pytest.approx(colours, abs=6)


def test_gray_and_alpha_are_read_as_plain_pictures(tmp_path: Path) -> None:
    gray = np.full((64, 64), 90, np.uint8)
    path = write_frame(tmp_path / "gray.mp4", av.VideoFrame.from_ndarray(gray, "gray"), "libx264", X264)
    assert next(open_clip(path).frames()).image == pytest.approx(90, abs=12)
    rgba = np.zeros((64, 64, 4), np.uint8)
    rgba[:] = (200, 90, 40, 128)
    path = write_frame(tmp_path / "alpha.mov", av.VideoFrame.from_ndarray(rgba, "rgba"), "png", {}, tagged=False)
    image = next(open_clip(path).frames()).image
    assert image.shape == (64, 64, 3)
    assert image[32, 32] == pytest.approx((200, 90, 40), abs=1)


# Linear light, 1 = paper white (203 nits); the second half is coloured, in BT.709 primaries.
GRAYS = [(0,) * 3, (0.18,) * 3, (0.5,) * 3, (1,) * 3, (3,) * 3]
LIGHT = np.array([*GRAYS, (0.6, 0.35, 0.25), (0.8, 0.05, 0.05), (0.05, 0.6, 0.05), (0.05, 0.05, 0.8)])
TO_BT2020 = np.array([[0.6274, 0.3293, 0.0433], [0.0691, 0.9195, 0.0114], [0.0164, 0.0880, 0.8956]])


def pq(nits: np.ndarray) -> np.ndarray:
    power = (nits / 10_000) ** 0.1593017578125
    return ((0.8359375 + 18.8515625 * power) / (1 + 18.6875 * power)) ** 78.84375


def hlg(nits: np.ndarray) -> np.ndarray:
    luma = nits @ np.array([0.2627, 0.6780, 0.0593])
    scene = nits / 1000 * np.maximum(luma / 1000, 1e-6)[:, None] ** (1 / 1.2 - 1)
    return np.where(
        scene <= 1 / 12, np.sqrt(3 * scene), 0.17883277 * np.log(np.maximum(12 * scene - 0.28466892, 1e-9)) + 0.55991073
    )


@pytest.mark.parametrize(("curve", "number"), [(pq, 16), (hlg, 18)])
def test_high_dynamic_range_becomes_a_sane_picture(tmp_path: Path, curve: type[np.ufunc], number: int) -> None:
    frame = yuv_stripes(curve(203 * LIGHT @ TO_BT2020.T), "yuv420p10le", 9, False)
    frame.color_trc, frame.color_primaries = number, 9
    path = write_frame(tmp_path / "hdr.mp4", frame, "libx265", X265)
    black, middle, half, white, glare, *coloured = read_stripes(path)
    assert black.max() <= 6
    assert 85 <= middle.mean() <= 130  # plain sRGB has 117
    assert 170 <= white.mean() <= 225  # bright, with room for what is brighter
    assert middle.mean() < half.mean() < white.mean() < glare.mean() <= 255
    for grey in (middle, half, white, glare):
        assert np.ptp(grey) <= 10
    skin, red, green, blue = coloured
    assert skin[0] > skin[1] > skin[2] > 80
    assert [np.argmax(colour) for colour in (red, green, blue)] == [0, 1, 2]
    for colour in (red, green, blue):
        assert np.ptp(colour) > 90  # as saturated as it was, not the pale look of BT.2020 shown as it is
