"""The one public function of this stage."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

import numpy as np
from scipy.signal import find_peaks

from kneevision.cycles.by_hand import marked, moved
from kneevision.cycles.contacts import contacts
from kneevision.cycles.grid import Grid, band_passed, grid_of
from kneevision.cycles.repetitions import FEET_MOVED, repetitions
from kneevision.cycles.rhythm import Rhythm, rhythm
from kneevision.cycles.running_events import RUNNING
from kneevision.cycles.sight import unseen
from kneevision.cycles.types import Activity, Contact, Cycle, Cycles
from kneevision.cycles.walking_events import WALKING
from kneevision.edits import NO_EDITS, Edits
from kneevision.pose.landmarks import SIDES, Side
from kneevision.pose.track import FloatArray, Track

# A stride whose time is off the median by more than this share is a stumble, a change of speed or a miss.
_ODD = 0.2


def cut(track: Track, told: Activity | None = None, edits: Edits = NO_EDITS) -> Cycles:
    """Find out what is done and cut it into strides or repetitions.

    What takes most of the time is what is done: strides, or the repetitions of a squat.

    Parameters
    ----------
    track : Track
        Cleaned.
    told : Activity, optional
        What the user says is done; None: find out.
    edits : Edits
        Contacts that belong elsewhere, cycles that shall not count.

    Returns
    -------
    Cycles
        'unknown', without valid cycles, when nothing known is done.

    Raises
    ------
    UserError
        An edit is about something that is not in the clip.
    """
    return marked(_cut(track, told, edits), edits)


def _cut(track: Track, told: Activity | None, edits: Edits) -> Cycles:
    """With the moved contacts, all cycles that are whole still valid."""
    grid = grid_of(track)
    if grid is None or len(grid.time_s) < 2:
        return Cycles("unknown", ())
    if told in ("squat", "single_leg_squat"):
        return Cycles(told, repetitions(track, grid, "both" if told == "squat" else "single").cycles)
    beat = rhythm(grid, told)
    squats = repetitions(track, grid) if told is None else None
    if squats is not None and squats.stance is not None and squats.seconds > beat.seconds:
        activity: Activity = "squat" if squats.stance == "both" else "single_leg_squat"
        return Cycles(activity, squats.cycles, squats.margin)
    if beat.stride_s is None:
        # What goes down on planted feet and is no squat is shown with its reason; steps and jumps are not.
        planted = squats.cycles if squats is not None else ()
        return Cycles(told or "unknown", tuple(cycle for cycle in planted if cycle.reason != FEET_MOVED))
    gait = RUNNING if beat.activity == "running" else WALKING
    found = moved({side: contacts(grid, side, beat.lows_s[side], beat.stride_s, gait) for side in SIDES}, edits)
    # A walker's pelvis is highest at midstance: no published walking measure is read at its lowest.
    lows_s = _lows(grid, beat.stride_s) if beat.activity == "running" else np.empty(0)
    strides = [stride for side in SIDES for stride in _strides(track, found, side, beat, lows_s)]
    ordered = tuple(sorted(strides, key=lambda stride: stride.start_s))
    return Cycles(beat.activity, ordered, beat.margin if told is None else None)


def _lows(grid: Grid, stride_s: float) -> FloatArray:
    """Times at which the bounce of the pelvis is lowest."""
    return np.asarray(grid.time_s[find_peaks(band_passed(grid.pelvis[:, 1], 2 / stride_s))[0]])


def _strides(
    track: Track, found: dict[Side, tuple[Contact, ...]], side: Side, beat: Rhythm, lows_s: FloatArray
) -> list[Cycle]:
    assert beat.stride_s is not None
    other = found["right" if side == "left" else "left"]
    strides = []
    for number, (contact, following) in enumerate(pairwise(found[side])):
        reason = _rejection(track, contact, following, beat.stride_s)
        # what a leg bears ends there, in a walk also where toe-off is known
        ends_there = beat.activity == "walking" or contact.toe_off_s is None
        if reason is None and ends_there and _opposite(contact, following, other) is None:
            reason = "odd: the other foot does not land once within it"
        strides.append(_stride(lows_s, number, contact, following, other, reason))
    return strides


def _rejection(track: Track, contact: Contact, following: Contact, usual_s: float) -> str | None:
    """Why a stride is not measured; None when it is."""
    start, end = contact.initial_contact_s, following.initial_contact_s
    reason = unseen(track, contact.side, start, end)
    if reason is not None:
        return reason
    if abs((end - start) / usual_s - 1) > _ODD:
        return f"odd: it takes {end - start:.2f} s, the others {usual_s:.2f} s"
    if contact.toe_off_s is not None and contact.toe_off_s >= end:
        return "odd: no toe-off was found before the next contact"
    return None


def _stride(
    lows_s: FloatArray,
    number: int,
    contact: Contact,
    following: Contact,
    other: Sequence[Contact],
    reason: str | None,
) -> Cycle:
    start, end = contact.initial_contact_s, following.initial_contact_s
    return Cycle(
        side=contact.side,
        index=number,
        start_s=start,
        contact_s=start,
        toe_off_s=contact.toe_off_s,
        midstance_s=_low_within(lows_s, contact),
        end_s=end,
        opposite_contact_s=_opposite(contact, following, other),
        valid=reason is None,
        reason=reason,
    )


def _opposite(contact: Contact, following: Contact, other: Sequence[Contact]) -> float | None:
    """The other foot's contact within a stride; None when there is not exactly one."""
    start, end = contact.initial_contact_s, following.initial_contact_s
    landings = [c.initial_contact_s for c in other if start < c.initial_contact_s < end]
    return landings[0] if len(landings) == 1 else None


def _low_within(lows_s: FloatArray, contact: Contact) -> float | None:
    """The moment of a stance when the bounce of the pelvis is lowest; None when there is not exactly one."""
    if contact.toe_off_s is None:
        return None
    within = lows_s[(lows_s > contact.initial_contact_s) & (lows_s < contact.toe_off_s)]
    return float(within[0]) if len(within) == 1 else None
