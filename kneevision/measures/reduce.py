"""The one public function of this stage."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from kneevision.analysis import Interval, Measure, MeasureSide
from kneevision.camera import Camera
from kneevision.cycles.types import Cycle, Cycles
from kneevision.geometry import AngleSeries, levelled
from kneevision.measures.catalogue import MeasureSpec, for_activity
from kneevision.measures.catalogue import spec as catalogued
from kneevision.measures.error_parts import of_cycles, with_part
from kneevision.measures.footage import Footage
from kneevision.measures.reducers import REDUCERS
from kneevision.measures.spread import interval_of_difference, interval_of_mean
from kneevision.pose.landmarks import SIDES, Side
from kneevision.pose.track import FloatArray, Track

_VIEW_WORDS = {
    "front": "from the front",
    "back": "from behind",
    "left": "from the side",
    "right": "from the side",
    "oblique": "from an oblique camera",
}
_HIDDEN = "the far leg is hidden behind the near one"


@dataclass(frozen=True)
class Measured:
    """`values[i]` belongs to `cycles.cycles[i]`: measure name to value or None; `measures`: per side over strides.

    `seen[i]`: the values as the picture shows them, of the measures that are corrected for the camera.
    """

    values: tuple[dict[str, float | None], ...]
    measures: tuple[Measure, ...]
    seen: tuple[dict[str, float | None], ...]


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
    nothing: tuple[dict[str, float | None], ...] = tuple({} for _ in cycles.cycles)
    if camera is None or not specs:
        return Measured(nothing, (), nothing)
    footage = Footage(levelled(track, camera), angles, cycles, camera)
    values = tuple({spec.name: _value(spec, footage, cycle) for spec in specs} for cycle in cycles.cycles)
    measures = [row for spec in specs for row in _rows(spec, cycles, values, camera)]
    measures = [_with_frame_error(row, track.fps) for row in measures]
    return Measured(values, tuple(measures), nothing)


def _value(spec: MeasureSpec, footage: Footage, cycle: Cycle) -> float | None:
    view = footage.camera.view
    hidden = spec.near_leg and view in SIDES and cycle.side != view
    return REDUCERS[spec.name](footage, cycle) if cycle.valid and view in spec.views and not hidden else None


def _rows(
    spec: MeasureSpec, cycles: Cycles, values: Sequence[dict[str, float | None]], camera: Camera
) -> list[Measure]:
    sides = _sides(spec, cycles)
    if camera.view not in spec.views:
        reason = f"cannot be measured {_VIEW_WORDS[camera.view]}"
        return [_missing(spec, side, 0, reason) for side in sides]
    if spec.near_leg and camera.view in SIDES:
        hidden = [_missing(spec, side, 0, _HIDDEN) for side in sides if side != camera.view]
        return [_row(spec, camera.view, cycles, _known(spec.name, cycles, values, (camera.view,))), *hidden]
    pooled = {side: _known(spec.name, cycles, values, (side,)) for side in SIDES}
    rows = []
    for side in sides:
        if side == "difference":
            rows.append(_difference(spec, cycles, values, pooled))
        else:
            rows.append(_row(spec, side, cycles, _both(spec, cycles, values) if side == "both" else pooled[side]))
    return rows


def _sides(spec: MeasureSpec, cycles: Cycles) -> tuple[MeasureSide, ...]:
    """The rows that a measure has: see `MeasureSpec.sides`."""
    if spec.sides == "both":
        return SIDES if cycles.activity == "single_leg_squat" else ("both",)
    # The mean of both legs is what a squat shows best: the camera's angle hardly moves it.
    return ("both", *SIDES, "difference") if cycles.activity == "squat" else (*SIDES, "difference")


def _both(spec: MeasureSpec, cycles: Cycles, values: Sequence[dict[str, float | None]]) -> FloatArray:
    """(N,) one value per stride of either leg, or per repetition of both legs the mean of both."""
    if cycles.activity != "squat":
        return _known(spec.name, cycles, values, SIDES)
    left, right = _paired(spec.name, cycles, values)
    return (left + right) / 2


def _paired(name: str, cycles: Cycles, values: Sequence[dict[str, float | None]]) -> tuple[FloatArray, FloatArray]:
    """(N,) and (N,) values of the left and the right leg, of the repetitions that have both."""
    found: dict[int, dict[Side, float]] = {}
    for cycle, own in zip(cycles.cycles, values, strict=True):
        value = own.get(name)
        if value is not None:
            found.setdefault(cycle.index, {})[cycle.side] = value
    pairs = [(pair["left"], pair["right"]) for pair in found.values() if len(pair) == len(SIDES)]
    table = np.array(pairs, dtype=float).reshape(-1, 2)
    return table[:, 0], table[:, 1]


def _known(name: str, cycles: Cycles, values: Sequence[dict[str, float | None]], sides: Sequence[str]) -> FloatArray:
    """(N,) known values of the cycles of these sides, in order of time."""
    pairs = zip(cycles.cycles, values, strict=True)
    own = (value.get(name) for cycle, value in pairs if cycle.side in sides)
    return np.array([value for value in own if value is not None], dtype=float)


def _row(spec: MeasureSpec, side: MeasureSide, cycles: Cycles, values: FloatArray) -> Measure:
    if not len(values):
        return _missing(spec, side, 0, _why_none(spec, side, cycles))
    sd = float(values.std(ddof=1)) if len(values) > 1 else None
    return _measure(spec, side, float(values.mean()), len(values), sd, interval_of_mean(values))


def _why_none(spec: MeasureSpec, side: MeasureSide, cycles: Cycles) -> str:
    """Why no cycle of a side has a measure that the view can give."""
    kind = "repetition" if cycles.activity in ("squat", "single_leg_squat") else "stride"
    valid = [cycle for cycle in cycles.cycles if cycle.valid and side in ("both", cycle.side)]
    if valid and spec.missing:
        return spec.missing
    if not any(cycle.side == side for cycle in cycles.cycles) and side in SIDES:
        return f"no {kind} of this side in the clip"
    return f"no {kind} could be measured"


def _difference(
    spec: MeasureSpec, cycles: Cycles, values: Sequence[dict[str, float | None]], pooled: dict[Side, FloatArray]
) -> Measure:
    """Left less right: of repetitions of both legs pair by pair, else of the sides' means."""
    left, right = _paired(spec.name, cycles, values) if cycles.activity == "squat" else pooled.values()
    count = min(len(left), len(right))
    if not count:
        return _missing(spec, "difference", 0, "it takes both sides")
    value = float(left.mean() - right.mean())
    paired = cycles.activity == "squat"
    interval = interval_of_mean(left - right) if paired else interval_of_difference(left, right)
    return _measure(spec, "difference", value, count, None, interval)


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
        error=of_cycles(interval),
    )


def _with_frame_error(row: Measure, fps: float) -> Measure:
    """The row with its interval widened by what the frame rate does to a time (twice over in a difference)."""
    frames = catalogued(row.name).frames_of_error * (np.sqrt(2) if row.side == "difference" else 1.0)
    return with_part(row, "timing", float(frames / fps))


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
