"""The parts of a measure's interval, and how one is added to it."""

from __future__ import annotations

from dataclasses import replace
from typing import Literal

import numpy as np

from kneevision.analysis import ErrorParts, Interval, Measure

Part = Literal["camera", "timing", "pose_model"]


def with_part(row: Measure, part: Part, half: float) -> Measure:
    """The row with an independent error of this half width (95 %, in its unit) added in quadrature to its interval."""
    if row.value is None or row.interval is None or row.error is None:
        return row
    before = getattr(row.error, part) or 0.0
    error = replace(row.error, **{part: float(np.hypot(before, half))})
    return replace(row, interval=_widened(row.value, row.interval, half) if half else row.interval, error=error)


def with_tilt(row: Measure, half: float) -> Measure:
    """The row with an error of the camera added to it that is another one whenever a camera is set up."""
    whole = with_part(row, "camera", half)
    if whole.error is None:
        return whole
    return replace(whole, error=replace(whole.error, tilt=float(np.hypot(whole.error.tilt or 0.0, half))))


def _widened(value: float, interval: Interval, half: float) -> Interval:
    """An interval about a value with an independent error of this half width (95 %) added in quadrature."""
    low, high = interval
    return value - float(np.hypot(value - low, half)), value + float(np.hypot(high - value, half))


def of_cycles(interval: Interval | None) -> ErrorParts | None:
    """The parts of an interval that so far holds the variation from cycle to cycle alone."""
    return None if interval is None else ErrorParts(cycles=(interval[1] - interval[0]) / 2)
