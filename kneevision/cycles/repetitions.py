"""Which dips are repetitions of a squat, of which legs, and which are not, with the reason.

A foot that stays where it is carries the body. Both stay: a squat of both legs. One stays: a single-leg squat on that
one. None stays: no squat (walking into the picture, jumping, turning round).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np

from kneevision.cycles.dips import LEAST_DEPTH, Dip, dips
from kneevision.cycles.grid import Grid
from kneevision.cycles.sight import unseen
from kneevision.cycles.types import Cycle
from kneevision.pose.landmarks import SIDES, Side, index
from kneevision.pose.track import BoolArray, FloatArray, Track

Stance = Literal["both", "left", "right", "moving", "split"]

# An ankle that travels by less than this share of the hips' depth stays where it is: a free foot comes down with the
# hips, a standing one does not. Not less than a landmark trembles, not more than a foot may shift (leg lengths). On the
# rendered clips the standing ones travel 0.03 to 0.05 and the lifted one 0.2 at depths of 0.16 to 0.31. Conventions, as
# are those below.
_STAYS_OF_DEPTH, _STAYS = 0.5, (0.03, 0.09)
# Two ankles that stay and are farther apart than this stand one before the other, or one is held up: up and down in the
# picture from in front or behind (leg lengths), toward the camera by MediaPipe's metric points (m), sideways from the
# side (leg lengths). Rendered clips: 0.02, 0.06 m and 0.1 at most.
_APART = {"front": 0.1, "ahead_m": 0.15, "side": 0.3}
# Shorter than this is a wobble.
_SHORTEST_S = 0.7
FEET_MOVED = "the feet or the camera moved"
# A dip that bends the knee by less than this share of what the usual one does was broken off.
_FALSE_START = 0.4


@dataclass(frozen=True)
class Repetitions:
    """`stance` is what most valid repetitions are done on ('single' for either leg), None without any.

    `cycles` of all dips on the ground; `seconds` that the valid ones take; `margin` 0..1: how clearly their feet and
    depth tell them for what they are (`Cycles.confidence`).
    """

    stance: Literal["both", "single"] | None
    cycles: tuple[Cycle, ...]
    seconds: float
    margin: float


def repetitions(track: Track, grid: Grid, stance: Literal["both", "single"] | None = None) -> Repetitions:
    """Find the repetitions of a squat.

    Parameters
    ----------
    track : Track
        Cleaned.
    grid : Grid
        Of the same track.
    stance : 'both' or 'single', optional
        What is known to be done; None: find out.
    """
    found = [(dip, _stance(track, grid, dip, stance)) for dip in dips(grid)]
    reasons = [_fault(dip, stands, found) for dip, stands in found]
    sound = [stands for (_, stands), reason in zip(found, reasons, strict=True) if reason is None]
    if stance is None and sound:
        stance = "both" if 2 * sound.count("both") >= len(sound) else "single"
    cycles: list[Cycle] = []
    for number, ((dip, stands), reason) in enumerate(zip(found, reasons, strict=True)):
        for side in _sides(grid, dip, stands, stance):
            # Both sides of a squat of both legs count the same dips, so that left and right of one keep together.
            own = sum(cycle.side == side for cycle in cycles) if stance == "single" else number
            cycles.append(_cycle(track, dip, side, own, reason or _other_squat(stands, stance)))
    valid = [cycle for cycle in cycles if cycle.valid]
    spans = {(cycle.start_s, cycle.end_s) for cycle in valid}
    kept = [dip for dip, _ in found if (dip.start_s, dip.end_s) in spans]
    seconds = sum(end - start for start, end in spans)
    return Repetitions(stance if valid else None, tuple(cycles), seconds, _margin(grid, kept, stance))


def _stance(track: Track, grid: Grid, dip: Dip, told: Literal["both", "single"] | None) -> Stance:
    """What carries the body during a dip."""
    stays = _stays(dip)
    staying = [side for side in SIDES if _travel(_path(grid, dip, side, "ankle")) < stays]
    if len(staying) == 2:
        if not _one_before_the_other(track, grid, dip):
            return "both"
        return _under_the_hips(track, dip) if told == "single" else "split"
    if not staying:
        return "moving"
    # A free foot hangs and comes back; one that comes down elsewhere has made a step.
    free = _path(grid, dip, "right" if staying == ["left"] else "left", "ankle")
    return staying[0] if np.linalg.norm(free[-1] - free[0]) < 2 * _STAYS[1] else "moving"


def _stays(dip: Dip) -> float:
    """How far a standing ankle may travel in a dip, leg lengths."""
    return float(np.clip(_STAYS_OF_DEPTH * dip.depth, *_STAYS))


def _one_before_the_other(track: Track, grid: Grid, dip: Dip) -> bool:
    apart = np.abs(np.median(_path(grid, dip, "left", "ankle") - _path(grid, dip, "right", "ankle"), axis=0))
    if grid.from_side:
        return bool(apart[0] > _APART["side"])
    left, right = (_metric_ankle(track, dip, side) for side in SIDES)
    return bool(apart[1] > _APART["front"] or abs(left[2] - right[2]) > _APART["ahead_m"])


def _under_the_hips(track: Track, dip: Dip) -> Side:
    """The leg whose ankle is nearer below the hips' middle, where MediaPipe's metric points have their zero."""
    return min(SIDES, key=lambda side: float(np.linalg.norm(_metric_ankle(track, dip, side)[[0, 2]])))


def _metric_ankle(track: Track, dip: Dip, side: Side) -> FloatArray:
    """(3,) m, where MediaPipe's metric points have an ankle during a dip: the median; NaN when it was not seen."""
    places = track.world_m[_during(track.time_s, dip), index(side, "ankle")]
    places = places[np.isfinite(places).all(axis=1)]
    return np.asarray(np.median(places, axis=0) if len(places) else np.full(3, np.nan))


def _during(time_s: FloatArray, dip: Dip) -> BoolArray:
    return np.asarray((time_s >= dip.start_s) & (time_s <= dip.end_s))


def _path(grid: Grid, dip: Dip, side: Side, part: str) -> FloatArray:
    """(N, 2) path of a point during a dip."""
    return grid.point(side, part)[_during(grid.time_s, dip)]


def _calmer(grid: Grid, dip: Dip) -> Side:
    """The leg whose foot moves less."""
    return min(SIDES, key=lambda side: _travel(_path(grid, dip, side, "ankle")))


def _travel(ankle: FloatArray) -> float:
    """How far a (N, 2) path reaches, across or up and down; a few of the farthest moments aside."""
    low, high = np.percentile(ankle, [2.5, 97.5], axis=0)
    return float((high - low).max())


def _fault(dip: Dip, stands: Stance, found: Sequence[tuple[Dip, Stance]]) -> str | None:
    """Why a dip is no whole repetition; None when it is."""
    lasts_s, bend, usual = dip.end_s - dip.start_s, _bend_deg(dip), _usual_bend_deg(found)
    faults = (
        (dip.cut_off, "cut off: the clip begins or ends during it"),
        (lasts_s < _SHORTEST_S, f"too quick: {lasts_s:.1f} s, a wobble"),
        (stands == "moving", FEET_MOVED),
        (stands == "split", "one foot stays before, behind or above the other: a lunge is not measured"),
        (dip.recovered > 0, f"double dip: the hips rose by {dip.recovered:.0%} of the depth in between"),
        (bend < _FALSE_START * usual, f"false start: the knee bends by about {bend:.0f} deg, usually by {usual:.0f}"),
    )
    return next((reason for is_so, reason in faults if is_so), None)


def _usual_bend_deg(found: Sequence[tuple[Dip, Stance]]) -> float:
    """The median of the dips on planted feet that are at least half as deep as the deepest; 0 without any."""
    bends = [_bend_deg(dip) for dip, stands in found if stands not in ("moving", "split") and not dip.cut_off]
    return float(np.median([bend for bend in bends if bend >= max(bends) / 2])) if bends else 0.0


def _bend_deg(dip: Dip) -> float:
    """Knee flexion that brings the hips down so far, with thigh and shank of one length."""
    return float(np.degrees(2 * np.arccos(np.clip(1 - dip.depth, 0, 1))))


def _sides(grid: Grid, dip: Dip, stands: Stance, stance: Literal["both", "single"] | None) -> tuple[Side, ...]:
    """The legs that a dip gives cycles for."""
    if stands in SIDES:
        return (stands,)
    return (_calmer(grid, dip),) if stance == "single" and stands != "both" else SIDES


def _other_squat(stands: Stance, stance: Literal["both", "single"] | None) -> str | None:
    if stands == "both" and stance == "single":
        return "on both legs, among single-leg squats"
    if stands in SIDES and stance == "both":
        return "on one leg, among squats of both"
    return None


def _cycle(track: Track, dip: Dip, side: Side, index: int, fault: str | None) -> Cycle:
    reason = unseen(track, side, dip.start_s, dip.end_s) or fault
    return Cycle(
        side=side,
        index=index,
        start_s=dip.start_s,
        end_s=dip.end_s,
        valid=reason is None,
        reason=reason,
        bottom_s=dip.bottom_s,
    )


def _margin(grid: Grid, kept: Sequence[Dip], stance: Literal["both", "single"] | None) -> float:
    """How far the median repetition is beyond the tests' lines: ankles that stay, or that do not, and depth."""
    if not kept:
        return 0.0
    travels = [sorted(_travel(_path(grid, dip, side, "ankle")) for side in SIDES) for dip in kept]
    allowed = np.array([_stays(dip) for dip in kept])
    staying, other = np.median(np.array(travels) / allowed[:, None], axis=0)
    foot = 1 / max(other, 1e-9) if stance == "both" else min(1 / max(staying, 1e-9), other)
    deep = float(np.median([dip.depth for dip in kept])) / LEAST_DEPTH
    return float(np.clip(min(foot, deep) - 1, 0, 1))
