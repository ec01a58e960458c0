"""The review room: what it draws, and what is put right in it; in a real Chromium too."""

from __future__ import annotations

import json
import re
import shutil
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, expect, sync_playwright

from kneevision import Analysis, Options, analyze
from kneevision.analysis import FRAMES_FILE, CycleRow
from kneevision.app.folder import data_folder
from kneevision.app.library import people, sessions
from kneevision.app.library.database import library
from kneevision.app.library.tables import Clip, Job
from kneevision.report.drawing import Drawing
from kneevision.video.probe import sha256
from tests import remake
from tests.app.desk import Desk, desk
from tests.app.served import served
from tests.app.test_app_browser import CHROMIUM, SLOW_MS

LITE = Options(model="lite", drawing=Drawing(video=False))
IDS = ("a" * 32, "b" * 32)


@pytest.fixture(scope="module")
def analyzed(benchmark_clips: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Two folders, each of a clip with its result."""
    place = tmp_path_factory.mktemp("analyzed")
    for clip, (start_s, stop_s) in zip(IDS, ((1.0, 5.0), (5.0, 9.0)), strict=True):
        (place / clip).mkdir()
        video = remake.cut(benchmark_clips / "run_front.mp4", place / clip / "run.mp4", start_s, stop_s)
        analyze(video, LITE, out=video.parent)
    return place


@pytest.fixture
def data(analyzed: Path, tmp_path: Path) -> Path:
    """An app's folder with one person, who has both clips, a session each."""
    with data_folder(tmp_path / "data") as folder, library(folder) as opened, opened.begin() as db:
        shutil.copytree(analyzed, folder.clips, dirs_exist_ok=True)
        anna = people.add_person(db, "Anna", "")
        for clip, month in zip(IDS, (3, 4), strict=True):
            video = folder.clips / clip / "run.mp4"
            facts = {"name": "run.mp4", "file": "run.mp4", "sha256": sha256(video), "size_bytes": 1}
            new = Clip(id=clip, session=sessions.add_session(db, anna, date(2026, month, 1)), kind="front", **facts)
            db.add(new)
            db.add(Job(clip=new, state="done", options={"model": "lite"}))
    return tmp_path / "data"


@pytest.fixture
def app(data: Path) -> Iterator[Desk]:
    with desk(data) as opened:
        yield opened


@pytest.fixture(scope="module")
def found(analyzed: Path) -> Analysis:
    return Analysis.load(analyzed / IDS[0] / "run.kneevision")


def put(app: Desk, edits: Any) -> Any:
    body = edits if isinstance(edits, bytes) else json.dumps(edits).encode()
    return app.client.put(f"/clips/{IDS[0]}/edits", content=body)


def right(found: Analysis) -> CycleRow:
    return [row for row in found.cycles if row.side == "right" and row.valid][1]


def test_the_scene_is_the_analysis(app: Desk, found: Analysis) -> None:
    told = app.client.get(f"/clips/{IDS[0]}/scene").json()
    assert found.frames is not None
    assert told["times"] == pytest.approx(found.frames.time_s.tolist(), abs=1e-4)
    hip = [frame[:2] for frame in told["legs"]["left"]]
    assert hip[100] == pytest.approx(found.frames.points_px[100, 23].tolist(), abs=0.06)
    fppa = next(trace for trace in told["traces"] if trace["title"] == "FPPA")
    assert fppa["sides"]["right"][100] == pytest.approx(found.frames.series["fppa_right_deg"][100], abs=0.006)
    assert len(told["cycles"]) == len(found.cycles)
    assert told["edits"] == {"bad": [], "moved": [], "notes": []}


def test_an_edit_is_answered_with_its_numbers_and_queued(app: Desk, found: Analysis) -> None:
    bad = {"side": "right", "index": right(found).index}
    answer = put(app, {"bad": [bad], "moved": [], "notes": [{"at_s": 1.5, "text": "<script>alert(1)</script>"}]})
    assert answer.status_code == 200
    cycle = next(c for c in answer.json()["cycles"] if (c["side"], c["index"]) == ("right", bad["index"]))
    assert (cycle["valid"], cycle["reason"]) == (False, "marked as bad by hand")
    # what is being written holds, for a page that is opened meanwhile
    assert app.client.get(f"/clips/{IDS[0]}/scene").json()["edits"]["bad"] == [bad]
    with app.room.library.begin() as db:
        clip = db.get(Clip, IDS[0])
        assert clip is not None
        assert clip.job is not None
        assert (clip.job.state, clip.job.options["model"], clip.job.options["edits"]["bad"]) == (
            "queued",
            "lite",
            [bad],
        )
    assert put(app, {}).status_code == 200  # the next one takes its place
    with app.room.library.begin() as db:
        assert [job.state for job in db.query(Job).filter_by(clip_id=IDS[0])] == ["done", "cancelled", "queued"]


@pytest.mark.parametrize(
    ("edits", "status", "says"),
    [
        (b"{", 422, "cannot be put right"),
        ({"bad": [{"side": "middle", "index": 0}]}, 422, "cannot be put right"),
        ({"bad": [{"side": "left", "index": 0}], "evil": 1}, 422, "cannot be put right"),
        ({"bad": [{"side": "left", "index": 99}]}, 422, "no left stride"),
        ({"moved": [{"side": "left", "event": "toe_off", "from_s": 1.0, "to_s": 1.1}]}, 422, "no left toe-off"),
        ({"notes": [{"at_s": 1.0, "text": "x" * 2001}]}, 422, "cannot be put right"),
        (b" " * 300_000, 413, "too much"),
    ],
)
def test_what_cannot_be_put_right_is_refused(app: Desk, edits: Any, status: int, says: str) -> None:
    answer = put(app, edits)
    assert answer.status_code == status
    assert says in answer.text
    with app.room.library.begin() as db:
        assert [job.state for job in db.query(Job).filter_by(clip_id=IDS[0])] == ["done"]


def test_nothing_is_edited_while_the_clip_is_analyzed_anew(app: Desk) -> None:
    app.post(f"/clips/{IDS[0]}/analyze", {"model": "lite", "person": "270.5,480"})
    with app.room.library.begin() as db:
        clip = db.get(Clip, IDS[0])
        assert clip is not None
        assert clip.job is not None
        assert clip.job.options == {"model": "lite", "person": "270.5,480"}
    assert put(app, {}).status_code == 409


@pytest.mark.parametrize("person", ["1,2,3", "a,b", "-1,5", "1e9,1", "../x"])
def test_a_point_that_is_none_is_refused(app: Desk, person: str) -> None:
    assert app.post(f"/clips/{IDS[0]}/analyze", {"person": person}).status_code == 422


def test_a_clip_without_a_result_has_no_room(app: Desk, dark_clip: Path) -> None:
    clip = app.clip(app.session(app.person()), dark_clip)
    for page in ("review", "scene", "player"):
        assert app.client.get(f"/clips/{clip}/{page}").status_code == 404


def test_a_result_without_its_frames_is_told(app: Desk) -> None:
    (app.room.library.result(clip_of(app)) / FRAMES_FILE).unlink()
    answer = app.client.get(f"/clips/{IDS[0]}/scene", headers={"Accept": "application/json"})
    assert (answer.status_code, "no table of frames" in answer.json()["error"]) == (404, True)


def clip_of(app: Desk) -> Clip:
    with app.room.library.begin() as db:
        clip = db.get(Clip, IDS[0])
    assert clip is not None
    return clip


@pytest.fixture
def page(data: Path) -> Iterator[Page]:
    with served(data) as running, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        page = browser.new_page(viewport={"width": 1280, "height": 900})
        page.set_default_timeout(SLOW_MS)
        wrong: list[str] = []
        page.on("console", lambda said: wrong.append(said.text) if said.type in ("error", "warning") else None)
        page.on("pageerror", lambda error: wrong.append(str(error)))
        page.goto(running.address)
        yield page
        browser.close()
    assert wrong == []


def drag_contact(page: Page, stride: CycleRow, by_s: float) -> None:
    """Move a stride's initial contact by its handle on the traces."""
    page.locator(f'#cycles li[data-cycle="right-{stride.index}"]').get_by_role("button").first.click()
    page.get_by_role("button", name="Move contacts").click()
    box = page.locator("#traces").bounding_box()
    assert box is not None
    shown_s = 1.3 * (stride.end_s - stride.start_s)  # the stride with some air
    per_s = (box["width"] - 56) / shown_s
    x, y = box["x"] + 46 + 0.15 * (stride.end_s - stride.start_s) * per_s, box["y"] + box["height"] / 2
    page.mouse.move(x, y)
    page.mouse.down()
    page.mouse.move(x + by_s * per_s, y, steps=5)
    page.mouse.up()


@pytest.mark.skipif(CHROMIUM is None, reason="no Chromium on this machine: install Debian's `chromium`")
def test_a_clip_is_watched_and_put_right_and_compared(page: Page, found: Analysis) -> None:
    video = page.locator("#video")
    page.goto(page.url + f"clips/{IDS[0]}/review")
    expect(page.locator("#cycles li")).to_have_count(len(found.cycles))
    expect(page.locator("#time")).to_contain_text("picture 1 of")

    for _ in range(3):
        page.keyboard.press("ArrowRight")
    page.keyboard.press("ArrowLeft")
    expect(page.locator("#time")).to_contain_text("picture 3 of")
    assert video.evaluate("v => v.currentTime") == pytest.approx(2.5 / 60, abs=0.01)

    page.keyboard.press("4")
    assert video.evaluate("v => v.playbackRate") == 0.25
    row = page.locator(f'#cycles li[data-cycle="right-{right(found).index}"]')
    row.get_by_role("button").first.click()
    expect(row).to_have_attribute("aria-current", "true")
    page.wait_for_timeout(600)
    assert right(found).start_s - 0.1 <= video.evaluate("v => v.currentTime") <= right(found).end_s + 0.1

    row.get_by_role("button", name=re.compile("Mark as bad")).click()
    expect(row).to_contain_text("marked as bad by hand")
    page.get_by_role("button", name="Undo").click()
    expect(row).to_contain_text("\N{DEGREE SIGN}")

    page.get_by_label("At this moment").fill("arm swing")
    page.get_by_role("button", name="Keep the note").click()
    expect(page.locator("#notes")).to_contain_text("arm swing")
    row.get_by_role("button", name=re.compile("Mark as bad")).click()
    expect(page.locator("#said")).to_contain_text("Kept")
    page.reload()
    expect(row).to_contain_text("marked as bad by hand")

    drag_contact(page, right(found), by_s=0.05)
    expect(page.locator("#moves")).to_contain_text("right initial contact")
    expect(page.locator("#said")).to_contain_text("Kept")
    page.get_by_role("button", name="Put the right initial contact back").click()
    expect(page.locator("#moves li")).to_have_count(0)

    page.goto(page.url.removesuffix("/review"))
    page.locator("iframe.report").wait_for()  # it is being written anew
    report = page.frame_locator("iframe.report")
    expect(report.locator("body")).to_contain_text("By hand: 1 stride or repetition was marked as bad")
    expect(report.locator(".notes")).to_contain_text("arm swing")

    page.get_by_role("link", name="Anna").click()
    page.get_by_role("button", name="Compare").click()
    page.locator("iframe.report").wait_for()
    expect(page.frame_locator("iframe.report").locator("h1")).to_contain_text("run.mp4")
    page.get_by_role("link", name="Both videos in step").click()
    expect(page.locator("#said")).to_have_text("")
    for _ in range(10):
        page.keyboard.press("ArrowRight")
    assert page.locator("#phase").input_value() == "10"
    moments = page.evaluate("[...document.querySelectorAll('video')].map((v) => v.currentTime)")
    page.keyboard.press("ArrowRight")
    later = page.evaluate("[...document.querySelectorAll('video')].map((v) => v.currentTime)")
    assert all(0 <= after - before < 0.1 for before, after in zip(moments, later, strict=True))
