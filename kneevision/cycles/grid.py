"""The track on an even, fine time grid in leg lengths, where waveforms can be compared sample by sample."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy.interpolate import CubicSpline, make_interp_spline
from scipy.signal import butter, sosfiltfilt

from kneevision.pose.landmarks import FOOT_PARTS, SIDES, Side, index, leg
from kneevision.pose.track import BoolArray, FloatArray, Track
from kneevision.trajectory.scale import leg_length

# Events are found between frames: the grid is finer than any frame rate that is usual.
RATE_HZ = 240.0
# The feet carry the events, the hips the bounce: a gap longer than this in either is not bridged.
_BRIDGED_S = 0.15
# A foot that looks longer than this (leg lengths, heel to toe, sideways) is seen from the side: it does by 0.3 there.
_SIDE_FOOT = 0.15
_LEGS = leg(SIDES[0]) + leg(SIDES[1])


@dataclass(frozen=True)
class Grid:
    """(N,) even times (s), (N, 10, 2) points of both legs in leg lengths (y down), (N,) known: bridged over no gap."""

    time_s: FloatArray
    points: FloatArray
    known: BoolArray

    def point(self, side: Side, part: str) -> FloatArray:
        """(N, 2) of one of `LEG_PARTS`."""
        return self.points[:, _LEGS.index(index(side, part))]

    def foot(self, side: Side) -> FloatArray:
        """(N, 2) mean of ankle, heel and toe."""
        mean: FloatArray = np.mean([self.point(side, part) for part in FOOT_PARTS], axis=0)
        return mean

    @property
    def from_side(self) -> bool:
        """Whether a foot looks so long that it is seen from the side rather than from the front or from behind."""
        feet = [self.point(side, "foot_index") - self.point(side, "heel") for side in SIDES]
        return bool(np.median(np.abs(np.concatenate(feet)[:, 0])) > _SIDE_FOOT)

    @property
    def pelvis(self) -> FloatArray:
        """(N, 2) middle of the hips."""
        return (self.point("left", "hip") + self.point("right", "hip")) / 2


def grid_of(track: Track) -> Grid | None:
    """Resample a clean track; None when the legs were hardly seen."""
    legs = track.points_px[:, _LEGS]
    seen = np.isfinite(legs).all(axis=(1, 2))
    if seen.sum() < 8:
        return None
    time_s, scale = track.time_s[seen], leg_length(track.points_px)
    even = np.arange(time_s[0], time_s[-1], 1 / RATE_HZ)
    points, known = _resampled(time_s, legs[seen] / scale, even)
    return Grid(even, points, known)


def _resampled(time_s: FloatArray, values: FloatArray, even: FloatArray) -> tuple[FloatArray, BoolArray]:
    """Values (T, ...) at even times, by cubics within unbroken stretches and straight lines across gaps; known (N,)."""
    after = np.clip(np.searchsorted(time_s, even, side="right"), 1, len(time_s) - 1)
    known = np.asarray(time_s[after] - time_s[after - 1] <= _BRIDGED_S)
    resampled = make_interp_spline(time_s, values, k=1)(even)
    breaks = np.flatnonzero(np.diff(time_s) > _BRIDGED_S) + 1
    for stretch in np.split(np.arange(len(time_s)), breaks):
        if len(stretch) >= 4:
            inside = (even >= time_s[stretch[0]]) & (even <= time_s[stretch[-1]])
            resampled[inside] = CubicSpline(time_s[stretch], values[stretch])(even[inside])
    return resampled, known


def rate_of_change(values: FloatArray) -> FloatArray:
    """Derivative with respect to time, 1/s."""
    change: FloatArray = np.gradient(values, 1 / RATE_HZ, axis=0)
    return change


def band_passed(values: FloatArray, frequency_hz: float) -> FloatArray:
    """The part of a signal about one frequency (0.6 to 1.5 times it), without delay."""
    sections = butter(2, [0.6 * frequency_hz, 1.5 * frequency_hz], "bandpass", fs=RATE_HZ, output="sos")
    padding = min(len(values) - 1, int(2 * RATE_HZ / frequency_hz))
    passed: FloatArray = sosfiltfilt(sections, values - values.mean(), axis=0, padlen=padding)
    return passed
