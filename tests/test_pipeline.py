"""The whole way on real footage through the real model: remakes of one clip give the same numbers."""

from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pytest

from kneevision import Analysis, Options, UserError, analyze
from tests import remake

START_S, STOP_S = 1.5, 5.5
# The remakes differ in what a codec, a turn of the picture or a third of the frames change: no more than this.
ANGLE_DEG = 1.5
TIME_S = 0.012
# The model itself is not the same for a mirrored person.
MIRRORED_DEG, MIRRORED_S = 4.0, 0.02
FRONTAL = ("femoral_adduction_peak_deg", "fppa_peak_deg", "hip_adduction_midstance_deg")


@dataclass(frozen=True)
class Original:
    clip: Path
    analysis: Analysis


@pytest.fixture(scope="module")
def original(benchmark_clips: Path, tmp_path_factory: pytest.TempPathFactory) -> Original:
    folder = tmp_path_factory.mktemp("original")
    clip = remake.cut(benchmark_clips / "run_front_coach.mp4", folder / "run.mp4", START_S, STOP_S)
    return Original(clip, analyze(clip))


def values(analysis: Analysis, side: str) -> dict[str, float]:
    rows = [m for m in analysis.measures if m.side == side and m.value is not None]
    return {row.name: row.value for row in rows if row.value is not None}


def contacts(analysis: Analysis, side: str) -> np.ndarray:
    return np.array([row.start_s for row in analysis.cycles if row.valid and row.side == side])


def assert_same_numbers(one: Analysis, other: Analysis, angle_deg: float = ANGLE_DEG) -> None:
    assert one.activity == other.activity
    assert one.view == other.view
    for side in ("left", "right"):
        assert np.abs(contacts(one, side) - contacts(other, side)).max() < TIME_S
        before, after = values(one, side), values(other, side)
        assert before.keys() == after.keys()
        for name in FRONTAL:
            assert after[name] == pytest.approx(before[name], abs=angle_deg), name


def test_the_runner_is_followed_not_the_coach(original: Original) -> None:
    analysis = original.analysis
    assert analysis.activity == "running"
    assert analysis.view == "front"
    assert analysis.subject is not None
    assert analysis.subject.people_seen == 2
    assert analysis.subject.box_px[0] > 150  # the coach stands at the left edge
    assert analysis.tracking.seen_fraction > 0.99
    assert "several_people" in {warning.code for warning in analysis.warnings}


def test_a_point_on_the_coach_chooses_the_coach(original: Original) -> None:
    analysis = analyze(original.clip, Options(person=(60.0, 500.0)))
    assert analysis.subject is not None
    assert analysis.subject.box_px[0] < 100
    assert analysis.activity == "unknown"


def test_a_point_where_nobody_is_is_refused(original: Original) -> None:
    with pytest.raises(UserError, match="nobody there"):
        analyze(original.clip, Options(person=(530.0, 20.0)))


@pytest.mark.parametrize("rotation", [90, 180])
def test_a_clip_stored_turned_gives_the_same_numbers(original: Original, tmp_path: Path, rotation: int) -> None:
    turned = remake.with_display_matrix(original.clip, tmp_path / "turned.mp4", rotation, mirror=rotation == 180)
    analysis = analyze(turned)
    assert analysis.video.rotation_deg == rotation
    assert (analysis.video.width, analysis.video.height) == (540, 960)
    assert_same_numbers(original.analysis, analysis)


def test_a_clip_in_10_bit_hevc_gives_the_same_numbers(original: Original, tmp_path: Path) -> None:
    assert_same_numbers(original.analysis, analyze(remake.reencoded(original.clip, tmp_path / "run.mov")))


def test_a_variable_rate_gives_the_same_numbers(original: Original, tmp_path: Path) -> None:
    dropped = remake.variable_rate(original.clip, tmp_path / "vfr.mp4")
    analysis = analyze(dropped)
    assert analysis.video.frames < 0.7 * original.analysis.video.frames
    assert_same_numbers(original.analysis, analysis, angle_deg=2.0)


def test_slow_motion_gives_the_same_numbers_in_real_time(original: Original, tmp_path: Path) -> None:
    slow = remake.slow_motion(original.clip, tmp_path / "slow.mp4", 4.0)
    analysis = analyze(slow, Options(capture_fps=60.0))
    assert analysis.video.fps == pytest.approx(60, rel=0.01)
    assert analysis.video.fps_source == "option"
    assert_same_numbers(original.analysis, analysis)


def test_slow_motion_that_nobody_tells_about_is_not_called_running(original: Original, tmp_path: Path) -> None:
    assert analyze(remake.slow_motion(original.clip, tmp_path / "slow.mp4", 4.0)).activity != "running"


def test_a_mirrored_clip_swaps_the_sides_and_keeps_the_signs(original: Original, tmp_path: Path) -> None:
    mirrored = analyze(remake.mirrored(original.clip, tmp_path / "mirrored.mp4"))
    assert mirrored.view == "front"
    for side, other in (("left", "right"), ("right", "left")):
        assert np.abs(contacts(original.analysis, side) - contacts(mirrored, other)).max() < MIRRORED_S
        for name in FRONTAL:
            expected = values(original.analysis, side)[name]
            assert values(mirrored, other)[name] == pytest.approx(expected, abs=MIRRORED_DEG), name
    # The right knee is in marked valgus: in the mirror it is the left one, and still valgus.
    assert values(original.analysis, "right")["fppa_peak_deg"] > values(original.analysis, "left")["fppa_peak_deg"]
    assert values(mirrored, "left")["fppa_peak_deg"] > values(mirrored, "right")["fppa_peak_deg"]


def test_a_truncated_clip_is_analyzed_as_far_as_it_goes_with_a_warning(original: Original, tmp_path: Path) -> None:
    analysis = analyze(remake.truncated(original.clip, tmp_path / "cut.mp4", 0.7))
    assert "truncated" in {warning.code for warning in analysis.warnings}
    assert analysis.activity == "running"
    assert analysis.video.frames < original.analysis.video.frames


def test_less_than_two_seconds_are_refused(original: Original, tmp_path: Path) -> None:
    with pytest.raises(UserError, match="film at least 2 s"):
        analyze(remake.cut(original.clip, tmp_path / "short.mp4", 0.0, 1.5))


def test_the_same_clip_twice_gives_the_same_numbers(original: Original) -> None:
    again = analyze(original.clip).to_dict()
    first = original.analysis.to_dict()
    for analysis in (again, first):
        del analysis["provenance"]["analyzed_at"]
    assert again == first
