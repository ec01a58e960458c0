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
from kneevision.pose.landmarks import SIDES, Side
from kneevision.pose.track import FloatArray, Track

Stance = Literal["both", "left", "right", "moving", "split"]

# An ankle that travels by less than this (leg lengths) stays where it is. On the rendered clips the standing ones
# travel 0.03 to 0.05, the lifted one 0.19 to 0.21. A convention, as are those below.
_STAYS = 0.09
# Two standing ankles that are farther apart than this (leg lengths), up and down in the picture from in front or
# behind, sideways from the side, stand one before the other. Rendered clips: 0.02 and 0.1 at most.
_APART = {"front": 0.1, "side": 0.3}
FEET_MOVED = "the feet moved"
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
    found = [(dip, _stance(grid, dip)) for dip in dips(grid)]
    reasons = [_fault(dip, stands, found) for dip, stands in found]
    sound = [stands for (_, stands), reason in zip(found, reasons, strict=True) if reason is None]
    if stance is None and sound:
        stance = "both" if 2 * sound.count("both") >= len(sound) else "single"
    cycles: list[Cycle] = []
    for (dip, stands), reason in zip(found, reasons, strict=True):
        for side in _sides(grid, dip, stands, stance):
            number = sum(cycle.side == side for cycle in cycles)
            cycles.append(_cycle(track, dip, side, number, reason or _other_squat(stands, stance)))
    valid = [cycle for cycle in cycles if cycle.valid]
    spans = {(cycle.start_s, cycle.end_s) for cycle in valid}
    kept = [dip for dip, _ in found if (dip.start_s, dip.end_s) in spans]
    seconds = sum(end - start for start, end in spans)
    return Repetitions(stance if valid else None, tuple(cycles), seconds, _margin(grid, kept, stance))


def _stance(grid: Grid, dip: Dip) -> Stance:
    """What carries the body during a dip."""
    staying = [side for side in SIDES if _travel(_path(grid, dip, side, "ankle")) < _STAYS]
    if len(staying) == 2:
        return "split" if _one_before_the_other(grid, dip) else "both"
    if not staying:
        return "moving"
    # A free foot hangs and comes back; one that comes down elsewhere has made a step.
    free = _path(grid, dip, "right" if staying == ["left"] else "left", "ankle")
    return staying[0] if np.linalg.norm(free[-1] - free[0]) < 2 * _STAYS else "moving"


def _one_before_the_other(grid: Grid, dip: Dip) -> bool:
    apart = np.abs(np.median(_path(grid, dip, "left", "ankle") - _path(grid, dip, "right", "ankle"), axis=0))
    return bool(apart[0] > _APART["side"]) if grid.from_side else bool(apart[1] > _APART["front"])


def _path(grid: Grid, dip: Dip, side: Side, part: str) -> FloatArray:
    """(N, 2) path of a point during a dip."""
    return grid.point(side, part)[(grid.time_s >= dip.start_s) & (grid.time_s <= dip.end_s)]


def _calmer(grid: Grid, dip: Dip) -> Side:
    """The leg whose foot moves less."""
    return min(SIDES, key=lambda side: _travel(_path(grid, dip, side, "ankle")))


def _travel(ankle: FloatArray) -> float:
    """How far a (N, 2) path reaches, across or up and down; a few of the farthest moments aside."""
    low, high = np.percentile(ankle, [2.5, 97.5], axis=0)
    return float((high - low).max())


def _fault(dip: Dip, stands: Stance, found: Sequence[tuple[Dip, Stance]]) -> str | None:
    """Why a dip is no whole repetition; None when it is."""
    if dip.cut_off:
        return "cut off: the clip begins or ends during it"
    if stands == "moving":
        return FEET_MOVED
    if stands == "split":
        return "one foot stays far behind or above the other: a lunge is not measured"
    if dip.recovered:
        return f"double dip: the hips rose by {dip.recovered:.0%} of the depth in between"
    # The usual dip is the median of those on planted feet that are at least half as deep as the deepest.
    bends = [_bend_deg(other) for other, how in found if how not in ("moving", "split") and not other.cut_off]
    usual = float(np.median([bend for bend in bends if bend >= max(bends) / 2]))
    if _bend_deg(dip) < _FALSE_START * usual:
        return f"false start: the knee bends by about {_bend_deg(dip):.0f} deg, usually by {usual:.0f}"
    return None


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
    staying, other = np.median(travels, axis=0) / _STAYS
    foot = 1 / max(other, 1e-9) if stance == "both" else min(1 / max(staying, 1e-9), other)
    deep = float(np.median([dip.depth for dip in kept])) / LEAST_DEPTH
    return float(np.clip(min(foot, deep) - 1, 0, 1))
