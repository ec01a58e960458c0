"""Initial contact and toe-off of each foot, timed between frames, from any side of the runner.

Running. Initial contact, seen from the side: the foot has taken up the belt's speed. From the front and from behind
that speed does not show; there it is where the fall of ankle, heel and toe is braked most (Handsaker et al. 2016 found
those acceleration peaks 3 ms (-12..18) after contact against a force plate). Toe-off: the knee stops rising behind the
body; knee extension peaks there (Fellin et al. 2010: 5 ms).

Walking. From the side: the heel turns from forward to backward at contact, the toe from backward to forward at toe-off
(Zeni et al. 2008, Gait Posture 27:710). From the front and from behind: the braking as in running; at toe-off the toe
leaves the belt, whose strongest upward acceleration that is.

Both are found on the mean stride and carried over to every stride (`ensemble`).
"""

from __future__ import annotations

import numpy as np
from scipy.ndimage import uniform_filter1d
from scipy.signal import find_peaks

from kneevision.cycles.ensemble import Ensemble, lay_over, shifted
from kneevision.cycles.grid import RATE_HZ, Grid, band_passed, rate_of_change
from kneevision.cycles.types import Activity, Contact
from kneevision.pose.facing import forward_x
from kneevision.pose.landmarks import FOOT_PARTS, Side
from kneevision.pose.track import BoolArray, FloatArray

# Where the events lie after the lowest point of the pelvis' bounce, in stride times. Running, rendered clips: contact
# 0.10 to 0.14 before it, toe-off 0.23 to 0.27 after; a real one, seen from the side: 0.15 before, 0.25 after. Walking:
# the low is the middle of a double support of about a tenth of the stride, and a stance lasts about 0.6 of it.
_CONTACT_AFTER: dict[Activity, tuple[float, float]] = {"running": (-0.24, -0.02), "walking": (-0.16, 0.04)}
_TOE_OFF_AFTER: dict[Activity, tuple[float, float]] = {"running": (0.16, 0.36), "walking": (0.45, 0.65)}
_TOE_OFF_USUALLY: dict[Activity, float] = {"running": 0.26, "walking": 0.55}
# A foot that sweeps through the picture by more than this (leg lengths) over a stride is seen from the side: there it
# sweeps 0.8, 30 degrees off the side 0.7, from the front and from behind up to 0.2.
_SIDE_SWEEP = 0.66
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


def contacts(grid: Grid, side: Side, lows_s: FloatArray, stride_s: float, activity: Activity) -> tuple[Contact, ...]:
    """Stances of one foot, from the times at which the pelvis is lowest over it or as it takes over (`rhythm`)."""
    if not len(lows_s):
        return ()
    # One more at either end, whose stance the clip may cut.
    anchors_s = np.concatenate([[lows_s[0] - stride_s], lows_s, [lows_s[-1] + stride_s]])
    start_s = float(grid.time_s[0])
    channels = _channels(grid, side)
    ensemble = lay_over(start_s, channels, anchors_s, stride_s / 2)
    contact_s, toe_off_s = _events(grid, side, ensemble, stride_s, activity)
    kept = _distinct(ensemble, stride_s)
    times = [_carried(start_s, channels, ensemble, event_s)[kept] for event_s in (contact_s, toe_off_s)]
    first, last = grid.time_s[0], grid.time_s[-1]
    return tuple(
        Contact(side, float(begin), float(end))
        for begin, end in zip(*times, strict=True)
        if first <= begin <= last and begin < end
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


def _events(grid: Grid, side: Side, ensemble: Ensemble, stride_s: float, activity: Activity) -> tuple[float, float]:
    """Times of initial contact and toe-off on the mean stride, about its anchor, the pelvis' lowest point."""
    foot, knee, toe = grid.foot(side), grid.point(side, "knee"), grid.point(side, "foot_index")
    fall = rate_of_change(foot[:, 1])
    # The braking of a landing lasts some 50 ms; a running mean of half of that keeps noise from splitting its peak.
    smoothed = round(_BRAKING_S * RATE_HZ)
    braking = uniform_filter1d(-rate_of_change(fall), smoothed)
    lifting = uniform_filter1d(-rate_of_change(rate_of_change(toe[:, 1])), smoothed)
    bounce = band_passed(grid.pelvis[:, 1], 2 / stride_s)
    along, toe_along = (rate_of_change(place) for place in _backward(grid, side))
    signals = [foot[:, 0], fall, braking, lifting, along, toe_along, knee[:, 1], bounce]
    across, fall, braking, lifting, along, toe_along, knee, bounce = _mean(grid, np.stack(signals, axis=1), ensemble).T
    offset_s = ensemble.offset_s
    low_s = _nearest_peak(bounce, offset_s, 0.0)
    after = (offset_s - low_s) / stride_s
    landing, leaving = _within(after, _CONTACT_AFTER[activity]), _within(after, _TOE_OFF_AFTER[activity])
    usual_s = low_s + _TOE_OFF_USUALLY[activity] * stride_s
    from_side = np.ptp(across) > _SIDE_SWEEP
    if not from_side:
        contact_s = float(offset_s[_most_braked(fall, braking, landing)]) - _BRAKED_AFTER_S
    elif activity == "running":
        contact_s = float(offset_s[_at_belt_speed(along)])
    else:
        contact_s = _turning(along, offset_s, landing, low_s)
    if activity == "running":
        return contact_s, _toe_off(knee, offset_s, leaving, usual_s)
    if from_side:
        return contact_s, _turning(-toe_along, offset_s, leaving, usual_s)
    return contact_s, float(offset_s[leaving][np.argmax(lifting[leaving])])


def _within(after: FloatArray, window: tuple[float, float]) -> BoolArray:
    return np.asarray((after >= window[0]) & (after <= window[1]))


def _turning(speed: FloatArray, offset_s: FloatArray, where: BoolArray, usual_s: float) -> float:
    """Time at which a speed turns from negative to positive, nearest to the usual time; that when it never does."""
    turns = np.flatnonzero((speed[:-1] < 0) & (speed[1:] >= 0) & where[1:])
    return float(min(offset_s[turns + 1], key=lambda turn: abs(turn - usual_s))) if len(turns) else usual_s


def _toe_off(knee: FloatArray, offset_s: FloatArray, where: BoolArray, usual_s: float) -> float:
    """Time at which the knee is highest (y down) near where toe-off usually is.

    From high behind, the knee's way toward the camera hides that; then toe-off is where it usually is.
    """
    tops = find_peaks(-knee)[0]
    tops = tops[where[tops]]
    return float(min(offset_s[tops], key=lambda top: abs(top - usual_s))) if len(tops) else usual_s


def _backward(grid: Grid, side: Side) -> tuple[FloatArray, FloatArray]:
    """(N,) places of the hindfoot (ankle and heel) and of the toe along the picture, growing toward the body's back."""
    heel, toe = grid.point(side, "heel"), grid.point(side, "foot_index")
    behind = -forward_x(heel, toe)
    hindfoot: FloatArray = (grid.point(side, "ankle") + heel)[:, 0] / 2
    return behind * hindfoot, behind * toe[:, 0]


def _at_belt_speed(backward_speed: FloatArray) -> int:
    """Sample at which a foot that swung forward has come up to the belt's speed."""
    swing = int(np.argmin(backward_speed))
    turned = np.roll(backward_speed, -swing)  # a stride has no beginning: it is read from mid-swing on
    reached = np.flatnonzero(turned >= _BELT_SPEED * backward_speed.max())
    return int((reached[0] + swing) % len(turned))


def _most_braked(fall: FloatArray, braking: FloatArray, where: BoolArray) -> int:
    """Sample at which the foot's fall is braked most; the braking counts by the fall that it ends."""
    before = round(_FALLS_WITHIN_S * RATE_HZ)

    def weight(i: int) -> float:
        fallen = max(0.0, float(fall[max(0, i - before) : i + 1].max() / fall.max()))
        return float(braking[i]) * fallen

    inside = np.flatnonzero(where)
    peaks = [int(i) for i in find_peaks(braking)[0] if where[i]]
    return max(peaks or [int(i) for i in inside], key=weight)


def _nearest_peak(values: FloatArray, offset_s: FloatArray, moment_s: float) -> float:
    """Time of the peak nearest to a moment; the moment itself when there is none."""
    peaks = offset_s[find_peaks(values)[0]]
    return float(min(peaks, key=lambda peak: abs(peak - moment_s))) if len(peaks) else moment_s


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
