"""One function per measure: the value of one cycle, or None when it cannot be had there."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from types import MappingProxyType

import numpy as np

from kneevision.cycles.types import Cycle
from kneevision.measures.footage import Footage, Reducer, middle_s
from kneevision.measures.squats import SQUAT_REDUCERS
from kneevision.pose.facing import forward_x
from kneevision.pose.landmarks import Side


def _peak(name: str, footage: Footage, cycle: Cycle) -> float | None:
    loaded = footage.loaded(name, cycle)
    return None if loaded is None else float(np.nanmax(loaded))


def _contact(name: str, footage: Footage, cycle: Cycle) -> float | None:
    loaded = footage.loaded(name, cycle)
    return None if loaded is None or np.isnan(loaded[0]) else float(loaded[0])


def _excursion(name: str, footage: Footage, cycle: Cycle) -> float | None:
    peak, contact = _peak(name, footage, cycle), _contact(name, footage, cycle)
    return None if peak is None or contact is None else peak - contact


def _midstance(name: str, footage: Footage, cycle: Cycle) -> float | None:
    return footage.angle_at(name, cycle.side, cycle.midstance_s)


def _mean_of_both(name: str, footage: Footage, cycle: Cycle) -> float | None:
    values = footage.angles.of(name, "both")
    curve = None if values is None else footage.curve(values, cycle.start_s, cycle.end_s)
    return None if curve is None else float(np.nanmean(curve))


def _cadence(footage: Footage, cycle: Cycle) -> float | None:
    return 120.0 / (cycle.end_s - cycle.start_s)


def _stride_time(footage: Footage, cycle: Cycle) -> float | None:
    return cycle.end_s - cycle.start_s


def _contact_time(footage: Footage, cycle: Cycle) -> float | None:
    return None if cycle.toe_off_s is None else cycle.toe_off_s - cycle.start_s


def _flight_time(footage: Footage, cycle: Cycle) -> float | None:
    if cycle.opposite_contact_s is None or cycle.toe_off_s is None:
        return None
    return cycle.opposite_contact_s - cycle.toe_off_s


def _double_support_time(footage: Footage, cycle: Cycle) -> float | None:
    flight_s = _flight_time(footage, cycle)
    return None if flight_s is None else -flight_s


def _step_width(footage: Footage, cycle: Cycle) -> float | None:
    other: Side = "right" if cycle.side == "left" else "left"
    own_s, other_s = middle_s(cycle), _middle_before(footage, cycle, other)
    if other_s is None:
        return None
    own = footage.at(footage.track.point(cycle.side, "ankle")[:, 0], own_s)
    others = footage.at(footage.track.point(other, "ankle")[:, 0], other_s)
    if own is None or others is None:
        return None
    # In front of the person their left is at the right of the picture.
    own_side = 1.0 if (cycle.side == "left") == (footage.camera.view == "front") else -1.0
    return own_side * (own - others) / footage.leg_px


def _middle_before(footage: Footage, cycle: Cycle, other: Side) -> float | None:
    """The other foot's midstance in the step before this stride."""
    stride_s = cycle.end_s - cycle.start_s
    moments = footage.middles_s[other]
    before = int(np.searchsorted(moments, cycle.start_s))
    return float(moments[before - 1]) if before and moments[before - 1] > cycle.start_s - stride_s else None


def _overstride(footage: Footage, cycle: Cycle) -> float | None:
    if footage.camera.view != cycle.side:
        return None
    ankle, heel, toe = (footage.track.point(cycle.side, part) for part in ("ankle", "heel", "foot_index"))
    offset = (ankle - footage.track.middle("hip"))[:, 0]
    ahead = footage.at(forward_x(heel, toe) * offset, cycle.start_s)
    return None if ahead is None else ahead / footage.leg_px


def _vertical_oscillation(footage: Footage, cycle: Cycle) -> float | None:
    height = footage.curve(footage.track.middle("hip")[:, 1], cycle.start_s, cycle.end_s)
    return None if height is None else float(np.nanmax(height) - np.nanmin(height)) / footage.leg_px


REDUCERS: Mapping[str, Reducer] = MappingProxyType(
    {
        "femoral_adduction_peak_deg": partial(_peak, "femoral_adduction"),
        "femoral_adduction_excursion_deg": partial(_excursion, "femoral_adduction"),
        "femoral_adduction_midstance_deg": partial(_midstance, "femoral_adduction"),
        "fppa_peak_deg": partial(_peak, "fppa"),
        "fppa_excursion_deg": partial(_excursion, "fppa"),
        "fppa_contact_deg": partial(_contact, "fppa"),
        "fppa_midstance_deg": partial(_midstance, "fppa"),
        "pelvic_drop_midstance_deg": partial(_midstance, "pelvic_drop"),
        "pelvic_drop_peak_deg": partial(_peak, "pelvic_drop"),
        "hip_adduction_midstance_deg": partial(_midstance, "hip_adduction"),
        "hip_adduction_peak_deg": partial(_peak, "hip_adduction"),
        "trunk_lean_peak_deg": partial(_peak, "trunk_lean"),
        "step_width_ratio": _step_width,
        "knee_flexion_contact_deg": partial(_contact, "knee_flexion"),
        "knee_flexion_peak_deg": partial(_peak, "knee_flexion"),
        "tibia_contact_deg": partial(_contact, "tibia_inclination"),
        "foot_contact_deg": partial(_contact, "foot_inclination"),
        "overstride_ratio": _overstride,
        "trunk_flexion_deg": partial(_mean_of_both, "trunk_flexion"),
        "vertical_oscillation_ratio": _vertical_oscillation,
        "cadence_spm": _cadence,
        "stride_time_s": _stride_time,
        "contact_time_s": _contact_time,
        "flight_time_s": _flight_time,
        "double_support_time_s": _double_support_time,
        **SQUAT_REDUCERS,
    }
)
