"""The app as a browser shows it: a real Chromium before the real server, which analyzes a real clip."""

import base64
import shutil
import signal
import sqlite3
import sys
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import made
import pytest
from playwright.sync_api import Browser, Page, sync_playwright

from kneevision.analysis import Analysis
from tests import remake
from tests.app.served import Served, served
from tests.batch.clips import wait_for

CHROMIUM = next(
    (found for name in ("chromium", "chromium-browser", "google-chrome") if (found := shutil.which(name))), None
)
pytestmark = pytest.mark.skipif(CHROMIUM is None, reason="no Chromium on this machine: install Debian's `chromium`")
CAMERA = ["--use-fake-device-for-media-stream", "--use-fake-ui-for-media-stream"]
SLOW_MS = 120_000
REFUSED = "the server responded with a status of 422"  # a browser says so of a file that is no video


@pytest.fixture(scope="module")
def clip(sample_videos: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Three seconds of a run, small."""
    place = tmp_path_factory.mktemp("clip")
    short = remake.cut(sample_videos / "run_front.mp4", place / "short.mp4", 0, 3)
    return remake.scaled(short, place / "run.mp4", 270, 480)


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox", *CAMERA])
        yield browser
        browser.close()


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("app") / "data"


@pytest.fixture(scope="module")
def app(data: Path) -> Iterator[Served]:
    with served(data) as running:
        yield running


def opened(chromium: Browser, app: Served, wrong: list[str], **context: object) -> Page:
    """The first page, as the start opens it; whatever is complained of or asked of others is noted."""
    page = chromium.new_context(viewport={"width": 1160, "height": 900}, permissions=["camera"], **context).new_page()
    page.on("console", lambda said: wrong.append(said.text) if said.type in ("error", "warning") else None)
    page.on("pageerror", lambda error: wrong.append(str(error)))
    page.on("request", lambda asked: None if asked.url.startswith((app.origin, "data:")) else wrong.append(asked.url))
    page.goto(app.address)
    return page


@pytest.fixture
def page(chromium: Browser, app: Served) -> Iterator[Page]:
    wrong: list[str] = []
    page = opened(chromium, app, wrong)
    yield page
    page.context.close()
    assert [words for words in wrong if REFUSED not in words] == []


def new_session(page: Page, name: str = "Anna K.") -> None:
    page.get_by_label("Name or code").fill(name)
    page.get_by_role("button", name="Add", exact=True).click()
    page.get_by_role("button", name="Add", exact=True).click()
    page.get_by_text("Drop clips here").wait_for()
    page.wait_for_load_state()  # before its script has run nothing hears of a drop
    page.get_by_text("How to analyze them").click()
    page.get_by_label("How fine").select_option("lite")


def drop(page: Page, *files: Path) -> None:
    """As somebody drags files from a folder and lets go of them."""
    page.evaluate(
        """files => {
            const held = new DataTransfer();
            for (const [name, content] of files) {
                const bytes = Uint8Array.from(atob(content), character => character.charCodeAt(0));
                held.items.add(new File([bytes], name));
            }
            document.querySelector("#drop").dispatchEvent(new DragEvent("drop", {dataTransfer: held, bubbles: true}));
        }""",
        [(file.name, base64.b64encode(file.read_bytes()).decode()) for file in files],
    )


def begun(page: Page) -> None:
    """Until an analysis has come some way; a check that would have the clip filmed again is overruled."""
    page.locator("#clips .clip.held, #clips .clip.running").wait_for(timeout=SLOW_MS)
    if page.locator("#clips .clip.held").count():
        assert "Film again" in page.locator("#clips .clip.held").inner_text()
        page.get_by_role("button", name="Analyze it all the same").click()
    wait_for(lambda: page.evaluate("document.querySelector('#clips progress')?.value > 1"), SLOW_MS / 1000)


def jobs(data: Path, clip_id: str) -> list[tuple[str, int]]:
    """State and attempts of all jobs of a clip."""
    with closing(sqlite3.connect(data / "kneevision.sqlite3")) as file:
        return list(file.execute("SELECT state, attempts FROM jobs WHERE clip_id = ?", [clip_id]))


def test_a_clip_is_dropped_watched_through_a_reload_and_its_report_is_seen(page: Page, data: Path, clip: Path) -> None:
    assert "token" not in page.url
    new_session(page)
    drop(page, clip)
    begun(page)
    assert page.locator("#clips .words").inner_text().strip() != ""
    page.reload()
    assert page.locator("#clips .clip.running").count() == 1
    at = page.locator("#clips progress").get_attribute("value")
    assert int(at or 0) > 1
    clip_id = page.locator("#clips .clip").get_attribute("data-clip") or ""
    page.locator("#clips .clip.done").wait_for(timeout=SLOW_MS)
    assert jobs(data, clip_id) == [("done", 1)]

    analysis = Analysis.load(data / "clips" / clip_id / "run.kneevision")
    measure = analysis.measure("femoral_adduction_peak_deg", "left")
    assert measure is not None
    assert measure.value is not None
    assert f"{measure.value:.1f}°" in page.locator("#clips .clip").inner_text()
    page.get_by_role("link", name="Open the report").click()
    report = page.frame_locator("iframe.report")
    report.get_by_role("heading", name="In short").wait_for()
    assert f"{measure.value:.1f}°" in report.locator(".tile.left").first.inner_text()
    report.locator(".point.left").first.click()
    frame = page.frames[1]
    frame.wait_for_function("(video => video.readyState >= 2 && !video.seeking)(document.querySelector('video'))")
    assert frame.evaluate("document.querySelector('video').duration") == pytest.approx(3.0, abs=0.3)
    assert frame.evaluate("window.origin") == "null"


@pytest.mark.skipif(sys.platform == "win32", reason="signals are sent differently there")
def test_after_a_kill_in_the_middle_the_next_start_ends_the_job_once(
    chromium: Browser, clip: Path, tmp_path: Path
) -> None:
    with served(tmp_path) as app:
        page = opened(chromium, app, [])
        new_session(page)
        drop(page, clip)
        begun(page)
        clip_id = page.locator("#clips .clip").get_attribute("data-clip") or ""
        app.process.send_signal(signal.SIGKILL)
        app.process.wait()
        page.get_by_text("The app does not answer").wait_for()
        page.context.close()
    assert jobs(tmp_path, clip_id) == [("running", 1)]
    with served(tmp_path) as app:
        page = opened(chromium, app, [])
        page.get_by_text("Anna K.").click()
        page.locator(".clip.done").wait_for(timeout=SLOW_MS)
        page.get_by_role("link", name="Open the report").click()
        page.frame_locator("iframe.report").get_by_role("heading", name="In short").wait_for()
        page.context.close()
    assert jobs(tmp_path, clip_id) == [("done", 2)]
    assert [path.name for path in (tmp_path / "clips").iterdir()] == [clip_id]
    left = {path.name for path in (tmp_path / "clips" / clip_id).iterdir()}
    assert left == {"run.kneevision", "run.mp4", ".player.mp4"}
    assert list((tmp_path / "incoming").iterdir()) == []


def test_what_is_no_video_is_told_at_its_own_place_and_the_others_go_on(page: Page, clip: Path, tmp_path: Path) -> None:
    (tmp_path / "letter.mp4").write_text("dear diary")
    new_session(page)
    drop(page, tmp_path / "letter.mp4", clip)
    page.locator("#clips .clip").wait_for()
    words = page.locator("#uploads .failed").inner_text()
    assert "letter.mp4" in words
    assert "video" in words
    page.get_by_role("button", name="Close", exact=True).click()
    assert page.locator("#uploads li").count() == 0
    page.get_by_role("button", name="Take it back").click()
    page.locator("#clips .clip").wait_for(state="detached")


def test_a_clip_is_recorded_with_the_camera(page: Page) -> None:
    new_session(page)
    page.get_by_role("button", name="Record with the camera").click()
    page.get_by_role("button", name="Record", exact=True).click()
    page.wait_for_timeout(1500)
    page.get_by_role("button", name="Stop and use").click()
    page.get_by_role("button", name="Close the camera").click()
    page.locator("#clips .clip").wait_for()
    assert page.locator("#clips .clip").get_attribute("data-name").startswith("camera_")
    page.get_by_role("button", name="Take it back").click()
    page.locator("#clips .clip").wait_for(state="detached")


EVIL_REPORT = """<!DOCTYPE html><title>evil</title><p id=told></p><script>
const told = [];
const tried = (name, does) => { try { does(); told.push(name); } catch { /* as it should be */ } };
tried("parent", () => window.parent.document.title);
tried("cookie", () => document.cookie);
tried("storage", () => localStorage.length);
tried("top", () => { window.top.location = "http://127.0.0.1:9/top"; throw 0; });
tried("popup", () => { if (!window.open("http://127.0.0.1:9/popup")) throw 0; });
const ask = url => fetch(url, {credentials: "include"}).then(() => told.push(url));
const asked = ["/", "http://127.0.0.1:9/fetch"].map(ask);
for (const url of ["http://127.0.0.1:9/image", "/clips/CLIP/video"]) new Image().src = url;
const add = (name, what) => document.body.appendChild(Object.assign(document.createElement(name), what));
add("script", {src: "http://127.0.0.1:9/script"});
const form = add("form", {method: "post", action: "/bin/empty"});
tried("form", () => { form.submit(); throw 0; });
Promise.allSettled(asked).then(() => {
    document.querySelector("#told").textContent = `reached: ${told.join(" ")}.`;
    setTimeout(() => { location = "http://127.0.0.1:9/self"; }, 1000);
});
</script>"""


def test_a_report_that_was_made_to_do_harm_reaches_nothing(
    chromium: Browser, app: Served, data: Path, clip: Path
) -> None:
    page = opened(chromium, app, [])
    new_session(page, "Eve")
    drop(page, clip)
    page.locator("#clips .clip").wait_for()
    clip_id = page.locator("#clips .clip").get_attribute("data-clip") or ""
    page.get_by_role("button", name="Stop", exact=True).click()
    result = data / "clips" / clip_id / "run.kneevision"
    result.mkdir()
    made.front("run.mp4").save(result)
    (result / "report.html").write_text(EVIL_REPORT.replace("CLIP", clip_id), encoding="utf-8")

    answered: list[str] = []
    page.context.on("response", lambda answer: answered.append(answer.url) if answer.frame.parent_frame else None)
    page.goto(f"{app.origin}/clips/{clip_id}")
    page.frame_locator("iframe.report").get_by_text("reached:").wait_for()
    assert page.frame_locator("iframe.report").locator("#told").inner_text() == "reached: ."
    page.wait_for_timeout(1500)
    assert page.url == f"{app.origin}/clips/{clip_id}"
    assert len(page.context.pages) == 1
    assert answered != []
    assert {url.rpartition("/")[0].rpartition("/")[0] for url in answered} == {f"{app.origin}/results/{clip_id}"}
    assert {url.rpartition("/")[2] for url in answered} == {"report.html"}
    page.context.close()


def test_a_script_in_a_name_is_shown_and_not_run(page: Page, clip: Path, tmp_path: Path) -> None:
    evil = "<img src=x onerror=document.title='owned'><script>document.title='owned'</script>"
    new_session(page, evil)
    file = shutil.copy(clip, tmp_path / "<img src=x onerror=alert(1)>.mp4")
    drop(page, Path(file))
    page.locator("#clips .clip").wait_for()
    for _ in range(3):
        assert "owned" not in page.title().partition(",")[0].replace(evil, "")
        assert page.locator("main img, main script").count() == 0
        page.go_back()


@pytest.mark.parametrize("width", [360, 768])
def test_nothing_scrolls_sideways_and_everything_has_a_name(page: Page, app: Served, width: int) -> None:
    page.set_viewport_size({"width": width, "height": 800})
    new_session(page, "A-very-long-code-without-any-space-in-it-" * 3)
    session, person = page.url, page.locator(".crumbs a").last.get_attribute("href")
    for address in (session, f"{app.origin}/", f"{app.origin}{person}", f"{app.origin}/bin"):
        page.goto(address)
        assert page.evaluate("document.documentElement.scrollWidth") <= width
        nameless = page.evaluate(
            """() => [...document.querySelectorAll("input, select, textarea, button, a, progress, iframe, video")]
                .filter(part => !(part.labels?.length || part.textContent.trim() || part.ariaLabel || part.title))
                .map(part => part.outerHTML)"""
        )
        assert nameless == []
        assert page.locator("main, header, nav[aria-label]").count() >= 3


def test_the_keyboard_reaches_the_drop_zone(page: Page) -> None:
    new_session(page)
    page.reload()
    reached = set()
    for _ in range(12):
        page.keyboard.press("Tab")
        reached.add(page.evaluate("document.activeElement.type || document.activeElement.textContent.trim()"))
    assert {"To the content", "People", "file"} <= reached


def test_the_dark_page_is_dark_and_can_be_read(page: Page) -> None:
    page.emulate_media(color_scheme="dark")
    colours = page.evaluate(
        "[getComputedStyle(document.body).backgroundColor, getComputedStyle(document.body).color]"
        ".map(colour => colour.match(/\\d+/g).map(Number).reduce((sum, part) => sum + part) / 3)"
    )
    assert colours[0] < 50
    assert colours[1] > 200
