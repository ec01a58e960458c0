"""What happens when, as motion laboratories name it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from kneevision.analysis import Analysis, CycleRow, View
from kneevision.pose.landmarks import SIDES, Side


@dataclass(frozen=True, order=True)
class Event:
    """Something that happens at one moment (s of real time) on one side."""

    time_s: float
    side: Side
    label: str


def events(analysis: Analysis) -> tuple[Event, ...]:
    """The events of all valid cycles, in order of time.

    Strides have ``Foot Strike`` at initial contact and ``Foot Off`` at toe-off, where it is known: from the side, where
    the near leg hides the far one, of the near leg only, as contact times are. Repetitions have ``Start``, ``Bottom``
    and ``End``.
    """
    found = {event for cycle in analysis.cycles if cycle.valid for event in _events(cycle, analysis.view)}
    return tuple(sorted(found))  # a stride's end is the next one's contact: each is there once


def _events(cycle: CycleRow, view: View | None) -> Iterator[Event]:
    if cycle.kind == "stride":
        toe_off_s = None if view in SIDES and cycle.side != view else cycle.toe_off_s
        moments = [("Foot Strike", cycle.start_s), ("Foot Off", toe_off_s), ("Foot Strike", cycle.end_s)]
    else:
        moments = [("Start", cycle.start_s), ("Bottom", cycle.bottom_s), ("End", cycle.end_s)]
    return (Event(time_s, cycle.side, label) for label, time_s in moments if time_s is not None)
