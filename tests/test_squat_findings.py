"""What is said of squats: lines for those they are published for, side differences, change, warnings."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from kneevision.analysis import Finding, QualityWarning
from kneevision.camera import stand
from kneevision.cycles import cut
from kneevision.findings import judge, quality, with_lines
from kneevision.findings.rules import Sex, published
from kneevision.findings.trend import over_repetitions
from kneevision.geometry import angles
from kneevision.measures.catalogue import spec
from kneevision.pipeline import measured_with_errors
from kneevision.pose.landmarks import Side
from kneevision.pose.track import Track
from kneevision.trajectory import clean
from kneevision.video import VideoInfo
from tests.rolled import rolled
from tests.squatter import STANDING_DEG, Squatter, repetition, repetitions


def told(
    squatter: Squatter, sex: Sex | None = None, lines: dict[str, float] | None = None, seen_carefully: bool = True
) -> tuple[tuple[Finding, ...], dict[str, QualityWarning]]:
    track = replace(clean(squatter.track()), sharpened=seen_carefully)
    cycles = cut(track)
    camera = stand(track, cycles)
    rules = with_lines(lines or {}, sex)
    series = angles(track, camera, cycles)
    measured = measured_with_errors(track, cycles, camera, series, "full")
    warnings = quality(info_of(track), None, track, cycles, camera, series, rules)
    return judge(measured, cycles, rules, track.fps), {warning.code: warning for warning in warnings}


def info_of(track: Track) -> VideoInfo:
    count, (width, height) = len(track.time_s), track.image_size
    return VideoInfo(
        path=Path("made.mp4"),
        sha256="",
        duration_s=count / track.fps,
        frame_interval_s=1 / track.fps,
        fps=track.fps,
        frames=count,
        announced=count,
        width=width,
        height=height,
        rotation_deg=0,
        mirrored=False,
        time_scale=1.0,
        fps_source="timestamps",
        codec="h264",
    )


def on_one_leg(fppa_deg: float, depth_deg: float = 58.0, leg: Side = "right") -> Squatter:
    return Squatter(
        repetitions(5, depth_deg), {leg: fppa_deg, "left" if leg == "right" else "right": 0.0}, leg=leg,
        fppa_at_deg=depth_deg, noise_px=0.3,
    )  # fmt: skip


def lines_of(findings: tuple[Finding, ...]) -> dict[float, str]:
    return {f.line or 0.0: f.state for f in findings if f.kind == "reference_line"}


def test_the_line_of_single_leg_squats_is_for_women_who_ask_for_it() -> None:
    assert not lines_of(told(on_one_leg(40))[0])
    assert not lines_of(told(on_one_leg(40), "male")[0])
    assert set(lines_of(told(on_one_leg(40), "female")[0])) == {13.5, 18.6}


def test_a_flag_takes_more_than_the_camera_and_the_pose_model_can_be_off() -> None:
    assert lines_of(told(on_one_leg(40), "female")[0]) == {13.5: "flagged", 18.6: "flagged"}
    assert lines_of(told(on_one_leg(16), "female")[0]) == {13.5: "cannot_tell", 18.6: "cannot_tell"}
    assert lines_of(told(on_one_leg(-12), "female")[0]) == {13.5: "clear", 18.6: "clear"}


def test_the_line_is_not_for_squats_of_another_depth() -> None:
    findings, _ = told(on_one_leg(40, depth_deg=88), "female")
    assert set(lines_of(findings).values()) == {"cannot_tell"}
    assert any("squats of 45 to 60 deg of knee flexion" in finding.text for finding in findings)
    assert not any("lie beyond" in finding.text for finding in findings if finding.kind == "reference_line")
    assert all(finding.line is None and not finding.cycles for finding in findings if finding.kind == "reference_line")


def test_legs_that_were_not_seen_carefully_enough_are_not_judged() -> None:
    findings, warnings = told(on_one_leg(40), "female", seen_carefully=False)
    assert set(lines_of(findings).values()) == {"cannot_tell"}
    assert all("was never measured" in finding.text for finding in findings if finding.kind == "reference_line")
    assert "not_sharpened" in warnings
    assert "not_sharpened" not in told(on_one_leg(40), "female")[1]


def test_no_line_for_squats_of_both_legs_unless_the_user_sets_one() -> None:
    squatter = Squatter(repetitions(4), {"left": 35.0, "right": 35.0})
    assert not lines_of(told(squatter, "female")[0])
    own = [f for f in told(squatter, None, {"fppa_bottom_deg": 10.0})[0] if f.kind == "reference_line"]
    assert {finding.side for finding in own} == {"left", "right"}
    assert all("repetitions lie beyond the line" in finding.text for finding in own)


@pytest.mark.parametrize(("left", "state"), [(4.0, "cannot_tell"), (12.0, "cannot_tell"), (55.0, "flagged")])
def test_a_side_difference_is_told_only_beyond_what_the_camera_makes_of_it(left: float, state: str) -> None:
    squatter = Squatter(repetitions(4), {"left": left, "right": 2.0}, noise_px=0.3)
    found = [f for f in told(squatter)[0] if f.kind == "side_difference"]
    assert [finding.state for finding in found] == [state]


def growing(last_deg: float) -> Squatter:
    """Repetitions from 60 deg of flexion to `last_deg`: FPPA grows with it."""
    frames = [(0.0, STANDING_DEG)]
    for depth in np.linspace(60, last_deg, 6):
        frames += repetition(frames[-1][0] + 0.8, 1.2, 0.3, 1.2, float(depth))
    return Squatter([*frames, (frames[-1][0] + 1, STANDING_DEG)], {"left": 20.0, "right": 20.0}, noise_px=0.3)


def test_a_change_over_the_repetitions_is_found_and_none_is_made_up() -> None:
    changing = {f.side: f.state for f in told(growing(95))[0] if f.kind == "drift"}
    steady = {f.side: f.state for f in told(growing(61))[0] if f.kind == "drift"}
    assert changing == {"left": "flagged", "right": "flagged"}
    assert steady == {"left": "clear", "right": "clear"}


def test_the_trend_is_the_slope_over_all_repetitions() -> None:
    change, interval = over_repetitions(np.array([1.0, 2.1, 2.9, 4.0]))
    assert change == pytest.approx(3.0, abs=0.1)
    assert interval is not None
    assert interval[0] < 3.0 < interval[1]
    _, wide = over_repetitions(np.array([1.0, 4.0, 0.0, 5.0]))
    assert wide is not None
    assert wide[1] - wide[0] > interval[1] - interval[0]


def test_few_repetitions_are_told_and_flag_nothing() -> None:
    squatter = replace(on_one_leg(40), keyframes=repetitions(2, 58))
    findings, warnings = told(squatter, "female")
    assert set(lines_of(findings).values()) == {"cannot_tell"}
    assert "Valid repetitions: only 2 right" in warnings["few_repetitions"].text


def test_a_squat_is_not_blamed_for_30_frames_a_second() -> None:
    _, warnings = told(on_one_leg(5))
    assert "low_frame_rate" not in warnings
    assert "intervals" in warnings


def test_deeper_squats_than_any_clip_measured_are_told() -> None:
    _, warnings = told(Squatter(repetitions(3, 120), {"left": 5.0, "right": 5.0}))
    assert "3 of 3 repetitions" in warnings["deep_squat"].text


def test_every_rule_is_for_an_activity_that_has_its_measure() -> None:
    for rule in published("female").rules:
        assert set(rule.activities) <= set(spec(rule.measure).activities)


@pytest.mark.parametrize(
    ("yaw", "behind", "way"),
    [(15, False, "right, by about 27 cm"), (-15, False, "left, by about 27 cm"), (18, True, "left, by about 32 cm")],
)
def test_a_camera_off_the_axis_is_told_which_way_to_move(yaw: float, behind: bool, way: str) -> None:
    """Positive yaw: from the front moved toward the person's left, from behind toward their right."""
    _, warnings = told(Squatter(repetitions(3), {"left": 0.0, "right": 0.0}, yaw_deg=yaw, behind=behind))
    assert f"Move it toward the person's {way} for each metre" in warnings["camera_yaw"].text


def test_a_camera_on_the_axis_is_not_told_to_move() -> None:
    _, warnings = told(Squatter(repetitions(3), {"left": 0.0, "right": 0.0}, yaw_deg=8))
    assert "camera_yaw" not in warnings


def test_what_the_picture_shows_is_shown_as_it_leans() -> None:
    track = rolled(replace(clean(on_one_leg(10).track()), sharpened=True), 4.0)
    cycles = cut(track)
    camera = stand(track, cycles)
    assert camera is not None
    told_roll = replace(camera, roll_deg=4.0, roll_half_deg=0.5)
    name = "femoral_adduction_bottom_deg"
    leaning = measured_with_errors(track, cycles, camera, angles(track, camera, cycles), "full")
    level = measured_with_errors(track, cycles, told_roll, angles(track, told_roll, cycles), "full")
    as_seen, corrected = (
        [m for m in each.measures if m.name == name and m.side == "right"] for each in (leaning, level)
    )
    assert corrected[0].seen == pytest.approx(as_seen[0].seen, abs=0.01)
    assert corrected[0].value is not None
    assert as_seen[0].value is not None
    assert abs(corrected[0].value - as_seen[0].value) > 2


def test_what_a_roll_does_not_move_is_not_shown_twice() -> None:
    track = replace(clean(Squatter(repetitions(3), {"left": 0.0, "right": 0.0}, yaw_deg=90.0).track()), sharpened=True)
    cycles = cut(track)
    camera = stand(track, cycles)
    assert camera is not None
    leaning = replace(camera, roll_deg=4.0, roll_half_deg=0.5)
    measured = measured_with_errors(track, cycles, leaning, angles(track, leaning, cycles), "full")
    seen = {row.name: row.seen for row in measured.measures if row.value is not None}
    assert seen["knee_flexion_bottom_deg"] is None
    assert seen["trunk_flexion_bottom_deg"] is not None
