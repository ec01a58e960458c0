"""Whether the legs take turns, how fast, and whether the body bounces like a runner's or vaults like a walker's."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy.signal import hilbert

from kneevision.cycles.grid import RATE_HZ, Grid, band_passed
from kneevision.cycles.types import Activity
from kneevision.pose.landmarks import Side
from kneevision.pose.track import FloatArray

# Stride times that are searched: 240 to 75 steps a minute.
_SHORTEST_S, _LONGEST_S = 0.5, 1.6
# A rhythm: the movement one stride later is this much like itself (autocorrelation). Clips of running reach 0.95,
# squats and balancing stay below 0.7 and fail the next test by far.
_LEAST_LIKENESS = 0.7
# Feet take turns in height by at least so much (leg lengths, from lowest to highest): running 0.39-0.55, squats 0.006.
_LEAST_SWING = 0.1
# Multiples of the stride are as alike as the stride itself: the first lag within this of the best is taken.
_AS_GOOD = 0.9


@dataclass(frozen=True)
class Rhythm:
    """`activity` is running, walking or unknown; `stride_s` and the rest are None or empty when unknown.

    `turns_s`: per side, the times at which that foot is lowest against the other, near its midstance.
    """

    activity: Activity
    stride_s: float | None
    turns_s: dict[Side, FloatArray]


def rhythm(grid: Grid) -> Rhythm:
    """Tell running from walking from neither.

    In running the pelvis is lowest when the legs pass each other (a spring), in walking highest (an inverted
    pendulum). That holds from every side and needs no contact: the phase of the pelvis' bounce is compared with
    that of the distance between the knees, in MediaPipe's metric points.
    """
    lead = grid.point("left", "ankle")[:, 1] - grid.point("right", "ankle")[:, 1]
    stride_s = _period(lead)
    if stride_s is None:
        return Rhythm("unknown", None, {})
    turning = hilbert(band_passed(lead, 1 / stride_s))
    if 2 * np.abs(turning).mean() < _LEAST_SWING:
        return Rhythm("unknown", None, {})
    phase = np.unwrap(np.angle(turning))
    turns: dict[Side, FloatArray] = {
        "left": _crossings(grid, phase),
        "right": _crossings(grid, phase - np.pi),
    }
    activity: Activity = "running" if _bounces(grid, stride_s) else "walking"
    return Rhythm(activity, stride_s, turns)


def _period(signal: FloatArray) -> float | None:
    """Time after which a signal is most like itself."""
    count = len(signal)
    signal = signal - signal.mean()
    first, last = int(_SHORTEST_S * RATE_HZ), min(int(_LONGEST_S * RATE_HZ), count // 2)
    if last <= first:
        return None
    likeness = np.array([np.dot(signal[lag:], signal[:-lag]) / (count - lag) for lag in range(first, last)])
    likeness /= max(float(np.dot(signal, signal)) / count, 1e-12)
    inner = likeness[1:-1]
    peaks = 1 + np.flatnonzero((inner >= likeness[:-2]) & (inner > likeness[2:]))
    peaks = peaks[likeness[peaks] >= _LEAST_LIKENESS]
    if not len(peaks):
        return None
    best = peaks[likeness[peaks] >= _AS_GOOD * likeness[peaks].max()][0]
    return float(first + best) / RATE_HZ


def _crossings(grid: Grid, phase: FloatArray) -> FloatArray:
    """Times at which an unwrapped phase passes a whole turn."""
    phase = np.maximum.accumulate(phase)
    turns = 2 * np.pi * np.arange(np.ceil(phase[0] / (2 * np.pi)), np.floor(phase[-1] / (2 * np.pi)) + 1)
    return np.interp(turns, phase, grid.time_s)


def _bounces(grid: Grid, stride_s: float) -> bool:
    """Whether the pelvis is low (y is down) when the knees pass each other."""
    between = grid.world_m[:, 25] - grid.world_m[:, 26]
    between = between[:, [0, 2]] - between[:, [0, 2]].mean(axis=0)
    fore_aft = between @ np.linalg.svd(between, full_matrices=False)[2][0]
    legs = hilbert(band_passed(fore_aft, 1 / stride_s))
    pelvis = hilbert(band_passed(grid.pelvis[:, 1], 2 / stride_s))
    # cos of the phase of the pelvis against twice the legs': -1 when it is lowest at the passing, +1 when highest.
    return float(np.real(np.mean(pelvis * np.conj(legs / np.abs(legs)) ** 2))) < 0
