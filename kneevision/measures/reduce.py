"""The one public function of this stage."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from kneevision.analysis import Interval, Measure, MeasureSide
from kneevision.camera import Camera
from kneevision.cycles.types import Cycle, Cycles
from kneevision.geometry import AngleSeries
from kneevision.measures.bootstrap import interval_of_difference, interval_of_mean, widened
from kneevision.measures.catalogue import MeasureSpec, for_activity
from kneevision.measures.catalogue import spec as catalogued
from kneevision.measures.reducers import REDUCERS, Footage
from kneevision.pose.landmarks import SIDES, Side
from kneevision.pose.track import FloatArray, Track

_VIEW_WORDS = {
    "front": "from the front",
    "back": "from behind",
    "left": "from the side",
    "right": "from the side",
    "oblique": "from an oblique camera",
}


@dataclass(frozen=True)
class Measured:
    """`values[i]` belongs to `cycles.cycles[i]`: measure name to value or None; `measures`: per side over strides."""

    values: tuple[dict[str, float | None], ...]
    measures: tuple[Measure, ...]


def reduce(track: Track, angles: AngleSeries, cycles: Cycles, camera: Camera | None) -> Measured:
    """Take every measure that the activity has.

    Parameters
    ----------
    track : Track
        Cleaned.
    angles : AngleSeries
    cycles : Cycles
    camera : Camera or None

    Returns
    -------
    Measured
        Rejected cycles have no values. A measure that the view cannot give is None with the reason.
    """
    specs = for_activity(cycles.activity)
    if camera is None or not specs:
        return Measured(tuple({} for _ in cycles.cycles), ())
    footage = Footage(track, angles, cycles, camera)
    values = tuple({spec.name: _value(spec, footage, cycle) for spec in specs} for cycle in cycles.cycles)
    measures = [row for spec in specs for row in _rows(spec, cycles.cycles, values, camera)]
    measures = [_with_frame_error(row, track.fps) for row in measures]
    return Measured(values, tuple(measures))


def _value(spec: MeasureSpec, footage: Footage, cycle: Cycle) -> float | None:
    view = footage.camera.view
    hidden = spec.near_leg and view in SIDES and cycle.side != view
    return REDUCERS[spec.name](footage, cycle) if cycle.valid and view in spec.views and not hidden else None


def _rows(
    spec: MeasureSpec, cycles: Sequence[Cycle], values: Sequence[dict[str, float | None]], camera: Camera
) -> list[Measure]:
    sides: tuple[MeasureSide, ...] = ("left", "right", "difference") if spec.sides == "each" else ("both",)
    if camera.view not in spec.views:
        reason = f"cannot be measured {_VIEW_WORDS[camera.view]}"
        return [_missing(spec, side, 0, reason) for side in sides]
    pooled = {side: _known(spec.name, cycles, values, (side,)) for side in SIDES}
    if spec.sides == "both":
        return [_row(spec, "both", _known(spec.name, cycles, values, SIDES))]
    if spec.near_leg and camera.view in SIDES:
        far: Side = "right" if camera.view == "left" else "left"
        hidden = [_missing(spec, side, 0, "the far leg is hidden behind the near one") for side in (far, "difference")]
        return [_row(spec, camera.view, pooled[camera.view]), *hidden]
    return [*(_row(spec, side, pooled[side]) for side in SIDES), _difference(spec, pooled)]


def _known(
    name: str, cycles: Sequence[Cycle], values: Sequence[dict[str, float | None]], sides: Sequence[str]
) -> FloatArray:
    """(N,) known values of the cycles of these sides, in order of time."""
    pairs = zip(cycles, values, strict=True)
    own = (value.get(name) for cycle, value in pairs if cycle.side in sides)
    return np.array([value for value in own if value is not None], dtype=float)


def _row(spec: MeasureSpec, side: MeasureSide, values: FloatArray) -> Measure:
    if not len(values):
        return _missing(spec, side, 0, "no stride of this side could be measured")
    sd = float(values.std(ddof=1)) if len(values) > 1 else None
    interval = interval_of_mean(values)
    return _measure(spec, side, float(values.mean()), len(values), sd, interval)


def _difference(spec: MeasureSpec, pooled: dict[Side, FloatArray]) -> Measure:
    left, right = pooled["left"], pooled["right"]
    count = min(len(left), len(right))
    if not count:
        return _missing(spec, "difference", 0, "it takes both sides")
    value = float(left.mean() - right.mean())
    return _measure(spec, "difference", value, count, None, interval_of_difference(left, right))


def _measure(
    spec: MeasureSpec, side: MeasureSide, value: float, n: int, sd: float | None, interval: Interval | None
) -> Measure:
    return Measure(
        name=spec.name,
        side=side,
        value=value,
        unit=spec.unit,
        n=n,
        sd=sd,
        interval=interval,
        interval_random=interval,
        reason=None,
    )


def _with_frame_error(row: Measure, fps: float) -> Measure:
    """The row with its interval widened by what the frame rate does to a time (twice over in a difference)."""
    frames = catalogued(row.name).frames_of_error * (np.sqrt(2) if row.side == "difference" else 1.0)
    if row.interval is None or row.value is None or not frames:
        return row
    return replace(row, interval=widened(row.value, row.interval, float(frames / fps)))


def _missing(spec: MeasureSpec, side: MeasureSide, n: int, reason: str) -> Measure:
    return Measure(
        name=spec.name,
        side=side,
        value=None,
        unit=spec.unit,
        n=n,
        sd=None,
        interval=None,
        interval_random=None,
        reason=reason,
    )
