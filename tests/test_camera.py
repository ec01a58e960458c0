"""Where the camera stands, told from exact joints seen from known places."""

from pathlib import Path

import numpy as np
import pytest

from kneevision.camera import Camera, stand
from kneevision.cycles import cut
from kneevision.pose.track import Track
from kneevision.trajectory import clean
from tests.exact import exact_track, seen_from

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
