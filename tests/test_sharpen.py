"""What the most careful model saw in some frames, carried over to all of them."""

from dataclasses import replace

import numpy as np

from kneevision.pose.landmarks import SIDES, index, leg
from kneevision.pose.track import FloatArray, SecondLook, Track
from kneevision.trajectory import clean, sharpened
from tests.walker import Walker

LOOKS = np.arange(0, 720, 10)


def walked() -> tuple[Track, FloatArray]:
    """A walker whose knees are seen 12 px too far out, and by up to 5 more as the leg swings; and the truth."""
    track = clean(Walker(noise_px=0.3).track())
    true = track.points_px.copy()
    points = track.points_px.copy()
    for side, outward in zip(SIDES, (1, -1), strict=True):
        swing = points[:, index(side, "ankle"), 1] - points[:, index(side, "hip"), 1]
        off = 12 + 5 * (swing - swing.mean()) / np.abs(swing - swing.mean()).max()
        points[:, index(side, "knee"), 0] += outward * off
    return replace(track, points_px=points), true


def knees_off(track: Track, true: FloatArray) -> float:
    knees = [index(side, "knee") for side in SIDES]
    return float(np.abs(track.points_px - true)[:, knees].max())


def test_an_error_that_returns_with_every_stride_is_taken_out_of_all_frames() -> None:
    track, true = walked()
    assert knees_off(track, true) > 12
    assert knees_off(sharpened(replace(track, second=SecondLook(LOOKS, true[LOOKS]))), true) < 2.5


def test_a_look_that_exchanges_the_legs_or_jumps_away_does_no_harm() -> None:
    track, true = walked()
    looks = true[LOOKS]
    looks[3][leg("left") + leg("right")] = looks[3][leg("right") + leg("left")]
    looks[9] += 200
    assert knees_off(sharpened(replace(track, second=SecondLook(LOOKS, looks))), true) < 2.5


def test_too_few_looks_change_nothing() -> None:
    track, true = walked()
    few = LOOKS[:20]
    again = sharpened(replace(track, second=SecondLook(few, true[few])))
    assert np.array_equal(again.points_px, track.points_px, equal_nan=True)
    assert not again.sharpened
    assert sharpened(replace(track, second=SecondLook(LOOKS, true[LOOKS]))).sharpened


def test_frames_without_the_person_stay_unknown() -> None:
    track, true = walked()
    points = track.points_px.copy()
    points[100:140] = np.nan
    again = sharpened(replace(track, points_px=points, second=SecondLook(LOOKS, true[LOOKS])))
    assert np.isnan(again.points_px[100:140][:, leg("left")]).all()
    assert np.isfinite(again.points_px[:100][:, leg("left")]).all()


def test_one_point_that_is_not_known_takes_no_other_with_it() -> None:
    track, true = walked()
    points = track.points_px.copy()
    points[100:140, index("left", "ankle")] = np.nan
    again = sharpened(replace(track, points_px=points, second=SecondLook(LOOKS, true[LOOKS])))
    assert np.isfinite(again.points_px[100:140][:, leg("right")]).all()
    assert np.isnan(again.points_px[100:140, index("left", "ankle")]).all()
    assert np.abs(again.points_px - true)[100:140, index("right", "knee")].max() < 6


def test_a_pose_that_was_never_looked_at_is_not_moved_farther_than_those_that_were() -> None:
    track, true = walked()
    points = track.points_px.copy()
    points[305, [index("left", "knee"), index("left", "ankle")]] += 400
    again = sharpened(replace(track, points_px=points, second=SecondLook(LOOKS, true[LOOKS])))
    assert np.abs(again.points_px - points)[305, leg("left")].max() < 30
