"""Stand: a clean track and its cycles in; from where the camera looks at the person, with its uncertainty, out."""

from kneevision.camera.stand import stand
from kneevision.camera.types import (
    FOCAL_OF_LONGER_SIDE,
    Camera,
    View,
    refocused_to_ends,
    rolled_to_ends,
    tilted_to_ends,
    turned_to_ends,
    with_focal,
)

__all__ = [
    "FOCAL_OF_LONGER_SIDE",
    "Camera",
    "View",
    "refocused_to_ends",
    "rolled_to_ends",
    "stand",
    "tilted_to_ends",
    "turned_to_ends",
    "with_focal",
]
