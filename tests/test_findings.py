"""Rules held against numbers whose verdict is known."""

from collections.abc import Sequence

import numpy as np
import pytest

from kneevision.analysis import ErrorParts, Finding, Measure
from kneevision.cycles import Cycle, Cycles
from kneevision.errors import UserError
from kneevision.findings import judge, with_lines
from kneevision.findings.rules import Rules, published
from kneevision.measures import Measured
from kneevision.measures.error_parts import of_cycles, with_part
from kneevision.measures.spread import interval_of_difference, interval_of_mean
from kneevision.pose.landmarks import SIDES

NAME = "fppa_peak_deg"
SMALL = ErrorParts(cycles=0.0, camera=0.5, pose_model=1.0)


def footage(
    name: str, left: Sequence[float], right: Sequence[float], known: ErrorParts = SMALL
) -> tuple[Measured, Cycles]:
    """Strides of both sides with these values of one measure, and what else is known to be off in each."""
    cycles, values, rows = [], [], []
    for side, numbers in zip(SIDES, (left, right), strict=True):
        for i, number in enumerate(numbers):
            start = 0.7 * i
            cycles.append(
                Cycle(side, i, start, start, start + 0.25, start + 0.1, start + 0.7, start + 0.35, True, None)
            )
            values.append({name: number})
        found = np.array(numbers)
        rows.append(_row(name, side, float(found.mean()), len(found), interval_of_mean(found), known))
    pair = np.array(left), np.array(right)
    difference = float(pair[0].mean() - pair[1].mean())
    rows.append(_row(name, "difference", difference, min(map(len, pair)), interval_of_difference(*pair), known))
    return Measured(tuple(values), tuple(rows), tuple({} for _ in values)), Cycles("running", tuple(cycles))


def _row(
    name: str, side: str, value: float, n: int, interval: tuple[float, float] | None, known: ErrorParts
) -> Measure:
    row = Measure(name, side, value, "deg", n, None, interval, interval, None, of_cycles(interval))  # type: ignore[arg-type]
    row = with_part(with_part(row, "camera", known.camera), "timing", known.timing)
    return row if known.pose_model is None else with_part(row, "pose_model", known.pose_model)


def verdicts(
    name: str,
    left: Sequence[float],
    right: Sequence[float],
    rules: Rules | None = None,
    known: ErrorParts = SMALL,
    fps: float = 60.0,
) -> dict[tuple[str, str], Finding]:
    measured, cycles = footage(name, left, right, known)
    return {(f.kind, f.side): f for f in judge(measured, cycles, rules or published(), fps)}


def around(middle: float, count: int = 14, spread: float = 0.8, seed: int = 0) -> list[float]:
    return list(middle + np.random.default_rng(seed).normal(0, spread, count))


def test_a_line_is_flagged_clear_or_cannot_be_told_by_where_the_interval_lies() -> None:
    found = verdicts(NAME, around(22), around(5))
    assert found["reference_line", "left"].state == "flagged"
    assert found["reference_line", "left"].cycles == tuple(range(14))
    assert found["reference_line", "right"].state == "clear"
    assert found["reference_line", "right"].cycles == ()
    assert verdicts(NAME, around(13.5, spread=3), around(5))["reference_line", "left"].state == "cannot_tell"


def settled_by(value: float, spread: float, known: ErrorParts) -> str:
    finding = verdicts(NAME, around(value, spread=spread), around(5), known=known)["reference_line", "left"]
    assert finding.state == "cannot_tell"
    return finding.text


def test_what_cannot_be_told_says_what_would_settle_it() -> None:
    assert "Film longer: about" in settled_by(16.5, 6.0, SMALL)
    assert "--focal-35mm" in settled_by(17.0, 0.5, ErrorParts(0.0, camera=6.0, pose_model=1.0))
    assert "120 frames" in settled_by(17.0, 0.5, ErrorParts(0.0, timing=6.0, pose_model=1.0))
    assert "more than 250 valid strides" in settled_by(14.0, 6.0, ErrorParts(0.0, pose_model=0.1))
    assert "No other filming settles it" in settled_by(15.0, 0.5, ErrorParts(0.0, pose_model=4.0))


def test_more_strides_by_the_number_that_is_asked_for_do_settle_it() -> None:
    text = settled_by(16.0, 4.0, SMALL)
    asked = int(text.split("about ")[1].split()[0])
    assert asked > 14
    longer = verdicts(NAME, around(16.0, count=3 * asked, spread=4.0), around(5))
    assert longer["reference_line", "left"].state == "flagged"


def test_an_error_that_was_never_measured_is_not_taken_for_none() -> None:
    finding = verdicts(NAME, around(40), around(5), known=ErrorParts(0.0))["reference_line", "left"]
    assert finding.state == "cannot_tell"
    assert "never measured" in finding.text


@pytest.mark.parametrize(("fps", "state"), [(60.0, "cannot_tell"), (120.0, "flagged")])
def test_contact_times_are_not_judged_from_few_frames_a_second(fps: float, state: str) -> None:
    name, line = "contact_time_s", with_lines({"contact_time_s": 0.2})
    known = ErrorParts(0.0, timing=0.01, pose_model=0.01)
    found = verdicts(name, around(0.3, spread=0.01), around(0.3, spread=0.01), line, known, fps)
    assert found["reference_line", "left"].state == state
    assert ("film at 120" in found["reference_line", "left"].text) == (state == "cannot_tell")


def test_what_camera_and_model_can_be_off_by_keeps_a_line_from_being_told() -> None:
    found = verdicts(NAME, around(16), around(11), known=ErrorParts(0.0, camera=2.0, pose_model=4.4))
    for side in ("left", "right"):
        assert found["reference_line", side].state == "cannot_tell"
        assert "pose model alone can be off" in found["reference_line", side].text
    assert found["reference_line", "left"].cycles


def test_a_line_for_a_measure_that_was_not_taken_is_answered() -> None:
    rules = with_lines({"knee_flexion_peak_deg": 40.0})
    row = Measure(
        "knee_flexion_peak_deg", "left", None, "deg", 0, None, None, None, "cannot be measured from the front"
    )
    finding = judge(Measured((), (row,), ()), Cycles("running", ()), rules, 60.0)[0]
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


def test_a_side_difference_the_camera_can_make_is_not_told() -> None:
    name = "hip_adduction_midstance_deg"
    left, right = around(19, seed=1), around(6, seed=2)
    assert verdicts(name, left, right)["side_difference", "difference"].state == "flagged"
    askew = ErrorParts(0.0, camera=11.0, pose_model=1.0)
    assert verdicts(name, left, right, known=askew)["side_difference", "difference"].state == "cannot_tell"


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
