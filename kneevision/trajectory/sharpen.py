"""What the most careful model saw in some frames, carried over to all of them.

Most of a pose model's error on one clip depends on the pose alone and returns with every stride or repetition. So what
the followed model and the most careful one differ by in a few dozen frames is fitted as a linear function of the pose,
and added in every frame (`python -m benchmarks.landmarks` has what that is worth).
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from kneevision.pose.landmarks import COUNT, SIDES, index, leg
from kneevision.pose.track import FloatArray, SecondLook, Track
from kneevision.trajectory.scale import leg_length

# Fewer looks than this do not carry a fit of 11 numbers. A convention.
_LEAST_LOOKS = 30
# Weight of the pose's influence against none (ridge), per look: keeps few looks from being over-read.
_RIDGE = 0.1
# Looks whose difference lies farther from the fit than so many of its robust standard deviations are left out.
_FARTHEST_SD, _PASSES = 4.0, 3
_MAD_TO_SD = 1.4826


def sharpened(track: Track) -> Track:
    """A cleaned track with its legs where the most careful model would see them; as it is with too few looks.

    `Track.sharpened` tells which: numbers of a track that is not are off by more than those of one that is.
    """
    if track.second is None:
        return track
    scale = leg_length(track.points_px)
    poses = _poses(track.points_px, scale)
    legs = leg("left") + leg("right")
    off = (_with_same_legs(track, track.second) - track.points_px[track.second.frames])[:, legs]
    looks = poses[track.second.frames]
    known = np.isfinite(looks).all(axis=1) & np.isfinite(off).all(axis=(1, 2))
    if known.sum() < _LEAST_LOOKS:
        return track
    weights = _fitted(looks[known], off[known].reshape(known.sum(), -1))
    # Poses that were not looked at are taken for the nearest that were, those not known whole for the mean one.
    alike = np.clip(np.nan_to_num(poses), looks[known].min(axis=0), looks[known].max(axis=0))
    points = track.points_px.copy()
    points[:, legs] += (alike @ weights).reshape(len(points), len(legs), 2)
    return replace(track, points_px=points, sharpened=True)


def _poses(points_px: FloatArray, scale: float) -> FloatArray:
    """(T, 11) the pose in each frame, standardized: 1, then knees, ankles and the pelvis about the hips' middle."""
    left, right = (points_px[:, index(side, "hip")] for side in SIDES)
    parts = [points_px[:, index(side, part)] - (left + right) / 2 for side in SIDES for part in ("knee", "ankle")]
    pose = np.concatenate([*parts, left - right], axis=1) / scale
    known = pose[np.isfinite(pose).all(axis=1)]
    pose = (pose - known.mean(axis=0)) / np.maximum(known.std(axis=0), 1e-9) if len(known) else pose
    return np.concatenate([np.ones((len(pose), 1)), pose], axis=1)


def _with_same_legs(track: Track, second: SecondLook) -> FloatArray:
    """(K, 33, 2) px of the looks, with both legs exchanged where that is nearer to the track."""
    exchanged = np.arange(COUNT)
    exchanged[leg("left") + leg("right")] = leg("right") + leg("left")
    ours = track.points_px[second.frames]
    choices = [second.points_px, second.points_px[:, exchanged]]
    apart = [np.linalg.norm(choice - ours, axis=-1)[:, leg("left") + leg("right")].sum(axis=1) for choice in choices]
    return np.where((apart[1] < apart[0])[:, None, None], choices[1], choices[0])


def _fitted(poses: FloatArray, off: FloatArray) -> FloatArray:
    """(11, N) weights by ridge regression of (K, N) differences on (K, 11) poses, without outliers."""
    penalty = _RIDGE * len(poses) * np.diag([0.0] + [1.0] * (poses.shape[1] - 1))
    off = off.copy()
    for _ in range(_PASSES):
        weights = np.linalg.solve(poses.T @ poses + penalty, poses.T @ off)
        rest = off - poses @ weights
        far = np.abs(rest) > _FARTHEST_SD * _MAD_TO_SD * np.median(np.abs(rest), axis=0)
        off = np.where(far, poses @ weights, off)
    return np.asarray(weights)
