"""What is known of one filming, read from its analysis."""

from __future__ import annotations

import numpy as np

from kneevision.analysis import Analysis, Video
from kneevision.camera.types import FOCAL_OF_LONGER_SIDE, MM_OF_LONGER_SIDE
from kneevision.compare.types import Filmed
from kneevision.errors import UserError
from kneevision.pose.landmarks import SIDES, Side
from kneevision.trajectory.scale import leg_length


def filmed(analysis: Analysis, speed: float | None = None) -> Filmed:
    """The facts by which two filmings are held against each other.

    Parameters
    ----------
    analysis : Analysis
    speed : float, optional
        Of the belt, in any unit.

    Raises
    ------
    UserError
        Nothing was measured in the clip.
    """
    name = analysis.video.path
    if analysis.view is None or all(measure.value is None for measure in analysis.measures):
        raise UserError(f"{name}: nothing was measured in it, so there is nothing to compare; its report says why.")
    flexion = _flexion_deg(analysis)
    return Filmed(
        path=name,
        sha256=analysis.video.sha256,
        filmed_at=analysis.video.filmed_at,
        activity=analysis.activity,
        view=analysis.view,
        yaw_deg=analysis.camera.yaw_deg,
        yaw_interval_deg=analysis.camera.yaw_interval_deg,
        distance_legs=_distance_legs(analysis),
        brightness=analysis.tracking.brightness,
        cadence_spm=_value(analysis, "cadence_spm"),
        flexion_deg=float(np.mean(list(flexion.values()))) if flexion else None,
        flexion_legs_deg=flexion if analysis.activity == "single_leg_squat" else {},
        fps=analysis.video.fps,
        speed=speed,
        model=str(analysis.provenance.get("model")),
        version=str(analysis.provenance.get("kneevision")),
    )


def _distance_legs(analysis: Analysis) -> float | None:
    """Focal length over the leg's length in the picture; None when the frames are not there."""
    if analysis.frames is None:
        return None
    leg_px = leg_length(analysis.frames.points_px)
    return _focal_px(analysis.video, analysis.provenance.get("focal_35mm")) / leg_px if np.isfinite(leg_px) else None


def _focal_px(video: Video, focal_35mm: object) -> float:
    told = isinstance(focal_35mm, int | float) and not isinstance(focal_35mm, bool)
    share = float(focal_35mm) / MM_OF_LONGER_SIDE if told else FOCAL_OF_LONGER_SIDE  # type: ignore[arg-type]
    return share * max(video.width, video.height)


def _value(analysis: Analysis, name: str) -> float | None:
    row = analysis.measure(name, "both")
    return None if row is None else row.value


def _flexion_deg(analysis: Analysis) -> dict[Side, float]:
    """Of the knees at the bottom of a squat, by leg, as far as it is known."""
    rows = {side: analysis.measure("knee_flexion_bottom_deg", side) for side in SIDES}
    return {side: row.value for side, row in rows.items() if row is not None and row.value is not None}
