"""Initial contact and toe-off of each foot, timed between frames, from any side of the runner.

Initial contact, seen from the side: the foot has taken up the belt's speed. From the front and from behind that speed
does not show; there it is where the fall of ankle, heel and toe is braked most (Handsaker et al. 2016 found those
acceleration peaks 3 ms (-12..18) after contact against a force plate). Toe-off: the knee stops rising behind the body;
knee extension peaks there (Fellin et al. 2010: 5 ms). Both are found on the mean stride and carried over to every
stride (`ensemble`).
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from scipy.ndimage import uniform_filter1d

from kneevision.cycles.ensemble import Ensemble, lay_over, shifted
from kneevision.cycles.grid import RATE_HZ, Grid, rate_of_change
from kneevision.cycles.types import Contact
from kneevision.pose.landmarks import FOOT_PARTS, Side
from kneevision.pose.track import FloatArray

# Where the events lie about the pelvis' lowest point (midstance), in stride times: a running stance lasts 0.25 to
# 0.5 of a stride and midstance halves it, more or less.
_CONTACT_BEFORE = (0.30, 0.03)
_TOE_OFF_AFTER = (0.05, 0.36)
# A foot that sweeps through the picture by more than this (leg lengths) over a stride is seen from the side: there it
# sweeps 0.8, from the front and from behind up to 0.2.
_SIDE_SWEEP = 0.5
# Share of its highest backward speed that the foot has at initial contact. In the rendered clip it is 0.75 to 0.80
# against the exact contact (`python -m benchmarks.accuracy`), in the real one what the frames show.
_BELT_SPEED = 0.78
_BRAKING_S = 0.025
# The foot is braked most a little after it touches: 7 ms, the mean over ten legs of five rendered clips (sd 5), with
# the track's low-pass in it. Handsaker et al. give 3 ms.
_BRAKED_AFTER_S = 0.007
# How far back the fall is looked for that a landing brakes.
_FALLS_WITHIN_S = 0.12
# Half the waveform that is laid over the mean stride to time one event.
_EVENT_HALF_S = 0.12
# A stride this unlike the mean stride is no stride of this runner.
_LEAST_LIKENESS = 0.6


def contacts(grid: Grid, side: Side, turns_s: FloatArray, stride_s: float) -> tuple[Contact, ...]:
    """Stances of one foot, from rough times at which it is lowest (`rhythm`)."""
    anchors_s = _with_neighbours(turns_s, stride_s)
    start_s = float(grid.time_s[0])
    channels = _channels(grid, side)
    ensemble = lay_over(start_s, channels, anchors_s, stride_s / 2)
    events = _events(grid, side, ensemble, stride_s)
    if events is None:
        return ()
    kept = ensemble.likeness >= _LEAST_LIKENESS
    times = [_carried(start_s, channels, ensemble, event_s)[kept] for event_s in events]
    first, last = grid.time_s[0], grid.time_s[-1]
    return tuple(
        Contact(side, float(begin), float(end))
        for begin, end in zip(*times, strict=True)
        if first <= begin <= last and begin < end
    )


def _with_neighbours(turns_s: FloatArray, stride_s: float) -> FloatArray:
    """The turns, and one more at either end, whose stance the clip may cut."""
    if not len(turns_s):
        return turns_s
    return np.concatenate([[turns_s[0] - stride_s], turns_s, [turns_s[-1] + stride_s]])


def _channels(grid: Grid, side: Side) -> FloatArray:
    """(N, 4) heights of ankle, heel, toe and knee; NaN where the track has a gap."""
    parts = (*FOOT_PARTS, "knee")
    heights = np.stack([grid.point(side, part)[:, 1] for part in parts], axis=1)
    return np.where(grid.known[:, None], heights, np.nan)


def _events(grid: Grid, side: Side, ensemble: Ensemble, stride_s: float) -> tuple[float, float] | None:
    """Times of initial contact and toe-off on the mean stride, about its anchor; None when it has none."""
    foot, knee, pelvis = grid.foot(side), grid.point(side, "knee"), grid.pelvis
    fall = rate_of_change(foot[:, 1])
    along = rate_of_change(_backward(grid, side))
    # The braking of a landing lasts some 50 ms; a running mean of half of that keeps noise from splitting its peak.
    braking = uniform_filter1d(rate_of_change(fall), round(_BRAKING_S * RATE_HZ))
    signals = [foot[:, 0], foot[:, 1], fall, braking, along, knee[:, 1], pelvis[:, 1]]
    across, height, fall, braking, along, knee, pelvis = _mean(grid, np.stack(signals, axis=1), ensemble).T
    offset_s = ensemble.offset_s
    lows_s = offset_s[_peaks(pelvis)]
    if np.ptp(across) > _SIDE_SWEEP:
        landing, late_s = _at_belt_speed(along), 0.0
    else:
        landing, late_s = _most_braked(height, fall, braking, offset_s, lows_s, stride_s), _BRAKED_AFTER_S
    low_s = None if landing is None else _low_after(offset_s[landing], lows_s, stride_s)
    if landing is None or low_s is None:
        return None
    after = (offset_s - low_s) / stride_s
    rising = np.flatnonzero((after >= _TOE_OFF_AFTER[0]) & (after <= _TOE_OFF_AFTER[1]))
    if not len(rising):
        return None
    return float(offset_s[landing]) - late_s, float(offset_s[rising[np.argmin(knee[rising])]])


def _backward(grid: Grid, side: Side) -> FloatArray:
    """(N,) place of ankle and heel along the picture, growing toward the runner's back."""
    points_forward = np.nanmedian(grid.point(side, "foot_index")[:, 0] - grid.point(side, "heel")[:, 0])
    place: FloatArray = (grid.point(side, "ankle") + grid.point(side, "heel"))[:, 0] / 2
    return -place if points_forward > 0 else place


def _at_belt_speed(backward_speed: FloatArray) -> int | None:
    """Sample at which a foot that swung forward has come up to the belt's speed."""
    swing = int(np.argmin(backward_speed))
    turned = np.roll(backward_speed, -swing)  # a stride has no beginning: it is read from mid-swing on
    reached = np.flatnonzero(turned >= _BELT_SPEED * backward_speed.max())
    return int((reached[0] + swing) % len(turned)) if len(reached) else None


def _most_braked(
    height: FloatArray,
    fall: FloatArray,
    braking: FloatArray,
    offset_s: FloatArray,
    lows_s: FloatArray,
    stride_s: float,
) -> int | None:
    """Sample at which the foot's fall is braked most, near the ground and before the pelvis is lowest.

    A foot is also braked in mid-swing (high above the ground) and jerked up after toe-off (without a fall before):
    the braking counts by the fall that it ends and by how near to the ground it is (y is down). Perspective moves
    the level, least from behind: with these powers the landing outweighs the next best by 2 or more on all clips.
    """
    level = (height - height.min()) / np.ptp(height)
    before = round(_FALLS_WITHIN_S * RATE_HZ)

    def weight(i: int) -> float:
        fallen = max(0.0, float(fall[max(0, i - before) : i + 1].max() / fall.max()))
        return float(-braking[i] * fallen**2 * level[i] ** 1.5)

    candidates = [int(i) for i in _peaks(-braking) if _low_after(offset_s[i], lows_s, stride_s) is not None]
    return max(candidates, key=weight, default=None)


def _low_after(landing_s: float, lows_s: FloatArray, stride_s: float) -> float | None:
    """The pelvis' lowest point that belongs to a stance which begins at `landing_s`."""
    after = (lows_s - landing_s) / stride_s
    fits = lows_s[(after >= _CONTACT_BEFORE[1]) & (after <= _CONTACT_BEFORE[0])]
    return float(fits[0]) if len(fits) else None


def _peaks(values: FloatArray) -> NDArray[np.intp]:
    inner = values[1:-1]
    return 1 + np.flatnonzero((inner >= values[:-2]) & (inner > values[2:]))


def _mean(grid: Grid, signals: FloatArray, ensemble: Ensemble) -> FloatArray:
    """(W, C) median of signals over the strides, laid over each other as they were aligned."""
    inside = [a for a in ensemble.anchors_s if a + ensemble.offset_s[0] >= grid.time_s[0]]
    inside = [a for a in inside if a + ensemble.offset_s[-1] <= grid.time_s[-1]] or list(ensemble.anchors_s)
    windows = [
        np.stack([np.interp(a + ensemble.offset_s, grid.time_s, column) for column in signals.T], axis=1)
        for a in inside
    ]
    mean: FloatArray = np.median(windows, axis=0)
    return mean


def _carried(start_s: float, channels: FloatArray, ensemble: Ensemble, event_s: float) -> FloatArray:
    """(K,) an event of the mean stride in every stride, each timed by its own waveform about it."""
    around = np.flatnonzero(np.abs(ensemble.offset_s - event_s) <= _EVENT_HALF_S)
    offset_s = ensemble.offset_s[around] - event_s
    return shifted(start_s, channels, ensemble.anchors_s + event_s, offset_s, ensemble.mean[around])
