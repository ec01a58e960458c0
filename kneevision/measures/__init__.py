"""Reduce: angle series and cycles in; one value per cycle per measure, and per side mean, sd and interval, out."""

from kneevision.measures.camera_error import with_camera_error
from kneevision.measures.lean_error import with_lean_error
from kneevision.measures.pose_error import with_pose_error
from kneevision.measures.reduce import Measured, reduce
from kneevision.measures.seen import with_seen
from kneevision.measures.side_error import with_side_error

__all__ = [
    "Measured",
    "reduce",
    "with_camera_error",
    "with_lean_error",
    "with_pose_error",
    "with_seen",
    "with_side_error",
]
