"""How far knee and ankle stand before the hip in running: where a camera off the axis, or near, shows them moved.

The pose model hardly sees a leg's depth, and what a runner's leg does in its own plane differs little between runners:
a mean course stands in for it.
"""

from __future__ import annotations

import numpy as np
from scipy.interpolate import PchipInterpolator

from kneevision.cycles.types import Cycles
from kneevision.pose.landmarks import Side
from kneevision.pose.track import FloatArray

# Moments: 0 initial contact, 1 toe-off, 2 the next contact. Thigh against the vertical (knee ahead positive) and knee
# flexion, deg: rounded between textbook courses of distance running (Novacheck 1998, Gait Posture 7:77) and the
# rendered clips. Grade C: a convention.
_MOMENTS = (0.0, 0.2, 0.4, 0.6, 0.8, 1.0, 1.35, 1.7)
_THIGH_DEG = (25.0, 24.0, 20.0, 6.0, -9.0, -16.0, 8.0, 28.0)
_FLEXION_DEG = (17.0, 34.0, 42.0, 38.0, 27.0, 20.0, 90.0, 50.0)
# Of thigh and shank together; both are about as long.
_SEGMENT = 0.5
# By how much a runner's own course differs from it, as a share (95 % half width). Grade C: a convention.
DEPTH_HALF = 0.3


def before_hip(time_s: FloatArray, cycles: Cycles, side: Side) -> tuple[FloatArray, FloatArray]:
    """(T,) how far the knee, and (T,) how far the ankle stands ahead of the hip, in leg lengths; 0 without strides."""
    moments: dict[float, int] = {}
    for stride in cycles.of(side):
        contact_s, toe_off_s = stride.loaded_s
        for number, moment in enumerate(_MOMENTS):
            swing_s = max(moment - 1.0, 0.0) * (stride.end_s - toe_off_s)
            moments[contact_s + min(moment, 1.0) * (toe_off_s - contact_s) + swing_s] = number
    if len(moments) < 2:
        return np.zeros_like(time_s), np.zeros_like(time_s)
    known_s = np.array(sorted(moments))
    numbers = [moments[moment] for moment in known_s]
    within = np.clip(time_s, known_s[0], known_s[-1])
    thigh, flexion = (
        np.radians(PchipInterpolator(known_s, np.array(course)[numbers])(within))
        for course in (_THIGH_DEG, _FLEXION_DEG)
    )
    knee = _SEGMENT * np.sin(thigh)
    return knee, knee + _SEGMENT * np.sin(thigh - flexion)
