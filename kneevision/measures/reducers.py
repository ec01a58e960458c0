"""One function per measure: the value of one cycle, or None when it cannot be had there."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial
from types import MappingProxyType

import numpy as np
from scipy.interpolate import CubicSpline

from kneevision.camera import Camera
from kneevision.cycles.types import Cycle, Cycles
from kneevision.geometry import AngleSeries
from kneevision.pose.facing import forward_x
from kneevision.pose.landmarks import Side
from kneevision.pose.track import FloatArray, Track
from kneevision.trajectory.gaps import LONGEST_FILLED_S
from kneevision.trajectory.scale import leg_length

# Curves are read between frames, so that a peak does not depend on where the frames fall.
_READ_HZ = 240.0
# A stance (or stride) may lack this share of its frames; with more missing its peak is not known.
_MOST_MISSING = 0.2


@dataclass(frozen=True)
class Footage:
    """What the reducers read: the clean track, its angles, the cycles, the camera."""

    track: Track
    angles: AngleSeries
    cycles: Cycles
    camera: Camera

    @property
    def leg_px(self) -> float:
        """Length of a leg, px."""
        return leg_length(self.track.points_px)

    def curve(self, values: FloatArray, start_s: float, stop_s: float) -> FloatArray | None:
        """Values over [start, stop) at 240 Hz, by a cubic through the frames; None with too many missing."""
        time_s = self.track.time_s
        margin = 3 / self.track.fps
        near = (time_s >= start_s - margin) & (time_s <= stop_s + margin)
        inside = (time_s >= start_s) & (time_s < stop_s)
        known = near & np.isfinite(values)
        if not inside.any() or known.sum() < 4 or np.mean(~np.isfinite(values[inside])) > _MOST_MISSING:
            return None
        read_s = np.arange(start_s, stop_s, 1 / _READ_HZ)
        read_s = read_s[(read_s >= time_s[known][0]) & (read_s <= time_s[known][-1])]
        curve: FloatArray = CubicSpline(time_s[known], values[known])(read_s)
        return curve if len(curve) else None

    def at(self, values: FloatArray, moment_s: float) -> float | None:
        """Value at one moment, between frames; None when the frames known about it are too far apart."""
        known = np.isfinite(values)
        time_s, values = self.track.time_s[known], values[known]
        after = int(np.searchsorted(time_s, moment_s))
        if after < 2 or after > len(time_s) - 2 or time_s[after] - time_s[after - 1] > LONGEST_FILLED_S:
            return None
        near = slice(after - 2, after + 2)
        return float(CubicSpline(time_s[near], values[near])(moment_s))


Reducer = Callable[[Footage, Cycle], float | None]


def _stance(name: str, footage: Footage, cycle: Cycle) -> FloatArray | None:
    values = footage.angles.of(name, cycle.side)
    return None if values is None else footage.curve(values, cycle.contact_s, cycle.toe_off_s)


def _peak(name: str, footage: Footage, cycle: Cycle) -> float | None:
    stance = _stance(name, footage, cycle)
    return None if stance is None else float(stance.max())


def _contact(name: str, footage: Footage, cycle: Cycle) -> float | None:
    stance = _stance(name, footage, cycle)
    return None if stance is None else float(stance[0])


def _excursion(name: str, footage: Footage, cycle: Cycle) -> float | None:
    stance = _stance(name, footage, cycle)
    return None if stance is None else float(stance.max() - stance[0])


def _midstance(name: str, footage: Footage, cycle: Cycle) -> float | None:
    values = footage.angles.of(name, cycle.side)
    return None if values is None or cycle.midstance_s is None else footage.at(values, cycle.midstance_s)


def _mean_of_both(name: str, footage: Footage, cycle: Cycle) -> float | None:
    values = footage.angles.of(name, "both")
    curve = None if values is None else footage.curve(values, cycle.start_s, cycle.end_s)
    return None if curve is None else float(curve.mean())


def _cadence(footage: Footage, cycle: Cycle) -> float | None:
    return 120.0 / (cycle.end_s - cycle.start_s)


def _stride_time(footage: Footage, cycle: Cycle) -> float | None:
    return cycle.end_s - cycle.start_s


def _contact_time(footage: Footage, cycle: Cycle) -> float | None:
    return cycle.toe_off_s - cycle.contact_s


def _flight_time(footage: Footage, cycle: Cycle) -> float | None:
    return None if cycle.opposite_contact_s is None else cycle.opposite_contact_s - cycle.toe_off_s


def _step_width(footage: Footage, cycle: Cycle) -> float | None:
    other: Side = "right" if cycle.side == "left" else "left"
    own_s, other_s = cycle.midstance_s, _midstance_before(footage, cycle, other)
    if own_s is None or other_s is None:
        return None
    own = footage.at(footage.track.point(cycle.side, "ankle")[:, 0], own_s)
    others = footage.at(footage.track.point(other, "ankle")[:, 0], other_s)
    if own is None or others is None:
        return None
    # In front of the person their left is at the right of the picture.
    own_side = 1.0 if (cycle.side == "left") == (footage.camera.view == "front") else -1.0
    return own_side * (own - others) / footage.leg_px


def _midstance_before(footage: Footage, cycle: Cycle, other: Side) -> float | None:
    """The other foot's midstance in the step before this stride."""
    stride_s = cycle.end_s - cycle.start_s
    moments = [c.midstance_s for c in footage.cycles.of(other) if c.midstance_s is not None]
    earlier = [moment for moment in moments if cycle.start_s - stride_s < moment < cycle.start_s]
    return earlier[-1] if earlier else None


def _overstride(footage: Footage, cycle: Cycle) -> float | None:
    if footage.camera.view != cycle.side:
        return None
    ankle, heel, toe = (footage.track.point(cycle.side, part) for part in ("ankle", "heel", "foot_index"))
    offset = (ankle - footage.track.middle("hip"))[:, 0]
    ahead = footage.at(forward_x(heel, toe) * offset, cycle.contact_s)
    return None if ahead is None else ahead / footage.leg_px


def _vertical_oscillation(footage: Footage, cycle: Cycle) -> float | None:
    height = footage.curve(footage.track.middle("hip")[:, 1], cycle.start_s, cycle.end_s)
    return None if height is None else float(np.ptp(height)) / footage.leg_px


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
    }
)
