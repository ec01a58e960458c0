"""The values as the picture shows them, beside those that are corrected for the camera."""

from __future__ import annotations

from dataclasses import replace
from math import isclose

from kneevision.measures.reduce import Measured


def with_seen(measured: Measured, uncorrected: Measured) -> Measured:
    """The measures with their uncorrected value where it is another one.

    Parameters
    ----------
    measured : Measured
    uncorrected : Measured
        The same cycles, of the angles as seen in the picture.
    """
    measures = tuple(
        row if _same(row.value, other.value) else replace(row, seen=other.value)
        for row, other in zip(measured.measures, uncorrected.measures, strict=True)
    )
    corrected = {row.name for row in measures if row.seen is not None}
    seen = tuple({name: value for name, value in row.items() if name in corrected} for row in uncorrected.values)
    return replace(measured, measures=measures, seen=seen)


def _same(value: float | None, other: float | None) -> bool:
    """Whether both are the same but for rounding: a turn of the picture leaves the angle between two lines as it is."""
    return value == other if value is None or other is None else isclose(value, other, rel_tol=1e-6, abs_tol=1e-9)
