"""How much a measure changes over a clip, with a 95 % interval."""

from __future__ import annotations

import numpy as np
from scipy.stats import t as student

from kneevision.analysis import Interval
from kneevision.measures.spread import interval_of_difference
from kneevision.pose.track import FloatArray


def over_thirds(values: FloatArray) -> tuple[float, Interval | None]:
    """Mean of the last third of (N,) strides less that of the first; N at least 3."""
    third = len(values) // 3
    first, last = values[:third], values[-third:]
    return float(last.mean() - first.mean()), interval_of_difference(last, first)


def over_repetitions(values: FloatArray) -> tuple[float, Interval | None]:
    """From the first to the last of (N,) repetitions along the straight line through them; N at least 3."""
    number = np.arange(len(values)) - (len(values) - 1) / 2
    slope = float(number @ values / (number @ number))
    left_over = values - values.mean() - slope * number
    error = float(np.sqrt(left_over @ left_over / (len(values) - 2) / (number @ number)))
    steps = len(values) - 1
    change, half = slope * steps, float(student.ppf(0.975, len(values) - 2)) * error * steps
    return change, (change - half, change + half)
