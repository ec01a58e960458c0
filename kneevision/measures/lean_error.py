"""What a camera off the axis makes of the trunk's lean, in the intervals: a trunk that leans forward, seen from beside
the axis, seems to lean sideways. How far forward does not show from the front or from behind.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from types import MappingProxyType

import numpy as np

from kneevision.analysis import Activity, Measure
from kneevision.camera import Camera, turned_to_ends
from kneevision.measures.catalogue import spec
from kneevision.measures.error_parts import with_tilt
from kneevision.measures.reduce import Measured

# Forward lean of the trunk that is allowed for, deg (conventions: of a run or walk, and of the bottom of a squat).
_FORWARD_DEG: Mapping[Activity, float] = MappingProxyType(
    {"running": 15.0, "walking": 15.0, "squat": 45.0, "single_leg_squat": 45.0}
)


def with_lean_error(measured: Measured, activity: Activity, camera: Camera | None) -> Measured:
    """Widen the interval of every lean of the trunk by what the camera's yaw, as far as it may be, can make of it.

    It changes whenever a camera is set up, as pitch and roll do (`ErrorParts.tilt`).

    Parameters
    ----------
    measured : Measured
    activity : 'running', ...
        Of the clip.
    camera : Camera or None
    """
    yaws = [abs(end.yaw_deg or 0.0) for end in turned_to_ends(camera)]
    if not yaws or activity not in _FORWARD_DEG:
        return measured
    sideways = np.tan(np.radians(_FORWARD_DEG[activity])) * np.sin(np.radians(max(yaws)))
    half = float(np.degrees(np.arctan(sideways)))
    return replace(measured, measures=tuple(_widened(row, half) for row in measured.measures))


def _widened(row: Measure, half: float) -> Measure:
    """Toward one leg it leans by as much more as toward the other by less."""
    if spec(row.name).series != "trunk_lean":
        return row
    return with_tilt(row, half * (2.0 if row.side == "difference" else 1.0))
