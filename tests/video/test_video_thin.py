"""Of very many frames a second some are read, always the same ones."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path

import av
import numpy as np
import pytest

from kneevision import Options, analyze
from kneevision.video import Clip, open_clip
from kneevision.video.thin import thinned

FRAMES = 480


def at_rate(path: Path, rate: int, jitter: float = 0.0) -> Clip:
    """Frames whose brightness counts up, at times that are off by up to so much of an interval."""
    draw = np.random.default_rng(0)
    with av.open(str(path), "w") as out:
        stream = out.add_stream("libx264", rate=rate, options={"g": "30", "bf": "0"})
        stream.width, stream.height, stream.pix_fmt = 64, 64, "yuv420p"
        stream.codec_context.time_base = Fraction(1, rate * 100)
        for number in range(FRAMES):
            frame = av.VideoFrame.from_ndarray(np.full((64, 64, 3), number % 250, np.uint8), format="rgb24")
            frame.pts = number * 100 + (round(100 * jitter * draw.uniform(-1, 1)) if number else 0)
            frame.time_base = Fraction(1, rate * 100)
            out.mux(stream.encode(frame))
        out.mux(stream.encode(None))
    return open_clip(path)


@pytest.mark.parametrize(("rate", "one_of"), [(120, 1), (199, 1), (200, 2), (240, 2), (480, 4), (960, 9)])
def test_at_least_a_hundred_a_second_are_left(tmp_path: Path, rate: int, one_of: int) -> None:
    clip = thinned(at_rate(tmp_path / "fast.mp4", rate))
    assert clip.info.one_of == one_of
    assert clip.info.fps == pytest.approx(rate / one_of, rel=0.01)
    assert clip.info.fps >= 99.5
    times = [frame.time_s for frame in clip.frames()]
    assert len(times) == clip.info.frames == -(-FRAMES // one_of)
    assert np.diff(times) == pytest.approx(one_of / rate, rel=0.02)
    assert times[0] == 0.0


@pytest.mark.parametrize("jitter", [0.0, 0.3])
def test_the_same_ones_wherever_reading_begins(tmp_path: Path, jitter: float) -> None:
    clip = thinned(at_rate(tmp_path / "fast.mp4", 240, jitter))
    whole = [frame.time_s for frame in clip.frames()]
    assert len(whole) == FRAMES / 2
    for from_s in (0.5, 0.5 + 1 / 240, 1.1234):
        assert [frame.time_s for frame in clip.frames(from_s=from_s)] == [time for time in whole if time >= from_s]
    picked = list(clip.frames(only=[3, 100]))
    assert [frame.index for frame in picked] == [3, 100]
    assert [frame.time_s for frame in picked] == [whole[3], whole[100]]


def test_a_result_says_what_was_read(tmp_path: Path) -> None:
    at_rate(tmp_path / "fast.mp4", 230)
    video = analyze(tmp_path / "fast.mp4", Options(model="lite")).video
    assert (video.one_of, video.frames) == (2, FRAMES / 2)
    assert video.fps == pytest.approx(115, rel=0.01)
