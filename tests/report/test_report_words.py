"""The page and the last three lines say what the analysis holds, and no more."""

from __future__ import annotations

import re
from dataclasses import replace
from html.parser import HTMLParser
from pathlib import Path

import made
import pytest

from kneevision.analysis import Analysis
from kneevision.report import rows, short, texts
from kneevision.report.page import write_page
from kneevision.report.plots import Plot
from kneevision.report.summary import three_lines

SAFETY = (
    "Movement measurement for use by a qualified professional. "
    "It does not diagnose, treat, predict or prevent injury; "
    "numbers are 2D projections with the stated error. "
    "Stop and seek care for pain, swelling, locking or giving way."
)
LOADING = {"src", "href", "srcset", "poster", "data", "action"}


class Page(HTMLParser):
    """Text and loading attributes of a page."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.pieces: list[str] = []
        self.loads: list[str] = []
        self.tags: list[str] = []
        self._quiet = False
        self.feed(html)
        self.text = re.sub(r"\s+", " ", " ".join(self.pieces))

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self._quiet = tag == "style"
        self.loads += [value or "" for name, value in attrs if name in LOADING]

    def handle_endtag(self, tag: str) -> None:
        self._quiet = False

    def handle_data(self, data: str) -> None:
        if not self._quiet:
            self.pieces.append(data)


def page_of(analysis: Analysis, folder: Path) -> Page:
    plots = [(Plot("clip_fppa", "FPPA: the whole clip", "n = 3"), b"<svg/>")]
    write_page(analysis, plots, b"jpeg", folder / "report.html")
    return Page((folder / "report.html").read_text(encoding="utf-8"))


@pytest.mark.parametrize("analysis", [made.front(), made.sideways(), made.unknown()])
def test_nothing_is_loaded_but_the_video_beside_it(analysis: Analysis, tmp_path: Path) -> None:
    page = page_of(analysis, tmp_path)
    assert [load for load in page.loads if not load.startswith("data:image/")] == ["annotated.mp4"]
    html = (tmp_path / "report.html").read_text(encoding="utf-8")
    assert not re.search(r"@import|url\(|<link|<script", html)


def test_a_video_named_like_a_script_is_only_text(tmp_path: Path) -> None:
    page = page_of(made.front("videos/<script>alert(1)<b>.mp4"), tmp_path)
    assert "script" not in page.tags
    assert "<script>alert(1)<b>.mp4" in page.text


def test_first_numbers_stand_with_their_intervals(tmp_path: Path) -> None:
    analysis = made.front()
    page = page_of(analysis, tmp_path)
    for name in ("femoral_adduction_peak_deg", "fppa_peak_deg"):
        for side in ("left", "right"):
            measure = analysis.measure(name, side)
            low, high = measure.interval
            assert f"{measure.value:.1f}°" in page.text
            assert f"{low:.1f} to {high:.1f}" in page.text


def test_findings_warnings_reasons_and_rejections_are_told(tmp_path: Path) -> None:
    analysis = made.front()
    page = page_of(analysis, tmp_path)
    told = [texts.shown(f.text) for f in analysis.findings] + [f.source for f in analysis.findings]
    told += [w.text for w in analysis.warnings] + [c.reason for c in analysis.cycles if c.reason]
    told += ["Flagged", "Clear", "Cannot tell"]
    for text in told:
        assert text in page.text
    assert "cover only the variation from stride to stride" in page.text
    assert SAFETY in page.text


def test_a_finding_of_a_kind_to_come_is_told_too(tmp_path: Path) -> None:
    odd = replace(made.front().findings[0], kind="new_rule", measure="new_measure_deg", text="Something new.")
    page = page_of(replace(made.front(), findings=(odd,)), tmp_path)
    assert "New rule" in page.text
    assert "Something new." in page.text


def test_what_was_not_measured_is_grouped_by_its_reason() -> None:
    missing = rows.not_measured(made.sideways())["cannot be seen from this side"]
    assert "FPPA, peak" in missing
    assert "Knee flexion in stance, peak (right, left \N{MINUS SIGN} right)" in missing
    assert len(missing) == len(set(missing))


def test_a_clip_with_nobody_says_so(tmp_path: Path) -> None:
    assert "Nobody was found in this clip, so nothing was measured." in page_of(made.nobody(), tmp_path).text


def test_a_clip_without_running_says_what_to_film(tmp_path: Path) -> None:
    page = page_of(made.unknown(), tmp_path)
    assert "What to film" in page.text
    assert "No running was found in this clip." in page.text
    assert "All measures" not in page.text


@pytest.mark.parametrize("analysis", [made.front(), made.sideways(), made.unknown()])
def test_no_word_judges_a_person(analysis: Analysis, tmp_path: Path) -> None:
    text = page_of(analysis, tmp_path).text.replace(SAFETY, "").lower()
    for word in ("diagnos", "screening", "injury risk", "normal", "nan", "none"):
        assert not re.search(rf"\b{word}", text)


def test_three_lines() -> None:
    folder = Path("run.kneevision")
    found, number, where = three_lines(made.front(), folder)
    assert found.startswith(
        "Running, seen from the front: 13 left and 13 right strides counted, at 176 steps a minute."
    )
    assert (
        "Peak FPPA on the right lies beyond the line of 10° (8 of 13 strides). (2 more flags in the report.)" in found
    )
    assert re.fullmatch(
        r"Femoral adduction, peak: left 9\.1° \[.+ to .+\]; right 5\.7° \[.+ to .+\] \(95 %, strides only\)", number
    )
    assert where == f"Report: {folder / 'report.html'}"
    assert "right" not in three_lines(made.sideways(), folder)[1]
    assert three_lines(made.unknown(), folder)[1].startswith("No angle was measured")


@pytest.mark.parametrize(
    ("place", "sentence"),
    [
        (3, "Peak FPPA on the right changes from the first to the last third of the clip by more than 3°."),
        (5, "On the left, 1 stride stands apart from this runner's others in peak femoral adduction."),
    ],
)
def test_each_kind_of_flag_is_one_plain_sentence(place: int, sentence: str) -> None:
    analysis = made.front()
    assert short.what_was_flagged(replace(analysis, findings=(analysis.findings[place],))) == sentence


def test_a_flag_about_a_first_number_comes_before_others() -> None:
    analysis = made.front()
    lean = replace(analysis.findings[3], measure="trunk_lean_peak_deg", text="The trunk leans.")
    first = short.what_was_flagged(replace(analysis, findings=(lean, analysis.findings[3])))
    assert first.startswith("Peak FPPA")


def test_what_could_not_be_told_is_not_called_clear() -> None:
    undecided = tuple(f for f in made.front().findings if f.state == "cannot_tell")
    sentence = short.what_was_flagged(replace(made.front(), findings=undecided))
    assert sentence.startswith("Whether anything stands out cannot be told")


def test_numbers_have_a_true_minus_and_no_negative_zero() -> None:
    assert texts.signed(-1.26, 1) == "\N{MINUS SIGN}1.3"
    assert texts.signed(-0.04, 1) == "0.0"
