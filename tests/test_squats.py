"""Angles and measures of squats: known geometry in, known angles out, from cameras that stand off and near."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kneevision.analysis import Measure
from kneevision.camera import Camera, refocused_to_ends, stand, tilted_to_ends, turned_to_ends
from kneevision.cycles import Cycles, cut
from kneevision.geometry import AngleSeries, angles
from kneevision.geometry.straighten import Lens, Segments, straighten
from kneevision.measures import reduce, with_camera_error
from kneevision.pose.landmarks import SIDES, Side, index
from kneevision.pose.track import Track
from kneevision.trajectory import clean
from tests.pinhole import FOCAL_PX, SIZE
from tests.rolled import rolled
from tests.squatter import ANKLE_X, SHANK, THIGH, Squatter, repetitions

VALGUS: dict[Side, float] = {"left": 12.0, "right": 4.0}


def taken(track: Track) -> tuple[Cycles, Camera, AngleSeries, dict[tuple[str, str], Measure]]:
    track = clean(track)
    cycles = cut(track)
    camera = stand(track, cycles)
    assert camera is not None
    series = angles(track, camera, cycles)
    measured = reduce(track, series, cycles, camera)
    for others in (turned_to_ends(camera), tilted_to_ends(camera), refocused_to_ends(camera)):
        moved = [reduce(track, angles(track, other, cycles), cycles, other) for other in others]
        measured = with_camera_error(measured, moved)
    return cycles, camera, series, {(row.name, row.side): row for row in measured.measures}


def value(rows: dict[tuple[str, str], Measure], name: str, side: str) -> float:
    found = rows[name, side].value
    assert found is not None, rows[name, side].reason
    return found


@given(
    left=st.floats(-12, 20),
    right=st.floats(-12, 20),
    depth=st.floats(65, 95),
    yaw=st.floats(-10, 10),
    distance=st.floats(2.5, 6),
    behind=st.booleans(),
)
@settings(max_examples=25, deadline=None)
def test_fppa_at_the_bottom_is_the_frontal_one_from_wherever_the_camera_stands(
    left: float, right: float, depth: float, yaw: float, distance: float, behind: bool
) -> None:
    squatter = Squatter(
        repetitions(3, depth),
        {"left": left, "right": right},
        yaw_deg=yaw,
        distance=distance,
        behind=behind,
        noise_px=0.3,
        fppa_at_deg=depth,
    )
    _, camera, _, rows = taken(squatter.track())
    assert camera.view == ("back" if behind else "front")
    assert camera.yaw_deg == pytest.approx(yaw, abs=0.5)
    assert value(rows, "fppa_bottom_deg", "both") == pytest.approx((left + right) / 2, abs=1.5)
    assert value(rows, "fppa_bottom_deg", "left") == pytest.approx(left, abs=3.0)
    assert value(rows, "fppa_bottom_deg", "right") == pytest.approx(right, abs=3.0)
    assert value(rows, "knee_flexion_bottom_deg", "both") == pytest.approx(depth, abs=4.0)


def test_uncorrected_a_near_camera_makes_a_straight_leg_look_varus() -> None:
    """What `straighten` is for: without it the same clip is off by more than 3 degrees."""
    _, _, series, rows = taken(Squatter(repetitions(3), {"left": 0.0, "right": 0.0}, distance=2.5).track())
    bottom = int(np.nanargmax(series.series["knee_flexion_left_deg"]))
    assert series.series["fppa_seen_left_deg"][bottom] < -3
    assert abs(value(rows, "fppa_bottom_deg", "left")) < 0.5


def test_straightening_undoes_yaw_and_perspective_of_a_known_knee() -> None:
    hip, ankle = np.array([[0.1, 0.6, 0.0]]), np.array([[0.1, 0.0, 0.0]])
    along, ahead = 0.3, np.sqrt(0.42**2 - 0.3**2)
    knee = np.array([[0.1, 0.6 - along, ahead]])
    yaw = np.radians(7.0)
    across, away = np.array([np.cos(yaw), 0, -np.sin(yaw)]), np.array([np.sin(yaw), 0, np.cos(yaw)])

    def seen(point: np.ndarray) -> np.ndarray:
        depth = 40.0 - point @ away  # far away, so that only the yaw is left
        return np.stack([1000 + 9600 * (point @ across) / depth, 1000 - 9600 * point[:, 1] / depth], axis=-1)

    lens = Lens(focal_px=9600, middle_px=np.array([1000.0, 1000.0]), yaw_deg=7.0, from_front=True)
    scale = 9600 / 40
    lengths = Segments(np.array([0.42 * scale]), np.array([0.42 * scale]))
    made = straighten(seen(hip), seen(knee), seen(ankle), lengths, lens)
    assert made.knee[0, 0] == pytest.approx((seen(hip)[0, 0] + seen(ankle)[0, 0]) / 2, abs=0.3)
    assert made.flexion_deg[0] == pytest.approx(2 * np.degrees(np.arccos(0.3 / 0.42)), abs=1.0)


def test_both_comes_before_left_and_right_and_is_their_mean() -> None:
    _, _, _, rows = taken(Squatter(repetitions(4), VALGUS).track())
    sides = [side for name, side in rows if name == "fppa_bottom_deg"]
    assert sides == ["both", "left", "right", "difference"]
    left, right, both, difference = (value(rows, "fppa_bottom_deg", s) for s in ("left", "right", "both", "difference"))
    assert both == pytest.approx((left + right) / 2)
    assert difference == pytest.approx(left - right)
    assert rows["fppa_bottom_deg", "both"].n == 4


def test_what_is_not_known_of_the_yaw_widens_the_legs_and_not_their_mean() -> None:
    _, _, _, rows = taken(Squatter(repetitions(4), VALGUS, noise_px=0.5).track())
    width = {}
    for side in ("both", "left", "difference"):
        low, high = rows["fppa_bottom_deg", side].interval or (0.0, 0.0)
        width[side] = high - low
    assert width["both"] < 8
    assert 15 < width["left"] < width["difference"]
    for side, true in VALGUS.items():
        low, high = rows["fppa_bottom_deg", side].interval or (0.0, 0.0)
        assert low < true < high
    assert rows["kasr_bottom", "both"].interval_random is not None


def test_without_a_yaw_the_legs_intervals_reach_as_far_as_the_view() -> None:
    track = replace(Squatter(repetitions(3), VALGUS).track(), mirror=None)
    _, camera, _, rows = taken(track)
    assert camera.yaw_deg is None
    low, high = rows["fppa_bottom_deg", "left"].interval or (0.0, 0.0)
    assert high - low > 60


def test_one_side_is_a_mirror_of_the_other() -> None:
    _, _, _, rows = taken(Squatter(repetitions(3), VALGUS).track())
    _, _, _, other = taken(Squatter(repetitions(3), {"left": 4.0, "right": 12.0}).track())
    for name in ("fppa_bottom_deg", "femoral_adduction_bottom_deg", "knee_medial_of_foot_bottom_ratio"):
        assert value(rows, name, "left") == pytest.approx(value(other, name, "right"), abs=1e-6)
    assert value(rows, "kasr_bottom", "both") == pytest.approx(value(other, "kasr_bottom", "both"), abs=1e-6)


def test_kasr_and_the_knee_over_the_foot_follow_the_knees() -> None:
    squatter = Squatter(repetitions(3), {"left": 15.0, "right": 15.0})
    _, _, _, rows = taken(squatter.track())
    bottom = int(np.argmax(squatter.flexion_deg()))
    knees = squatter.joints_m("left")[bottom, 1, 0] - squatter.joints_m("right")[bottom, 1, 0]
    assert value(rows, "kasr_bottom", "both") == pytest.approx(knees / (2 * ANKLE_X), abs=0.03)
    assert value(rows, "knee_separation_bottom_ratio", "both") == pytest.approx(knees / (THIGH + SHANK), abs=0.03)
    inside = ANKLE_X - knees / 2
    assert value(rows, "knee_medial_of_foot_bottom_ratio", "left") == pytest.approx(inside / SHANK, abs=0.06)


def test_times_and_depth_are_those_of_the_movement() -> None:
    squatter = Squatter(repetitions(3, 90), VALGUS)
    _, _, _, rows = taken(squatter.track())
    hips = squatter.joints_m("left")[:, 0, 1] - squatter.joints_m("left")[:, 2, 1]
    assert value(rows, "depth_ratio", "both") == pytest.approx(1 - hips.min() / hips[0], abs=0.02)
    # Down in 1.2 s with half of the 0.3 s at the bottom; the first and last 2 % of the way take a while.
    assert 0.9 < value(rows, "descent_time_s", "both") < 1.35
    assert value(rows, "ascent_time_s", "both") == pytest.approx(value(rows, "descent_time_s", "both"), abs=0.1)


def test_fppa_at_60_is_read_on_the_way_and_not_at_the_bottom() -> None:
    _, _, _, rows = taken(Squatter(repetitions(3, 90), VALGUS).track())
    assert value(rows, "fppa_60_deg", "left") == pytest.approx(12.0 * 60 / 90, abs=1.0)
    _, _, _, shallow = taken(Squatter(repetitions(3, 50), VALGUS).track())
    assert shallow["fppa_60_deg", "left"].reason == "the knee does not bend to 60 deg, or the leg was not seen there"


@pytest.mark.parametrize("leg", SIDES)
def test_a_single_leg_squat_measures_the_standing_leg_only(leg: Side) -> None:
    free: Side = "right" if leg == "left" else "left"
    squatter = Squatter(repetitions(4, 65), {leg: 14.0, free: 0.0}, leg=leg, fppa_at_deg=65, yaw_deg=5)
    cycles, _, _, rows = taken(squatter.track())
    assert cycles.activity == "single_leg_squat"
    assert value(rows, "fppa_bottom_deg", leg) == pytest.approx(14.0, abs=2.0)
    assert rows["fppa_bottom_deg", free].reason == "no repetition of this side in the clip"
    assert rows["depth_ratio", leg].n == 4
    assert ("fppa_bottom_deg", "both") not in rows
    assert ("kasr_bottom", "both") not in rows


def test_a_thigh_that_points_at_the_camera_has_no_angle() -> None:
    """A low camera before a deep squat: FPPA is withheld, depth and KASR are not."""
    _, _, _, rows = taken(Squatter(repetitions(3, 125), VALGUS, fppa_at_deg=125).track())
    assert "more than 100 deg" in (rows["fppa_bottom_deg", "left"].reason or "")
    assert rows["kasr_bottom", "both"].value is not None
    assert rows["fppa_60_deg", "both"].value is not None
    assert value(rows, "knee_flexion_bottom_deg", "both") > 110


def test_a_knee_that_the_mirror_image_shows_elsewhere_is_not_measured() -> None:
    squatter = Squatter(repetitions(4), VALGUS)
    track = squatter.track()
    assert track.mirror is not None
    elsewhere = track.points_px.copy()
    second = (track.time_s > 4.2) & (track.time_s < 7.0)
    elsewhere[second, index("right", "knee"), 0] += 15
    cycles, _, series, rows = taken(replace(track, mirror=replace(track.mirror, points_px=elsewhere)))
    assert [(cycle.side, cycle.index) for cycle in series.doubtful] == [("right", 1)]
    assert rows["fppa_bottom_deg", "right"].n == 3
    assert rows["fppa_bottom_deg", "left"].n == 4
    assert len(cycles.of("right")) == 4


def test_from_the_side_the_near_knee_is_measured_as_seen() -> None:
    _, camera, _, rows = taken(Squatter(repetitions(3, 85), VALGUS, yaw_deg=90).track())
    assert camera.view == "left"
    assert value(rows, "knee_flexion_bottom_deg", "left") == pytest.approx(85, abs=2.0)
    assert rows["knee_flexion_bottom_deg", "right"].value is None
    assert rows["fppa_bottom_deg", "left"].reason == "cannot be measured from the side"


def test_the_constructed_camera_is_a_pinhole() -> None:
    """The truth of these tests: a joint in the camera's axis falls on the middle of the picture, one metre on f / d."""
    squatter = Squatter(repetitions(1), VALGUS, distance=4.0, height=0.8)
    track = squatter.track()
    hips = track.points_px[0, [index(side, "hip") for side in SIDES], 0]
    assert hips.mean() == pytest.approx(SIZE[0] / 2)
    assert hips[0] - hips[1] == pytest.approx(0.2 * FOCAL_PX / 4.0)


@pytest.mark.parametrize("aside_m", [-0.6, 0.0, 0.6])
@pytest.mark.parametrize("cropped_px", [0, 150])
def test_where_in_the_picture_the_person_stands_changes_nothing(aside_m: float, cropped_px: float) -> None:
    """Beside the camera's axis, or in a picture that was cropped: MediaPipe sees the person along the line of sight."""
    squatter = Squatter(repetitions(3), VALGUS, distance=3.0, aside_m=aside_m)
    track = squatter.track()
    track = replace(track, points_px=track.points_px + np.array([cropped_px, 0.0]))
    _, _, _, rows = taken(track)
    assert value(rows, "fppa_bottom_deg", "left") == pytest.approx(12.0, abs=1.5)
    assert value(rows, "fppa_bottom_deg", "right") == pytest.approx(4.0, abs=1.5)


def test_a_known_roll_moves_no_knee_over_its_foot() -> None:
    squatter = Squatter(repetitions(3), {"left": 8.0, "right": 8.0})
    track = clean(squatter.track())
    cycles = cut(track)
    camera = stand(track, cycles)
    assert camera is not None
    level = reduce(track, angles(track, camera, cycles), cycles, camera)
    leaning, tilted = rolled(track, 4.0), replace(camera, roll_deg=4.0)
    found = reduce(leaning, angles(leaning, tilted, cycles), cycles, tilted)
    name = "knee_medial_of_foot_bottom_ratio"
    expected = [row.value for row in level.measures if row.name == name]
    assert [row.value for row in found.measures if row.name == name] == pytest.approx(expected, abs=0.005)


def test_of_a_repetition_that_the_clip_cuts_no_time_is_told() -> None:
    """A fifth of the way down before the clip begins, and of the way up after it ends."""
    squatter = Squatter(repetitions(4, 90), VALGUS)
    track = squatter.track()
    hips = track.middle("hip")[:, 1]
    low = hips > hips.min() + 0.2 * np.ptp(hips)
    first, last = np.flatnonzero(low)[[0, -1]]
    during = slice(int(first), int(last) + 1)
    names = ("time_s", "points_px", "world_m", "visibility", "filled", "swapped")
    shown = replace(track, **{name: getattr(track, name)[during] for name in names}, mirror=None)
    cycles = cut(clean(shown), "squat")
    camera = Camera("front", 0.0, (-1.0, 1.0), None, "told")
    measured = reduce(clean(shown), angles(clean(shown), camera, cycles), cycles, camera)
    own = [v for c, v in zip(cycles.cycles, measured.values, strict=True) if c.side == "left" and c.valid]
    assert [v["descent_time_s"] is None for v in own] == [True, False, False, False]
    assert [v["ascent_time_s"] is None for v in own] == [False, False, False, True]
