"""What the pose model is off by in every cycle alike, in the intervals.

`pose_error.toml` has the half widths, calibrated by `python -m benchmarks.intervals`.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import replace
from functools import cache
from importlib import resources

from kneevision.analysis import Activity, Measure
from kneevision.camera import View
from kneevision.measures.catalogue import spec
from kneevision.measures.error_parts import with_part
from kneevision.measures.reduce import Measured
from kneevision.pose.models import ModelName

_HalfWidths = Mapping[str, Mapping[str, float]]


def with_pose_error(
    measured: Measured, model: ModelName, activity: Activity, view: View | None, sharpened: bool
) -> Measured:
    """Widen each interval by what the pose model was off by in this measure on clips whose truth is known.

    Parameters
    ----------
    measured : Measured
    model : 'lite', 'full' or 'heavy'
        That was used.
    activity : 'running', ...
        Of the clip.
    view : 'front', ..., or None
        Of the camera.
    sharpened : bool
        Of the track: the half widths are those of tracks that were.

    Returns
    -------
    Measured
        A measure that was never held against a truth in such a clip keeps its interval, and has no `pose_model` in its
        error.
    """

    def widened(row: Measure) -> Measure:
        known = _held_against_a_truth(row.name, activity, view) and (sharpened or spec(row.name).unit == "s")
        half = pose_error(row.name, row.side == "difference", model) if known else None
        return row if half is None else with_part(row, "pose_model", half)

    return replace(measured, measures=tuple(map(widened, measured.measures)))


def _held_against_a_truth(name: str, activity: Activity, view: View | None) -> bool:
    """Whether clips with a truth show this: runs from all sides, and squats from the front.

    What a run has too was held against it there: the peak over a repetition was not, nor was any walk.
    """
    of_runs = "running" in spec(name).activities
    return activity == "running" if of_runs else activity in ("squat", "single_leg_squat") and view == "front"


def pose_error(name: str, of_difference: bool, model: str) -> float | None:
    """95 % half width of a measure of one side, or of left less right, in its unit; None when not known."""
    return _table()["difference" if of_difference else "each"].get(name, {}).get(model)


@cache
def _table() -> Mapping[str, _HalfWidths]:
    text = (resources.files("kneevision.measures") / "pose_error.toml").read_text(encoding="utf-8")
    return tomllib.loads(text)
