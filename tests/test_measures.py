"""Reductions on angles known by construction, intervals with a known answer, and the catalogue itself."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import t as student

from benchmarks.truth import truth_of
from kneevision.analysis import Activity, ErrorParts, Measure
from kneevision.camera import Camera, View, stand
from kneevision.cycles import Cycles, cut
from kneevision.geometry import angles
from kneevision.measures import Measured, reduce, with_pose_error
from kneevision.measures.catalogue import catalogue
from kneevision.measures.reducers import REDUCERS
from kneevision.measures.spread import interval_of_difference, interval_of_mean
from kneevision.pose.landmarks import SIDES
from kneevision.pose.track import Track
from kneevision.trajectory import clean
from tests.exact import exact_track, seen_from
from tests.rolled import rolled
from tests.walker import Walker

CLIPS = Path(__file__).parents[1] / "benchmarks" / "clips"
FRONT = Camera("front", 0.0, (-1.0, 1.0), None, "given")


def taken(name: str, camera: Camera | None = None) -> tuple[Track, Cycles, Measured]:
    track, _ = exact_track(CLIPS / f"{name}.mp4")
    track = clean(track)
    cycles = cut(track)
    camera = camera or stand(track, cycles)
    return track, cycles, reduce(track, angles(track, camera, cycles), cycles, camera)


def value(measured: Measured, name: str, side: str) -> float | None:
    return next(m.value for m in measured.measures if m.name == name and m.side == side)


def test_the_catalogue_and_the_functions_name_the_same_measures() -> None:
    assert {entry.name for entry in catalogue()} == set(REDUCERS)


def test_every_detectable_change_has_its_source() -> None:
    for entry in catalogue():
        assert (entry.detectable_change is None) == (entry.detectable_source is None)


@pytest.mark.parametrize("name", ["run_front", "run_back_left_valgus", "run_front_right_drift"])
def test_peaks_are_those_of_the_joints_as_seen_in_the_picture(name: str) -> None:
    """The clips' own FPPA in the picture, from the exact joints: only smoothing and timing lie between."""
    track, truth = exact_track(CLIPS / f"{name}.mp4")
    track = clean(track)
    cycles = cut(track)
    camera = stand(track, cycles)
    series = angles(track, camera, cycles)
    seen_angles = {f"fppa_{side}_deg": series.series[f"fppa_seen_{side}_deg"] for side in SIDES}
    measured = reduce(track, replace(series, series=series.series | seen_angles), cycles, camera)
    for side in SIDES:
        seen = truth.arrays[f"fppa_{side[0].upper()}"]
        peaks = [
            seen[(truth.time_s >= contact) & (truth.time_s < toe_off)].max()
            for contact, toe_off in truth.contacts[side][:-1]
        ]
        found = [v["fppa_peak_deg"] for c, v in zip(cycles.cycles, measured.values, strict=True) if c.side == side]
        assert np.abs(np.array(found, dtype=float) - peaks).max() < 1.0


@pytest.mark.parametrize("name", ["run_front", "run_back_left_valgus", "run_front_right_drift"])
@pytest.mark.parametrize("off_deg", [-15, -8, 0, 8, 15])
def test_a_runners_angles_are_those_of_the_frontal_plane_wherever_the_camera_stands(name: str, off_deg: int) -> None:
    """Exact joints before cameras up to 15 deg off the axis, whose yaw is told: within 3 deg, where 10 were false."""
    _, truth = exact_track(CLIPS / f"{name}.mp4")
    behind = "back" in name
    track = clean(seen_from(truth, off_deg + (180 if behind else 0), 9.0))
    cycles = cut(track)
    camera = Camera("back" if behind else "front", float(off_deg), (off_deg - 3.0, off_deg + 3.0), None, "told")
    measured = reduce(track, angles(track, camera, cycles), cycles, camera)
    for side in SIDES:
        for measure, curve in (
            ("fppa_peak_deg", truth.fppa_deg(side)),
            ("femoral_adduction_peak_deg", truth.femoral_adduction_deg(side)),
        ):
            peaks = [
                curve[(truth.time_s >= contact) & (truth.time_s < toe_off)].max()
                for contact, toe_off in truth.contacts[side][:-1]
            ]
            assert value(measured, measure, side) == pytest.approx(np.mean(peaks), abs=3.0), (side, measure)


@pytest.mark.parametrize("behind", [0, 180])
def test_a_walkers_angles_come_nearer_to_the_frontal_planes(behind: int) -> None:
    """These walkers' legs stay in a plane: all frontal angles are 0. Their knees are no textbook's."""

    def to_toe_off(cycles: Cycles) -> Cycles:
        """Read over all of the stance, where its end shows."""
        rows = [replace(c, opposite_contact_s=None) if c.toe_off_s is not None else c for c in cycles.cycles]
        return replace(cycles, cycles=tuple(rows))

    assert _left_by_correction(behind, to_toe_off) < 0.85
    assert _left_by_correction(behind, lambda cycles: cycles) < 0.9


def _left_by_correction(behind: int, read: Callable[[Cycles], Cycles]) -> float:
    """Mean size of what should be 0, corrected, as a share of what is seen."""
    seen, corrected = [], []
    for off_deg in (-10.0, -5.0, 5.0, 10.0):
        track = clean(Walker(azimuth_deg=behind + off_deg).track())
        cycles = read(cut(track, "walking"))
        camera = Camera("back" if behind else "front", off_deg, (off_deg - 1, off_deg + 1), None, "told")
        series = angles(track, camera, cycles)
        for kind, found in ((seen, series.as_seen()), (corrected, series)):
            measures = reduce(track, found, cycles, camera)
            kind += [value(measures, "femoral_adduction_peak_deg", side) for side in SIDES]
            kind += [value(measures, "fppa_peak_deg", side) for side in SIDES]
    assert None not in seen + corrected
    return float(np.abs(np.array(corrected, float)).mean() / np.abs(np.array(seen, float)).mean())


def test_a_walkers_knee_is_read_before_it_bends_to_leave_the_ground() -> None:
    """Up to the other foot's contact it is the peak of the loading response; up to toe-off that of pre-swing."""
    walker = Walker(azimuth_deg=90.0)
    hip, knee, ankle = walker.joints_m("left").swapaxes(0, 1)[:3]
    thigh, shank = knee - hip, ankle - knee
    bend = np.sum(thigh * shank, axis=1) / np.linalg.norm(thigh, axis=1) / np.linalg.norm(shank, axis=1)
    flexion = np.degrees(np.arccos(bend))
    loading, leaving = [], []
    for (contact, toe_off), (other, _) in zip(walker.contacts("left"), walker.contacts("right"), strict=False):
        assert contact < other < toe_off
        loading.append(flexion[(walker.time_s >= contact) & (walker.time_s < other)].max())
        leaving.append(flexion[(walker.time_s >= contact) & (walker.time_s < toe_off)].max())
    track = clean(walker.track())
    cycles = cut(track, "walking")
    camera = Camera("left", 0.0, (-1.0, 1.0), None, "told")
    found = value(reduce(track, angles(track, camera, cycles), cycles, camera), "knee_flexion_peak_deg", "left")
    assert np.mean(leaving) > np.mean(loading) + 6  # these walkers' knees are no textbook's
    assert found == pytest.approx(np.mean(loading), abs=3.0)


def test_an_excursion_is_the_peak_less_the_value_at_contact() -> None:
    _, _, measured = taken("run_front")
    for values in measured.values:
        peak, contact, excursion = (values[f"fppa_{what}_deg"] for what in ("peak", "contact", "excursion"))
        assert None not in (peak, contact, excursion)
        assert np.isclose(peak - contact, excursion)  # type: ignore[operator]


def test_a_difference_is_left_minus_right() -> None:
    _, _, measured = taken("run_back_left_valgus")
    left, right, difference = (value(measured, "fppa_peak_deg", side) for side in ("left", "right", "difference"))
    assert difference == pytest.approx(left - right)  # type: ignore[operator]
    assert difference > 3  # type: ignore[operator]  # the left knee is in marked valgus


def test_cadence_counts_the_steps_of_both_feet() -> None:
    _, cycles, measured = taken("run_front")
    stride_s = np.mean([c.end_s - c.start_s for c in cycles.cycles])
    assert value(measured, "cadence_spm", "both") == pytest.approx(120 / stride_s, rel=0.01)


@pytest.mark.parametrize(
    ("name", "absent", "present"),
    [
        ("run_front", "knee_flexion_peak_deg", "fppa_peak_deg"),
        ("run_side", "fppa_peak_deg", "knee_flexion_peak_deg"),
    ],
)
def test_what_a_view_cannot_show_is_null_with_the_reason(name: str, absent: str, present: str) -> None:
    _, _, measured = taken(name)
    rows = [m for m in measured.measures if m.name == absent]
    assert rows
    assert all(m.value is None and "cannot be measured" in (m.reason or "") for m in rows)
    assert any(m.value is not None for m in measured.measures if m.name == present)


def test_from_the_side_the_far_leg_is_not_measured() -> None:
    _, cycles, measured = taken("run_side")
    far = next(m for m in measured.measures if m.name == "knee_flexion_peak_deg" and m.side == "right")
    assert far.value is None
    assert "hidden" in (far.reason or "")
    for cycle, values in zip(cycles.cycles, measured.values, strict=True):
        assert (values["knee_flexion_peak_deg"] is None) == (cycle.side == "right")


def test_knee_flexion_from_the_side_is_that_of_the_skeleton() -> None:
    _, truth = exact_track(CLIPS / "run_side.mp4")
    _, cycles, measured = taken("run_side")
    flexion = truth.knee_flexion_deg("left")
    for cycle, values in zip(cycles.cycles, measured.values, strict=True):
        if cycle.side == "left":
            stance = flexion[(truth.time_s >= cycle.contact_s) & (truth.time_s < cycle.toe_off_s)]
            assert values["knee_flexion_peak_deg"] == pytest.approx(stance.max(), abs=4)


def test_an_oblique_camera_gives_times_but_no_angle() -> None:
    _, _, measured = taken("run_front", Camera("oblique", None, None, None, "given"))
    known = {m.name for m in measured.measures if m.value is not None}
    assert known == {"cadence_spm", "stride_time_s", "contact_time_s"}


def test_contact_times_carry_what_the_frame_rate_does_to_them() -> None:
    _, _, measured = taken("run_front_30fps_dim")
    row = next(m for m in measured.measures if m.name == "contact_time_s" and m.side == "left")
    assert row.interval is not None
    assert row.interval_random is not None
    assert np.ptp(row.interval) > 2 / 30
    assert np.ptp(row.interval_random) < 1 / 30


@given(st.lists(st.floats(-50, 50), min_size=3, max_size=40))
def test_an_interval_holds_the_mean_of_its_values(values: list[float]) -> None:
    low, high = interval_of_mean(np.array(values)) or (np.nan, np.nan)
    assert low - 1e-9 <= np.mean(values) <= high + 1e-9


def test_95_percent_intervals_hold_the_truth_about_that_often() -> None:
    draw = np.random.default_rng(0)
    hits = 0
    for _ in range(1000):
        low, high = interval_of_mean(draw.normal(5.0, 2.0, 13)) or (np.nan, np.nan)
        hits += low <= 5.0 <= high
    assert 0.92 <= hits / 1000 <= 0.98


@pytest.mark.parametrize("count", [3, 4, 5])
def test_few_repetitions_have_the_interval_of_student(count: int) -> None:
    values = np.array([4.0, 7.0, 5.5, 9.0, 6.0])[:count]
    expected = student.interval(0.95, count - 1, values.mean(), values.std(ddof=1) / np.sqrt(count))
    assert interval_of_mean(values) == pytest.approx(expected)


def test_neighbouring_strides_that_are_alike_widen_the_interval() -> None:
    draw = np.random.default_rng(1)
    independent = draw.normal(0, 1, 40)
    alike = np.repeat(draw.normal(0, 1, 8), 5)
    alike *= independent.std() / alike.std()
    width = [np.ptp(interval_of_mean(values) or (0, 0)) for values in (independent, alike)]
    assert width[1] > 1.3 * width[0]


def test_two_strides_have_no_interval() -> None:
    assert interval_of_mean(np.array([1.0, 2.0])) is None
    assert interval_of_difference(np.array([1.0, 2.0]), np.arange(9.0)) is None


def test_a_known_roll_does_not_move_the_foot_ahead_of_the_hips() -> None:
    track, cycles, level = taken("run_side")
    camera = stand(track, cycles)
    assert camera is not None
    leaning, tilted = rolled(track, 3.0), replace(camera, roll_deg=3.0)
    found = reduce(leaning, angles(leaning, tilted, cycles), cycles, tilted)
    ahead = value(level, "overstride_ratio", camera.view)
    assert ahead is not None
    assert value(found, "overstride_ratio", camera.view) == pytest.approx(ahead, abs=0.002)


@pytest.mark.parametrize(
    ("name", "activity", "view", "sharpened", "known"),
    [
        ("fppa_peak_deg", "running", "front", True, True),
        ("fppa_peak_deg", "running", "front", False, False),
        ("contact_time_s", "running", "front", False, True),
        ("fppa_peak_deg", "walking", "front", True, False),
        ("contact_time_s", "walking", "left", True, False),
        ("fppa_peak_deg", "squat", "front", True, False),
        ("fppa_bottom_deg", "squat", "front", True, True),
        ("fppa_bottom_deg", "squat", "back", True, False),
        ("fppa_bottom_deg", "squat", "front", False, False),
    ],
)
def test_the_pose_models_error_is_only_known_where_it_was_held_against_a_truth(
    name: str, activity: Activity, view: View, sharpened: bool, known: bool
) -> None:
    row = Measure(name, "left", 9.0, "deg", 12, 1.0, (8.0, 10.0), None, None, ErrorParts(1.0))
    (found,) = with_pose_error(Measured((), (row,), ()), "full", activity, view, sharpened).measures
    assert found.error is not None
    assert (found.error.pose_model is not None) == known
    assert found.interval is not None
    assert (found.interval[1] > 10.0) == known


@pytest.mark.parametrize(("before_s", "after_s"), [(0.05, 0.03), (0.03, 0.05)])
def test_what_is_read_at_contact_is_never_that_of_later(before_s: float, after_s: float) -> None:
    """With the frames about every contact missing: near the truth or not known, never the knee of 50 ms later."""
    track = seen_from(truth_of(CLIPS / "run_side.mp4"), 90, 8.3, noise_px=0.5)
    camera = Camera("left", 0.0, (-1.0, 1.0), None, "told")

    def contacts(track: Track) -> tuple[list[float], list[float | None]]:
        track = clean(track)
        cycles = cut(track, "running")
        measured = reduce(track, angles(track, camera, cycles), cycles, camera)
        own = [(c, v) for c, v in zip(cycles.cycles, measured.values, strict=True) if c.side == "left" and c.valid]
        return [c.start_s for c, _ in own], [v["knee_flexion_contact_deg"] for _, v in own]

    moments, whole = contacts(track)
    kept = np.ones(len(track.time_s), dtype=bool)
    for moment in moments:
        kept &= ~((track.time_s > moment - before_s) & (track.time_s < moment + after_s))
    with_gaps = replace(
        track,
        **{name: getattr(track, name)[kept] for name in ("time_s", "points_px", "world_m", "visibility", "filled")},
        swapped=track.swapped[kept],
    )
    _, found = contacts(with_gaps)
    known = [value for value in found if value is not None]
    assert known
    assert known == pytest.approx([np.mean(whole)] * len(known), abs=6.0)  # type: ignore[arg-type]
