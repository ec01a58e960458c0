"""What is not known of how far square a camera at the side stands, in the intervals.

`side_error.toml` has the half widths.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import replace
from functools import cache
from importlib import resources

from kneevision.analysis import Activity
from kneevision.camera import View
from kneevision.measures.catalogue import spec
from kneevision.measures.error_parts import with_tilt
from kneevision.measures.reduce import Measured
from kneevision.pose.landmarks import SIDES


def with_side_error(measured: Measured, activity: Activity, view: View | None) -> Measured:
    """Widen each interval of a run that was filmed from the side by what a camera that stands less square makes of it.

    It changes whenever a camera is set up, as pitch and roll do (`ErrorParts.tilt`).

    Parameters
    ----------
    measured : Measured
    activity : 'running', ...
        Of the clip.
    view : 'front', ..., or None
        Of the camera.

    Returns
    -------
    Measured
        What was never measured so (`side_error`: None) keeps its interval.
    """
    if activity != "running" or view not in SIDES:
        return measured
    rows = [(row, side_error(row.name)) for row in measured.measures]
    return replace(measured, measures=tuple(row if half is None else with_tilt(row, half) for row, half in rows))


def side_error(name: str) -> float | None:
    """95 % half width in the measure's unit: 0 for what does not turn with the camera; None when it does and was never
    measured.
    """
    return _table().get(name, None if spec(name).unit == "deg" else 0.0)


@cache
def _table() -> Mapping[str, float]:
    text = (resources.files("kneevision.measures") / "side_error.toml").read_text(encoding="utf-8")
    return tomllib.loads(text)
