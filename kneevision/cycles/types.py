"""What the cut gives to the later stages."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from kneevision.pose.landmarks import Side

Activity = Literal["running", "walking", "squat", "single_leg_squat", "unknown"]


@dataclass(frozen=True)
class Contact:
    """One stance of one foot, [initial_contact_s, toe_off_s), real time."""

    side: Side
    initial_contact_s: float
    toe_off_s: float


@dataclass(frozen=True)
class Cycle:
    """One stride: from a foot's initial contact to its next.

    `reason` says why an invalid one was rejected. `midstance_s` is the moment of stance when the pelvis is lowest (the
    low of its bounce, one a step), `opposite_contact_s` the other foot's initial contact within the stride; None when
    not known.
    """

    side: Side
    index: int
    start_s: float
    contact_s: float
    toe_off_s: float
    midstance_s: float | None
    end_s: float
    opposite_contact_s: float | None
    valid: bool
    reason: str | None


@dataclass(frozen=True)
class Cycles:
    """What is done in the clip and its strides, both sides, in order of time."""

    activity: Activity
    cycles: tuple[Cycle, ...]

    def of(self, side: Side) -> tuple[Cycle, ...]:
        """The valid strides of one side."""
        return tuple(cycle for cycle in self.cycles if cycle.side == side and cycle.valid)
