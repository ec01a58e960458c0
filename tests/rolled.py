"""The picture of a camera that is rolled."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from kneevision.pose.track import Track


def rolled(track: Track, roll_deg: float) -> Track:
    """The picture of a camera that is turned clockwise by so much: the scene leans counter-clockwise."""
    turn = np.radians(-roll_deg)  # y points down
    matrix = np.array([[np.cos(turn), -np.sin(turn)], [np.sin(turn), np.cos(turn)]])
    middle = np.array(track.image_size) / 2
    return replace(track, points_px=middle + (track.points_px - middle) @ matrix.T)
