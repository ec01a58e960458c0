"""Angles between lines in a picture (x to the right, y down), in degrees, signed for the person's own sides.

`medial_x` is +1 where the body's midline lies to the right of the leg in the picture, -1 where it lies to the left:
from the front the person's left leg is at the right, its midline to its left (-1); from behind the other way round.
"""

from __future__ import annotations

import numpy as np

from kneevision.pose.track import FloatArray


def from_vertical(start: FloatArray, end: FloatArray, positive_x: float) -> FloatArray:
    """Angle of the line from `start` down to `end` against the vertical.

    Parameters
    ----------
    start, end : (..., 2) px
    positive_x : +1 or -1
        The angle is positive when `end` lies to the right (+1) or to the left (-1) of `start`.

    Returns
    -------
    (...) deg, -180..180
    """
    line = end - start
    return np.asarray(np.degrees(np.arctan2(positive_x * line[..., 0], line[..., 1])))


def fppa(hip: FloatArray, knee: FloatArray, ankle: FloatArray, medial_x: float) -> FloatArray:
    """Frontal plane projection angle: 0 straight, positive when the knee is medial of the hip-ankle line.

    Parameters
    ----------
    hip, knee, ankle : (..., 2) px
    medial_x : +1 or -1

    Returns
    -------
    (...) deg: the thigh's angle against the shank's. Definition after Willson 2006 and Munro 2012, with joint points
    in place of skin markers.
    """
    return _wrapped(from_vertical(hip, knee, medial_x) - from_vertical(knee, ankle, medial_x))


def flexion(hip: FloatArray, knee: FloatArray, ankle: FloatArray, forward_x: float) -> FloatArray:
    """Knee flexion from the side: 0 straight, positive when the shank points backward of the thigh.

    Parameters
    ----------
    hip, knee, ankle : (..., 2) px
    forward_x : +1 when the person faces to the right of the picture, -1 to the left
    """
    return _wrapped(from_vertical(hip, knee, forward_x) - from_vertical(knee, ankle, forward_x))


def slope(near: FloatArray, far: FloatArray) -> FloatArray:
    """How far `far` lies below `near`: angle of the line between two points against the horizontal.

    Parameters
    ----------
    near, far : (..., 2) px

    Returns
    -------
    (...) deg, -90..90; positive when `far` is lower in the picture.
    """
    line = far - near
    return np.asarray(np.degrees(np.arctan2(line[..., 1], np.abs(line[..., 0]))))


def _wrapped(degrees: FloatArray) -> FloatArray:
    return np.asarray((degrees + 180.0) % 360.0 - 180.0)
