"""How much a measure changes over a clip, with a 95 % interval."""

from __future__ import annotations

import numpy as np
from scipy.stats import linregress
from scipy.stats import t as student

from kneevision.analysis import Interval
from kneevision.measures.bootstrap import interval_of_difference
from kneevision.pose.track import FloatArray


def over_thirds(values: FloatArray) -> tuple[float, Interval | None]:
    """Mean of the last third of (N,) strides less that of the first; N at least 3."""
    third = len(values) // 3
    first, last = values[:third], values[-third:]
    return float(last.mean() - first.mean()), interval_of_difference(last, first)


def over_repetitions(values: FloatArray) -> tuple[float, Interval | None]:
    """From the first to the last of (N,) repetitions along the straight line through them; N at least 3."""
    number = np.arange(len(values))
    line = linregress(number, values)
    steps = len(values) - 1
    half = float(student.ppf(0.975, len(values) - 2) * line.stderr * steps)
    change = float(line.slope * steps)
    return change, (change - half, change + half)
