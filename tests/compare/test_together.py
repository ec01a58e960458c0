"""Both filmings beside each other: the same phase at the same time; and the page that shows it."""

from __future__ import annotations

import shutil
from dataclasses import replace
from pathlib import Path

import av
import made
import made_squats
import numpy as np
import pytest
from playwright.sync_api import sync_playwright

from kneevision.analysis import Analysis
from kneevision.compare import compare
from kneevision.compare.side_by_side import PANE, Source, write_side_by_side
from kneevision.compare.tell import tell as tell_comparison
from kneevision.compare.together import RATE_HZ, SLOW, together
from kneevision.report import tell
from kneevision.video import open_clip

RUN = made.front()
CHROMIUM = next((p for name in ("chromium", "chromium-browser", "google-chrome") if (p := shutil.which(name))), None)


def slower(analysis: Analysis, factor: float) -> Analysis:
    """The same movement, taking so many times as long."""
    moments = ("start_s", "contact_s", "toe_off_s", "bottom_s", "end_s")
    rows = tuple(
        replace(row, **{name: getattr(row, name) * factor for name in moments if getattr(row, name) is not None})
        for row in analysis.cycles
    )
    frames = replace(analysis.frames, time_s=analysis.frames.time_s * factor)
    return replace(analysis, cycles=rows).with_frames(frames)


def another(analysis: Analysis, **facts: str) -> Analysis:
    """The same in another video."""
    return replace(analysis, video=replace(analysis.video, sha256="another", **facts))


def test_contact_toe_off_and_next_contact_come_at_the_same_time() -> None:
    left, right = together(RUN, slower(RUN, 1.3))
    assert (left.side, right.side) == ("left", "right")
    for each in (left, right):
        before, after = (chosen.cycle for chosen in each.cycles)
        count = each.times_s.shape[1]
        toe_off = round(each.middle * (count - 1))
        for moment, place in (("start_s", 0), ("toe_off_s", toe_off), ("end_s", count - 1)):
            for row, times_s in zip((before, after), each.times_s, strict=True):
                assert times_s[place] == pytest.approx(getattr(row, moment), abs=0.02)
        mean_s = (before.end_s - before.start_s + after.end_s - after.start_s) / 2
        assert count / RATE_HZ == pytest.approx(mean_s / SLOW, abs=0.1)


def test_the_same_movement_at_another_pace_has_the_same_angle_at_every_phase() -> None:
    for each in together(RUN, slower(RUN, 1.3)):
        stance = np.isfinite(each.angles_deg[0])
        assert stance.mean() == pytest.approx(each.middle, abs=0.05)  # in swing there is no angle worth a number
        assert each.angles_deg[1][stance] == pytest.approx(each.angles_deg[0][stance], abs=0.3)


def test_repetitions_are_laid_bottom_on_bottom() -> None:
    squats = made_squats.one_leg()
    (each,) = together(squats, slower(squats, 1.5))
    assert each.side == "right"
    place = round(each.middle * (each.times_s.shape[1] - 1))
    for chosen, times_s in zip(each.cycles, each.times_s, strict=True):
        assert times_s[place] == pytest.approx(chosen.cycle.bottom_s, abs=0.05)


@pytest.fixture(scope="module")
def result(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("told") / "run.kneevision"
    folder.mkdir()
    tell(RUN, open_clip(made.FRONT), folder, lambda part, done: None)
    return folder


@pytest.fixture(scope="module")
def compared(result: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("compared")
    after = another(RUN, path="<script>alert(1)</script>.mp4")
    tell_comparison(compare([RUN, after]), [RUN, after], [result, result], folder)
    return folder


def test_the_video_shows_both_in_step_and_plays_everywhere(compared: Path) -> None:
    with av.open(str(compared / "side_by_side.mp4")) as container:
        stream = container.streams.video[0]
        assert (stream.codec_context.name, stream.codec_context.pix_fmt) == ("h264", "yuv420p")
        pictures = [frame.to_ndarray(format="rgb24") for frame in container.decode(stream)]
    wanted = sum(2 * each.times_s.shape[1] for each in together(RUN, RUN))
    assert len(pictures) == wanted
    shown = slice(60, 60 + PANE[1] - 8)
    for picture in pictures[:: len(pictures) // 10]:
        left, right = picture[shown, : PANE[0]].astype(int), picture[shown, PANE[0] :].astype(int)
        assert np.abs(left - right).mean() < 2  # the same filming twice
        assert left.std() > 20
    assert np.abs(pictures[0].astype(int) - pictures[20].astype(int))[shown].mean() > 1  # and it moves


def test_a_result_without_its_video_has_a_page_all_the_same(result: Path, tmp_path: Path) -> None:
    after = another(RUN)
    tell_comparison(compare([RUN, after]), [RUN, after], [result, tmp_path], tmp_path)
    page = (tmp_path / "compare.html").read_text(encoding="utf-8")
    assert not (tmp_path / "side_by_side.mp4").exists()
    assert "<video" not in page
    assert "without its annotated video" in page


def test_where_no_side_has_a_cycle_in_both_there_is_no_video(result: Path, tmp_path: Path) -> None:
    nobody = replace(RUN, cycles=())
    source = result / "annotated.mp4"
    assert write_side_by_side(Source(RUN, source), Source(nobody, source), tmp_path / "none.mp4") == []
    assert list(tmp_path.iterdir()) == []


@pytest.mark.skipif(CHROMIUM is None, reason="no Chromium on this machine: install Debian's `chromium`")
def test_the_page_opens_in_a_browser_without_a_network(compared: Path, tmp_path: Path) -> None:
    wrong: list[str] = []
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        page = browser.new_context(viewport={"width": 1160, "height": 900}, offline=True).new_page()
        page.on("console", lambda said: wrong.append(said.text) if said.type in ("error", "warning") else None)
        page.on("pageerror", lambda error: wrong.append(str(error)))
        page.on(
            "request", lambda asked: wrong.append(asked.url) if not asked.url.startswith(("file:", "data:")) else None
        )
        page.on("dialog", lambda dialog: wrong.append(dialog.message))
        page.goto((compared / "compare.html").as_uri())
        page.wait_for_function("document.querySelector('video').readyState >= 1")
        assert page.evaluate("document.querySelector('video').duration") > 5
        assert "<script>alert(1)</script>.mp4" in page.locator("h1").inner_text()
        assert page.locator("img:not([alt]), img[alt='']").count() == 0
        page.pdf(path=tmp_path / "page.pdf", format="A4")
        page.set_viewport_size({"width": 390, "height": 844})
        assert page.evaluate("document.documentElement.scrollWidth") <= 390
        browser.close()
    assert wrong == []
    assert (tmp_path / "page.pdf").read_bytes().count(b"/Type /Page\n") <= 3
