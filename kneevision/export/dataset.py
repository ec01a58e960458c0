"""Landmarks and angles as an xarray data set, laid out as *movement* lays out poses."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kneevision.analysis import Analysis
from kneevision.export.plane import frames_of
from kneevision.extras import require
from kneevision.pose.landmarks import NAMES

if TYPE_CHECKING:
    import xarray as xr


def to_xarray(analysis: Analysis) -> xr.Dataset:
    """See `Analysis.to_xarray`."""
    require("xarray", "xarray", "to_xarray()")
    import xarray as xr

    frames = frames_of(analysis)
    return xr.Dataset(
        {
            "position": (
                ("time", "space", "keypoints", "individuals"),
                frames.points_px.transpose(0, 2, 1)[..., None],
                {"units": "px"},
            ),
            "confidence": (("time", "keypoints", "individuals"), frames.visibility[..., None]),
            **{name: ("time", values, {"units": "deg"}) for name, values in frames.series.items()},
        },
        coords={
            "time": frames.time_s,
            "space": ["x", "y"],
            "keypoints": list(NAMES),
            "individuals": ["person"],
        },
        attrs={
            "ds_type": "poses",
            "source_software": "kneevision",
            "source_file": analysis.video.path,
            "fps": analysis.video.fps,
            "time_unit": "seconds",
        },
    )
