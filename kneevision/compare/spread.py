"""How far a mean or a standard deviation over cycles can be off by their variation, which outlasts a cycle."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from scipy.stats import t as student

from kneevision.analysis import Analysis, MeasureSide
from kneevision.measures.bootstrap import block_length, resampled
from kneevision.pose.landmarks import SIDES, Side
from kneevision.pose.track import FloatArray

LEAST = 3
# The spread of fewer values than this is too little known for its own change to be asked for (a convention).
LEAST_FOR_VARIATION = 10


@dataclass(frozen=True)
class Spread:
    """The variance of an estimate and the degrees of freedom with which it is known."""

    variance: float
    freedom: float


def of_mean(values: FloatArray) -> Spread:
    """Of the mean of (N,) values in order of time, N at least 3.

    The variance of means of moving blocks that run over the end (the circular block bootstrap's, without its chance),
    over the share of it that the blocks' common mean takes away. With few blocks a 95 % interval of the resampled means
    themselves holds the truth in 73 to 86 % of simulated clips of 13 strides; this one in 88 to 95 % (`python -m
    benchmarks.changes`).

    References
    ----------
    Politis & Romano 1992 (circular blocks); Priestley 1981, Spectral Analysis and Time Series: 1.5 N / block degrees of
    freedom for the triangular weights that overlapping blocks amount to.
    """
    count, block = len(values), block_length(len(values))
    wrapped = np.concatenate([values, values[: block - 1]])
    means = np.convolve(wrapped, np.full(block, 1 / block), mode="valid")
    return _corrected(float(means.var()) * block / count, count)


def of_deviation(values: FloatArray) -> Spread:
    """Of the standard deviation of (N,) values in order of time, by moving-block resamples, N at least 3."""
    return _corrected(float(resampled(values, seed=1).std(axis=1, ddof=1).var()), len(values))


def half_width(spreads: Sequence[Spread]) -> float:
    """95 % half width of a sum of independent estimates (Welch and Satterthwaite)."""
    whole = sum(spread.variance for spread in spreads)
    if whole <= 0:
        return 0.0
    freedom = whole**2 / sum(spread.variance**2 / spread.freedom for spread in spreads)
    return float(student.ppf(0.975, freedom) * np.sqrt(whole))


def _corrected(variance: float, count: int) -> Spread:
    block = block_length(count)
    return Spread(variance * count / (count - block), min(count - 1.0, 1.5 * count / block))


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
