"""What is not known of the camera's yaw, pitch and focal length, in the measures that they are taken out of."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from kneevision.analysis import Measure
from kneevision.measures.error_parts import with_part, with_tilt
from kneevision.measures.reduce import Measured


def with_camera_error(measured: Measured, moved: Sequence[Measured], tilted: bool = False) -> Measured:
    """Widen each interval by how far the measure moves as the camera does.

    Parameters
    ----------
    measured : Measured
        With the camera as it was found.
    moved : sequence of Measured
        The same with its yaw, pitch, roll or focal length at either end of what that may be.
    tilted : bool
        It is the pitch or the roll, which `ErrorParts.tilt` keeps apart.

    Returns
    -------
    Measured
        A measure that does not depend on it keeps its interval. By yaw the mean of both legs hardly moves, their
        difference most.
    """
    rows = zip(measured.measures, *(other.measures for other in moved), strict=True)
    return replace(measured, measures=tuple(_widened(row, others, tilted) for row, *others in rows))


def _widened(row: Measure, others: Sequence[Measure], tilted: bool) -> Measure:
    value = row.value
    if value is None:
        return row
    half = max((abs(o.value - value) for o in others if o.value is not None), default=0.0)
    return with_tilt(row, half) if tilted else with_part(row, "camera", half)
