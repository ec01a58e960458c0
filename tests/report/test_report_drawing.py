"""What is drawn on a frame lies where the analysis says, and nowhere else."""

from __future__ import annotations

from dataclasses import replace

import made
import numpy as np
import pytest

from kneevision.pose.landmarks import SIDES, Side, index
from kneevision.report.annotate import composer
from kneevision.report.labels import SideLabels, columns
from kneevision.report.lettering import Lettering
from kneevision.report.moment import Moments
from kneevision.report.skeleton import LegLines
from kneevision.report.style import FLAG_COLOUR, SIDE_COLOUR, rgb

SIZES = [(540, 960), (270, 480), (720, 1280)]


def blank(width: int, height: int) -> np.ndarray:
    return np.full((height, width, 3), 90, np.uint8)


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
        text = np.any(labels(blank(540, 960), moment) != 90, axis=-1)
        # nearly as thick as a leg
        without_trunk = replace(moment, shoulders=np.full((2, 2), np.nan))
        legs = np.any(LegLines(30)(blank(540, 960), without_trunk) != 90, axis=-1)
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


def test_only_a_flagged_stance_has_a_ring() -> None:
    analysis = made.front()
    flagged = analysis.findings[1].cycles
    compose = composer(analysis, 540, 960)
    for stride in (c for c in analysis.cycles if c.side == "right" and c.valid):
        picture = compose.picture(blank(540, 960), (stride.contact_s + stride.toe_off_s) / 2)
        assert near(picture[:960], FLAG_COLOUR).any() == (stride.index in flagged)


def test_stance_is_told_from_swing() -> None:
    analysis = made.front()
    moments = Moments(analysis, 1.0)
    stride = next(c for c in analysis.cycles if c.side == "left" and c.valid)
    down, up = moments.at(stride.contact_s + 0.05), moments.at(stride.toe_off_s + 0.05)
    assert down.legs["left"].stance
    assert not up.legs["left"].stance
    assert up.legs["left"].knee_peak_deg == stride.values["fppa_peak_deg"]


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
