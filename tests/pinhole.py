"""Constructed joints before a pinhole camera, as the track that a perfect model would give of them."""

from __future__ import annotations

import numpy as np

from kneevision.pose.landmarks import COUNT, SIDES, index
from kneevision.pose.track import FloatArray, Mirror, Track

SIZE = (540, 960)
FOCAL_PX = 0.75 * 960


def filmed(
    time_s: FloatArray, points_m: FloatArray, azimuth_deg: float, height: float, distance: float, noise_px: float
) -> Track:
    """The track of (T, 33, 3) points (m; x the person's left, y up, z forward) from a level camera.

    `azimuth_deg`: 0 in front, 90 at the person's left, 180 behind. The mirror image shows the same.
    """
    azimuth = np.radians(azimuth_deg)
    away = -np.array([np.sin(azimuth), 0, np.cos(azimuth)])
    right, up = np.array([np.cos(azimuth), 0, -np.sin(azimuth)]), np.array([0.0, 1, 0])
    seen = points_m - (np.array([0, height, 0]) - away * distance)
    depth = seen @ away
    across, down = FOCAL_PX * (seen @ right) / depth, -FOCAL_PX * (seen @ up) / depth
    pixels = np.stack([SIZE[0] / 2 + across, SIZE[1] / 2 + down], axis=-1)
    pixels += np.random.default_rng(0).normal(0, 1, pixels.shape) * noise_px
    # MediaPipe sees a person along the line of sight to them: its axes are turned by as much as they stand aside.
    hips = seen[:, [index(side, "hip") for side in SIDES]].mean(axis=(0, 1))
    off = np.arctan2(hips @ right, hips @ away)
    ahead, beside = away * np.cos(off) + right * np.sin(off), right * np.cos(off) - away * np.sin(off)
    world = np.nan_to_num(np.stack([points_m @ beside, -(points_m @ up), points_m @ ahead], axis=-1))
    count = len(time_s)
    return Track(
        time_s=time_s,
        points_px=pixels,
        world_m=world,
        visibility=np.ones((count, COUNT)),
        filled=np.zeros((count, COUNT), dtype=bool),
        swapped=np.zeros(count, dtype=bool),
        image_size=SIZE,
        mirror=Mirror(np.arange(count), pixels.copy(), world.copy(), pixels.copy()),
    )
