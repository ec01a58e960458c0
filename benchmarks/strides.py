"""Errors of the strides of whole analyses against the rendered runs' truth."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from benchmarks.truth import Truth
from kneevision.analysis import CycleRow
from kneevision.pose.landmarks import Side
from kneevision.pose.track import FloatArray

# A found contact farther than this from a true one is another one.
_SAME_CONTACT_S = 0.1

Curve = Callable[[Truth, Side], FloatArray]

# What is compared with which true curve, in the words of the tables.
FRONTAL: dict[str, tuple[str, Curve]] = {
    "femoral_adduction_peak_deg": ("femoral adduction peak", Truth.femoral_adduction_deg),
    "femoral_adduction_midstance_deg": ("at midstance", Truth.femoral_adduction_deg),
    "fppa_peak_deg": ("FPPA peak", Truth.fppa_deg),
    "fppa_excursion_deg": ("FPPA excursion", Truth.fppa_deg),
    "fppa_midstance_deg": ("FPPA at midstance", Truth.fppa_deg),
    "pelvic_drop_midstance_deg": ("pelvic drop at midstance", Truth.pelvic_drop_deg),
    "hip_adduction_midstance_deg": (
        "hip adduction at midstance",
        lambda truth, side: truth.femoral_adduction_deg(side) + truth.pelvic_drop_deg(side),
    ),
}
SAGITTAL: dict[str, tuple[str, Curve]] = {
    "knee_flexion_contact_deg": ("knee flexion at contact", Truth.knee_flexion_deg),
    "knee_flexion_peak_deg": ("knee flexion peak", Truth.knee_flexion_deg),
    "tibia_contact_deg": ("tibia at contact", Truth.tibia_deg),
    "foot_contact_deg": ("foot at contact", Truth.foot_deg),
}
# Not in the tables of the page, but in that of the intervals.
OTHERS: dict[str, tuple[str, Curve]] = {
    "femoral_adduction_excursion_deg": ("femoral adduction excursion", Truth.femoral_adduction_deg),
    "fppa_contact_deg": ("FPPA at contact", Truth.fppa_deg),
    "pelvic_drop_peak_deg": ("pelvic drop peak", Truth.pelvic_drop_deg),
    "hip_adduction_peak_deg": ("hip adduction peak", FRONTAL["hip_adduction_midstance_deg"][1]),
}
CURVES = FRONTAL | SAGITTAL | OTHERS


@dataclass(frozen=True)
class SideErrors:
    """Errors (found minus true) of one side of one clip."""

    clip: str
    side: Side
    contact_s: FloatArray
    toe_off_s: FloatArray
    strides: int
    missed: int
    extra: int
    measures: dict[str, FloatArray]


def side_errors(rows: Sequence[CycleRow], truth: Truth, side: Side) -> SideErrors:
    """Compare one side's strides with the truth."""
    true = truth.contacts[side]
    found = [row for row in rows if row.side == side and row.valid]
    pairs = [(row, match) for row in found if (match := _nearest(row.start_s, true)) is not None]
    complete = {match for _, match in pairs}
    missed = sum(1 for i, _ in enumerate(pairwise(true)) if i not in complete)
    return SideErrors(
        clip=truth.name,
        side=side,
        contact_s=np.array([row.start_s - true[match][0] for row, match in pairs]),
        toe_off_s=np.array([(row.toe_off_s or np.nan) - true[match][1] for row, match in pairs]),
        strides=len(true) - 1,
        missed=missed,
        extra=len(found) - len(complete),
        measures={name: _measure_errors(name, pairs, truth, side) for name in CURVES}
        | {"contact_time_s": _contact_time_errors(pairs, true)},
    )


def _nearest(contact_s: float, true: Sequence[tuple[float, float]]) -> int | None:
    if not true:
        return None
    nearest = min(range(len(true)), key=lambda i: abs(true[i][0] - contact_s))
    return nearest if abs(true[nearest][0] - contact_s) <= _SAME_CONTACT_S else None


def _measure_errors(name: str, pairs: Sequence[tuple[CycleRow, int]], truth: Truth, side: Side) -> FloatArray:
    curve = CURVES[name][1](truth, side)
    errors = []
    for row, match in pairs:
        value = row.values.get(name)
        if value is not None:
            errors.append(value - _true_value(name, curve, row, truth, truth.contacts[side][match]))
    return np.array(errors)


def _contact_time_errors(pairs: Sequence[tuple[CycleRow, int]], true: Sequence[tuple[float, float]]) -> FloatArray:
    found = [(row.values.get("contact_time_s"), true[match]) for row, match in pairs]
    return np.array([value - (toe_off - contact) for value, (contact, toe_off) in found if value is not None])


def _true_value(name: str, curve: FloatArray, row: CycleRow, truth: Truth, stance: tuple[float, float]) -> float:
    """The true curve reduced as the measure is; at midstance it is read at the moment that was found."""
    contact, toe_off = stance
    if "_midstance_" in name:
        return float(np.interp(row.midstance_s or np.nan, truth.time_s, curve))
    at_contact = float(np.interp(contact, truth.time_s, curve))
    if "_contact_" in name:
        return at_contact
    peak = float(curve[(truth.time_s >= contact) & (truth.time_s < toe_off)].max())
    return peak - at_contact if "_excursion_" in name else peak
