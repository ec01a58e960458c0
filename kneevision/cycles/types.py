"""What the cut gives to the later stages."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from kneevision.pose.landmarks import Side

Activity = Literal["running", "walking", "squat", "single_leg_squat", "unknown"]


@dataclass(frozen=True)
class Contact:
    """One stance of one foot, [initial_contact_s, toe_off_s), real time; toe-off None where the view hides it."""

    side: Side
    initial_contact_s: float
    toe_off_s: float | None


@dataclass(frozen=True)
class Cycle:
    """One stride, from a foot's initial contact to its next, or one repetition of a squat, from standing to standing.

    `reason` says why an invalid one was rejected. Of a stride: `contact_s`, `toe_off_s`; `midstance_s`, the moment of
    stance when the pelvis is lowest (the low of its bounce, one a step), and `opposite_contact_s`, the other foot's
    initial contact within the stride, None when not known. Of a repetition: `bottom_s`, the middle of the time near
    its deepest point. A squat of both legs is one cycle per side, with the same times.
    """

    side: Side
    index: int
    start_s: float
    end_s: float
    valid: bool
    reason: str | None
    contact_s: float | None = None
    toe_off_s: float | None = None
    midstance_s: float | None = None
    opposite_contact_s: float | None = None
    bottom_s: float | None = None

    @property
    def kind(self) -> Literal["stride", "rep"]:
        """Whether it is a stride or a repetition."""
        return "stride" if self.bottom_s is None else "rep"

    @property
    def loaded_s(self) -> tuple[float, float]:
        """[start, stop) in which this leg takes the body's weight and bears it: all of a repetition; of a stride the
        stance, in walking up to the other foot's contact, after which the weight goes over and the knee bends to leave
        (pre-swing).
        """
        if self.kind == "rep":
            return self.start_s, self.end_s
        ends = [end for end in (self.toe_off_s, self.opposite_contact_s) if end is not None]
        return self.start_s, min(ends, default=self.end_s)


@dataclass(frozen=True)
class Cycles:
    """What is done in the clip and its cycles, both sides, in order of time.

    `confidence` 0..1 tells how clearly the clip passes the tests that tell activities apart, the worst of them: 0 on
    the line, 1 at twice the line or more. It is not a probability. None when the user told the activity, and when it
    is unknown.
    """

    activity: Activity
    cycles: tuple[Cycle, ...]
    confidence: float | None = None

    def of(self, side: Side) -> tuple[Cycle, ...]:
        """The valid cycles of one side."""
        return tuple(cycle for cycle in self.cycles if cycle.side == side and cycle.valid)
