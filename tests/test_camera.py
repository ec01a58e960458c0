"""Where the camera stands, told from exact joints seen from known places."""

from dataclasses import replace
from pathlib import Path

import cv2
import numpy as np
import pytest

from kneevision.camera import Camera, refocused_to_ends, rolled_to_ends, stand
from kneevision.camera.belt import belt_yaw
from kneevision.camera.stand import weighed
from kneevision.camera.types import Yaw
from kneevision.camera.verticals import room_roll
from kneevision.cycles import Cycles, cut
from kneevision.geometry import angles
from kneevision.measures import reduce
from kneevision.pose.backdrop import Edges, edges_in
from kneevision.pose.track import Track
from kneevision.trajectory import clean
from tests.exact import exact_track, seen_from
from tests.squatter import Squatter, repetitions
from tests.walker import Walker

CLIPS = Path(__file__).parents[1] / "benchmarks" / "clips"


def camera_at(azimuth_deg: float, height: float = 10.0) -> Camera:
    _, truth = exact_track(CLIPS / "run_front.mp4")
    track = clean(seen_from(truth, azimuth_deg, height))
    camera = stand(track, cut(track))
    assert camera is not None
    return camera


@pytest.mark.parametrize(
    ("azimuth", "view"),
    [
        (0, "front"), (10, "front"), (-10, "front"), (180, "back"), (170, "back"),
        (90, "left"), (75, "left"), (-90, "right"), (-105, "right"), (45, "oblique"), (-135, "oblique"),
    ],
)  # fmt: skip
def test_the_view_is_told_from_hips_and_shoulders(azimuth: float, view: str) -> None:
    assert camera_at(azimuth).view == view


def test_yaw_grows_as_the_camera_moves_to_the_runners_left_in_front_and_right_behind() -> None:
    for middle in (0, 180):
        yaws = [camera_at(middle + turn).yaw_deg for turn in (-10, 0, 10)]
        assert None not in yaws
        assert yaws[0] + 5 < yaws[1] < yaws[2] - 5  # type: ignore[operator]


@pytest.mark.parametrize("azimuth", [-8, 0, 8, 172, 180, 188])
def test_the_yaw_interval_holds_the_truth(azimuth: float) -> None:
    camera = camera_at(azimuth)
    assert camera.yaw_interval_deg is not None
    low, high = camera.yaw_interval_deg
    true = azimuth - 180 if azimuth > 90 else azimuth
    assert low <= true <= high


def test_from_the_side_yaw_is_not_made_up() -> None:
    camera = camera_at(90)
    assert camera.yaw_deg is None
    assert camera.roll_deg is None


def test_without_a_person_there_is_no_camera() -> None:
    track, _ = exact_track(CLIPS / "run_front.mp4")
    nobody = Track(
        track.time_s,
        np.full_like(track.points_px, np.nan),
        np.full_like(track.world_m, np.nan),
        np.full_like(track.visibility, np.nan),
        track.filled,
        track.swapped,
        track.image_size,
    )
    assert stand(nobody, cut(nobody)) is None


def test_a_lens_that_is_told_narrows_what_the_camera_leaves_open() -> None:
    """A zoomed phone's focal length is not taken for a plain one's."""
    track = clean(Squatter(repetitions(4), {"left": 20.0, "right": 10.0}).track())
    cycles = cut(track)
    open_half, told_half = (_focal_half(track, cycles, focal) for focal in (None, 26.0))
    assert 0 < told_half < 0.6 * open_half
    zoomed = stand(track, cycles, told_35mm=52.0)
    assert zoomed is not None
    assert zoomed.focal_of_longer_side == pytest.approx(1.5, abs=0.01)


def test_a_lens_in_the_file_is_known_but_for_a_zoom_within_it() -> None:
    track = clean(Squatter(repetitions(4), {"left": 20.0, "right": 10.0}).track())
    cycles = cut(track)
    known = ((None, 13.0), (13.0, None), (26.0, 13.0))
    wide, told, both = (stand(track, cycles, told_35mm=told, lens_35mm=lens) for told, lens in known)
    assert wide is not None
    assert told is not None
    assert both is not None
    assert wide.focal_of_longer_side == told.focal_of_longer_side == pytest.approx(13 / 34.6, rel=0.01)
    assert wide.focal_ends[0] == pytest.approx(told.focal_ends[0])
    assert wide.focal_ends[1] > 1.8 * wide.focal_of_longer_side > 1.5 * told.focal_ends[1]
    assert both.focal_of_longer_side == pytest.approx(26 / 34.6, rel=0.01)  # who says it knows of the zoom


def _focal_half(track: Track, cycles: Cycles, focal_35mm: float | None) -> float:
    camera = stand(track, cycles, told_35mm=focal_35mm)
    ends = [reduce(track, angles(track, end, cycles), cycles, end) for end in refocused_to_ends(camera)]
    low, high = (
        next(m.value for m in end.measures if m.name == "fppa_bottom_deg" and m.side == "left") for end in ends
    )
    assert low is not None
    assert high is not None
    return abs(high - low) / 2


@pytest.mark.parametrize("roll_deg", [-4.0, 4.0])
def test_a_known_roll_is_taken_out(roll_deg: float) -> None:
    track, _ = exact_track(CLIPS / "run_front.mp4")
    track = clean(track)
    cycles = cut(track)
    level = Camera("front", 0.0, (-1.0, 1.0), 0.0, "told")
    before = angles(track, level, cycles).series
    turn = np.radians(-roll_deg)  # y points down: a scene that leans counter-clockwise
    matrix = np.array([[np.cos(turn), -np.sin(turn)], [np.sin(turn), np.cos(turn)]])
    middle = np.array(track.image_size) / 2
    rolled = replace(track, points_px=middle + (track.points_px - middle) @ matrix.T)
    after = angles(rolled, replace(level, roll_deg=roll_deg), cycles).series
    uncorrected = angles(rolled, level, cycles).series
    for name in ("femoral_adduction_left_deg", "femoral_adduction_right_deg", "pelvic_drop_left_deg"):
        assert np.nanmax(np.abs(after[name] - before[name])) < 0.1
        assert np.nanmedian(np.abs(uncorrected[name] - before[name])) > 3.0


@pytest.mark.parametrize("azimuth_deg", [-10.0, 0.0, 10.0, 170.0, 190.0])
def test_a_walkers_feet_on_the_belt_tell_the_yaw(azimuth_deg: float) -> None:
    track = clean(Walker(azimuth_deg=azimuth_deg).track())
    true_deg = azimuth_deg - (180.0 if azimuth_deg > 90 else 0.0)
    found = belt_yaw(track, cut(track, "walking"), focal_of_longer_side=0.75)
    assert found is not None
    assert found.deg == pytest.approx(true_deg, abs=0.5)
    camera = stand(track, cut(track, "walking"))
    assert camera is not None
    assert "the feet on the belt" in camera.method


def test_a_runners_contacts_would_mislead_a_walkers_yaw() -> None:
    """Why walking has events of its own."""
    track = clean(Walker(azimuth_deg=170.0).track())
    found = belt_yaw(track, cut(track, "running"), focal_of_longer_side=0.75)
    assert found is not None
    assert abs(found.deg + 10.0) > 5.0


NOBODY = np.array([2.0, 2.0, 3.0, 3.0])  # beside the picture


def room(roll_deg: float, pitch_deg: float = 0.0, askew_deg: float = 0.0, person: bool = False) -> Edges:
    """Edges of a room with posts of 2 m as a pinhole camera that leans and looks down sees it.

    `askew_deg`: how far two of eight posts do not stand upright; `person`: lines in the middle that lean by 5 degrees.
    """
    size, focal = (540, 960), 800.0
    picture = np.full((size[1], size[0]), 120, np.uint8)
    turn, tilt = np.radians(roll_deg), np.radians(pitch_deg)
    matrix = np.array([[np.cos(turn), np.sin(turn)], [-np.sin(turn), np.cos(turn)]])  # y points down
    for number, x in enumerate(np.linspace(-1.2, 1.2, 8)):
        lean = np.tan(np.radians(askew_deg)) if number in (1, 6) else 0.0
        corners = []
        for side, y in ((-0.04, -1.0), (-0.04, 1.0), (0.04, 1.0), (0.04, -1.0)):
            at = np.array(
                [x + side + lean * y, y * np.cos(tilt) - 4 * np.sin(tilt), y * np.sin(tilt) + 4 * np.cos(tilt)]
            )
            corners.append(matrix @ (focal * at[:2] / at[2]) + np.array(size) / 2)
        cv2.fillPoly(picture, [np.round(np.array(corners) * 16).astype(np.int32)], 40 + 20 * number, cv2.LINE_AA, 4)
    if person:
        for x in (230, 260, 290, 320):
            cv2.line(picture, (x, 300), (x + 35, 700), 255, 6, cv2.LINE_AA)
    return edges_in(picture)


@pytest.mark.parametrize("pitch_deg", [0.0, 10.0, -10.0])
@pytest.mark.parametrize("roll_deg", [-6.0, -1.0, 0.0, 3.0])
def test_the_rooms_posts_tell_the_roll(roll_deg: float, pitch_deg: float) -> None:
    found = room_roll(room(roll_deg, pitch_deg), NOBODY)
    assert found is not None
    assert found.deg == pytest.approx(roll_deg, abs=0.25)
    assert 1.0 <= found.half_deg < 1.3


def test_what_does_not_stand_upright_hardly_matters() -> None:
    found = room_roll(room(2.0, askew_deg=5.0), NOBODY)
    assert found is not None
    assert found.deg == pytest.approx(2.0, abs=0.5)


def test_lines_of_the_person_are_left_out() -> None:
    edges = room(0.0, person=True)
    blind, told = room_roll(edges, NOBODY), room_roll(edges, np.array([0.4, 0.3, 0.68, 0.75]))
    assert told is not None
    assert told.deg == pytest.approx(0.0, abs=0.3)
    assert blind is None or abs(blind.deg) > abs(told.deg)


def lying(edges: Edges) -> Edges:
    """As a phone held upright instead of across sees them."""
    return Edges(edges.ends_px[..., ::-1], edges.size_px[::-1])


@pytest.mark.parametrize("edges", [edges_in(np.full((960, 540), 90, np.uint8)), lying(room(0.0)), room(20.0)])
def test_a_room_without_posts_tells_nothing(edges: Edges) -> None:
    assert room_roll(edges, NOBODY) is None


def test_the_rooms_roll_goes_into_the_camera() -> None:
    track, _ = exact_track(CLIPS / "run_front.mp4")
    cycles = cut(clean(track))
    camera = stand(clean(track), cycles, room(3.0))
    assert camera is not None
    assert camera.roll_deg == pytest.approx(3.0, abs=0.3)
    low, high = (end.roll_deg for end in rolled_to_ends(camera))
    assert low is not None
    assert high is not None
    assert high - low == pytest.approx(2 * camera.roll_half_deg)
    assert "upright in the room" in camera.method


def test_yaws_that_contradict_each_other_are_not_settled_between_them() -> None:
    alike, unlike = (weighed([Yaw(deg, 4.6, "feet"), Yaw(-3.0, 3.0, "torso")]) for deg in (0.0, 15.0))
    assert alike[1] < 3.0
    yaw, half = unlike
    assert yaw - half <= -3.0 - 3.0
    assert yaw + half >= 15.0 + 4.6
