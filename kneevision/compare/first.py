"""The measures whose change is asked for: fixed before any clip is seen, so that nobody fishes among sixty numbers."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from kneevision.analysis import Activity, View

_FRONTAL_SQUAT: Final = ("fppa_bottom_deg", "femoral_adduction_bottom_deg")
_FRONTAL: Final[Mapping[Activity, tuple[str, ...]]] = MappingProxyType(
    {
        # midstance, since the published detectable change of the thigh's angle is of that moment
        "running": ("femoral_adduction_midstance_deg", "fppa_excursion_deg"),
        "walking": ("femoral_adduction_peak_deg", "fppa_excursion_deg"),
        "squat": _FRONTAL_SQUAT,
        "single_leg_squat": _FRONTAL_SQUAT,
    }
)
_SIDEWAYS: Final[Mapping[Activity, tuple[str, ...]]] = MappingProxyType(
    {
        "running": ("knee_flexion_peak_deg",),
        "walking": ("knee_flexion_peak_deg",),
        "squat": ("knee_flexion_bottom_deg",),
        "single_leg_squat": ("knee_flexion_bottom_deg",),
    }
)


def first_measures(activity: Activity, view: View) -> tuple[str, ...]:
    """Names of the measures that are asked for in this activity from this view; none from an oblique camera."""
    if view == "oblique":
        return ()
    return (_FRONTAL if view in ("front", "back") else _SIDEWAYS).get(activity, ())
