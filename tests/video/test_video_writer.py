"""What is written plays everywhere and shows the right picture at the right time."""

from __future__ import annotations

import math
from itertools import pairwise
from pathlib import Path

import av
import numpy as np
import pytest

from kneevision.video import open_clip
from kneevision.video.writer import VideoWriter, h264_available

WIDTH, HEIGHT = 320, 240


def picture(time_s: float, width: int = WIDTH, height: int = HEIGHT) -> np.ndarray:
    """A slope of red and green, with a blue that tells the time (100 levels a second)."""
    y, x = np.mgrid[:height, :width]
    blue = np.full((height, width), round(100 * time_s) % 256)
    return np.stack([x * 255 // width, y * 255 // height, blue], axis=-1).astype(np.uint8)


def write(path: Path, times_s: np.ndarray, fps: float, width: int = WIDTH, height: int = HEIGHT) -> Path:
    with VideoWriter(path, width, height, fps) as writer:
        for time_s in times_s:
            writer.write(picture(float(time_s), width, height), float(time_s))
    return path


def shown_times(path: Path) -> np.ndarray:
    """The time that each frame's blue tells."""
    return np.array([frame.image[..., 2].mean() / 100 for frame in open_clip(path).frames()])


def test_colours_come_back_as_they_were(tmp_path: Path) -> None:
    path = write(tmp_path / "out.mp4", np.arange(30) / 30, 30)
    for frame in open_clip(path).frames():
        difference = frame.image.astype(int) - picture(frame.time_s)
        assert np.abs(difference).mean() < 3
        assert np.abs(difference.mean(axis=(0, 1))).max() < 2.5


def test_the_file_is_what_browsers_play(tmp_path: Path) -> None:
    path = write(tmp_path / "out.mp4", np.arange(30) / 30, 30)
    data = path.read_bytes()
    assert data.index(b"moov") < data.index(b"mdat")
    with av.open(str(path)) as container:
        assert [stream.type for stream in container.streams] == ["video"]
        stream = container.streams.video[0]
        context = stream.codec_context
        assert (context.name, context.pix_fmt) == ("h264", "yuv420p")
        assert (context.colorspace, context.color_primaries, context.color_trc, context.color_range) == (1, 1, 1, 1)
        packets = [packet for packet in container.demux(stream) if packet.size]
        assert packets[0].pts == packets[0].dts == 0
        assert len({later.pts - earlier.pts for earlier, later in pairwise(packets)}) == 1


@pytest.mark.parametrize(
    ("fps", "expected"), [(240, 60), (120, 60), (100, 50), (60.04, 60), (59.94, 59.94), (12.5, 12.5)]
)
def test_the_rate_is_kept_or_divided_down_to_60(tmp_path: Path, fps: float, expected: float) -> None:
    path = write(tmp_path / "out.mp4", np.arange(math.ceil(fps)) / fps, fps)
    info = open_clip(path).info
    assert info.fps == pytest.approx(expected, rel=1e-3)
    assert info.duration_s == pytest.approx(1.0, abs=0.05)
    shown = shown_times(path)
    assert shown == pytest.approx(np.arange(len(shown)) / expected, abs=0.5 / expected + 0.03)


def test_a_picture_each_hour_is_written(tmp_path: Path) -> None:
    path = write(tmp_path / "out.mp4", np.array([0.0, 3600.0]), 1 / 3600)
    with av.open(str(path)) as container:
        assert len([*container.decode(video=0)]) >= 2


def test_a_colon_in_a_relative_path_is_no_protocol(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    Path("10:30").mkdir()
    write(Path("10:30/out.mp4"), np.arange(5) / 30, 30)
    assert Path("10:30/out.mp4").stat().st_size > 0


def test_gaps_repeat_the_last_picture_and_crowds_keep_the_nearest(tmp_path: Path) -> None:
    times_s = np.array([0.0, 0.1, 0.11, 0.19, 0.2, 0.5, 0.6])
    path = write(tmp_path / "out.mp4", times_s, 10)
    assert shown_times(path) == pytest.approx([0, 0.1, 0.2, 0.2, 0.2, 0.5, 0.6], abs=0.025)


def test_time_begins_with_the_first_picture(tmp_path: Path) -> None:
    path = write(tmp_path / "out.mp4", 1 + np.arange(10) / 10, 10)
    assert shown_times(path) == pytest.approx(1 + np.arange(10) / 10, abs=0.025)
    assert open_clip(path).info.duration_s == pytest.approx(1.0)


def test_an_odd_size_loses_a_row_and_a_column(tmp_path: Path) -> None:
    path = write(tmp_path / "out.mp4", np.arange(3) / 30, 30, 321, 241)
    frame = next(open_clip(path).frames())
    assert frame.image.shape == (240, 320, 3)
    assert np.abs(frame.image.astype(int) - picture(0, 321, 241)[:240, :320]).mean() < 3


def test_the_callers_buffer_may_be_used_again(tmp_path: Path) -> None:
    buffer = np.zeros((HEIGHT, WIDTH, 3), np.uint8)
    with VideoWriter(tmp_path / "out.mp4", WIDTH, HEIGHT, 10) as writer:
        for index in range(10):
            buffer[:] = 20 * index
            writer.write(buffer, index / 10)
    levels = [frame.image.mean() for frame in open_clip(tmp_path / "out.mp4").frames()]
    assert levels == pytest.approx(20 * np.arange(10), abs=4)


def test_a_picture_of_another_size_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="expected"), VideoWriter(tmp_path / "out.mp4", 64, 64, 30) as writer:
        writer.write(picture(0), 0.0)


def test_an_error_while_writing_comes_through(tmp_path: Path) -> None:
    def fail() -> None:
        with VideoWriter(tmp_path / "out.mp4", WIDTH, HEIGHT, 30) as writer:
            writer.write(picture(0), 0.0)
            raise RuntimeError("stop")

    with pytest.raises(RuntimeError, match="stop"):
        fail()


def test_h264_can_be_written_here() -> None:
    assert h264_available() is True
