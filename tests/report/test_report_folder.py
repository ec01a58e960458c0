"""The whole of `tell`, on real clips."""

from __future__ import annotations

from pathlib import Path

import av
import made
import numpy as np
import pytest

from kneevision.analysis import Analysis
from kneevision.report import tell
from kneevision.video import open_clip


@pytest.fixture(scope="module")
def told(tmp_path_factory: pytest.TempPathFactory) -> dict[str, tuple[Path, list[tuple[str, float]]]]:
    jobs = {"front": (made.front(), made.FRONT), "side": (made.sideways(), made.SIDEWAYS)}
    made_folders = {}
    for name, (analysis, video) in jobs.items():
        folder = tmp_path_factory.mktemp(name)
        steps: list[tuple[str, float]] = []
        tell(analysis, open_clip(video), folder, lambda part, done, s=steps: s.append((part, done)))
        made_folders[name] = folder, steps
    return made_folders


@pytest.mark.parametrize("name", ["front", "side"])
def test_the_folder_is_whole(told, name: str) -> None:
    folder, steps = told[name]
    files = {path.name for path in folder.iterdir()}
    assert files == {"analysis.json", "cycles.csv", "frames.csv.gz", "annotated.mp4", "report.html", "plots"}
    assert all(path.stat().st_size for path in (folder / "plots").iterdir())
    assert Analysis.load(folder).activity == "running"
    for part in ("Drawing the video", "Plotting", "Writing the page"):
        done = [fraction for step, fraction in steps if step == part]
        assert done == sorted(done)
        assert done[-1] == 1.0


@pytest.mark.parametrize(("name", "source"), [("front", made.FRONT), ("side", made.SIDEWAYS)])
def test_the_video_plays_in_a_browser_and_lasts_as_long_as_the_clip(told, name: str, source: Path) -> None:
    clip = open_clip(source)
    with av.open(str(told[name][0] / "annotated.mp4")) as container:
        stream = container.streams.video[0]
        assert stream.codec_context.name == "h264"
        assert stream.codec_context.pix_fmt == "yuv420p"
        times = [float(frame.time) for frame in container.decode(stream)]
    assert len(times) == clip.info.frames
    assert times[-1] - times[0] == pytest.approx((clip.info.frames - 1) / clip.info.fps, abs=0.02)
    assert np.diff(times).min() > 0


def test_the_drawn_knee_survives_the_encoder_at_its_place(told) -> None:
    analysis = made.front()
    row = 200
    with av.open(str(told["front"][0] / "annotated.mp4")) as container:
        frame = next(f for i, f in enumerate(container.decode(video=0)) if i == row).to_ndarray(format="rgb24")
    x, y = np.round(analysis.frames.points_px[row, 25]).astype(int)  # the left knee
    red, _, blue = frame[y, x].astype(int)
    assert blue > red + 60


def test_the_page_holds_the_plots_and_the_person(told) -> None:
    page = (told["front"][0] / "report.html").read_text(encoding="utf-8")
    assert page.count('<figure class="chart">') == 6
    assert page.count("data:image/jpeg;base64,") == 9  # the person; contact and peak of two strides a side
    assert len(page) < 3_000_000
