"""Repetitions are told of as repetitions, counted once where both legs make them, and seen at their bottom."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path

import cv2
import made
import made_squats
import numpy as np
import pytest
from made_squats import REJECTED, with_kasr
from test_report_words import SAFETY, Page

from kneevision.analysis import Analysis, ErrorParts
from kneevision.report import focus, rows, short, tell, texts
from kneevision.report.annotate import composer
from kneevision.report.labels import SideLabels, columns
from kneevision.report.leg_stills import MOST, Still, Stills, Wanted
from kneevision.report.lettering import Lettering
from kneevision.report.moment import Moments
from kneevision.report.page import Pictures, write_page
from kneevision.report.plots import courses, write_plots
from kneevision.report.style import SIDE_COLOUR, rgb
from kneevision.report.summary import three_lines
from kneevision.report.words import words
from kneevision.video import Frame, open_clip

ALL = [
    made_squats.both_legs(),
    made_squats.one_leg(),
    made_squats.one_after_the_other(),
    made_squats.sideways(),
    made_squats.nothing(),
]
KINDS = ("repetitions", "repetition", "clip")


def page_of(analysis: Analysis, folder: Path, bottoms: tuple[Still, ...] = ()) -> Page:
    write_page(analysis, Pictures([], b"jpeg", list(bottoms)), folder / "report.html")
    return Page((folder / "report.html").read_text(encoding="utf-8"))


def blank(width: int = 540, height: int = 960) -> np.ndarray:
    return np.full((height, width, 3), 90, np.uint8)


@pytest.mark.parametrize("analysis", ALL)
def test_no_stride_is_spoken_of_and_no_word_judges(analysis: Analysis, tmp_path: Path) -> None:
    text = page_of(analysis, tmp_path).text.replace(SAFETY, "")
    spoken = " ".join([text, *three_lines(analysis, Path("x.kneevision"))]).lower()
    ours = ("strides?", "runner", "toe-off", "foot is on the ground", "treadmill")
    for word in (*ours, r"diagnos\w*", "screening", "injury risk", r"normal\w*", "nan", "none"):
        assert not re.search(rf"\b{word}\b", spoken), word
    assert "no evidence for changing the form" not in spoken


@pytest.mark.parametrize(
    ("analysis", "counted"),
    [
        (made_squats.both_legs(), "Squat, seen from the front: 4 repetitions counted."),
        (made_squats.one_leg(), "Single-leg squat, seen from the front: 3 right repetitions counted."),
        (
            made_squats.one_after_the_other(),
            "Single-leg squat, seen from the front: 1 left and 2 right repetitions counted.",
        ),
        (made_squats.nothing(), "Squat, seen from the front: no repetition counted."),
    ],
)  # fmt: skip
def test_a_repetition_of_both_legs_counts_once(analysis: Analysis, counted: str) -> None:
    assert short.what_was_seen(analysis) == counted


def test_one_repetition_is_not_several() -> None:
    analysis = made_squats.both_legs()
    first = tuple(c for c in analysis.cycles if c.index == 0)
    assert short.what_was_seen(replace(analysis, cycles=first)).endswith(": 1 repetition counted.")


def test_a_repetition_that_only_one_leg_fails_is_told_of_that_leg() -> None:
    analysis = made_squats.both_legs()
    cycles = tuple(
        replace(c, valid=False, reason="the foot was hidden") if (c.side, c.index) == ("right", 0) else c
        for c in analysis.cycles
    )
    out = [(side, cycle.index) for side, cycle in rows.rejected(replace(analysis, cycles=cycles))]
    assert out == [("right", 0), ("both", REJECTED)]


def test_the_mean_of_both_legs_comes_first() -> None:
    fppa, thigh = rows.first_numbers(made_squats.both_legs())
    assert fppa.entry.name == "fppa_bottom_deg"
    assert thigh.entry.name == "femoral_adduction_bottom_deg"
    assert [cell.side for cell in fppa.cells] == ["both", "left", "right"]
    number = three_lines(made_squats.both_legs(), Path("x.kneevision"))[1]
    assert re.match(r"FPPA.*: both sides 8\.6° \[.+\]; left 12\.9° \[.+\]; right 4\.3° \[.+\] \(95 %", number)


def test_of_a_squat_on_one_leg_the_other_has_no_tile() -> None:
    sides = [[cell.side for cell in row.cells] for row in rows.first_numbers(made_squats.one_leg())]
    assert sides == [["right"], ["right"]]
    both = rows.first_numbers(made_squats.one_after_the_other())
    assert [cell.side for cell in both[0].cells] == ["left", "right"]


def test_the_leg_that_was_not_done_is_told_of_once() -> None:
    missing = rows.not_measured(made_squats.one_leg())
    assert missing == {"no repetition of this leg in the clip": ["Every measure of the left leg"]}
    assert rows.not_measured(made_squats.one_after_the_other()) != missing


def test_the_first_number_leads_the_table() -> None:
    names = [row.entry.name for row in rows.measured(made_squats.both_legs())]
    assert names[:2] == ["fppa_bottom_deg", "femoral_adduction_bottom_deg"]


def test_from_the_side_the_near_knee_is_the_number() -> None:
    (row,) = rows.first_numbers(made_squats.sideways())
    assert (row.entry.name, [cell.side for cell in row.cells]) == ("knee_flexion_bottom_deg", ["left"])


def test_the_table_has_the_columns_that_have_numbers(tmp_path: Path) -> None:
    assert rows.columns(rows.measured(made_squats.both_legs())) == ["both", "left", "right", "difference"]
    assert rows.columns(rows.measured(made_squats.one_leg())) == ["right"]
    assert rows.columns(rows.measured(made.front())) == ["left", "right", "difference"]
    html = page_of(made_squats.both_legs(), tmp_path) and (tmp_path / "report.html").read_text(encoding="utf-8")
    body = html[html.index("<tbody>") : html.index("</tbody>")]
    assert {row.count("<td") for row in body.split("</tr>") if "<td" in row} == {4}


def test_a_side_view_shows_its_leg_and_not_the_missing_mean(tmp_path: Path) -> None:
    html = page_of(made_squats.sideways(), tmp_path) and (tmp_path / "report.html").read_text(encoding="utf-8")
    body = html[html.index("<tbody>") : html.index("</tbody>")]
    assert "<b>93" in body


@pytest.mark.parametrize(
    ("value", "half", "sentence"),
    [
        (0.84, 0.03, "At the bottom the knees are closer together than the ankles (KASR 0.84; "
                     "95 %: 0.81 to 0.87): described, not judged."),
        (1.20, 0.05, "At the bottom the knees are farther apart than the ankles (KASR 1.20; "
                     "95 %: 1.15 to 1.25): described, not judged."),
        (0.98, 0.05, "Whether the knees are closer together or farther apart than the ankles at the bottom cannot be "
                     "told (KASR 0.98; 95 %: 0.93 to 1.03)."),
    ],
)  # fmt: skip
def test_the_knees_distance_is_described(value: float, half: float, sentence: str) -> None:
    assert sentence in short.in_short(with_kasr(made_squats.both_legs(), value, half))


def test_intervals_without_the_pose_model_say_so(tmp_path: Path) -> None:
    analysis = made_squats.both_legs()
    bare = tuple(replace(m, error=ErrorParts(1.0)) for m in analysis.measures)
    assert "They do not hold the pose model" not in page_of(analysis, tmp_path).text
    text = page_of(replace(analysis, measures=bare), tmp_path).text
    assert "They do not hold the pose model" in text
    assert "95 %, without the pose model's error" in text


def test_without_an_interval_the_knees_distance_is_not_decided() -> None:
    analysis = with_kasr(made_squats.both_legs(), 0.84)
    bare = tuple(replace(m, interval=None, interval_random=None) for m in analysis.measures)
    assert "cannot be told" in short.where_the_knees_are(replace(analysis, measures=bare))
    assert short.where_the_knees_are(made_squats.one_leg()) is None


def test_flags_and_numbers_of_repetitions_are_told(tmp_path: Path) -> None:
    analysis = made_squats.both_legs()
    told = short.what_was_flagged(analysis)
    assert "on the left lies beyond the line of 10° (4 of 4 repetitions), which is a convention." in told
    text = page_of(analysis, tmp_path).text
    for phrase in (
        "Repetitions: 1, 2, 4, 5",
        "Odd repetitions",
        "odd repetition (ringed)",
        "Repetition 3, 8.03 s: it goes",
    ):
        assert phrase in text
    assert text.count(words(analysis).numbering) == 1
    odd = short.what_was_flagged(replace(analysis, findings=analysis.findings[1:]))
    assert odd.startswith("On the right, 1 repetition stands apart from this person's others in ")


def test_a_line_of_both_legs_marks_both_and_reads_well() -> None:
    analysis = made_squats.both_legs()
    both = replace(analysis.findings[0], side="both", cycles=(1,))
    analysis = replace(analysis, findings=(both,))
    assert focus.marks(analysis) == {("left", 1): "line", ("right", 1): "line"}
    assert "on both sides lies beyond" in short.what_was_flagged(analysis)


def test_squats_that_none_was_counted_of_say_why_once_and_what_to_film(tmp_path: Path) -> None:
    text = page_of(made_squats.nothing(), tmp_path).text
    assert "Repetitions not counted, 5: the feet were out of the picture." in text
    assert "about 3 m away, without zoom" in text
    assert "treadmill" not in text
    assert "The bottom of each repetition" not in text


def test_an_unknown_clip_is_told_of_all_that_can_be_filmed(tmp_path: Path) -> None:
    text = page_of(made.unknown(), tmp_path).text
    assert "Neither running nor walking nor squats, on both legs or on one, were recognized" in text
    for phrase in ("Running or walking", "Squats, on both legs or on one", "five repetitions", "What was seen"):
        assert phrase in text


def test_descent_and_ascent_part_at_the_bottom() -> None:
    analysis = made_squats.both_legs()
    moments = Moments(analysis, 1.0)
    row = analysis.cycles[0]
    for time_s, phase in ((row.bottom_s - 0.2, "descent"), (row.bottom_s + 0.2, "ascent")):
        legs = moments.at(time_s).legs
        assert {(leg.active, leg.phase) for leg in legs.values()} == {(True, phase)}
        assert texts.cycle_state(legs["left"].cycle, phase, words(analysis)) == f"repetition 1 · {phase}"
    between = moments.at(row.end_s + 0.2).legs["left"]
    assert (between.active, between.cycle) == (False, None)
    assert between.knee_last_deg == row.values["fppa_bottom_deg"]
    lost = next(c for c in analysis.cycles if not c.valid)
    leg = moments.at(lost.start_s + 1).legs["left"]
    assert texts.cycle_state(leg.cycle, leg.phase, words(analysis)) == "repetition 3 · not counted"


def test_of_a_squat_on_one_leg_the_other_is_idle() -> None:
    analysis = made_squats.one_leg()
    legs = Moments(analysis, 1.0).at(analysis.cycles[0].bottom_s).legs
    assert (legs["left"].active, legs["right"].active) == (False, True)
    assert focus.sides_at_work(analysis, "fppa") == ["right"]


@pytest.mark.parametrize("width", [270, 540, 1280])
def test_the_panel_keeps_each_legs_words_in_its_half(width: int) -> None:
    analysis = made_squats.both_legs()
    panel = composer(analysis, width, 960).below[0]
    moment = Moments(analysis, width / 540).at(analysis.cycles[0].bottom_s)
    odd = {side: replace(leg, mark="line") for side, leg in moment.legs.items()}
    one = {**odd, "left": replace(odd["left"], cycle=None, mark=None, knee_deg=None, thigh_deg=None)}
    alone, empty = (panel.at(replace(moment, legs=legs)) for legs in (one, odd))
    half = width // 2
    assert np.array_equal(alone[:, :half], empty[:, :half])
    assert not np.array_equal(alone[:, half:], empty[:, half:])
    edge = round(panel.lettering.size * 0.4)
    assert np.array_equal(empty[:, half - edge : half], panel.at(None)[:, half - edge : half])


@pytest.mark.parametrize(
    ("analysis", "names"),
    [
        (made_squats.both_legs(), {f"{kind}_{series}" for kind in KINDS for series in made_squats.FRONTAL}),
        (made_squats.sideways(), {f"{kind}_knee_flexion" for kind in KINDS}),
        (made_squats.nothing(), set()),
    ],
)  # fmt: skip
def test_plots_of_repetitions(analysis: Analysis, names: set[str], tmp_path: Path) -> None:
    plots = write_plots(analysis, tmp_path, lambda done: None)
    assert {plot.name for plot in plots} == names
    for plot in plots:
        assert "stride" not in plot.title + plot.caption
    if names:
        assert "n = 4 repetitions." in plots[0].caption


def test_the_bottom_lies_at_half_of_the_mean_course() -> None:
    analysis = made_squats.sideways()
    bottoms = [c.values["knee_flexion_bottom_deg"] for c in analysis.cycles if c.side == "left" and c.valid]
    # a descent that is far longer than the ascent must not move the bottom
    late = tuple(replace(c, start_s=c.start_s - 0.5) for c in analysis.cycles)
    curves = courses(replace(analysis, cycles=late), "knee_flexion", "left")
    assert curves.shape == (len(bottoms), 101)
    assert curves[:, 50] == pytest.approx(bottoms, abs=0.5)


def frames(analysis: Analysis) -> list[Frame]:
    return [Frame(i, float(t), blank()) for i, t in enumerate(analysis.frames.time_s)]


def kept(analysis: Analysis) -> list[Still]:
    stills = Stills(analysis)
    for frame in frames(analysis):
        stills.look(frame)
    return stills.stills()


def test_a_still_of_each_counted_repetition() -> None:
    stills = kept(made_squats.both_legs())
    assert [(still.side, still.cycle.index) for still in stills] == [("both", i) for i in (0, 1, 3, 4)]
    for still in stills:
        picture = cv2.imdecode(np.frombuffer(still.jpeg, np.uint8), cv2.IMREAD_COLOR)[..., ::-1].astype(int)
        assert picture.shape[0] <= 420
        for colour in SIDE_COLOUR.values():
            assert (np.abs(picture - rgb(colour)).max(axis=-1) < 40).any()
        assert len(still.jpeg) < 60_000
    assert [still.side for still in kept(made_squats.one_leg())] == ["right"] * 3


def test_of_strides_contact_and_peak_are_shown_of_the_typical_one_and_the_one_farthest_inward() -> None:
    analysis = made.front()
    found = [(still.side, still.wanted.chosen.kind, still.wanted.summed_up) for still in kept(analysis)]
    both = (False, True)
    assert found == [(side, kind, up) for side in ("left", "right") for kind in ("typical", "worst") for up in both]
    contact, peak = (still.wanted for still in kept(analysis)[:2])
    assert contact.cycle is peak.cycle
    assert contact.cycle.contact_s <= contact.time_s < peak.time_s <= contact.cycle.toe_off_s


def many(count: int) -> Analysis:
    """The first repetition over and over, half a second apart."""
    analysis = made_squats.one_leg()
    first = analysis.cycles[0]
    cycles = tuple(replace(first, index=i, bottom_s=0.5 + 0.5 * i) for i in range(count))
    return replace(analysis, cycles=cycles)


def test_of_many_repetitions_some_are_shown_and_the_page_says_so(tmp_path: Path) -> None:
    analysis = many(20)
    stills = kept(analysis)
    assert len(stills) == MOST
    assert (stills[0].cycle.index, stills[-1].cycle.index) == (0, 19)
    assert f"{MOST} of the 20 counted repetitions" in page_of(analysis, tmp_path, tuple(stills)).text
    few = many(3)
    assert "of the 3" not in page_of(few, tmp_path, tuple(kept(few))).text


def test_a_repetition_whose_frame_is_missing_has_no_still() -> None:
    analysis = made_squats.both_legs()
    stills = Stills(analysis)
    for frame in frames(analysis):
        if abs(frame.time_s - analysis.cycles[0].bottom_s) > 0.5:
            stills.look(frame)
    assert [still.cycle.index for still in stills.stills()] == [1, 3, 4]


def test_the_page_of_a_real_clip_shows_the_bottoms(tmp_path: Path) -> None:
    tell(made_squats.one_leg(), open_clip(made_squats.ONE_LEG), tmp_path, lambda part, done: None)
    html = (tmp_path / "report.html").read_text(encoding="utf-8")
    assert html.count("data:image/jpeg;base64,") == 4  # the person and three bottoms
    assert "Right repetition 4" in Page(html).text


def test_in_a_deep_squat_labels_do_not_lie_on_each_other() -> None:
    analysis = made_squats.both_legs()
    moment = Moments(analysis, 1.0).at(analysis.cycles[0].bottom_s)
    leg = moment.legs["left"]
    level = leg.points.copy()
    level[1, 1] = level[0, 1]  # the knee at the hip's height
    labels = SideLabels(columns(analysis, 1.0), Lettering(14), True)
    drawn = []
    for points in (leg.points, level):
        alone = replace(moment, legs={**moment.legs, "left": replace(leg, points=points)})
        picture = blank()
        labels(picture, alone)
        changed = np.any(picture != 90, axis=-1)
        drawn.append(changed[:, 270:].sum())  # the left leg's labels are on the right of a picture from the front
    assert drawn[0] == pytest.approx(drawn[1], rel=0.02)


def test_a_squat_from_an_oblique_camera_has_its_page(tmp_path: Path) -> None:
    oblique = replace(made_squats.both_legs(), view="oblique")
    still = Still(Wanted("both", oblique.cycles[0], 1.0), b"jpeg")
    html = page_of(oblique, tmp_path, (still,)) and (tmp_path / "report.html").read_text(encoding="utf-8")
    assert "The bottom of each repetition" in html
    assert "Beside the knee" not in html


def test_a_line_that_is_published_for_women_only_is_pointed_out_until_the_sex_is_told(tmp_path: Path) -> None:
    untold = made_squats.one_leg()
    told = replace(untold, provenance=untold.provenance | {"sex": "male"})
    words = "published for women only"
    for analysis, shown in ((untold, True), (told, False), (made_squats.both_legs(), False)):
        page_of(analysis, tmp_path)
        assert (words in (tmp_path / "report.html").read_text(encoding="utf-8")) is shown
