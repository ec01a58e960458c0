"""What is not known of the camera's yaw, in the measures that it is taken out of."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from kneevision.analysis import Measure
from kneevision.measures.bootstrap import widened
from kneevision.measures.reduce import Measured


def with_camera_error(measured: Measured, turned: Sequence[Measured]) -> Measured:
    """Widen each interval by how far the measure moves over the yaw's own interval.

    Parameters
    ----------
    measured : Measured
        With the yaw as it was found.
    turned : sequence of Measured
        The same with the yaw at either end of its 95 % interval; empty when it was not found.

    Returns
    -------
    Measured
        A measure that does not depend on the yaw keeps its interval; the mean of both legs nearly does, their
        difference moves most.
    """
    moved = zip(measured.measures, *(other.measures for other in turned), strict=True)
    return replace(measured, measures=tuple(_widened(row, others) for row, *others in moved))


def _widened(row: Measure, others: Sequence[Measure]) -> Measure:
    value = row.value
    if value is None or row.interval is None:
        return row
    half = max((abs(other.value - value) for other in others if other.value is not None), default=0.0)
    return row if half == 0 else replace(row, interval=widened(value, row.interval, half))
