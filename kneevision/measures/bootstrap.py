"""95 % intervals of a mean over strides, which resemble their neighbours and so tell less than as many coin throws."""

from __future__ import annotations

import numpy as np
from scipy.stats import t as student

from kneevision.pose.track import FloatArray

# Strides on a treadmill are correlated over several, hence blocks of 5 (a convention: 5 to 10), fewer where
# that would leave less than three blocks.
_BLOCK = 5
_RESAMPLES = 4000
_LEAST = 3
# The spread of fewer values than this is itself too little known for resampling: Student's t allows for that.
_FEW = 10


def resampled(values: FloatArray, seed: int) -> FloatArray:
    """(4000, N) moving-block resamples of (N,) values in order of time; blocks run over the end."""
    count = len(values)
    block = block_length(count)
    draw = np.random.default_rng(seed)
    starts = draw.integers(0, count, size=(_RESAMPLES, -(-count // block)))
    positions = (starts[:, :, None] + np.arange(block)) % count
    drawn: FloatArray = values[positions.reshape(_RESAMPLES, -1)[:, :count]]
    return drawn


def resampled_means(values: FloatArray, seed: int) -> FloatArray:
    """(4000,) means of moving-block resamples of (N,) values in order of time."""
    means: FloatArray = resampled(values, seed).mean(axis=1)
    return means


def block_length(count: int) -> int:
    """How many neighbouring values of so many are drawn together."""
    return max(1, min(_BLOCK, count // 3))


def interval_of_mean(values: FloatArray) -> tuple[float, float] | None:
    """95 % interval of the mean of (N,) values; None for fewer than 3."""
    if len(values) < _LEAST:
        return None
    if len(values) < _FEW:
        return _by_student(float(values.mean()), _variance_of_mean(values), len(values) - 1)
    return _middle_95(resampled_means(values, seed=1))


def interval_of_difference(first: FloatArray, second: FloatArray) -> tuple[float, float] | None:
    """95 % interval of mean(first) - mean(second); None when either has fewer than 3 values."""
    if min(len(first), len(second)) < _LEAST:
        return None
    if min(len(first), len(second)) < _FEW:
        return _by_welch(first, second)
    return _middle_95(resampled_means(first, seed=1) - resampled_means(second, seed=2))


def widened(value: float, interval: tuple[float, float], half: float) -> tuple[float, float]:
    """An interval about a value with an independent error of this half width (95 %) added in quadrature."""
    low, high = interval
    return value - float(np.hypot(value - low, half)), value + float(np.hypot(high - value, half))


def _by_welch(first: FloatArray, second: FloatArray) -> tuple[float, float]:
    """Of mean(first) - mean(second), whose spreads need not be equal."""
    ours, theirs = _variance_of_mean(first), _variance_of_mean(second)
    spread = ours**2 / (len(first) - 1) + theirs**2 / (len(second) - 1)
    freedom = (ours + theirs) ** 2 / spread if spread > 0 else float(len(first) + len(second) - 2)
    return _by_student(float(first.mean() - second.mean()), ours + theirs, freedom)


def _variance_of_mean(values: FloatArray) -> float:
    return float(values.var(ddof=1)) / len(values)


def _by_student(value: float, variance: float, freedom: float) -> tuple[float, float]:
    half = float(student.ppf(0.975, freedom) * np.sqrt(variance))
    return value - half, value + half


def _middle_95(means: FloatArray) -> tuple[float, float]:
    low, high = np.percentile(means, [2.5, 97.5])
    return float(low), float(high)
