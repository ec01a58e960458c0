"""Zero-phase low-pass: noise goes, nothing is delayed."""

from __future__ import annotations

import numpy as np
from scipy.interpolate import CubicSpline
from scipy.signal import butter, sosfiltfilt

from kneevision.pose.track import BoolArray, FloatArray

# Between 8 and 15 Hz the rendered running clips hardly tell (`python -m benchmarks.smoothing`); below, contacts and
# excursions suffer. 10 leaves room for the noise of real footage.
CUTOFF_HZ = 10.0
# At low frame rates the cut-off stays below what the samples can carry.
_HIGHEST_OF_FPS = 0.35
# Second order, run forwards and backwards: fourth order, no delay.
_ORDER = 2
# Samples farther apart than this are not joined.
_LONGEST_GAP_S = 0.15


def cutoff_for(fps: float, cutoff_hz: float = CUTOFF_HZ) -> float:
    """Cut-off (Hz) for a clip of so many frames a second."""
    return min(cutoff_hz, _HIGHEST_OF_FPS * fps)


def smooth(time_s: FloatArray, points_px: FloatArray, cutoff_hz: float) -> FloatArray:
    """Low-pass (T, 33, 2) points, each unbroken stretch for itself; frames may be unevenly spaced."""
    smoothed = points_px.copy()
    for point in range(points_px.shape[1]):
        known = np.asarray(np.isfinite(points_px[:, point]).all(axis=1))
        for stretch in _stretches(time_s, known):
            smoothed[stretch, point] = _low_passed(time_s[stretch], points_px[stretch, point], cutoff_hz)
    return smoothed


def _stretches(time_s: FloatArray, known: BoolArray) -> list[slice]:
    """Unbroken runs of known samples."""
    joined = known[1:] & known[:-1] & (np.diff(time_s) <= _LONGEST_GAP_S)
    edges = np.flatnonzero(np.diff(np.concatenate([[False], joined, [False]]).astype(int)))
    return [slice(start, stop + 1) for start, stop in zip(edges[::2], edges[1::2], strict=True)]


def _low_passed(time_s: FloatArray, values: FloatArray, cutoff_hz: float) -> FloatArray:
    step = float(np.median(np.diff(time_s)))
    even = np.linspace(time_s[0], time_s[-1], max(2, round((time_s[-1] - time_s[0]) / step) + 1))
    rate = (len(even) - 1) / (even[-1] - even[0])
    cutoff_hz = cutoff_for(rate, cutoff_hz)  # a stretch of a damaged clip may hold few of its frames
    sections = butter(_ORDER, cutoff_hz, fs=rate, output="sos")
    # Ends are continued by point reflection over one period of the cut-off, as far as the stretch is long.
    padding = min(round(rate / cutoff_hz) * 3, len(even) - 2)
    if padding < 3:
        return values
    filtered = sosfiltfilt(sections, CubicSpline(time_s, values)(even), axis=0, padlen=padding)
    result: FloatArray = CubicSpline(even, filtered)(time_s)
    return result
