"""What is drawn on a frame lies where the analysis says, and nowhere else."""

from __future__ import annotations

from dataclasses import replace

import made
import numpy as np
import pytest

from kneevision.analysis import Analysis
from kneevision.pose.landmarks import SIDES, Side, index
from kneevision.report import focus
from kneevision.report.annotate import Annotator, composer
from kneevision.report.labels import SideLabels, columns
from kneevision.report.lettering import Lettering
from kneevision.report.marks import Entry, draw_mark, legend, names, row_width
from kneevision.report.moment import Moment, Moments
from kneevision.report.skeleton import LegLines
from kneevision.report.style import FLAG_COLOUR, PAPER, SIDE_COLOUR, rgb
from kneevision.report.words import words

SIZES = [(540, 960), (270, 480), (720, 1280)]


def blank(width: int, height: int) -> np.ndarray:
    return np.full((height, width, 3), 90, np.uint8)


def drawn_on(picture: np.ndarray, annotate: Annotator, moment: Moment) -> np.ndarray:
    """Where something is drawn."""
    before = picture.copy()
    annotate(picture, moment)
    return np.any(picture != before, axis=-1)


def near(pixels: np.ndarray, colour: str) -> np.ndarray:
    return np.abs(pixels.astype(int) - rgb(colour)).max(axis=-1) < 40


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("side", SIDES)
def test_the_drawn_knee_lies_on_the_landmark(size: tuple[int, int], side: Side) -> None:
    analysis = made.front()
    width, height = size
    stride = next(c for c in analysis.cycles if c.side == side)
    time_s = (stride.contact_s + stride.toe_off_s) / 2
    picture = composer(analysis, width, height).picture(blank(width, height), time_s)
    row = int(np.argmin(np.abs(analysis.frames.time_s - time_s)))
    x, y = np.round(analysis.frames.points_px[row, index(side, "knee")] * width / 540).astype(int)
    assert near(picture[y, x], SIDE_COLOUR[side])


# without findings: a ring about a knee is no leg
@pytest.mark.parametrize("analysis", [replace(made.front(), findings=()), made.sideways(), made.unknown()])
def test_no_label_covers_a_leg(analysis) -> None:
    moments = Moments(analysis, 1.0)
    labels = SideLabels(columns(analysis, 1.0), Lettering(14), analysis.view == "front")
    drawn = 0
    for time_s in analysis.frames.time_s[::7]:
        moment = moments.at(float(time_s))
        text = drawn_on(blank(540, 960), labels, moment)
        # nearly as thick as a leg
        without_trunk = replace(moment, shoulders=np.full((2, 2), np.nan))
        legs = drawn_on(blank(540, 960), LegLines(30), without_trunk)
        assert not (text & legs).any()
        drawn += text.any()
    assert drawn


def test_a_frame_without_the_person_stays_as_it_is() -> None:
    analysis = made.unknown()
    frame = np.random.default_rng(1).integers(0, 255, (960, 540, 3), dtype=np.uint8)
    compose = composer(analysis, 540, 960)
    assert np.array_equal(compose.picture(frame, 0.5), frame)
    assert not np.array_equal(compose.picture(frame, 2.0), frame)


def test_with_nobody_in_the_clip_every_frame_stays_as_it_is() -> None:
    frame = blank(540, 960)
    assert np.array_equal(composer(made.nobody(), 540, 960).picture(frame, 2.0), frame)


def test_a_time_that_no_row_belongs_to_has_no_moment() -> None:
    moments = Moments(made.front(), 1.0)
    assert moments.at(5.0 + 0.4 / 60) is not None
    assert moments.at(11.0) is None


def with_line_state(state: str) -> Analysis:
    """The front view with its lines in this state."""
    analysis = made.front()
    changed = (replace(f, state=state) if f.kind == "reference_line" else f for f in analysis.findings)
    return replace(analysis, findings=tuple(changed))


@pytest.mark.parametrize("state", ["flagged", "cannot_tell", "clear"])
def test_only_a_flagged_stance_has_a_ring(state: str) -> None:
    analysis = with_line_state(state)
    beyond = analysis.findings[1].cycles if state == "flagged" else ()
    compose = composer(analysis, 540, 960)
    for stride in (c for c in analysis.cycles if c.side == "right" and c.valid):
        picture = compose.picture(blank(540, 960), (stride.contact_s + stride.toe_off_s) / 2)
        assert near(picture[:960], FLAG_COLOUR).any() == (stride.index in beyond)


@pytest.mark.parametrize(("state", "mark"), [("flagged", "line"), ("cannot_tell", "uncertain"), ("clear", None)])
def test_a_stride_is_marked_as_its_finding_is_decided(state: str, mark: str | None) -> None:
    analysis = with_line_state(state)
    marks = focus.marks(analysis, "fppa_peak_deg")
    assert {marks.get(("right", i)) for i in analysis.findings[1].cycles} == {mark}
    assert focus.marks(analysis)["left", 4] == ("line" if state == "flagged" else "atypical")


@pytest.mark.parametrize(("mark", "pink"), [("line", True), ("atypical", True), ("uncertain", False)])
def test_only_a_flag_is_filled(mark: focus.Mark, pink: bool) -> None:
    drawn = blank(40, 40)
    draw_mark(drawn, mark, (20, 20), 10)
    assert near(drawn, FLAG_COLOUR).any() == pink
    assert near(drawn, PAPER).any()


@pytest.mark.parametrize("width", [270, 540, 720, 1280])
def test_no_legend_entry_leaves_the_picture_or_meets_another(width: int) -> None:
    letters = Lettering(max(7.0, width / 37))
    entries = [Entry("line 13.5\N{DEGREE SIGN}"), *names(["line", "atypical", "uncertain"], words(made.front()))]
    for room in (0.0, width * 0.55, 10.0 * width):
        found = legend(entries, room, width - 20.0, letters)
        assert row_width(found.beside, letters) <= room
        assert all(row_width(row, letters) <= width - 20 for row in found.rows)
        assert [*found.beside, *(entry for row in found.rows for entry in row)] == entries
        assert not (found.beside and found.rows)


def test_an_entry_wider_than_the_picture_is_left_out() -> None:
    found = legend([Entry("wide " * 40), Entry("line")], 0.0, 200.0, Lettering(14))
    assert found.rows == ((Entry("line"),),)


@pytest.mark.parametrize("analysis", [made.unknown(), made.walking()])
def test_where_nothing_was_measured_no_number_is_written(analysis: Analysis) -> None:
    moments = Moments(analysis, 1.0)
    legs = [leg for t in analysis.frames.time_s for leg in moments.at(float(t)).legs.values()]
    assert all(leg.knee_deg is None and leg.thigh_deg is None for leg in legs)


def test_stance_is_told_from_swing() -> None:
    analysis = made.front()
    moments = Moments(analysis, 1.0)
    stride = next(c for c in analysis.cycles if c.side == "left" and c.valid)
    down, up = moments.at(stride.contact_s + 0.05), moments.at(stride.toe_off_s + 0.05)
    assert (down.legs["left"].active, down.legs["left"].phase) == (True, "stance")
    assert (up.legs["left"].active, up.legs["left"].phase) == (False, "swing")
    assert up.legs["left"].knee_last_deg == stride.values["fppa_peak_deg"]


@pytest.mark.parametrize("size", [(540, 960), (1280, 720), (271, 481)])
def test_pictures_have_one_even_size(size: tuple[int, int]) -> None:
    analysis = made.front()
    compose = composer(analysis, *size)
    width, height = compose.size
    assert width % 2 == height % 2 == 0
    for time_s in (0.0, 3.0, 9.9):
        assert compose.picture(blank(*size), time_s).shape == (height, width, 3)


def test_the_playhead_moves_with_time() -> None:
    chart = composer(made.front(), 540, 960).below[1]
    columns_of_white = [np.argmax((chart.at(t) > 240).all(axis=-1).sum(axis=0)) for t in (0.5, 2.5, 4.5)]
    steps = np.diff(columns_of_white)
    assert steps.min() > 150
    assert abs(steps[0] - steps[1]) <= 2
