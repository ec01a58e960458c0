"""What was broken on purpose is mended, what was not is left alone."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kneevision.pose.landmarks import FOOT_PARTS, LEG_PARTS, SIDES, index, leg
from kneevision.pose.track import Track
from kneevision.trajectory import clean
from kneevision.trajectory.gaps import fill_gaps
from kneevision.trajectory.outliers import without_outliers
from kneevision.trajectory.scale import leg_length
from kneevision.trajectory.smooth import smooth
from kneevision.trajectory.swaps import swapped_parts, with_parts_exchanged
from tests.exact import exact_track

CLIPS = Path(__file__).parents[1] / "benchmarks" / "clips"
NOISE_PX = 1.5
KNEE = index("left", "knee")


@pytest.fixture(scope="module", params=["run_front", "run_back_left_valgus", "run_front_30fps_dim", "run_side"])
def noisy(request: pytest.FixtureRequest) -> Track:
    track, _ = exact_track(CLIPS / f"{request.param}.mp4")
    noise = np.random.default_rng(3).normal(0, NOISE_PX, track.points_px.shape)
    return replace(track, points_px=track.points_px + noise)


def _broad(track: Track) -> Track:
    """The track with shoulders as far apart as people's, where exact tracks have them right above the hips."""
    points, middle = track.points_px.copy(), track.middle("shoulder")
    for side in SIDES:
        shoulder = index(side, "shoulder")
        points[:, shoulder] += 0.75 * (points[:, shoulder] - middle)
    return replace(track, points_px=points)


def test_no_swap_is_seen_where_there_is_none(noisy: Track) -> None:
    assert not swapped_parts(noisy).any()


@given(st.data())
@settings(max_examples=15, deadline=None)
def test_provoked_swaps_are_found_to_the_frame(data: st.DataObject) -> None:
    track, _ = exact_track(CLIPS / "run_front.mp4")
    swapped = np.zeros((len(track.time_s), len(LEG_PARTS)), dtype=bool)
    for _ in range(data.draw(st.integers(1, 5))):
        start = data.draw(st.integers(5, len(swapped) - 40))
        swapped[start : start + data.draw(st.integers(1, 25))] = True
    broken = with_parts_exchanged(track, swapped)
    assert np.array_equal(swapped_parts(broken), swapped)


@pytest.mark.parametrize("clip", ["run_front", "run_back_left_valgus", "run_front_30fps_dim", "run_side"])
@pytest.mark.parametrize(("first", "seconds"), [(0, 1.0), (1, 1.0), (1, 0.3), (2, 0.3), (2, 0.1)])
def test_long_swaps_and_those_of_lower_parts_only_are_found_too(clip: str, first: int, seconds: float) -> None:
    track = _broad(exact_track(CLIPS / f"{clip}.mp4")[0])
    frames = round(seconds * track.fps)
    for start in range(30, len(track.time_s) - frames - 30, 53):
        swapped = np.zeros((len(track.time_s), len(LEG_PARTS)), dtype=bool)
        swapped[start : start + frames, first:] = True
        broken = with_parts_exchanged(track, swapped)
        assert np.array_equal(swapped_parts(broken), swapped)


@pytest.mark.parametrize("crossed", [0.2, 0.4])
def test_feet_that_really_cross_are_left_alone(crossed: float, noisy: Track) -> None:
    points = _broad(noisy).points_px.copy()
    apart = points[:, index("left", "hip"), 0] - points[:, index("right", "hip"), 0]
    for side, inward in zip(SIDES, (-1, 1), strict=True):
        feet = [index(side, part) for part in FOOT_PARTS]
        points[:, feet, 0] += inward * crossed / 2 * np.sign(np.median(apart)) * leg_length(points)
    assert not swapped_parts(replace(noisy, points_px=points)).any()


def test_exchanging_twice_changes_nothing(noisy: Track) -> None:
    parts = np.zeros((len(noisy.time_s), len(LEG_PARTS)), dtype=bool)
    parts[::3], parts[1::3, 1:] = True, True
    twice = with_parts_exchanged(with_parts_exchanged(noisy, parts), parts)
    assert np.array_equal(twice.points_px, noisy.points_px, equal_nan=True)


def test_single_jumps_are_taken_out_and_nothing_else(noisy: Track) -> None:
    broken = noisy.points_px.copy()
    frames = [40, 95, 200]
    broken[frames, KNEE] += (80, -60)
    mended = without_outliers(noisy.time_s, broken)
    lost = np.flatnonzero(np.isnan(mended[:, KNEE, 0]))
    assert set(frames) <= set(lost)
    others = np.isnan(mended[:, leg("right"), 0]).mean()
    assert others < 0.01


def test_short_gaps_are_filled_close_to_the_truth_and_remembered(noisy: Track) -> None:
    broken = noisy.points_px.copy()
    frame_s = np.median(np.diff(noisy.time_s))
    short = slice(60, 60 + int(0.1 / frame_s))
    broken[short, KNEE] = np.nan
    filled, remembered = fill_gaps(noisy.time_s, broken)
    assert remembered[short, KNEE].all()
    assert remembered.sum() == remembered[short, KNEE].sum()
    assert np.abs(filled[short, KNEE] - noisy.points_px[short, KNEE]).max() < 15


def test_long_gaps_stay_unknown(noisy: Track) -> None:
    broken = noisy.points_px.copy()
    frame_s = np.median(np.diff(noisy.time_s))
    long = slice(60, 60 + int(0.3 / frame_s))
    broken[long, KNEE] = np.nan
    filled, remembered = fill_gaps(noisy.time_s, broken)
    assert np.isnan(filled[long, KNEE]).all()
    assert not remembered.any()


@pytest.mark.parametrize("drop", [None, 5])
def test_smoothing_delays_nothing_and_keeps_slow_movement(drop: int | None) -> None:
    time_s = np.arange(0, 6, 1 / 60)
    if drop is not None:
        time_s = np.delete(time_s, np.arange(2, len(time_s), drop))
    wave = 100 * np.sin(2 * np.pi * 2.0 * time_s)
    points = np.repeat(np.stack([wave, -wave], axis=1)[:, None], 33, axis=1)
    smoothed = smooth(time_s, points, cutoff_hz=10.0)[:, 0, 0]
    lag = [np.mean((smoothed - 100 * np.sin(4 * np.pi * (time_s - shift))) ** 2) for shift in (-0.004, 0, 0.004)]
    assert np.argmin(lag) == 1
    assert np.abs(smoothed - wave)[10:-10].max() < 1.0


def test_smoothing_takes_noise_away() -> None:
    time_s = np.arange(0, 6, 1 / 60)
    noise = np.random.default_rng(0).normal(0, 1, (len(time_s), 33, 2))
    assert smooth(time_s, noise, cutoff_hz=10.0).std() < 0.65


def test_a_track_of_nobody_comes_back_as_it_is() -> None:
    count = 50
    empty = Track(
        time_s=np.arange(count) / 30,
        points_px=np.full((count, 33, 2), np.nan),
        world_m=np.full((count, 33, 3), np.nan),
        visibility=np.full((count, 33), np.nan),
        filled=np.zeros((count, 33), dtype=bool),
        swapped=np.zeros(count, dtype=bool),
        image_size=(540, 960),
    )
    assert clean(empty) is empty


def test_cleaning_brings_a_noisy_track_nearer_to_the_truth() -> None:
    exact, _ = exact_track(CLIPS / "run_front.mp4")
    noise = np.random.default_rng(3).normal(0, NOISE_PX, exact.points_px.shape)
    noisy_track = replace(exact, points_px=exact.points_px + noise)
    legs = leg("left") + leg("right")
    before = np.abs(noisy_track.points_px - exact.points_px)[:, legs].mean()
    after = np.abs(clean(noisy_track).points_px - exact.points_px)[:, legs].mean()
    assert after < 0.8 * before
