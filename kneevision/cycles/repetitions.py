"""Which dips are repetitions of a squat, of which legs, and which are not, with the reason.

A foot that stays where it is carries the body. Both stay: a squat of both legs. One stays and the other hangs higher:
a single-leg squat on the one that stays. None stays: no squat (walking into the picture, jumping, turning round).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np

from kneevision.cycles.dips import Dip, dips
from kneevision.cycles.grid import Grid
from kneevision.cycles.sight import unseen
from kneevision.cycles.types import Cycle
from kneevision.pose.landmarks import SIDES, Side
from kneevision.pose.track import Track

Stance = Literal["both", "left", "right", "moving", "split"]

# An ankle that travels by less than this (leg lengths) stays where it is. On the rendered clips the standing ones
# travel 0.03 to 0.05, the lifted one 0.19 to 0.21. A convention, as are those below.
_STAYS = 0.09
# A foot whose ankle is this much (leg lengths) higher in the picture than the other is lifted, or stands far behind.
# Rendered clips: 0.02 at most in squats of both legs, 0.05 to 0.23 in those of one.
_HIGHER = 0.1
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
        for side in _sides(stands, stance):
            number = sum(cycle.side == side for cycle in cycles)
            cycles.append(_cycle(track, dip, side, number, reason or _other_squat(stands, stance)))
    valid = [cycle for cycle in cycles if cycle.valid]
    spans = {(cycle.start_s, cycle.end_s) for cycle in valid}
    kept = [dip for dip, _ in found if (dip.start_s, dip.end_s) in spans]
    seconds = sum(end - start for start, end in spans)
    return Repetitions(stance if valid else None, tuple(cycles), seconds, _margin(grid, kept, stance))


def _stance(grid: Grid, dip: Dip) -> Stance:
    """What carries the body during a dip."""
    inside = (grid.time_s >= dip.start_s) & (grid.time_s <= dip.end_s)
    ankles = {side: grid.point(side, "ankle")[inside] for side in SIDES}
    staying = [side for side in SIDES if _travel(ankles[side]) < _STAYS]
    lead = float(np.median(ankles["left"][:, 1] - ankles["right"][:, 1]))  # y down: positive, the left is lower
    lower: Side = "left" if lead > 0 else "right"
    if len(staying) == 2:
        return "both" if abs(lead) < _HIGHER else "split"
    return lower if staying == [lower] else "moving"


def _travel(ankle: np.ndarray) -> float:
    """How far a (N, 2) path reaches, across or up and down; a tenth of the moments at either end of it aside."""
    low, high = np.percentile(ankle, [2.5, 97.5], axis=0)
    return float((high - low).max())


def _fault(dip: Dip, stands: Stance, found: Sequence[tuple[Dip, Stance]]) -> str | None:
    """Why a dip is no whole repetition; None when it is."""
    if dip.cut_off:
        return "cut off: the clip begins or ends during it"
    if stands == "moving":
        return "the feet moved"
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


def _sides(stands: Stance, stance: Literal["both", "single"] | None) -> tuple[Side, ...]:
    """The legs that a dip gives cycles for."""
    if stands == "left":
        return ("left",)
    if stands == "right":
        return ("right",)
    return SIDES if stands == "both" or stance != "single" else ()


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
    travels = []
    for dip in kept:
        inside = (grid.time_s >= dip.start_s) & (grid.time_s <= dip.end_s)
        travels.append(sorted(_travel(grid.point(side, "ankle")[inside]) for side in SIDES))
    staying, other = np.median(travels, axis=0) / _STAYS
    foot = 1 / max(other, 1e-9) if stance == "both" else min(1 / max(staying, 1e-9), other)
    deep = float(np.median([dip.depth for dip in kept])) / 0.03
    return float(np.clip(min(foot, deep) - 1, 0, 1))
