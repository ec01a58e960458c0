"""Squats the whole way through the real model, against the clips' exact truth."""

from pathlib import Path

import numpy as np
import pytest

from benchmarks.squats import rep_errors
from benchmarks.truth import Truth, truth_of
from kneevision import Analysis, Options, analyze
from tests import remake

CLIPS = ("squat_good", "squat_valgus", "single_leg_squat_right")


@pytest.fixture(scope="module")
def analyses(benchmark_clips: Path) -> dict[str, tuple[Analysis, Truth]]:
    clips = [benchmark_clips / f"{name}.mp4" for name in CLIPS]
    return {clip.stem: (analyze(clip), truth_of(clip)) for clip in clips}


@pytest.mark.parametrize("name", CLIPS)
def test_repetitions_and_their_fppa_are_those_of_the_truth(
    analyses: dict[str, tuple[Analysis, Truth]], name: str
) -> None:
    analysis, truth = analyses[name]
    assert analysis.activity == truth.activity
    assert (analysis.activity_confidence or 0.0) > 0.5
    assert analysis.view == "front"
    assert {row.side for row in analysis.cycles} == set(truth.sides)
    errors = [rep_errors(analysis, truth, side) for side in truth.sides]
    for error in errors:
        assert (error.missed, error.extra) == (0, 0)
        assert np.abs(error.bottom_s).max() < 0.2
        assert abs(error.measures["fppa_bottom_deg"].mean()) < 5
        assert abs(error.measures["knee_flexion_bottom_deg"].mean()) < 5
    assert abs(np.mean([error.measures["fppa_bottom_deg"].mean() for error in errors])) < 4


@pytest.mark.parametrize("name", CLIPS)
def test_the_cameras_yaw_is_found_within_its_interval(analyses: dict[str, tuple[Analysis, Truth]], name: str) -> None:
    analysis, truth = analyses[name]
    assert analysis.camera.yaw_deg == pytest.approx(truth.yaw_deg, abs=2.0)
    low, high = analysis.camera.yaw_interval_deg or (0.0, 0.0)
    assert low < truth.yaw_deg < high


def test_a_legs_own_interval_holds_its_truth(analyses: dict[str, tuple[Analysis, Truth]]) -> None:
    for analysis, truth in analyses.values():
        for side in truth.sides:
            row = analysis.measure("fppa_bottom_deg", side)
            assert row is not None
            low, high = row.interval or (0.0, 0.0)
            bottoms = [rep.bottom_s for rep in truth.reps]
            assert low < np.interp(bottoms, truth.time_s, truth.fppa_deg(side)).mean() < high


def test_no_knee_is_lost_in_these_clips(analyses: dict[str, tuple[Analysis, Truth]]) -> None:
    codes = {warning.code for analysis, _ in analyses.values() for warning in analysis.warnings}
    assert not codes & {"knee_unsure", "deep_squat", "few_repetitions"}


def test_a_mirrored_single_leg_squat_is_on_the_other_leg(
    analyses: dict[str, tuple[Analysis, Truth]], benchmark_clips: Path, tmp_path: Path
) -> None:
    original, _ = analyses["single_leg_squat_right"]
    clip = remake.mirrored(benchmark_clips / "single_leg_squat_right.mp4", tmp_path / "mirrored.mp4")
    mirrored = analyze(clip)
    assert mirrored.activity == "single_leg_squat"
    assert {row.side for row in mirrored.cycles} == {"left"}
    assert mirrored.camera.yaw_deg == pytest.approx(-(original.camera.yaw_deg or 0.0), abs=1.5)
    for name in ("fppa_bottom_deg", "femoral_adduction_bottom_deg"):
        ours, theirs = original.measure(name, "right"), mirrored.measure(name, "left")
        assert ours is not None
        assert theirs is not None
        assert theirs.value == pytest.approx(ours.value, abs=4.0)


def test_somebody_who_only_stands_is_neither(benchmark_clips: Path, tmp_path: Path) -> None:
    second = remake.cut(benchmark_clips / "squat_good.mp4", tmp_path / "second.mp4", 0.0, 0.9)
    standing = remake.looped(second, tmp_path / "standing.mp4", 4)
    analysis = analyze(standing)
    assert analysis.activity == "unknown"
    assert analysis.activity_confidence is None
    assert not analysis.cycles
    told = analyze(standing, Options(activity="squat"))
    assert told.activity == "squat"
    assert all(measure.value is None and measure.reason for measure in told.measures)
