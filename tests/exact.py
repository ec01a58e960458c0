"""Tracks made of the exact joints of a rendered clip, so that a stage can be tested without the model's errors."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from benchmarks.truth import Truth, truth_of
from kneevision.pose.landmarks import COUNT, SIDES, index, leg
from kneevision.pose.track import Track

_DM = 0.1  # metres per unit of the clips' 3D joints


def exact_track(clip: Path) -> tuple[Track, Truth]:
    """The track that a perfect model would give; shoulders stand 0.5 m above the hips."""
    truth = truth_of(clip)
    count = len(truth.time_s)
    points = np.full((count, COUNT, 2), np.nan)
    world = np.zeros((count, COUNT, 3))
    azimuth = np.radians(truth.yaw_deg)
    for side, start in zip(SIDES, (0, 5), strict=True):
        points[:, leg(side)] = truth.joints_px(side)
        x, y, z = np.moveaxis(truth.arrays["joints_3d"][:, start : start + 5] * _DM, -1, 0)
        # From the body's axes (x to their left, z forward) to the camera's (x right, y down, z away).
        right = x * np.cos(azimuth) - z * np.sin(azimuth)
        away = -(x * np.sin(azimuth) + z * np.cos(azimuth))
        world[:, leg(side)] = np.stack([right, -y, away], axis=-1)
        shoulder = index(side, "shoulder")
        points[:, shoulder] = points[:, index(side, "hip")] - (0, 150)
        world[:, shoulder] = world[:, index(side, "hip")] - (0, 0.5, 0)
    return (
        Track(
            time_s=truth.time_s,
            points_px=points,
            world_m=world,
            visibility=np.ones((count, COUNT)),
            filled=np.zeros((count, COUNT), dtype=bool),
            swapped=np.zeros(count, dtype=bool),
            image_size=(540, 960),
        ),
        truth,
    )
