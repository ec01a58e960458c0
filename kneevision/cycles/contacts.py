"""Initial contact and toe-off of each foot, timed between frames: from the events on the mean stride to every stride.

Which moment of the mean stride an event is, `running_events` and `walking_events` say.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from scipy.signal import find_peaks

from kneevision.cycles.ensemble import Ensemble, lay_over, shifted
from kneevision.cycles.grid import Grid, band_passed
from kneevision.cycles.types import Contact
from kneevision.pose.facing import forward_x
from kneevision.pose.landmarks import FOOT_PARTS, Side
from kneevision.pose.track import BoolArray, FloatArray

# Half the waveform that is laid over the mean stride to time one event.
_EVENT_HALF_S = 0.12
# A stride this unlike the mean stride is no stride of this runner.
_LEAST_LIKENESS = 0.6


@dataclass(frozen=True)
class Gait:
    """How a gait's events are found on the mean stride.

    `events`: times of initial contact and toe-off about the anchor, of grid, side, mean stride, its time, and the time
    at which the pelvis is lowest; None: the view does not show it. `anchor_after`: the anchor, half a stride about
    which the mean stride reaches, comes so much later than the low, in stride times.
    """

    events: Callable[[Grid, Side, Ensemble, float, float], tuple[float, float | None]]
    anchor_after: float


def contacts(grid: Grid, side: Side, lows_s: FloatArray, stride_s: float, gait: Gait) -> tuple[Contact, ...]:
    """Stances of one foot.

    Parameters
    ----------
    grid : Grid
    side : 'left' or 'right'
    lows_s : (K,) s
        When the pelvis is lowest over this foot (running), or as it takes over (walking).
    stride_s : float
    gait : Gait
    """
    if not len(lows_s):
        return ()
    # One more at either end, whose stance the clip may cut.
    anchors_s = np.concatenate([[lows_s[0] - stride_s], lows_s, [lows_s[-1] + stride_s]])
    anchors_s += gait.anchor_after * stride_s
    start_s = float(grid.time_s[0])
    channels = _channels(grid, side)
    ensemble = lay_over(start_s, channels, anchors_s, stride_s / 2)
    low_s = _lowest_s(grid, ensemble, stride_s, -gait.anchor_after * stride_s)
    contact_s, toe_off_s = gait.events(grid, side, ensemble, stride_s, low_s)
    kept = _distinct(ensemble, stride_s)
    begins = _carried(start_s, channels, ensemble, contact_s)[kept]
    ends: Sequence[float | None] = [None] * len(begins)
    if toe_off_s is not None:
        ends = _carried(start_s, channels, ensemble, toe_off_s)[kept].tolist()
    first, last = grid.time_s[0], grid.time_s[-1]
    return tuple(
        Contact(side, float(begin), end)
        for begin, end in zip(begins, ends, strict=True)
        if first <= begin <= last and (end is None or begin < end)
    )


def _distinct(ensemble: Ensemble, stride_s: float) -> BoolArray:
    """(K,) strides that are like the mean stride; of two that came to lie on one, the more alike."""
    kept = ensemble.likeness >= _LEAST_LIKENESS
    for i in np.argsort(ensemble.likeness):
        near = np.abs(ensemble.anchors_s - ensemble.anchors_s[i]) < stride_s / 2
        kept[i] &= not (kept & near & (np.arange(len(kept)) != i)).any()
    return kept


def _channels(grid: Grid, side: Side) -> FloatArray:
    """(N, 4) heights of ankle, heel, toe and knee; NaN where the track has a gap."""
    parts = (*FOOT_PARTS, "knee")
    heights = np.stack([grid.point(side, part)[:, 1] for part in parts], axis=1)
    return np.where(grid.known[:, None], heights, np.nan)


def _carried(start_s: float, channels: FloatArray, ensemble: Ensemble, event_s: float) -> FloatArray:
    """(K,) an event of the mean stride in every stride, each timed by its own waveform about it."""
    around = np.flatnonzero(np.abs(ensemble.offset_s - event_s) <= _EVENT_HALF_S)
    offset_s = ensemble.offset_s[around] - event_s
    return shifted(start_s, channels, ensemble.anchors_s + event_s, offset_s, ensemble.mean[around])


def mean_stride(grid: Grid, signals: Sequence[FloatArray], ensemble: Ensemble) -> FloatArray:
    """(C, W) median of C signals (N,) over the strides, laid over each other as they were aligned."""
    inside = [a for a in ensemble.anchors_s if a + ensemble.offset_s[0] >= grid.time_s[0]]
    inside = [a for a in inside if a + ensemble.offset_s[-1] <= grid.time_s[-1]] or list(ensemble.anchors_s)
    windows = [
        np.stack([np.interp(a + ensemble.offset_s, grid.time_s, column) for column in signals], axis=1) for a in inside
    ]
    return np.asarray(np.median(windows, axis=0).T)


def _lowest_s(grid: Grid, ensemble: Ensemble, stride_s: float, usual_s: float) -> float:
    """When the pelvis' bounce is lowest on the mean stride, nearest to when it should be."""
    (bounce,) = mean_stride(grid, [band_passed(grid.pelvis[:, 1], 2 / stride_s)], ensemble)
    peaks = ensemble.offset_s[find_peaks(bounce)[0]]
    return float(min(peaks, key=lambda peak: abs(peak - usual_s))) if len(peaks) else usual_s


def backward(grid: Grid, side: Side) -> tuple[FloatArray, FloatArray]:
    """(N,) places of the hindfoot (ankle and heel) and of the toe along the picture, growing toward the body's back."""
    heel, toe = grid.point(side, "heel"), grid.point(side, "foot_index")
    behind = -forward_x(heel, toe)
    hindfoot: FloatArray = (grid.point(side, "ankle") + heel)[:, 0] / 2
    return behind * hindfoot, behind * toe[:, 0]


def within(after: FloatArray, window: tuple[float, float]) -> BoolArray:
    """Which of these moments lie in a window."""
    return np.asarray((after >= window[0]) & (after <= window[1]))
