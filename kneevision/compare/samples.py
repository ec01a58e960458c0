"""The values of an analysis' cycles that a measure is the mean of."""

from __future__ import annotations

import numpy as np

from kneevision.analysis import Analysis, MeasureSide
from kneevision.pose.landmarks import SIDES, Side
from kneevision.pose.track import FloatArray


def samples(analysis: Analysis, name: str, side: MeasureSide) -> list[FloatArray]:
    """(N,) values in order of time whose mean is the measure; two such, left and right, for a difference of strides."""
    rows = [row for row in analysis.cycles if row.valid and row.values.get(name) is not None]
    if analysis.activity == "squat" and side in ("both", "difference"):
        pairs = _paired(analysis, name)
        return [pairs.mean(axis=1) if side == "both" else pairs[:, 0] - pairs[:, 1]]
    legs: dict[MeasureSide, tuple[tuple[Side, ...], ...]] = {
        "left": (("left",),),
        "right": (("right",),),
        "both": (SIDES,),
        "difference": (("left",), ("right",)),
    }
    return [np.array([row.values[name] for row in rows if row.side in wanted], dtype=float) for wanted in legs[side]]


def _paired(analysis: Analysis, name: str) -> FloatArray:
    """(N, 2) left and right of the repetitions that have both."""
    found: dict[int, dict[Side, float]] = {}
    for row in analysis.cycles:
        value = row.values.get(name)
        if row.valid and value is not None:
            found.setdefault(row.index, {})[row.side] = value
    pairs = [(pair["left"], pair["right"]) for pair in found.values() if len(pair) == len(SIDES)]
    return np.array(pairs, dtype=float).reshape(-1, 2)
