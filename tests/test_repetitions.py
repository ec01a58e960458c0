"""Repetitions of squats: whether, when, on which leg, and why not; on squats by construction and on exact joints."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from benchmarks.truth import truth_of
from kneevision.cycles import Cycle, Cycles, cut
from kneevision.pose.landmarks import SIDES, Side, index, leg
from kneevision.pose.track import Mirror, Track
from kneevision.trajectory import clean
from tests.exact import exact_track, seen_from
from tests.squatter import STANDING_DEG, Keyframe, Squatter, repetition, repetitions

CLIPS = Path(__file__).parents[1] / "benchmarks" / "clips"
SQUATS = ["squat_good", "squat_valgus", "single_leg_squat_right"]
STRAIGHT: dict[Side, float] = {"left": 0.0, "right": 0.0}


def cut_squats(keyframes: list[Keyframe], stands_on: Side | None = None, **how: float) -> Cycles:
    return cut(clean(Squatter(keyframes, STRAIGHT, leg=stands_on, noise_px=1.0, **how).track()))  # type: ignore[arg-type]


def one_leg(cycles: Cycles, side: Side = "left") -> list[Cycle]:
    return [cycle for cycle in cycles.cycles if cycle.side == side]


@pytest.mark.parametrize("name", SQUATS)
def test_every_repetition_of_a_clip_is_found_and_none_invented(name: str) -> None:
    track, truth = exact_track(CLIPS / f"{name}.mp4")
    cycles = cut(clean(track))
    assert cycles.activity == truth.activity
    assert all(cycle.valid for cycle in cycles.cycles)
    assert {cycle.side for cycle in cycles.cycles} == set(truth.sides)
    for side in truth.sides:
        found = [cycle.bottom_s or 0.0 for cycle in cycles.of(side)]
        assert len(found) == len(truth.reps)
        assert np.abs(np.subtract(found, [rep.bottom_s for rep in truth.reps])).max() < 0.2


@pytest.mark.parametrize("azimuth", [0, 20, -20, 90, -90, 180])
@pytest.mark.parametrize("name", ["squat_valgus", "single_leg_squat_right"])
def test_repetitions_are_found_from_every_side(name: str, azimuth: float) -> None:
    truth = truth_of(CLIPS / f"{name}.mp4")
    cycles = cut(clean(seen_from(truth, azimuth, 9.0)))
    assert cycles.activity == truth.activity
    for side in truth.sides:
        found = [cycle.bottom_s or 0.0 for cycle in cycles.of(side)]
        assert np.abs(np.subtract(found, [rep.bottom_s for rep in truth.reps])).max() < 0.2


@st.composite
def sessions(draw: st.DrawFn) -> tuple[list[Keyframe], list[float]]:
    """Repetitions of all depths and tempos, pauses at top and bottom; keyframes and times of the bottoms."""
    frames: list[Keyframe] = [(0.0, STANDING_DEG)]
    bottoms = []
    for _ in range(draw(st.integers(1, 5))):
        pause, down, hold, up = (
            draw(st.floats(*limits)) for limits in ((0.4, 2.0), (0.6, 2.5), (0.0, 1.5), (0.6, 2.5))
        )
        start = frames[-1][0] + pause
        frames += repetition(start, down, hold, up, draw(st.floats(55, 85)))
        bottoms.append(start + down + hold / 2)
    return [*frames, (frames[-1][0] + draw(st.floats(0.4, 2.0)), STANDING_DEG)], bottoms


@given(session=sessions(), leg=st.sampled_from([None, *SIDES]), yaw=st.floats(-15, 15))
@settings(max_examples=40, deadline=None)
def test_any_session_gives_its_repetitions(
    session: tuple[list[Keyframe], list[float]], leg: Side | None, yaw: float
) -> None:
    keyframes, bottoms = session
    cycles = cut_squats(keyframes, leg, yaw_deg=yaw)
    assert cycles.activity == ("squat" if leg is None else "single_leg_squat")
    for side in SIDES if leg is None else (leg,):
        found = cycles.of(side)
        assert len(found) == len(bottoms)
        assert np.abs(np.subtract([cycle.bottom_s or 0.0 for cycle in found], bottoms)).max() < 0.2
        for cycle in found:
            assert cycle.start_s < (cycle.bottom_s or 0.0) < cycle.end_s
    if leg is not None:
        assert not [cycle for cycle in cycles.cycles if cycle.side != leg]


def test_a_squat_of_both_legs_is_one_row_per_side_with_the_same_times() -> None:
    cycles = cut_squats(repetitions(3))
    for left, right in zip(one_leg(cycles, "left"), one_leg(cycles, "right"), strict=True):
        assert left == replace(right, side="left")
        assert left.kind == "rep"


def test_a_double_dip_is_one_rejected_repetition() -> None:
    half_up = [(0.8, 8.0), (2.0, 90.0), (2.8, 60.0), (3.6, 90.0), (4.8, 8.0)]
    later = [(t + 4.8, angle) for t, angle in repetitions(3)]
    found = one_leg(cut_squats([(0.0, 8.0), *half_up, *later]))
    assert [cycle.valid for cycle in found] == [False, True, True, True]
    assert "double dip" in (found[0].reason or "")


def test_a_wobble_at_the_bottom_is_no_double_dip() -> None:
    wobbling = [(0.8, 8.0), (2.0, 90.0), (2.4, 86.0), (2.8, 90.0), (4.0, 8.0)]
    later = [(t + 4.0, angle) for t, angle in repetitions(2)]
    assert [cycle.valid for cycle in one_leg(cut_squats([(0.0, 8.0), *wobbling, *later]))] == [True] * 3


def test_a_false_start_is_rejected_and_a_shallow_repetition_is_not() -> None:
    early = [(0.0, 8.0), *repetition(0.8, 0.6, 0.1, 0.6, 32), *repetition(3.0, 1.0, 0.2, 1.0, 50)]
    later = [(t + 5.5, angle) for t, angle in repetitions(3)]
    found = one_leg(cut_squats([*early, *later]))
    assert [cycle.valid for cycle in found] == [False, True, True, True, True]
    assert "false start" in (found[0].reason or "")


@pytest.mark.parametrize("cut_s", [2.0, 13.2])
def test_a_repetition_that_the_clip_cuts_off_is_not_counted(cut_s: float) -> None:
    whole = Squatter(repetitions(4), STRAIGHT).track()  # the second half of the last one, or the first one's
    keep = whole.time_s >= cut_s if cut_s < 5 else whole.time_s <= cut_s
    found = one_leg(cut(clean(frames(whole, keep))))
    assert sum(cycle.valid for cycle in found) == 3
    assert [cycle.reason for cycle in found if not cycle.valid] in ([], ["cut off: the clip begins or ends during it"])


def test_walking_into_the_picture_is_no_repetition() -> None:
    keyframes = [(0.0, 8.0), *((t + 3.0, angle) for t, angle in repetitions(4))]
    cycles = cut_squats(keyframes, walks_in_s=2.5)
    assert cycles.activity == "squat"
    valid = cycles.of("left")
    assert len(valid) == 4
    assert min(cycle.start_s for cycle in valid) > 3.0


def test_both_legs_one_after_the_other_give_repetitions_for_each() -> None:
    left = Squatter(repetitions(3, 65), STRAIGHT, leg="left", noise_px=1.0).track()
    right = Squatter(repetitions(4, 65), STRAIGHT, leg="right", noise_px=1.0).track()
    cycles = cut(clean(one_after_the_other(left, right)))
    assert cycles.activity == "single_leg_squat"
    assert {side: len(cycles.of(side)) for side in SIDES} == {"left": 3, "right": 4}
    assert max(cycle.end_s for cycle in cycles.of("left")) < min(cycle.start_s for cycle in cycles.of("right"))


def test_squats_of_both_legs_among_single_leg_ones_are_rejected() -> None:
    both = Squatter(repetitions(2), STRAIGHT, noise_px=1.0).track()
    single = Squatter(repetitions(4, 65), STRAIGHT, leg="right", noise_px=1.0).track()
    cycles = cut(clean(one_after_the_other(single, both)))
    assert cycles.activity == "single_leg_squat"
    assert len(cycles.of("right")) == 4
    assert {cycle.reason for cycle in cycles.cycles if not cycle.valid} == {"on both legs, among single-leg squats"}


def test_a_leg_that_was_not_seen_rejects_that_leg_only() -> None:
    track = Squatter(repetitions(3), STRAIGHT).track()
    points = track.points_px.copy()
    hidden = (track.time_s > 5.2) & (track.time_s < 6.0)
    points[hidden, index("left", "knee")] = np.nan
    cycles = cut(clean(replace(track, points_px=points)))
    assert [cycle.valid for cycle in one_leg(cycles, "left")] == [True, False, True]
    assert "not seen" in (one_leg(cycles, "left")[1].reason or "")


def test_what_the_user_tells_is_not_found_out_again() -> None:
    track = clean(Squatter(repetitions(3), STRAIGHT).track())
    assert cut(track).confidence is not None
    told = cut(track, "squat")
    assert told.confidence is None
    assert told.cycles == cut(track).cycles
    assert not [cycle for cycle in cut(track, "single_leg_squat").cycles if cycle.valid]
    assert cut(track, "running").activity == "running"
    assert not cut(track, "running").cycles


@pytest.mark.parametrize("leg", [None, "left"])
def test_somebody_who_stands_is_not_squatting(leg: Side | None) -> None:
    assert cut_squats([(0.0, 8.0), (10.0, 8.0)], leg).activity == "unknown"


def test_bobbing_on_the_spot_is_not_squatting() -> None:
    """Knees bent by 25 degrees and back: less than any squat."""
    keyframes = [(i * 0.5, 8.0 + 17.0 * (i % 2)) for i in range(20)]
    assert cut_squats(keyframes).activity == "unknown"


def test_a_lunge_is_not_called_a_squat() -> None:
    track = Squatter(repetitions(4, 90), STRAIGHT, noise_px=1.0).track()
    points = track.points_px.copy()
    feet = leg("left")[2:]
    points[:, feet, 1] -= 70.0  # the left foot stands far behind: higher in the picture, and stays there
    cycles = cut(clean(replace(track, points_px=points)))
    assert cycles.activity == "unknown"
    assert {cycle.reason for cycle in cycles.cycles} == {
        "one foot stays before, behind or above the other: a lunge is not measured"
    }


def raising_heels() -> Track:
    """Six calf raises of 6 cm: the ankles rise with the hips."""
    track = Squatter([(0.0, 8.0), (16.0, 8.0)], STRAIGHT, noise_px=1.0).track()
    up = 14.0 * np.clip(np.sin(2 * np.pi * track.time_s / 2.5), 0, None)
    points = track.points_px.copy()
    tips = [index(side, "foot_index") for side in SIDES]
    others = [i for i in range(points.shape[1]) if i not in tips]
    points[:, others, 1] -= up[:, None]
    return replace(track, points_px=points)


def test_calf_raises_are_no_squats() -> None:
    assert cut(clean(raising_heels())).activity == "unknown"


@pytest.mark.parametrize("depth", [42, 50, 60, 80])
def test_shallow_single_leg_squats_are_counted(depth: float) -> None:
    cycles = cut_squats(repetitions(4, depth), "right")
    assert cycles.activity == "single_leg_squat"
    assert len(cycles.of("right")) == 4


def shaken(track: Track, moved: np.ndarray) -> Track:
    return replace(track, points_px=track.points_px + moved[:, None])


@pytest.mark.parametrize("how", ["drifting", "swaying"])
def test_a_hand_that_holds_the_phone_loses_no_repetition(how: str) -> None:
    track = Squatter(repetitions(5), STRAIGHT, noise_px=1.0).track()
    t = track.time_s
    moved = {"drifting": 2.0 * t, "swaying": 8 * np.sin(2 * np.pi * t / 3.1)}[how]
    cycles = cut(clean(shaken(track, np.stack([0 * t, moved], axis=1))))
    assert len(cycles.of("left")) == 5


def test_a_phone_that_is_aimed_anew_loses_repetitions_and_invents_none() -> None:
    track = Squatter(repetitions(6), STRAIGHT, noise_px=1.0).track()
    moved = 40 * np.clip((track.time_s - 7.6) / 0.5, 0, 1)
    cycles = cut(clean(shaken(track, np.stack([0 * moved, moved], axis=1))))
    bottoms = np.array([2.15 + 3.5 * i for i in range(6)])
    for cycle in cycles.of("left"):
        assert np.abs(bottoms - (cycle.bottom_s or 0.0)).min() < 0.2
    assert len(cycles.of("left")) >= 3


@pytest.mark.parametrize("sway_px", [0.0, 1.0, 2.0])
def test_somebody_who_sways_takes_no_longer(sway_px: float) -> None:
    """Hips and all above move by up to 8 mm while standing: descent and ascent stay those of the squat."""
    track = Squatter(repetitions(4, 65, pause_s=4.0), STRAIGHT, noise_px=0.5).track()
    points = track.points_px.copy()
    above = [index(side, part) for side in SIDES for part in ("hip", "shoulder")]
    points[:, above, 1] += sway_px * np.sin(2 * np.pi * track.time_s / 7.0)[:, None]
    for cycle in cut(clean(replace(track, points_px=points))).of("left"):
        assert cycle.bottom_s is not None
        assert 0.9 < cycle.bottom_s - cycle.start_s < 1.4
        assert 0.9 < cycle.end_s - cycle.bottom_s < 1.4


def test_a_wobble_of_half_a_second_is_no_repetition() -> None:
    cycles = cut_squats([(0.0, 8.0), *repetition(2.0, 0.25, 0.0, 0.25, 50), (6.0, 8.0)], "left")
    assert cycles.activity == "unknown"


def test_a_free_foot_held_before_the_body_is_not_taken_for_a_standing_one() -> None:
    """Its nearness makes it look as low in the picture as the other; the metric points tell."""
    track = Squatter(repetitions(4, 60), STRAIGHT, noise_px=1.0).track()
    world = track.world_m.copy()
    world[:, leg("left")[2:], 2] -= 0.35
    ahead = replace(track, world_m=world)
    assert cut(clean(ahead)).activity == "unknown"
    told = cut(clean(ahead), "single_leg_squat")
    assert len(told.of("right")) == 4
    assert not told.of("left")


def test_left_and_right_of_one_squat_keep_together() -> None:
    """One foot is shifted during the first of five: that is no squat of both legs; the others have one number each."""
    track = Squatter(repetitions(5), STRAIGHT, noise_px=0.5).track()
    points = track.points_px.copy()
    during = (track.time_s > 0.9) & (track.time_s < 3.4)
    lift = 30 * np.sin(np.pi * (track.time_s[during] - 0.9) / 2.5)
    points[np.ix_(np.flatnonzero(during), leg("right")[2:], [1])] -= lift[:, None, None]
    cycles = cut(clean(replace(track, points_px=points)))
    by_number: dict[int, set[float]] = {}
    for cycle in cycles.cycles:
        by_number.setdefault(cycle.index, set()).add(round(cycle.start_s, 6))
    assert all(len(starts) == 1 for starts in by_number.values())
    assert len(cycles.of("left")) == len(cycles.of("right")) == 4


def frames(track: Track, keep: np.ndarray) -> Track:
    return with_arrays(track, {name: getattr(track, name)[keep] for name in ARRAYS})


def one_after_the_other(first: Track, second: Track) -> Track:
    """Two tracks with a second between them in which the higher foot comes down before the other goes up."""
    count = round(first.fps)
    ankles = first.points_px[-1, [index(side, "ankle") for side in SIDES], 1]
    lifted: Side = "left" if ankles[0] < ankles[1] else "right"
    halves = np.clip(np.linspace(0, 2, count)[:, None] - [0, 1], 0, 1)
    between = {name: np.repeat(getattr(first, name)[-1:], count, axis=0) for name in ARRAYS}
    part = np.full((count, first.points_px.shape[1], 1), np.nan)
    part[:] = np.linspace(0, 1, count)[:, None, None]
    part[:, leg(lifted)[2:]] = halves[:, :1, None]
    part[:, leg("right" if lifted == "left" else "left")[2:]] = halves[:, 1:, None]
    between["points_px"] = first.points_px[-1] + part * (second.points_px[0] - first.points_px[-1])
    joined = {n: np.concatenate([getattr(first, n), between[n], getattr(second, n)]) for n in ARRAYS}
    return with_arrays(first, joined | {"time_s": np.arange(len(joined["time_s"])) / first.fps})


ARRAYS = ("time_s", "points_px", "world_m", "visibility", "filled", "swapped")


def with_arrays(track: Track, arrays: dict[str, np.ndarray]) -> Track:
    mirror = Mirror(np.arange(len(arrays["time_s"])), arrays["points_px"], arrays["world_m"], arrays["points_px"])
    return Track(**arrays, image_size=track.image_size, mirror=mirror)  # type: ignore[arg-type]
