"""What somebody who watched the video put right by hand: part of the analysis, and undone by leaving it out again."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import ConfigDict, Field
from pydantic.dataclasses import dataclass

from kneevision.pose.landmarks import Side

Event = Literal["initial_contact", "toe_off"]
_STRICT = ConfigDict(allow_inf_nan=False, extra="forbid")


@dataclass(frozen=True, config=_STRICT)
class BadCycle:
    """A stride or repetition that shall not count. `side`, `index`: as in `CycleRow`; a squat of both legs has two."""

    side: Side
    index: int


@dataclass(frozen=True, config=_STRICT)
class MovedEvent:
    """An initial contact or a toe-off at another moment. `from_s`: as it was found; `to_s`: where it belongs; s."""

    side: Side
    event: Event
    from_s: float
    to_s: float


@dataclass(frozen=True, config=_STRICT)
class Note:
    """What somebody has to say about a moment of the video; `at_s`: real time. No number depends on it."""

    at_s: Annotated[float, Field(ge=0)]
    text: Annotated[str, Field(min_length=1, max_length=2000)]


@dataclass(frozen=True, config=_STRICT)
class Edits:
    """All of it; without any, the analysis is as it was found."""

    bad: tuple[BadCycle, ...] = ()
    moved: tuple[MovedEvent, ...] = ()
    notes: tuple[Note, ...] = ()


NO_EDITS = Edits()
