"""Whether the legs take turns, how fast, and whether the body flies in between."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy.signal import find_peaks, hilbert

from kneevision.cycles.grid import RATE_HZ, Grid, band_passed
from kneevision.cycles.types import Activity
from kneevision.pose.landmarks import Side
from kneevision.pose.track import BoolArray, FloatArray

# Stride times that are searched: 240 to 75 steps a minute.
_SHORTEST_S, _LONGEST_S = 0.5, 1.6
# A rhythm: the movement one stride later is this much like itself (autocorrelation). Clips of running reach 0.95,
# squats and balancing stay below 0.7 and fail the next test by far.
_LEAST_LIKENESS = 0.7
# Feet take turns in height by at least so much (leg lengths, from lowest to highest): running 0.39-0.55, squats 0.006.
_LEAST_SWING = 0.1
# Gravity in leg lengths (hip to ankle) per s^2: 9.81 m/s^2 over 0.83 m, a leg of somebody 1.70 m tall (0.491 of the
# height, Winter's table). Running clips reach 1.3 to 1.8 of it; a walker who rises and falls by 4-5 cm at 115 steps a
# minute 0.3, at 130 0.5.
_GRAVITY_LEGS, _LEAST_BOUNCE_G = 11.8, 0.65
# People stand before and after they run: only where the feet swing by this share of what they usually do is looked at.
_MOVING = 0.5
# The feet pass each other so long after the bounce is lowest, in stride times: running by the rendered clips (0.02 to
# 0.1 serve); walking by its double support, a tenth of the stride, whose middle is the low, and half a stride a step.
_PASSING: dict[Activity, float] = {"running": 0.06, "walking": 0.25}
# Multiples of the stride are as alike as the stride itself: the first lag within this of the best is taken.
_AS_GOOD = 0.9


@dataclass(frozen=True)
class Rhythm:
    """`activity` is running, walking or unknown; `stride_s` and the rest are None or empty when unknown.

    `lows_s`: per side, the times at which the bounce of the pelvis is lowest: of a run while that foot stands, of a
    walk when it has just landed. `seconds` that the feet take turns; `margin` 0..1: how far beyond the tests' lines
    (`Cycles.confidence`).
    """

    activity: Activity
    stride_s: float | None
    lows_s: dict[Side, FloatArray]
    seconds: float = 0.0
    margin: float = 0.0


def rhythm(grid: Grid, told: Activity | None = None) -> Rhythm:
    """Tell running from walking from neither; `told` running or walking: only how fast, and where.

    Feet that take turns run or walk. Running has a flight: the pelvis then falls freely, so its bounce, one a step,
    reaches about the acceleration of gravity; a walker's stays far below. That is seen from every side and needs no
    contact.
    """
    lead = grid.point("left", "ankle")[:, 1] - grid.point("right", "ankle")[:, 1]
    stride_s = _period(np.where(grid.known, lead, np.nan))
    if stride_s is None:
        return Rhythm("unknown", None, {})
    swing = _amplitude(lead, 1 / stride_s)
    moving = grid.known & (swing > _MOVING * np.percentile(swing[grid.known], 90))
    if 2 * swing[moving].mean() < _LEAST_SWING:
        return Rhythm("unknown", None, {})
    step_hz = 2 / stride_s
    bounce = _amplitude(grid.pelvis[:, 1], step_hz)[moving].mean() * (2 * np.pi * step_hz) ** 2
    flight = float(bounce) / (_LEAST_BOUNCE_G * _GRAVITY_LEGS)
    activity: Activity = told or ("running" if flight >= 1 else "walking")
    beyond = min(2 * swing[moving].mean() / _LEAST_SWING, max(flight, 1 / max(flight, 1e-9)))
    return Rhythm(
        activity,
        stride_s,
        _lows(grid, lead, moving, stride_s, _PASSING[activity]),
        seconds=float(moving.sum()) / RATE_HZ,
        margin=float(np.clip(beyond - 1, 0, 1)),
    )


def _period(signal: FloatArray) -> float | None:
    """Time after which a signal (NaN where unknown) is most like itself."""
    known = np.isfinite(signal)
    first, last = int(_SHORTEST_S * RATE_HZ), min(int(_LONGEST_S * RATE_HZ), len(signal) // 2)
    if last <= first or not known.any():
        return None
    signal = np.where(known, signal - np.nanmean(signal), 0.0)
    power = max(float(np.dot(signal, signal)) / known.sum(), 1e-12)
    lags = range(first, last)
    pairs = np.array([np.count_nonzero(known[lag:] & known[:-lag]) for lag in lags])
    likeness = np.array([np.dot(signal[lag:], signal[:-lag]) for lag in lags]) / np.maximum(pairs, 1) / power
    inner = likeness[1:-1]
    peaks = 1 + np.flatnonzero((inner >= likeness[:-2]) & (inner > likeness[2:]))
    peaks = peaks[likeness[peaks] >= _LEAST_LIKENESS]
    if not len(peaks):
        return None
    best = peaks[likeness[peaks] >= _AS_GOOD * likeness[peaks].max()][0]
    return float(first + best) / RATE_HZ


def _lows(grid: Grid, lead: FloatArray, moving: BoolArray, stride_s: float, passing: float) -> dict[Side, FloatArray]:
    """Times at which the pelvis is lowest, by the foot that then stands: the lower one when the feet pass each other.

    `lead` (N,): how much lower the left ankle is; `moving` (N,): where the feet take turns; `passing`: when the feet
    pass each other after a low, in stride times. The lead is read then, since then they are as far from the camera
    and perspective is the same for both.
    """
    bounce = band_passed(grid.pelvis[:, 1], 2 / stride_s)
    lows = find_peaks(bounce)[0]
    lows_s = grid.time_s[lows[moving[lows]]]
    left_stands = np.interp(lows_s + passing * stride_s, grid.time_s, lead) > 0
    return {"left": lows_s[left_stands], "right": lows_s[~left_stands]}


def _amplitude(signal: FloatArray, frequency_hz: float) -> FloatArray:
    """(N,) amplitude of a signal about one frequency at each moment."""
    return np.asarray(np.abs(hilbert(band_passed(signal, frequency_hz))))
