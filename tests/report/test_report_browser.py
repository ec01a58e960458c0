"""The page as a browser shows it: a real Chromium, with the network cut."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import made
import pytest
from playwright.sync_api import Page, sync_playwright

from kneevision.report import tell
from kneevision.video import open_clip

CHROMIUM = next(
    (found for name in ("chromium", "chromium-browser", "google-chrome") if (found := shutil.which(name))), None
)
pytestmark = pytest.mark.skipif(CHROMIUM is None, reason="no Chromium on this machine: install Debian's `chromium`")
ANALYSIS = made.front()


@pytest.fixture(scope="module")
def report(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("report")
    tell(ANALYSIS, open_clip(made.FRONT), folder, lambda part, done: None)
    return folder / "report.html"


@pytest.fixture(scope="module")
def chromium() -> Iterator[object]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        yield browser
        browser.close()


@pytest.fixture
def page(chromium, report: Path) -> Iterator[Page]:
    """The page at a desk's width, its video ready; nothing may be asked of the network or be complained of."""
    context = chromium.new_context(viewport={"width": 1160, "height": 900}, offline=True)
    opened = context.new_page()
    wrong: list[str] = []
    opened.on("console", lambda said: wrong.append(said.text) if said.type in ("error", "warning") else None)
    opened.on("pageerror", lambda error: wrong.append(str(error)))
    opened.on(
        "request", lambda asked: wrong.append(asked.url) if not asked.url.startswith(("file:", "data:")) else None
    )
    opened.goto(report.as_uri())
    opened.wait_for_function("document.querySelector('video').readyState >= 1")
    yield opened
    context.close()
    assert wrong == []


def time_s(page: Page) -> float:
    return float(page.evaluate("document.querySelector('video').currentTime"))


def stride(side: str, index: int):
    return next(c for c in ANALYSIS.cycles if c.side == side and c.index == index)


def point(page: Page, side: str, index: int):
    return page.locator(f".point.{side}[data-name^='{side.capitalize()} stride {index + 1},']").first


@pytest.mark.parametrize(("side", "index"), [("left", 3), ("right", 8)])
def test_a_click_on_a_point_brings_the_video_to_that_stride(page: Page, side: str, index: int) -> None:
    point(page, side, index).click()
    page.wait_for_function("!document.querySelector('video').seeking")
    row = stride(side, index)
    assert row.start_s <= time_s(page) <= row.end_s
    button = page.locator("#stop-loop")
    assert f"{side.capitalize()} stride {index + 1}" in button.inner_text()
    button.click()
    assert not button.is_visible()
    assert page.locator(".point.on").count() == 0


def test_a_stride_is_repeated_while_the_video_plays(page: Page) -> None:
    row = stride("left", 1)
    point(page, "left", 1).click()
    page.evaluate("document.querySelector('video').muted = true; document.querySelector('video').play()")
    page.wait_for_timeout(2500)
    assert row.start_s - 0.1 <= time_s(page) <= row.end_s + 0.1


def test_points_answer_to_the_keyboard(page: Page) -> None:
    chosen = point(page, "right", 4)
    chosen.focus()
    page.keyboard.press("Enter")
    page.wait_for_function("!document.querySelector('video').seeking")
    row = stride("right", 4)
    assert row.start_s <= time_s(page) <= row.end_s


def test_the_playhead_stands_where_the_video_does(page: Page) -> None:
    page.evaluate("document.querySelector('video').currentTime = 5")
    page.wait_for_function("!document.querySelector('video').seeking")
    page.wait_for_timeout(300)
    chart = page.locator("svg[data-clock]").first
    share = page.evaluate(
        """chart => {
            const head = chart.querySelector('.playhead').getBoundingClientRect();
            const axis = chart.querySelector('.axis').getBoundingClientRect();
            return (head.left + head.width / 2 - axis.left) / axis.width;
        }""",
        chart.element_handle(),
    )
    assert share == pytest.approx(5 / ANALYSIS.video.duration_s, abs=0.02)


def test_charts_and_pictures_have_words_for_who_does_not_see_them(page: Page) -> None:
    assert page.locator("img:not([alt]), img[alt='']").count() == 0
    assert page.locator("figure.chart > svg:not([aria-label])").count() == 0
    assert page.locator(".point:not([aria-label*='stride'])").count() == 0


@pytest.mark.parametrize("width", [390, 768])
def test_nothing_scrolls_sideways(page: Page, width: int) -> None:
    page.set_viewport_size({"width": width, "height": 844})
    assert page.evaluate("document.documentElement.scrollWidth") <= width


def test_the_page_prints_on_few_sheets(page: Page, tmp_path: Path) -> None:
    paper = tmp_path / "page.pdf"
    page.pdf(path=paper, format="A4")
    content = paper.read_bytes()
    assert 1 <= content.count(b"/Type /Page\n") <= 3


def test_the_dark_page_is_dark_and_can_be_read(page: Page) -> None:
    page.emulate_media(color_scheme="dark")
    colours = page.evaluate(
        "[getComputedStyle(document.body).backgroundColor, getComputedStyle(document.body).color]"
        ".map(colour => colour.match(/\\d+/g).map(Number).reduce((sum, part) => sum + part) / 3)"
    )
    assert colours[0] < 50
    assert colours[1] > 200
