"""The measures of a repetition: one function per measure, as in `reducers`."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from types import MappingProxyType

import numpy as np

from kneevision.cycles.types import Cycle
from kneevision.measures.footage import Footage, Reducer
from kneevision.pose.landmarks import SIDES
from kneevision.pose.track import FloatArray

# The flexion at which FPPA is read on the way down and up: single-leg squats are published at 45 to 60 deg (Herrington,
# Knee 2014;21:514), and a deeper knee hides the thigh.
_READ_AT_DEG = 60.0
# How far the foot's tip is before the ankle, over the leg's length: foot 0.152 and leg 0.491 of the height (Winter's
# table), three quarters of the foot before the ankle.
_TIP_BEFORE_ANKLE = 0.23
# Of a repetition that begins or ends so near to the clip's own end, part of the way may be missing (a convention).
_AT_AN_END_S = 0.1


def _bottom(name: str, footage: Footage, cycle: Cycle) -> float | None:
    return footage.angle_at(name, cycle.side, cycle.bottom_s)


def _fppa_60(footage: Footage, cycle: Cycle) -> float | None:
    """Mean of the first and the last moment at which the knee is bent so far; None when it never is."""
    fppa, flexion = (footage.angles.of(name, cycle.side) for name in ("fppa", "knee_flexion"))
    if fppa is None or flexion is None or cycle.bottom_s is None:
        return None
    time_s = footage.track.time_s
    bent = (time_s >= cycle.start_s) & (time_s < cycle.end_s) & (flexion >= _READ_AT_DEG)
    if not bent.any():
        return None
    first, last = np.flatnonzero(bent)[[0, -1]]
    moments = [_crossing(time_s, flexion, first - 1, first), _crossing(time_s, flexion, last, last + 1)]
    values = [footage.at(fppa, moment) for moment in moments if moment is not None]
    known = [value for value in values if value is not None]
    return float(np.mean(known)) if len(known) == len(moments) else None


def _crossing(time_s: FloatArray, flexion: FloatArray, before: int, after: int) -> float | None:
    """When the flexion passes the line between two neighbouring frames."""
    if before < 0 or after >= len(flexion) or not np.isfinite(flexion[[before, after]]).all():
        return None
    part = (_READ_AT_DEG - flexion[before]) / (flexion[after] - flexion[before])
    return float(time_s[before] + part * (time_s[after] - time_s[before]))


def _across(footage: Footage, points: FloatArray, cycle: Cycle) -> float | None:
    """X of (T, 2) points at the bottom, px."""
    return None if cycle.bottom_s is None else footage.at(points[:, 0], cycle.bottom_s)


def _knees_apart(footage: Footage, cycle: Cycle) -> float | None:
    """Sideways distance of the knees at the bottom, px; negative when they have passed each other."""
    if not footage.angles.knees_px:
        return None
    left, right = (_across(footage, footage.angles.knees_px[side], cycle) for side in SIDES)
    return None if left is None or right is None else _left_is_right(footage) * (left - right)


def _left_is_right(footage: Footage) -> float:
    """+1 where the person's left is at the right of the picture: from the front."""
    return 1.0 if footage.camera.view == "front" else -1.0


def _kasr(footage: Footage, cycle: Cycle) -> float | None:
    knees = _knees_apart(footage, cycle)
    left, right = (_across(footage, footage.track.point(side, "ankle"), cycle) for side in SIDES)
    if knees is None or left is None or right is None or left == right:
        return None
    return knees / (_left_is_right(footage) * (left - right))


def _knee_separation(footage: Footage, cycle: Cycle) -> float | None:
    knees, lengths = _knees_apart(footage, cycle), footage.angles.segments.get(cycle.side)
    if knees is None or lengths is None or cycle.bottom_s is None:
        return None
    leg = footage.at(lengths.thigh + lengths.shank, cycle.bottom_s)
    return None if leg is None else knees / leg


def _knee_medial_of_foot(footage: Footage, cycle: Cycle) -> float | None:
    """The foot's tip stands before the ankle as the knee does, by less: it is straightened by its own length."""
    lengths, knees = footage.angles.segments.get(cycle.side), footage.angles.knees_px.get(cycle.side)
    if lengths is None or knees is None or cycle.bottom_s is None:
        return None
    before = _TIP_BEFORE_ANKLE * (lengths.thigh + lengths.shank) * _left_is_right(footage)
    tip = footage.track.point(cycle.side, "foot_index")
    knee_x, tip_x = _across(footage, knees, cycle), _across(footage, footage.angles.straightened(tip, before), cycle)
    shank = footage.at(lengths.shank, cycle.bottom_s)
    if knee_x is None or tip_x is None or shank is None:
        return None
    medial_x = -_left_is_right(footage) if cycle.side == "left" else _left_is_right(footage)
    return medial_x * (knee_x - tip_x) / shank


def _trunk_lean_to_left(footage: Footage, cycle: Cycle) -> float | None:
    return footage.angle_at("trunk_lean", "left", cycle.bottom_s)


def _trunk_flexion(footage: Footage, cycle: Cycle) -> float | None:
    return footage.angle_at("trunk_flexion", "both", cycle.bottom_s)


def _depth(footage: Footage, cycle: Cycle) -> float | None:
    height = footage.track.point(cycle.side, "ankle")[:, 1] - footage.track.middle("hip")[:, 1]
    start, end = footage.at(height, cycle.start_s), footage.at(height, cycle.end_s)
    bottom = None if cycle.bottom_s is None else footage.at(height, cycle.bottom_s)
    if start is None or end is None or bottom is None:
        return None
    return 1 - bottom / max(start, end)


def _descent_time(footage: Footage, cycle: Cycle) -> float | None:
    begun_before = cycle.start_s - footage.track.time_s[0] < _AT_AN_END_S
    return None if cycle.bottom_s is None or begun_before else cycle.bottom_s - cycle.start_s


def _ascent_time(footage: Footage, cycle: Cycle) -> float | None:
    goes_on = footage.track.time_s[-1] - cycle.end_s < _AT_AN_END_S
    return None if cycle.bottom_s is None or goes_on else cycle.end_s - cycle.bottom_s


SQUAT_REDUCERS: Mapping[str, Reducer] = MappingProxyType(
    {
        "fppa_bottom_deg": partial(_bottom, "fppa"),
        "fppa_60_deg": _fppa_60,
        "femoral_adduction_bottom_deg": partial(_bottom, "femoral_adduction"),
        "pelvic_drop_bottom_deg": partial(_bottom, "pelvic_drop"),
        "kasr_bottom": _kasr,
        "knee_separation_bottom_ratio": _knee_separation,
        "knee_medial_of_foot_bottom_ratio": _knee_medial_of_foot,
        "trunk_lean_bottom_deg": partial(_bottom, "trunk_lean"),
        "trunk_lean_to_left_bottom_deg": _trunk_lean_to_left,
        "knee_flexion_bottom_deg": partial(_bottom, "knee_flexion"),
        "trunk_flexion_bottom_deg": _trunk_flexion,
        "depth_ratio": _depth,
        "descent_time_s": _descent_time,
        "ascent_time_s": _ascent_time,
    }
)
