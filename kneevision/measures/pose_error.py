"""What the pose model is off by in every cycle alike, in the intervals.

`pose_error.toml` has the half widths, calibrated by `python -m benchmarks.intervals`.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import replace
from functools import cache
from importlib import resources

from kneevision.analysis import Measure
from kneevision.measures.error_parts import with_part
from kneevision.measures.reduce import Measured
from kneevision.pose.models import ModelName

_HalfWidths = Mapping[str, Mapping[str, float]]


def with_pose_error(measured: Measured, model: ModelName) -> Measured:
    """Widen each interval by what the pose model was off by in this measure on clips whose truth is known.

    Parameters
    ----------
    measured : Measured
    model : 'lite', 'full' or 'heavy'
        That was used.

    Returns
    -------
    Measured
        A measure that was never held against a truth keeps its interval, and has no `pose_model` in its error.
    """
    return replace(measured, measures=tuple(_widened(row, model) for row in measured.measures))


def _widened(row: Measure, model: ModelName) -> Measure:
    half = pose_error(row.name, row.side == "difference", model)
    return row if half is None else with_part(row, "pose_model", half)


def pose_error(name: str, of_difference: bool, model: ModelName) -> float | None:
    """95 % half width of a measure of one side, or of left less right, in its unit; None when not known."""
    return _table()["difference" if of_difference else "each"].get(name, {}).get(model)


@cache
def _table() -> Mapping[str, _HalfWidths]:
    text = (resources.files("kneevision.measures") / "pose_error.toml").read_text(encoding="utf-8")
    return tomllib.loads(text)
