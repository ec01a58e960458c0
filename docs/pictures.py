"""`python docs/pictures.py [told|app|filming]`: make the pictures of the docs from the rendered clips.

Pages are opened in a Chromium, by Playwright (extra `dev`).
"""

from __future__ import annotations

import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import av
import cv2
import numpy as np
from numpy.typing import NDArray

from kneevision import analyze
from kneevision.quiet import quiet_stderr

Image = NDArray[np.uint8]

REPOSITORY = Path(__file__).resolve().parents[1]
SAMPLE = REPOSITORY / "sample_videos" / "run_back_left_valgus.mp4"
MOMENT_S = 2.15  # the left foot on the ground
SQUAT = REPOSITORY / "sample_videos" / "squat_valgus.mp4"
FILMED = REPOSITORY / "sample_videos" / "run_front.mp4"
FILMING = REPOSITORY / "docs" / "filming"
FILMED_S = 2.4
_REVIEW = REPOSITORY / "docs" / "review.jpg"
_HEIGHT, _QUALITY = 420, 85
_INK, _GOOD, _BAD, _BELT = (60, 60, 60), (30, 120, 60), (190, 60, 40), (225, 225, 225)


def told() -> None:
    """Write docs/annotated.jpg and docs/page.jpg (at a desk and on a phone)."""
    with quiet_stderr(), tempfile.TemporaryDirectory() as folder:
        analyze(SAMPLE, out=folder)
        result = Path(folder) / f"{SAMPLE.stem}.kneevision"
        _save(_picture(result / "annotated.mp4", MOMENT_S), REPOSITORY / "docs" / "annotated.jpg", quality=88)
        desk, phone = (_screenshot(result / "report.html", width) for width in (1160, 390))
    _save(_desk_and_phone(desk, phone, high=2600), REPOSITORY / "docs" / "page.jpg")


def app() -> None:
    """Write docs/app.jpg, a session while a clip is analyzed, at a desk, and a report in the app on a phone; and
    docs/review.jpg, the review room.
    """
    from playwright.sync_api import sync_playwright

    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright, _served(Path(folder)) as address:
        browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=["--no-sandbox"])
        page = browser.new_page(viewport={"width": 1160, "height": 900}, color_scheme="light")
        page.goto(address)
        page.get_by_label("Name or code").fill("Anna K.")
        page.get_by_role("button", name="Add", exact=True).click()
        page.get_by_label("Note").first.fill("first session; belt at 10 km/h")
        page.get_by_role("button", name="Add", exact=True).click()
        page.set_input_files("#drop input[type=file]", [SAMPLE, FILMED, SQUAT])
        page.locator("#clips .clip").nth(2).wait_for()
        page.locator("#clips .clip.done").wait_for(timeout=300_000)
        page.wait_for_function("() => document.querySelector('#clips progress')?.value > 30", timeout=300_000)
        desk = _decoded(page.screenshot())
        page.get_by_role("link", name="Open the report").first.click()
        page.set_viewport_size({"width": 390, "height": 900})
        page.frame_locator("iframe.report").get_by_role("heading", name="In short").wait_for()
        phone = _decoded(page.screenshot())
        page.set_viewport_size({"width": 1160, "height": 1160})
        page.get_by_role("link", name="Review the video").click()
        page.locator("#cycles li").nth(4).get_by_role("button").first.click()
        page.wait_for_timeout(300)
        page.get_by_role("button", name="Play / pause").click()
        page.wait_for_timeout(300)
        review = _decoded(page.screenshot())
        browser.close()
    _save(_desk_and_phone(desk, phone, high=900), REPOSITORY / "docs" / "app.jpg")
    _save(np.asarray(cv2.resize(review, None, fx=0.7, fy=0.7, interpolation=cv2.INTER_AREA)), _REVIEW)


@contextmanager
def _served(data: Path) -> Iterator[str]:
    """The app with an empty folder; gives the address that it prints."""
    command = [sys.executable, "-m", "kneevision", "app", "--data", str(data), "--port", "0", "--no-browser"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        yield process.stdout.readline().split()[-1]
        process.terminate()


def _desk_and_phone(desk: Image, phone: Image, high: int) -> Image:
    sheet = np.full((high, 1160 + 40 + 390, 3), 225, np.uint8)
    sheet[:, :1160], sheet[:, 1200:] = desk[:high], phone[:high]
    return np.asarray(cv2.resize(sheet, None, fx=0.6, fy=0.6, interpolation=cv2.INTER_AREA))


def _screenshot(page: Path, width: int) -> Image:
    from playwright.sync_api import sync_playwright  # a development tool

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=["--no-sandbox"])
        opened = browser.new_page(viewport={"width": width, "height": 900}, color_scheme="light")
        opened.goto(page.as_uri())
        opened.evaluate(f"document.querySelector('video').currentTime = {MOMENT_S}")
        opened.wait_for_function("!document.querySelector('video').seeking")
        taken = opened.screenshot(full_page=True)
        browser.close()
    return _decoded(taken)


def _decoded(taken: bytes) -> Image:
    return np.asarray(cv2.imdecode(np.frombuffer(taken, np.uint8), cv2.IMREAD_COLOR)[..., ::-1])


def filming() -> None:
    """Write docs/filming/*.jpg: filmed well, and badly in five ways."""
    FILMING.mkdir(exist_ok=True)
    picture = _picture(FILMED, FILMED_S)
    spoilt: dict[str, Callable[[Image], Image]] = {
        "good": lambda image: image,
        "feet_cut_off": _without_feet,
        "too_far": _from_afar,
        "too_dark": _in_the_dark,
        "smeared": lambda image: cv2.GaussianBlur(image, (0, 0), 7),
    }
    for name, spoil in spoilt.items():
        _save(_sized(np.asarray(spoil(picture))), FILMING / f"{name}.jpg")
    _save(_plan(), FILMING / "where_to_stand.jpg")


def _picture(video: Path, moment_s: float) -> Image:
    with av.open(str(video)) as container:
        frame = next(f for f in container.decode(video=0) if f.time is not None and f.time >= moment_s)
        return frame.to_ndarray(format="rgb24")


def _without_feet(image: Image) -> Image:
    """Moved up by a fifth; what the camera would see above is the wall."""
    lower = round(0.2 * len(image))
    return np.concatenate([np.repeat(image[:1], lower, axis=0), image[:-lower]])


def _from_afar(image: Image) -> Image:
    height, width = image.shape[:2]
    small = cv2.resize(image, None, fx=0.35, fy=0.35, interpolation=cv2.INTER_AREA)
    (rows, columns), top, left = small.shape[:2], round(0.4 * height), round(0.325 * width)
    edges = (top, height - rows - top, left, width - columns - left)
    return np.asarray(cv2.copyMakeBorder(small, *edges, cv2.BORDER_REPLICATE))


def _in_the_dark(image: Image) -> Image:
    noise = np.random.default_rng(0).normal(0, 5, image.shape)
    return np.clip(image * 0.2 + noise, 0, 255).astype(np.uint8)


def _plan() -> Image:
    """The treadmill from above, with where the phone may stand (green) and may not (red)."""
    plan = np.full((_HEIGHT, 560, 3), 255, np.uint8)
    middle = np.array([280, 210])
    belt, arrow, phone, beside = (np.array(size) for size in ((35, 80), (0, 45), (9, 9), (18, -8)))
    cv2.rectangle(plan, tuple(middle - belt), tuple(middle + belt), _BELT, cv2.FILLED)
    cv2.rectangle(plan, tuple(middle - belt), tuple(middle + belt), _INK, 2)
    cv2.arrowedLine(plan, tuple(middle + arrow), tuple(middle - arrow), _INK, 2, cv2.LINE_AA, tipLength=0.2)
    for place, words, colour in (
        ((0, -165), "in front, in line", _GOOD),
        ((0, 165), "behind, in line", _GOOD),
        ((-195, 0), "square to it", _GOOD),
        ((110, -125), "off the line", _BAD),
    ):
        at = middle + place
        cv2.line(plan, tuple(at), tuple(middle), colour, 1, cv2.LINE_AA)
        cv2.rectangle(plan, tuple(at - phone), tuple(at + phone), colour, cv2.FILLED)
        cv2.putText(plan, words, tuple(at + beside), cv2.FONT_HERSHEY_SIMPLEX, 0.6, colour, 2, cv2.LINE_AA)
    return plan


def _sized(image: Image) -> Image:
    width = round(_HEIGHT * image.shape[1] / len(image))
    return np.asarray(cv2.resize(image, (width, _HEIGHT), interpolation=cv2.INTER_AREA))


def _save(image: Image, path: Path, quality: int = _QUALITY) -> None:
    cv2.imwrite(str(path), cv2.cvtColor(image, cv2.COLOR_RGB2BGR), [cv2.IMWRITE_JPEG_QUALITY, quality])


if __name__ == "__main__":
    chosen = sys.argv[1:] or ["told", "app", "filming"]
    for make in (told, app, filming):
        if make.__name__ in chosen:
            make()
