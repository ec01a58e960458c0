"""What a camera at the side that stands less square makes of a run is not taken for a change."""

from dataclasses import replace

import pytest

from kneevision.analysis import Analysis
from kneevision.compare import compare
from kneevision.measures.side_error import side_error
from tests.compare.made import a_run, steady

KNEE = "knee_flexion_peak_deg"


def run_from_the_side(name: str, level: float, seed: int) -> Analysis:
    """With what a side camera can be off by in the errors, as an analysis has it."""
    made = a_run({name: {"left": steady(level, seed=seed)}}, f"{level}", view="left")
    half = side_error(name) or 0.0
    rows = [row if row.error is None else replace(row, error=replace(row.error, tilt=half)) for row in made.measures]
    return replace(made, measures=tuple(rows))


@pytest.mark.parametrize(("change", "answer"), [(7.0, "not_told"), (16.0, "changed")])
def test_what_a_turned_camera_makes_is_not_told_as_a_change(change: float, answer: str) -> None:
    found = compare([run_from_the_side(KNEE, 30.0, 1), run_from_the_side(KNEE, 30.0 + change, 2)])
    told = found.change(KNEE, "left")
    assert told is not None
    assert told.answer == answer


def test_an_angle_of_which_it_was_never_measured_what_a_turned_camera_makes_is_not_judged() -> None:
    name = "trunk_flexion_deg"
    told = compare([run_from_the_side(name, 5.0, 1), run_from_the_side(name, 25.0, 2)]).change(name, "left")
    assert told is not None
    assert told.answer == "not_told"
    assert "never measured" in told.reason
