"""Initial contact and toe-off of a run.

Initial contact, seen from the side: the foot has taken up the belt's speed. From the front and from behind that speed
does not show; there it is where the fall of ankle, heel and toe is braked most (Handsaker et al. 2016 found those
acceleration peaks 3 ms (-12..18) after contact against a force plate). Toe-off: the knee stops rising behind the body;
knee extension peaks there (Fellin et al. 2010: 5 ms).
"""

from __future__ import annotations

import numpy as np
from scipy.ndimage import uniform_filter1d
from scipy.signal import find_peaks

from kneevision.cycles.contacts import Gait, backward, mean_stride, within
from kneevision.cycles.ensemble import Ensemble
from kneevision.cycles.grid import RATE_HZ, Grid, rate_of_change
from kneevision.pose.landmarks import Side
from kneevision.pose.track import BoolArray, FloatArray

# Where the events lie after the lowest point of the pelvis' bounce, in stride times. Rendered clips: contact 0.10 to
# 0.14 before it, toe-off 0.23 to 0.27 after; a real one, seen from the side: 0.15 before, 0.25 after.
_CONTACT_AFTER = (-0.24, -0.02)
_TOE_OFF_AFTER = (0.16, 0.36)
_TOE_OFF_USUALLY = 0.26
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


def _events(grid: Grid, side: Side, ensemble: Ensemble, stride_s: float, low_s: float) -> tuple[float, float]:
    """Times of initial contact and toe-off on the mean stride, about its anchor, the pelvis' lowest point."""
    foot, knee = grid.foot(side), grid.point(side, "knee")
    fall = rate_of_change(foot[:, 1])
    # The braking of a landing lasts some 50 ms; a running mean of half of that keeps noise from splitting its peak.
    braking = uniform_filter1d(-rate_of_change(fall), round(_BRAKING_S * RATE_HZ))
    along, _ = backward(grid, side)
    signals = [foot[:, 0], fall, braking, rate_of_change(along), knee[:, 1]]
    across, fall, braking, along, knee = mean_stride(grid, signals, ensemble)
    offset_s = ensemble.offset_s
    after = (offset_s - low_s) / stride_s
    if np.ptp(across) > _SIDE_SWEEP:
        contact_s = float(offset_s[_at_belt_speed(along)])
    else:
        contact_s = float(offset_s[_most_braked(fall, braking, within(after, _CONTACT_AFTER))]) - _BRAKED_AFTER_S
    return contact_s, _toe_off(knee, offset_s, within(after, _TOE_OFF_AFTER), low_s + _TOE_OFF_USUALLY * stride_s)


def _toe_off(knee: FloatArray, offset_s: FloatArray, where: BoolArray, usual_s: float) -> float:
    """Time at which the knee is highest (y down) near where toe-off usually is.

    From high behind, the knee's way toward the camera hides that; then toe-off is where it usually is.
    """
    tops = find_peaks(-knee)[0]
    tops = tops[where[tops]]
    return float(min(offset_s[tops], key=lambda top: abs(top - usual_s))) if len(tops) else usual_s


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


RUNNING = Gait(_events, anchor_after=0.0)
