"""Edits by hand: contacts that were moved, cycles that shall not count."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

import numpy as np

from kneevision.cycles.types import Contact, Cycles
from kneevision.edits import Edits, Event, MovedEvent
from kneevision.errors import UserError
from kneevision.pose.landmarks import Side

MARKED = "marked as bad by hand"
# An edit names an event by the time at which it was found, which went through text.
_SAME_S = 1e-6
_NAME = {"initial_contact": "initial contact", "toe_off": "toe-off"}


def moved(found: Mapping[Side, Sequence[Contact]], edits: Edits) -> dict[Side, tuple[Contact, ...]]:
    """The contacts of both feet with the moved ones in their new places.

    Raises
    ------
    UserError
        An edit names an event that was not found, or moves it past its neighbours.
    """
    to_s = {(edit.side, edit.event, _found_at(found[edit.side], edit)): edit.to_s for edit in edits.moved}
    after = {side: tuple(_moved(contact, to_s) for contact in contacts) for side, contacts in found.items()}
    for side in {edit.side for edit in edits.moved}:
        _refuse_disorder(side, after[side])
    return after


def marked(cycles: Cycles, edits: Edits) -> Cycles:
    """The cycles, those that shall not count rejected.

    Raises
    ------
    UserError
        An edit names a cycle that was not found, or an event of something that has no steps.
    """
    known = {(cycle.side, cycle.index) for cycle in cycles.cycles}
    bad = {(edit.side, edit.index) for edit in edits.bad}
    for side, index in sorted(bad - known):
        raise UserError(f"There is no {side} stride or repetition {index + 1}; take this edit back.")
    if edits.moved and cycles.activity not in ("running", "walking"):
        raise UserError("Only steps have contacts that can be moved; take these edits back.")
    rejected = tuple(
        replace(cycle, valid=False, reason=MARKED) if cycle.valid and (cycle.side, cycle.index) in bad else cycle
        for cycle in cycles.cycles
    )
    return replace(cycles, cycles=rejected)


def _moved(contact: Contact, to_s: Mapping[tuple[Side, Event, float], float]) -> Contact:
    """The contact, each of its events where the edits put it."""
    start, end = contact.initial_contact_s, contact.toe_off_s
    return replace(
        contact,
        initial_contact_s=to_s.get((contact.side, "initial_contact", start), start),
        toe_off_s=None if end is None else to_s.get((contact.side, "toe_off", end), end),
    )


def _found_at(contacts: Sequence[Contact], edit: MovedEvent) -> float:
    """The time of the event that an edit is about, exactly as it was found."""
    for contact in contacts:
        time_s = contact.initial_contact_s if edit.event == "initial_contact" else contact.toe_off_s
        if time_s is not None and abs(time_s - edit.from_s) <= _SAME_S:
            return time_s
    raise UserError(f"There is no {edit.side} {_NAME[edit.event]} at {edit.from_s:.3f} s; take this edit back.")


def _refuse_disorder(side: Side, contacts: Sequence[Contact]) -> None:
    """A foot lands, leaves, and lands again."""
    times = [time_s for c in contacts for time_s in (c.initial_contact_s, c.toe_off_s) if time_s is not None]
    late = np.flatnonzero(np.diff(times) <= 0)
    if len(late):
        raise UserError(
            f"The {side} foot's contacts and toe-offs must stay in order: about {times[late[0]]:.2f} s they do not; "
            "move the event by less."
        )
