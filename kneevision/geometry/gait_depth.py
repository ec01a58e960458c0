"""How far knee and ankle stand before the hip in a stride: where a camera off the axis, or near, shows them moved.

The pose model hardly sees a leg's depth, and what a leg does in its own plane differs little between
runners, or between walkers: a mean course stands in for it.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy.interpolate import PchipInterpolator

from kneevision.cycles.types import Cycle, Cycles
from kneevision.pose.landmarks import Side
from kneevision.pose.track import FloatArray


@dataclass(frozen=True)
class _Course:
    """Thigh against the vertical (knee ahead positive) and knee flexion, deg, at moments of a stride.

    Moments: 0 initial contact, 1 toe-off, 2 the next contact; the first again at 2.
    """

    moments: tuple[float, ...]
    thigh_deg: tuple[float, ...]
    flexion_deg: tuple[float, ...]


# Rounded between textbook courses of distance running (Novacheck 1998, Gait Posture 7:77) and the rendered clips. Grade
# C: a convention.
_RUNNING = _Course(
    (0.0, 0.2, 0.4, 0.6, 0.8, 1.0, 1.35, 1.7),
    (25.0, 24.0, 20.0, 6.0, -9.0, -16.0, 8.0, 28.0),
    (17.0, 34.0, 42.0, 38.0, 27.0, 20.0, 90.0, 50.0),
)
# Rounded from a textbook's course of walking at a speed of one's own choice (Winter 2009, Biomechanics and Motor
# Control of Human Movement, 4th ed.). Grade C: a convention, never held against a filmed walker.
_WALKING = _Course(
    (0.0, 0.16, 0.32, 0.48, 0.65, 0.81, 1.0, 1.25, 1.5, 1.75),
    (22.0, 19.0, 12.0, 3.0, -7.0, -15.0, -9.0, 9.0, 20.0, 24.0),
    (5.0, 16.0, 18.0, 12.0, 5.0, 10.0, 38.0, 62.0, 52.0, 18.0),
)
# Of a walker's stride, where the view hides toe-off (the same textbook).
_WALKING_STANCE = 0.62
# Of thigh and shank together; both are about as long.
_SEGMENT = 0.5
# By how much somebody's own course differs from it, as a share (95 % half width). Grade C: a convention.
DEPTH_HALF = 0.3


def before_hip(time_s: FloatArray, cycles: Cycles, side: Side) -> tuple[FloatArray, FloatArray]:
    """(T,) how far the knee, and (T,) how far the ankle stands ahead of the hip, in leg lengths; 0 without strides."""
    course = _WALKING if cycles.activity == "walking" else _RUNNING
    moments: dict[float, int] = {}
    for stride in cycles.of(side):
        contact_s, toe_off_s = stride.start_s, _toe_off_s(stride)
        for number, moment in enumerate(course.moments):
            swing_s = max(moment - 1.0, 0.0) * (stride.end_s - toe_off_s)
            moments[contact_s + min(moment, 1.0) * (toe_off_s - contact_s) + swing_s] = number
    if len(moments) < 2:
        return np.zeros_like(time_s), np.zeros_like(time_s)
    known_s = np.array(sorted(moments))
    numbers = [moments[moment] for moment in known_s]
    within = np.clip(time_s, known_s[0], known_s[-1])
    thigh, flexion = (
        np.radians(PchipInterpolator(known_s, np.array(degrees)[numbers])(within))
        for degrees in (course.thigh_deg, course.flexion_deg)
    )
    knee = _SEGMENT * np.sin(thigh)
    return knee, knee + _SEGMENT * np.sin(thigh - flexion)


def _toe_off_s(stride: Cycle) -> float:
    if stride.toe_off_s is not None:
        return stride.toe_off_s
    return stride.start_s + _WALKING_STANCE * (stride.end_s - stride.start_s)
