"""Undo the camera's roll."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from kneevision.camera import Camera
from kneevision.pose.track import Track


def levelled(track: Track, camera: Camera) -> Track:
    """The track as a level camera shows it: turned clockwise about the picture's middle by the camera's roll.

    As it is when the roll is not known.
    """
    if not camera.roll_deg:
        return track
    sine, cosine = np.sin(np.radians(camera.roll_deg)), np.cos(np.radians(camera.roll_deg))
    turn = np.array([[cosine, -sine], [sine, cosine]])  # x to the right, y down
    middle = np.array(track.image_size) / 2
    return replace(track, points_px=middle + (track.points_px - middle) @ turn.T)
