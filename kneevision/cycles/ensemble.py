"""All strides of a leg laid over each other: the mean stride, and where in time each stride fits it best.

Strides hardly differ in shape, only in time. The mean of many has little noise, and since strides start anywhere
between two frames it is sampled far finer than the video. An event is found once, on the mean stride; each stride then
takes it over by the shift that lays its own waveform about the event over the mean's.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from kneevision.cycles.grid import RATE_HZ
from kneevision.pose.track import FloatArray

# How far a stride may be shifted to fit (s), and how often mean and shifts are taken in turn.
_REACH_S = 0.08
_ROUNDS = 4
# A stride takes part in the mean, and is laid over it, when so much of the window lies within the clip.
_LEAST_INSIDE = 0.6


@dataclass(frozen=True)
class Ensemble:
    """`offset_s` (W,): time about the anchor; `mean` (W, C): mean stride; `anchors_s` (K,); `likeness` (K,) 0..1."""

    offset_s: FloatArray
    mean: FloatArray
    anchors_s: FloatArray
    likeness: FloatArray


def lay_over(start_s: float, channels: FloatArray, anchors_s: FloatArray, half_s: float) -> Ensemble:
    """Align strides to their own mean.

    Parameters
    ----------
    start_s : float
        Time of the first sample.
    channels : (N, C)
        Signals at `RATE_HZ`; NaN where unknown.
    anchors_s : (K,) s
        A rough, equivalent moment of each stride.
    half_s : float
        Half the window about an anchor.
    """
    half = round(half_s * RATE_HZ)
    offset_s = np.arange(-half, half + 1) / RATE_HZ
    mean = np.zeros((len(offset_s), channels.shape[1]))
    for _ in range(_ROUNDS):
        windows = np.array([_window(start_s, channels, anchor, offset_s) for anchor in anchors_s])
        whole = np.isfinite(windows).all(axis=(1, 2))
        if not whole.any():
            whole[:] = True
        mean = _median(windows[whole])
        anchors_s = shifted(start_s, channels, anchors_s, offset_s, mean)
    windows = np.array([_window(start_s, channels, anchor, offset_s) for anchor in anchors_s])
    return Ensemble(offset_s, mean, anchors_s, np.array([_likeness(window, mean) for window in windows]))


def _median(windows: FloatArray) -> FloatArray:
    """Of (N, W, C) known values, where there is one."""
    median = np.full(windows.shape[1:], np.nan)
    known = np.isfinite(windows).any(axis=0)
    median[known] = np.nanmedian(windows[:, known], axis=0)
    return median


def shifted(
    start_s: float, channels: FloatArray, anchors_s: FloatArray, offset_s: FloatArray, mean: FloatArray
) -> FloatArray:
    """Anchors (K,) moved to where the channels about them fit `mean` (W, C) best, to a fraction of a sample.

    One that the clip cuts too short to be compared where it stands stays there.
    """
    reach = round(_REACH_S * RATE_HZ)
    shifts_s = np.arange(-reach, reach + 1) / RATE_HZ
    moved = []
    for anchor in anchors_s:
        if not np.isfinite(_misfit(_window(start_s, channels, anchor, offset_s), mean)):
            moved.append(anchor)
            continue
        windows = _window(start_s, channels, (anchor + shifts_s)[:, None], offset_s)
        moved.append(anchor + _lowest(shifts_s, _misfits(windows, mean)))
    return np.array(moved)


def _window(start_s: float, channels: FloatArray, anchor_s: FloatArray | float, offset_s: FloatArray) -> FloatArray:
    """(W, C) samples about an anchor, or (S, W, C) about anchors (S, 1); NaN outside the clip."""
    position = (anchor_s + offset_s - start_s) * RATE_HZ
    below = np.floor(position).astype(int)
    inside = (below >= 0) & (below < len(channels) - 1)
    window = np.full((*position.shape, channels.shape[1]), np.nan)
    part = (position - below)[inside, None]
    window[inside] = channels[below[inside]] * (1 - part) + channels[below[inside] + 1] * part
    return window


def _misfits(windows: FloatArray, mean: FloatArray) -> FloatArray:
    """(S,) misfit of each of the windows (S, W, C): all at once where they are known throughout."""
    if not np.isfinite(windows).all():
        return np.array([_misfit(window, mean) for window in windows])
    apart = windows - windows.mean(axis=1, keepdims=True) - (mean - mean.mean(axis=0))
    misfits: FloatArray = (apart**2).reshape(len(windows), -1).mean(axis=1)
    return misfits


def _centred(window: FloatArray, mean: FloatArray) -> tuple[FloatArray, FloatArray] | None:
    """Both about their own means over the samples known in the window; None when too few are."""
    known = np.isfinite(window).all(axis=1)
    if known.mean() < _LEAST_INSIDE:
        return None
    return window[known] - window[known].mean(axis=0), mean[known] - mean[known].mean(axis=0)


def _misfit(window: FloatArray, mean: FloatArray) -> float:
    pair = _centred(window, mean)
    return float("inf") if pair is None else float(np.mean((pair[0] - pair[1]) ** 2))


def _likeness(window: FloatArray, mean: FloatArray) -> float:
    """Correlation of a stride with the mean over all channels; 0 when it is not known."""
    pair = _centred(window, mean)
    if pair is None:
        return 0.0
    size = float(np.sqrt(np.sum(pair[0] ** 2) * np.sum(pair[1] ** 2)))
    return max(0.0, float(np.sum(pair[0] * pair[1])) / size) if size > 0 else 0.0


def _lowest(x: FloatArray, y: FloatArray) -> float:
    """X of the lowest y, between samples by the parabola through it and its neighbours; 0 when none is finite."""
    if not np.isfinite(y).any():
        return 0.0
    i = int(np.argmin(y))
    if 0 < i < len(y) - 1 and np.isfinite(y[i - 1 : i + 2]).all():
        bend = y[i - 1] - 2 * y[i] + y[i + 1]
        if bend > 0:
            return float(x[i] + (x[1] - x[0]) * 0.5 * (y[i - 1] - y[i + 1]) / bend)
    return float(x[i])
