"""At the side nobody knows how far square the camera stood: what that makes of a run is not taken for a change."""

from functools import cache
from itertools import combinations
from pathlib import Path

import pytest

from benchmarks.truth import truth_of
from kneevision.analysis import Analysis
from kneevision.camera import stand
from kneevision.compare import compare
from kneevision.compare.limits import turned_at_the_side
from kneevision.cycles import cut
from kneevision.geometry import angles
from kneevision.measures import reduce
from kneevision.trajectory import clean
from tests.compare.made import a_run, steady
from tests.exact import seen_from

CLIP = Path(__file__).parents[2] / "benchmarks" / "clips" / "run_side.mp4"
KNEE = "knee_flexion_peak_deg"


@cache
def seen_at(azimuth_deg: float) -> dict[str, float]:
    """The measures of one and the same run before a camera that stands there."""
    track = clean(seen_from(truth_of(CLIP), azimuth_deg, 8.3, noise_px=0.5))
    cycles = cut(track, "running")
    camera = stand(track, cycles)
    assert camera is not None
    measured = reduce(track, angles(track, camera, cycles), cycles, camera)
    return {row.name: row.value for row in measured.measures if row.value is not None and row.side == camera.view}


@pytest.mark.parametrize(
    "name", [KNEE, "knee_flexion_contact_deg", "tibia_contact_deg", "foot_contact_deg", "overstride_ratio"]
)
def test_cameras_that_stand_anywhere_at_the_side_differ_by_no_more_than_is_allowed_for(name: str) -> None:
    values = [seen_at(azimuth)[name] for azimuth in (66, 75, 90, 105, 114)]
    allowed = turned_at_the_side(name)
    assert allowed is not None
    worst = max(abs(a - b) for a, b in combinations(values, 2))
    assert allowed / 2 < worst <= allowed


def run_from_the_side(name: str, level: float, seed: int) -> Analysis:
    return a_run({name: {"left": steady(level, seed=seed)}}, f"{level}", view="left")


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
