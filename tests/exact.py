"""Tracks made of the exact joints of a rendered clip, so that a stage can be tested without the model's errors."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from benchmarks.truth import Truth, truth_of
from kneevision.pose.landmarks import COUNT, SIDES, index, leg
from kneevision.pose.track import FloatArray, Track

_DM = 0.1  # metres per unit of the clips' 3D joints
_SIZE = (540, 960)


def exact_track(clip: Path) -> tuple[Track, Truth]:
    """The track that a perfect model would give of the clip itself."""
    truth = truth_of(clip)
    right, up, away = _axes(truth.yaw_deg, 0.0)
    pixels = np.concatenate([truth.joints_px(side) for side in SIDES], axis=1)
    return _track(truth, pixels, np.stack([right, -up, away])), truth


def seen_from(
    truth: Truth,
    azimuth_deg: float,
    height: float,
    distance: float = 30.0,
    noise_px: float = 2.0,
    focal_px: float = 1000.0,
) -> Track:
    """The same person from another camera (0 in front, 90 at their left, 180 behind; dm), aimed at the hips."""
    right, up, away = _axes(azimuth_deg, np.degrees(np.arctan2(height - 8.3, distance)))
    camera = np.array([0, 8.3, 0]) - away * np.hypot(distance, height - 8.3)
    seen = truth.arrays["joints_3d"] - camera
    across, down = focal_px * (seen @ right) / (seen @ away), -focal_px * (seen @ up) / (seen @ away)
    pixels = np.stack([270 + across, 480 + down], axis=-1)
    pixels += np.random.default_rng(0).normal(0, noise_px, pixels.shape)
    return _track(truth, pixels, np.stack([right, -up, away]))


def _axes(azimuth_deg: float, elevation_deg: float) -> tuple[FloatArray, FloatArray, FloatArray]:
    """The camera's right, up and viewing direction in the body's axes (x to their left, y up, z forward)."""
    azimuth, elevation = np.radians(azimuth_deg), np.radians(elevation_deg)
    away = -np.array([np.sin(azimuth) * np.cos(elevation), np.sin(elevation), np.cos(azimuth) * np.cos(elevation)])
    right = np.array([np.cos(azimuth), 0.0, -np.sin(azimuth)])
    return right, np.cross(right, away), away


def _track(truth: Truth, pixels: FloatArray, axes: FloatArray) -> Track:
    """(T, 10, 2) px of both legs as a track; the shoulders stand 0.5 m above the hips."""
    count = len(truth.time_s)
    points = np.full((count, COUNT, 2), np.nan)
    world = np.zeros((count, COUNT, 3))
    metric = truth.arrays["joints_3d"] @ axes.T * _DM
    for side, start in zip(SIDES, (0, 5), strict=True):
        points[:, leg(side)] = pixels[:, start : start + 5]
        world[:, leg(side)] = metric[:, start : start + 5]
        shoulder, hip = index(side, "shoulder"), index(side, "hip")
        points[:, shoulder] = points[:, hip] - (0, 150)
        world[:, shoulder] = world[:, hip] - (0, 0.5, 0)
    return Track(
        time_s=truth.time_s,
        points_px=points,
        world_m=world,
        visibility=np.ones((count, COUNT)),
        filled=np.zeros((count, COUNT), dtype=bool),
        swapped=np.zeros(count, dtype=bool),
        image_size=_SIZE,
    )
