"""The page and the last three lines say what the analysis holds, and no more."""

from __future__ import annotations

import re
from dataclasses import replace
from html.parser import HTMLParser
from pathlib import Path

import made
import pytest

from kneevision.analysis import Analysis, ErrorParts, Measure, QualityWarning
from kneevision.measures.catalogue import spec
from kneevision.report import nothing, rows, short, texts
from kneevision.report.page import Pictures, write_page
from kneevision.report.plots import Plot
from kneevision.report.summary import three_lines
from kneevision.report.words import words

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
        self._quiet = tag in ("style", "script")
        self.loads += [value or "" for name, value in attrs if name in LOADING]

    def handle_endtag(self, tag: str) -> None:
        self._quiet = False

    def handle_data(self, data: str) -> None:
        if not self._quiet:
            self.pieces.append(data)


def page_of(analysis: Analysis, folder: Path) -> Page:
    plots = [Plot("clip_fppa", "FPPA: the whole clip", "n = 3")]
    write_page(analysis, Pictures(plots, b"jpeg", []), folder / "report.html")
    return Page((folder / "report.html").read_text(encoding="utf-8"))


@pytest.mark.parametrize("analysis", [made.front(), made.sideways(), made.unknown(), made.walking()])
def test_nothing_is_loaded_but_the_video_beside_it(analysis: Analysis, tmp_path: Path) -> None:
    page = page_of(analysis, tmp_path)
    assert [load for load in page.loads if not load.startswith("data:image/")] == ["annotated.mp4"]
    html = (tmp_path / "report.html").read_text(encoding="utf-8")
    assert not re.search(r"@import|url\(|<link|<script [^>]|fetch\(|XMLHttpRequest|https?://", html)


def test_a_video_named_like_a_script_is_only_text(tmp_path: Path) -> None:
    page = page_of(made.front("videos/<script>alert(1)<b>.mp4"), tmp_path)
    assert page.tags.count("script") == 1  # the page's own
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
    assert "what the pose model was off by in people whose truth is known" in page.text
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


@pytest.mark.parametrize("analysis", [made.front(), made.sideways(), made.unknown(), made.walking()])
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
    assert "Peak FPPA on the right lies beyond the line of 10° (8 of 13 strides), which is a convention." in found
    assert found.endswith("(2 more flags in the report.)")
    assert re.fullmatch(r"Femoral adduction, peak: left 9\.1° \[.+ to .+\]; right 5\.7° \[.+ to .+\] \(95 %\)", number)
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


def test_a_line_that_cannot_be_told_is_not_passed_over_when_nothing_is_flagged() -> None:
    analysis = made.front()
    states = {"reference_line": "cannot_tell", "side_difference": "cannot_tell"}
    findings = tuple(replace(finding, state=states.get(finding.kind, "clear")) for finding in analysis.findings)
    sentence = short.what_was_flagged(replace(analysis, findings=findings))
    assert sentence is not None
    assert sentence.startswith("No flag; but it cannot be told whether peak FPPA lies beyond its line")
    assert "left and right differ" in sentence


def test_numbers_have_a_true_minus_and_no_negative_zero() -> None:
    assert texts.signed(-1.26, 1) == "\N{MINUS SIGN}1.3"
    assert texts.signed(-0.04, 1) == "0.0"


def with_states(**states: str) -> Analysis:
    """The front view with its findings of a kind in another state."""
    analysis = made.front()
    changed = (replace(f, state=states.get(f.kind, f.state)) for f in analysis.findings)
    return replace(analysis, findings=tuple(changed))


def test_what_cannot_be_told_of_one_kind_shares_a_card_and_names_its_source_once(tmp_path: Path) -> None:
    analysis = with_states(reference_line="cannot_tell")
    (line, sides) = rows.folded(analysis, "cannot_tell")
    assert (line.kind, line.count, len(line.sources)) == ("reference_line", 2, 1)
    assert (sides.kind, sides.count) == ("side_difference", 1)
    text = page_of(analysis, tmp_path).text
    assert text.count("Source: Convention of this program") == 1
    assert text.count("? Cannot tell") == 2
    assert text.count("Source: Statistics of this runner's own strides") == 3  # two flags, a card each, and one clear


def test_the_page_numbers_the_strides_of_a_line_unless_it_is_clear(tmp_path: Path) -> None:
    told = page_of(with_states(reference_line="cannot_tell"), tmp_path).text
    strides = ", ".join(str(i + 1) for i in made.front().findings[1].cycles)
    assert f"Strides: {strides}" in told
    assert f"Strides: {strides}" not in page_of(with_states(reference_line="clear"), tmp_path).text


@pytest.mark.parametrize("analysis", [made.front(), replace(made.front(), findings=())])
def test_where_strides_are_numbered_the_page_says_from_what(analysis: Analysis, tmp_path: Path) -> None:
    assert page_of(analysis, tmp_path).text.count(words(analysis).numbering) == 1


def test_strides_that_are_numbered_only_in_the_video_are_explained_too(tmp_path: Path) -> None:
    kept = tuple(c for c in made.front().cycles if c.valid)
    analysis = replace(made.front(), findings=(), cycles=kept)
    assert page_of(analysis, tmp_path).text.count(words(analysis).numbering) == 1


def test_the_caption_names_the_marks_that_occur_and_no_others(tmp_path: Path) -> None:
    text = page_of(made.front(), tmp_path).text
    for sign in texts.MARK_SIGN.values():
        assert sign in text
    text = page_of(with_states(reference_line="clear", atypical_stride="clear"), tmp_path).text
    for sign in texts.MARK_SIGN.values():
        assert sign not in text


def test_a_number_that_rounds_to_its_line_has_a_decimal_more(tmp_path: Path) -> None:
    text = page_of(made.on_the_line(), tmp_path).text
    assert "10.02°" in text
    assert "9.0 to 10.04" in text
    assert "10.0°" not in text
    called = words(made.front())
    assert texts.last_result("FPPA", 13.52, 13.5, called) == "FPPA peak 13.52°"
    assert texts.last_result("FPPA", 13.5, 13.5, called) == "FPPA peak 13.5°"
    assert texts.last_result("FPPA", 13.46, 13.5, called) == "FPPA peak 13.46°"
    assert texts.last_result("FPPA", 13.6, 13.5, called) == "FPPA peak 13.6°"
    assert texts.last_result("FPPA", 13.52, None, called) == "FPPA peak 13.5°"


def test_a_side_difference_is_told_from_its_line_whichever_way_it_points() -> None:
    assert texts.beside_line(-3.02, 1, 3.0) == "\N{MINUS SIGN}3.02"


def test_without_an_interval_the_last_lines_do_not_name_one() -> None:
    analysis = made.front()
    bare = tuple(replace(m, interval=None, interval_random=None) for m in analysis.measures)
    number = three_lines(replace(analysis, measures=bare), Path("run.kneevision"))[1]
    assert number == "Femoral adduction, peak: left 9.1°; right 5.7°"


def test_an_interval_without_the_pose_model_has_a_star_and_a_note(tmp_path: Path) -> None:
    analysis = made.front()
    whole = analysis.measure("fppa_peak_deg", "left")
    assert whole is not None
    bare = replace(whole, error=ErrorParts(1.2))
    star = f"{texts.interval(whole, spec(whole.name))}*"
    assert star not in page_of(analysis, tmp_path).text
    measures = tuple(bare if m is whole else m for m in analysis.measures)
    text = page_of(replace(analysis, measures=measures), tmp_path).text
    assert star in text
    assert "without the pose model's error, which was never measured for it" in text


def test_what_makes_an_interval_wide_and_what_the_picture_shows_stand_beside_it(tmp_path: Path) -> None:
    analysis = made.front()
    seen = tuple(replace(m, seen=7.3) if m.name == "femoral_adduction_peak_deg" else m for m in analysis.measures)
    text = page_of(replace(analysis, measures=seen), tmp_path).text
    assert "±1.0 pose model, ±0.5 camera, ±0.4 scatter" in text
    assert "in the picture 7.3°" in text


def test_degrees_are_a_sign_on_the_page_and_a_word_in_the_analysis(tmp_path: Path) -> None:
    analysis = made.front()
    yaw = QualityWarning("camera_yaw", "The camera stands about 14 deg off the treadmill's line: falsely different.")
    assert not re.search(r"\d deg\b", page_of(replace(analysis, warnings=(yaw,)), tmp_path).text)
    assert "10 deg." in analysis.to_json()


@pytest.mark.parametrize("code", ["legs_out_of_picture", "person_lost", "truncated", "oblique", "camera_yaw"])
def test_a_serious_warning_stands_in_short(code: str) -> None:
    warning = QualityWarning(code, "The feet leave the picture in 1.5 deg of it: 2.0-3.1 s. Film again.")
    lines = short.in_short(replace(made.front(), warnings=(warning,)))
    assert lines[1] == "The feet leave the picture in 1.5° of it: 2.0-3.1 s."


def test_a_small_warning_stays_under_quality() -> None:
    assert not any("steadier" in line for line in short.in_short(made.front()))


def nothing_to_see(analysis: Analysis) -> Analysis:
    """With the warnings and the odd rate of a clip of a few pictures a second."""
    codes = ("low_frame_rate", "contact_time_coarse", "intervals")
    warnings = (QualityWarning(code, "8 frames a second: contact times are coarse.") for code in codes)
    return replace(analysis, warnings=tuple(warnings), video=replace(analysis.video, fps=7.5))


@pytest.mark.parametrize("analysis", [made.unknown(), made.walking(), made.nobody()])
def test_a_page_without_a_number_does_not_speak_of_numbers(analysis: Analysis, tmp_path: Path) -> None:
    text = page_of(nothing_to_see(analysis), tmp_path).text
    for phrase in (
        "The numbers are",
        "coarse",
        "8 frames",
        "under Quality",
        "All measures",
        "low-pass",
        "off the axis",
    ):
        assert phrase not in text
    for phrase in ("Why nothing was measured", "only 7.5 pictures a second", "What to film", "What was seen", SAFETY):
        assert phrase in text


def test_walking_is_told_of_in_strides_of_a_walker(tmp_path: Path) -> None:
    analysis = replace(made.front(), activity="walking")
    assert short.what_was_seen(analysis).startswith(
        "Walking, seen from the front: 13 left and 13 right strides counted"
    )
    text = page_of(analysis, tmp_path).text
    assert "this walker's own strides" in text
    assert "Only running is measured" not in text
    assert "no evidence for changing the form" not in text
    assert "--capture-fps 240" in text  # a run in slow motion looks like a walk


@pytest.mark.parametrize("analysis", [made.walking(), made.unknown()])
def test_slow_motion_that_is_not_told_needs_its_rate(analysis: Analysis, tmp_path: Path) -> None:
    assert "--capture-fps 240" in page_of(analysis, tmp_path).text
    assert "--capture-fps 240" in three_lines(analysis, Path("run.kneevision"))[0]
    given = replace(analysis, video=replace(analysis.video, fps_source="option"))
    assert "--capture-fps" not in page_of(given, tmp_path).text


def test_runs_and_empty_rooms_need_no_word_on_slow_motion() -> None:
    assert nothing.slow_motion_hint(made.front()) is None
    assert nothing.slow_motion_hint(made.nobody()) is None


def test_a_run_without_a_counted_stride_says_why_and_what_to_film(tmp_path: Path) -> None:
    analysis = made.front()
    lost = tuple(replace(c, valid=False, reason="the feet were out of the picture") for c in analysis.cycles)
    empty = tuple(
        replace(m, value=None, n=0, sd=None, interval=None, interval_random=None, reason="no stride could be measured")
        for m in analysis.measures
    )
    text = page_of(replace(analysis, cycles=lost, measures=empty, findings=()), tmp_path).text
    assert f"Strides not counted, {len(lost)}: the feet were out of the picture." in text
    assert "No stride could be measured." in text
    assert "What to film" in text


def test_a_time_that_a_low_rate_forbids_is_told_with_its_reason(tmp_path: Path) -> None:
    reason = "needs 99 pictures a second, the clip has 30"
    analysis = made.front()
    forbidden = tuple(
        Measure(m.name, m.side, None, m.unit, 0, None, None, None, reason) if m.name == "contact_time_s" else m
        for m in analysis.measures
    )
    text = page_of(replace(analysis, measures=forbidden), tmp_path).text
    assert "Needs 99 pictures a second, the clip has 30 Ground contact time" in text
    assert not re.search(r"All measures.*Ground contact time.*What was not measured", text)
