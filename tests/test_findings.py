"""Rules held against numbers whose verdict is known."""

from collections.abc import Sequence

import numpy as np
import pytest

from kneevision.analysis import Finding, Measure
from kneevision.camera import Camera
from kneevision.cycles import Cycle, Cycles
from kneevision.errors import UserError
from kneevision.findings import judge, with_lines
from kneevision.findings.rules import Rules, published
from kneevision.measures import Measured
from kneevision.measures.bootstrap import interval_of_difference, interval_of_mean
from kneevision.pose.landmarks import SIDES

NAME = "fppa_peak_deg"
STRAIGHT = Camera("front", 0.0, (-0.5, 0.5), 0.0, "given")


def footage(name: str, left: Sequence[float], right: Sequence[float]) -> tuple[Measured, Cycles]:
    """Strides of both sides with these values of one measure."""
    cycles, values, rows = [], [], []
    for side, numbers in zip(SIDES, (left, right), strict=True):
        for i, number in enumerate(numbers):
            start = 0.7 * i
            cycles.append(
                Cycle(side, i, start, start, start + 0.25, start + 0.1, start + 0.7, start + 0.35, True, None)
            )
            values.append({name: number})
        known = np.array(numbers)
        rows.append(_row(name, side, float(known.mean()), len(known), interval_of_mean(known)))
    pair = np.array(left), np.array(right)
    difference = float(pair[0].mean() - pair[1].mean())
    rows.append(_row(name, "difference", difference, min(map(len, pair)), interval_of_difference(*pair)))
    return Measured(tuple(values), tuple(rows)), Cycles("running", tuple(cycles))


def _row(name: str, side: str, value: float, n: int, interval: tuple[float, float] | None) -> Measure:
    return Measure(name, side, value, "deg", n, None, interval, interval, None)  # type: ignore[arg-type]


def verdicts(
    name: str, left: Sequence[float], right: Sequence[float], rules: Rules | None = None, camera: Camera = STRAIGHT
) -> dict[tuple[str, str], Finding]:
    measured, cycles = footage(name, left, right)
    return {(f.kind, f.side): f for f in judge(measured, cycles, camera, rules or published())}


def around(middle: float, count: int = 14, spread: float = 0.8, seed: int = 0) -> list[float]:
    return list(middle + np.random.default_rng(seed).normal(0, spread, count))


def test_a_line_is_flagged_clear_or_cannot_be_told_by_where_the_interval_lies() -> None:
    found = verdicts(NAME, around(22), around(5))
    assert found["reference_line", "left"].state == "flagged"
    assert found["reference_line", "left"].cycles == tuple(range(14))
    assert found["reference_line", "right"].state == "clear"
    assert found["reference_line", "right"].cycles == ()
    assert verdicts(NAME, around(13.5, spread=3), around(5))["reference_line", "left"].state == "cannot_tell"


def test_what_camera_and_model_can_be_off_by_keeps_a_line_from_being_told() -> None:
    found = verdicts(NAME, around(16), around(11))
    for side in ("left", "right"):
        assert found["reference_line", side].state == "cannot_tell"
        assert "camera and pose model" in found["reference_line", side].text.lower()
    assert found["reference_line", "left"].cycles


def test_a_line_for_a_measure_that_was_not_taken_is_answered() -> None:
    rules = with_lines({"knee_flexion_peak_deg": 40.0})
    row = Measure(
        "knee_flexion_peak_deg", "left", None, "deg", 0, None, None, None, "cannot be measured from the front"
    )
    finding = judge(Measured((), (row,)), Cycles("running", ()), STRAIGHT, rules)[0]
    assert finding.state == "cannot_tell"
    assert "cannot be measured from the front" in finding.text


def test_nothing_is_flagged_below_seven_strides() -> None:
    found = verdicts(NAME, around(30, count=6), around(30, count=6))
    assert all(f.state != "flagged" and not f.cycles for f in found.values())
    assert verdicts(NAME, around(30, count=7), around(30, count=7))["reference_line", "left"].state == "flagged"


def test_the_users_own_line_takes_the_place_of_ours() -> None:
    found = verdicts(NAME, around(18), around(5), with_lines({NAME: 10.0}))
    assert found["reference_line", "left"].state == "flagged"
    assert found["reference_line", "left"].line == 10.0
    assert "user" in found["reference_line", "left"].source


def test_a_line_for_an_unknown_measure_is_refused_with_the_names_that_exist() -> None:
    with pytest.raises(UserError, match="femoral_adduction_peak_deg"):
        with_lines({"fppa": 10.0})


def test_the_default_running_line_says_that_it_is_only_a_convention() -> None:
    line = verdicts(NAME, around(20), around(5))["reference_line", "left"]
    assert line.grade == "C"
    assert "No line is published for running" in line.source


def test_a_side_difference_the_cameras_yaw_can_make_is_not_told() -> None:
    name = "hip_adduction_midstance_deg"
    left, right = around(19, seed=1), around(6, seed=2)
    assert verdicts(name, left, right)["side_difference", "difference"].state == "flagged"
    askew = Camera("front", 4.0, (-1.0, 9.0), 0.0, "given")
    assert verdicts(name, left, right, camera=askew)["side_difference", "difference"].state == "cannot_tell"


def test_a_side_difference_the_cameras_unknown_roll_can_make_is_not_told() -> None:
    name = "trunk_lean_peak_deg"
    left, right = around(8, seed=1), around(2, seed=2)
    assert verdicts(name, left, right)["side_difference", "difference"].state == "flagged"
    tilted = Camera("front", 0.0, (-0.5, 0.5), None, "given")
    finding = verdicts(name, left, right, camera=tilted)["side_difference", "difference"]
    assert finding.state == "cannot_tell"
    assert "tilt" in finding.text


def test_a_drift_is_found_on_the_side_that_drifts() -> None:
    growing = [6 + 0.7 * i for i in range(14)]
    found = verdicts(NAME, around(6), growing)
    assert found["drift", "right"].state == "flagged"
    assert found["drift", "left"].state == "clear"


def test_one_stride_unlike_the_others_is_named() -> None:
    values = around(8, spread=0.5)
    values[9] = 20.0
    found = verdicts(NAME, values, around(8, spread=0.5, seed=4))
    assert 9 in found["atypical_stride", "left"].cycles


def test_strides_that_differ_by_less_than_anybody_can_tell_are_not_odd() -> None:
    values = around(8, spread=0.1)
    values[9] = 9.5
    assert verdicts(NAME, values, around(8, spread=0.1, seed=4))["atypical_stride", "left"].state == "clear"


def test_every_rule_has_a_source_and_a_grade() -> None:
    for rule in published().rules:
        assert len(rule.source) > 20
        assert rule.grade in ("A", "B", "C")
