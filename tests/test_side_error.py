"""At the side nobody knows how far square the camera stood: what that makes of a run is in the intervals."""

from dataclasses import replace
from functools import cache
from pathlib import Path

import pytest

from benchmarks.truth import truth_of
from kneevision.camera import stand
from kneevision.cycles import Cycles, cut
from kneevision.geometry import angles
from kneevision.measures import reduce
from kneevision.measures.side_error import side_error
from kneevision.pipeline import measured_with_errors
from kneevision.trajectory import clean
from tests.exact import seen_from

CLIP = Path(__file__).parents[1] / "benchmarks" / "clips" / "run_side.mp4"


@cache
def seen_at(azimuth_deg: float) -> dict[str, float]:
    """The measures of one and the same run before a camera that stands there."""
    track = clean(seen_from(truth_of(CLIP), azimuth_deg, 8.3, noise_px=0.5))
    cycles = cut(track, "running")
    camera = stand(track, cycles)
    assert camera is not None
    measured = reduce(track, angles(track, camera, cycles), cycles, camera)
    return {row.name: row.value for row in measured.measures if row.value is not None and row.side != "right"}


@pytest.mark.parametrize(
    "name",
    [
        "knee_flexion_peak_deg",
        "knee_flexion_contact_deg",
        "tibia_contact_deg",
        "foot_contact_deg",
        "overstride_ratio",
        "vertical_oscillation_ratio",
    ],
)
def test_cameras_anywhere_at_the_side_are_off_and_differ_by_no_more_than_is_allowed_for(name: str) -> None:
    allowed = side_error(name)
    assert allowed is not None
    values = [seen_at(azimuth)[name] for azimuth in (66, 70, 75, 80, 85, 90, 95, 100, 105, 110, 114)]
    worst = max(abs(value - seen_at(90)[name]) for value in values)
    assert allowed / 2 < worst <= allowed
    assert max(values) - min(values) <= 2**0.5 * allowed


def test_the_interval_of_a_run_holds_it_and_that_of_a_walk_is_not_said_to() -> None:
    track = clean(seen_from(truth_of(CLIP), 110, 8.3, noise_px=0.5))
    cycles = cut(track, "running")
    camera = stand(track, cycles)
    series = angles(track, camera, cycles)

    def error(cycles: Cycles) -> tuple[float, float | None, float]:
        measured = measured_with_errors(track, cycles, camera, series, "full")
        row = next(row for row in measured.measures if (row.name, row.side) == ("knee_flexion_peak_deg", "left"))
        assert row.error is not None
        assert row.interval is not None
        return row.error.camera, row.error.tilt, row.interval[1] - row.interval[0]

    running, walking = error(cycles), error(replace(cycles, activity="walking"))
    assert running[0] >= 8.0
    assert running[1] == pytest.approx(running[0])  # another one whenever a camera is set up
    assert walking[0] < 0.1  # never measured so
    assert running[2] > 16.0
