"""Strides, contacts and what is done, on exact joints and on movements that are no running."""

from dataclasses import replace
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest

from kneevision.cycles import cut
from kneevision.pose.landmarks import SIDES, index, leg
from kneevision.pose.track import Track
from kneevision.trajectory import clean
from tests.exact import exact_track, seen_from
from tests.walker import Walker

CLIPS = Path(__file__).parents[1] / "benchmarks" / "clips"
RUNNING = ["run_front", "run_front_right_drift", "run_back_left_valgus", "run_front_30fps_dim", "run_side"]


def frames(track: Track, keep: np.ndarray) -> Track:
    """Only some frames of a track."""
    return replace(
        track,
        time_s=track.time_s[keep],
        points_px=track.points_px[keep],
        world_m=track.world_m[keep],
        visibility=track.visibility[keep],
        filled=track.filled[keep],
        swapped=track.swapped[keep],
    )


@pytest.mark.parametrize("name", RUNNING)
def test_every_complete_stride_is_found_and_none_invented(name: str) -> None:
    track, truth = exact_track(CLIPS / f"{name}.mp4")
    cycles = cut(clean(track))
    assert cycles.activity == "running"
    for side in SIDES:
        true = np.array(truth.contacts[side])
        found = cycles.of(side)
        assert len(found) == len(true) - 1
        assert np.abs([c.contact_s for c in found] - true[:-1, 0]).max() < 0.030
        assert np.abs([c.toe_off_s for c in found] - true[:-1, 1]).max() < 0.030


@pytest.mark.parametrize("height", [3, 9, 16, 20])
@pytest.mark.parametrize("azimuth", [0, 15, -15, 165, 180, 195, 75, 90, -90])
@pytest.mark.parametrize("name", ["run_front", "run_back_left_valgus"])
def test_contacts_are_found_from_every_side_and_height(name: str, azimuth: float, height: float) -> None:
    _, truth = exact_track(CLIPS / f"{name}.mp4")
    cycles = cut(clean(seen_from(truth, azimuth, height)))
    for side in SIDES:
        true = np.array(truth.contacts[side])
        found = cycles.of(side)
        assert len(found) == len(true) - 1
        assert np.abs([c.contact_s for c in found] - true[:-1, 0]).max() < 0.030
        assert np.abs([c.toe_off_s for c in found] - true[:-1, 1]).max() < 0.035


def test_contact_times_do_not_depend_on_when_the_camera_started() -> None:
    track, _ = exact_track(CLIPS / "run_front.mp4")
    later = replace(track, time_s=track.time_s + 3.21)
    first = [c.contact_s + 3.21 for c in cut(clean(track)).cycles]
    assert np.allclose([c.contact_s for c in cut(clean(later)).cycles], first, atol=1e-3)


def test_dropped_frames_move_no_contact_by_more_than_a_few_milliseconds() -> None:
    track, _ = exact_track(CLIPS / "run_front.mp4")
    whole = cut(clean(track))
    keep = np.random.default_rng(1).random(len(track.time_s)) > 0.25
    keep[[0, -1]] = True
    thinned = cut(clean(frames(track, keep)))
    for side in SIDES:
        before = [c.contact_s for c in whole.of(side)]
        after = [c.contact_s for c in thinned.of(side)]
        assert len(before) == len(after)
        assert np.abs(np.subtract(before, after)).max() < 0.010


def test_time_stretched_like_slow_motion_stretches_the_strides() -> None:
    track, _ = exact_track(CLIPS / "run_front.mp4")
    cycles = cut(clean(track))
    slower = cut(clean(replace(track, time_s=track.time_s * 1.2)))
    usual, stretched = (np.median([c.end_s - c.start_s for c in cut_.cycles]) for cut_ in (cycles, slower))
    assert np.isclose(stretched / usual, 1.2, rtol=0.01)


def test_a_stride_that_was_not_seen_is_rejected_with_the_reason() -> None:
    track, truth = exact_track(CLIPS / "run_front.mp4")
    start, end = truth.contacts["left"][4][0], truth.contacts["left"][5][0]
    hidden = (track.time_s > start + 0.1) & (track.time_s < end - 0.2)
    points, visibility = track.points_px.copy(), track.visibility.copy()
    points[hidden], visibility[hidden] = np.nan, np.nan
    cycles = cut(clean(replace(track, points_px=points, visibility=visibility)))
    rejected = [c for c in cycles.cycles if not c.valid]
    over_it = [c for c in rejected if c.side == "left" and c.start_s < start + 0.2 and c.end_s > end - 0.2]
    assert len(over_it) == 1
    assert "not seen" in (over_it[0].reason or "")
    covered = [c for c in cycles.of("left") if c.start_s < end - 0.25 and c.end_s > start + 0.25]
    assert not covered


@pytest.mark.parametrize("lost_s", [0.7, 1.3, 2.0])
def test_a_runner_lost_for_a_while_is_still_a_runner(lost_s: float) -> None:
    track, truth = exact_track(CLIPS / "run_front.mp4")
    hidden = (track.time_s > 4) & (track.time_s < 4 + lost_s)
    points, visibility = track.points_px.copy(), track.visibility.copy()
    points[hidden], visibility[hidden] = np.nan, np.nan
    cycles = cut(clean(replace(track, points_px=points, visibility=visibility)))
    assert cycles.activity == "running"
    for side in SIDES:
        found = cycles.of(side)
        whole = [c for c, d in pairwise(truth.contacts[side]) if d[0] < 3.9 or c[0] > 4.1 + lost_s]
        assert len(found) >= len(whole) - 2
        assert not [c for c in found if c.start_s < 4 + lost_s - 0.1 and c.end_s > 4.1]


def test_frames_dropped_within_a_stance_reject_that_stride() -> None:
    track, truth = exact_track(CLIPS / "run_front.mp4")
    contact = truth.contacts["left"][5][0]
    gap = (track.time_s > contact + 0.02) & (track.time_s < contact + 0.20)
    cycles = cut(clean(frames(track, ~gap)))
    over = [c for c in cycles.cycles if c.side == "left" and abs(c.start_s - contact) < 0.1]
    assert all(not c.valid for c in over)


@pytest.mark.parametrize(("before_s", "after_s"), [(3, 0), (5, 3), (10, 10)])
@pytest.mark.parametrize("name", ["run_front", "run_back_left_valgus", "run_side"])
def test_standing_before_and_after_changes_no_stride(name: str, before_s: int, after_s: int) -> None:
    track, truth = exact_track(CLIPS / f"{name}.mp4")
    frame = np.concatenate(
        [np.zeros(before_s * 60, int), np.arange(len(track.time_s)), np.full(after_s * 60, len(track.time_s) - 1)]
    )
    noise = np.random.default_rng(1).normal(0, 1.5, (len(frame), *track.points_px.shape[1:]))
    longer = Track(
        time_s=np.arange(len(frame)) / 60,
        points_px=track.points_px[frame] + noise,
        world_m=track.world_m[frame],
        visibility=track.visibility[frame],
        filled=track.filled[frame],
        swapped=track.swapped[frame],
        image_size=track.image_size,
    )
    cycles = cut(clean(longer))
    assert cycles.activity == "running"
    for side in SIDES:
        true = np.array(truth.contacts[side])[:, 0] + before_s
        found = np.array([c.contact_s for c in cycles.of(side)])
        apart = np.abs(found[:, None] - true).min(axis=1)
        # Where standing is cut to running the picture jumps: a stride there may be lost, or one more be found.
        assert len(true) - 2 <= len(found) <= len(true)
        assert (apart < 0.03).sum() >= len(true) - 2


def test_somebody_who_stands_still_is_not_called_running() -> None:
    track, _ = exact_track(CLIPS / "run_front.mp4")
    noise = np.random.default_rng(2).normal(0, 1.5, track.points_px.shape)
    standing = replace(track, points_px=np.repeat(track.points_px[:1], len(track.time_s), axis=0) + noise)
    assert cut(clean(standing)).activity == "unknown"


@pytest.mark.parametrize("name", ["run_front", "run_back_left_valgus", "run_side"])
def test_feet_that_take_turns_without_a_flight_walk(name: str) -> None:
    """Running slowed to 110 steps a minute, with the pelvis rising and falling by half as much."""
    track, truth = exact_track(CLIPS / f"{name}.mp4")
    stride_s = np.mean(np.diff([contact for contact, _ in truth.contacts["left"]]))
    points = track.points_px.copy()
    body = [index(side, part) for side in SIDES for part in ("hip", "shoulder")]
    height = points[:, index("left", "hip"), 1]
    points[:, body, 1] -= 0.5 * (height - height.mean())[:, None]
    walker = replace(track, points_px=points, time_s=track.time_s * (120 / 110) / stride_s)
    cycles = cut(clean(walker))
    assert cycles.activity == "walking"


@pytest.mark.parametrize("stride_s", [0.95, 1.1, 1.3])
@pytest.mark.parametrize("azimuth", [0, 15, -15, 180, 90, -90, 70])
def test_a_walkers_contacts_are_found(azimuth: float, stride_s: float) -> None:
    walker = Walker(stride_s=stride_s, azimuth_deg=azimuth)
    cycles = cut(clean(walker.track()))
    assert cycles.activity == "walking"
    for side in SIDES:
        true, found = np.array(walker.contacts(side)), cycles.of(side)
        assert len(true) - 1 <= len(found) <= len(true)
        nearest = [int(np.abs(true[:, 0] - cycle.start_s).argmin()) for cycle in found]
        assert np.abs([c.start_s - true[i, 0] for c, i in zip(found, nearest, strict=True)]).max() < 0.030
        assert all(cycle.midstance_s is None for cycle in found)
        if abs(azimuth) <= 15:  # from the front a walker's toe-off does not show
            assert all(cycle.toe_off_s is None for cycle in found)
            assert all(cycle.loaded_s == (cycle.start_s, cycle.opposite_contact_s) for cycle in found)
        else:
            toe_offs = [(c.toe_off_s or 0.0) - true[i, 1] for c, i in zip(found, nearest, strict=True)]
            assert np.abs(toe_offs).max() < 0.035


def test_a_walkers_stride_without_the_other_foots_contact_is_not_read_to_toe_off() -> None:
    walker = Walker(azimuth_deg=90.0, seconds=20.0)
    track = walker.track()
    points = track.points_px.copy()
    for contact, _ in walker.contacts("right")[1::3]:
        points[np.ix_(np.abs(track.time_s - contact) < 0.1, leg("right"))] = np.nan
    cycles = cut(clean(replace(track, points_px=points)), "walking")
    assert len(cycles.of("left")) < len(cut(clean(track), "walking").of("left"))
    for cycle in cycles.of("left"):
        assert cycle.opposite_contact_s is not None
        assert cycle.loaded_s[1] == cycle.opposite_contact_s


def test_how_sure_an_activity_is_grows_with_what_tells_it_apart() -> None:
    track, _ = exact_track(CLIPS / "run_front.mp4")
    quick, slow = (cut(clean(replace(track, time_s=track.time_s * factor))) for factor in (1.0, 1.2))
    assert quick.activity == slow.activity == "running"
    assert 0 <= (slow.confidence or 0.0) < (quick.confidence or 0.0) <= 1.0


def test_what_the_user_tells_is_done() -> None:
    track, _ = exact_track(CLIPS / "run_front.mp4")
    told = cut(clean(track), "running")
    assert told.cycles == cut(clean(track)).cycles
    assert told.confidence is None
    assert cut(clean(track), "walking").activity == "walking"
    assert not [cycle for cycle in cut(clean(track), "squat").cycles if cycle.valid]


def test_too_little_footage_gives_no_strides() -> None:
    track, _ = exact_track(CLIPS / "run_front.mp4")
    short = frames(track, np.arange(len(track.time_s)) < 20)
    assert cut(clean(short)).activity == "unknown"


def test_legs_are_looked_at_not_arms() -> None:
    track, _ = exact_track(CLIPS / "run_front.mp4")
    assert np.isnan(track.points_px[:, index("left", "wrist")]).all()
    assert np.isfinite(track.points_px[:, leg("left")]).all()
