"""Knee and ankle in the middle between the leg's own edges, from the pose model's mask of the person.

In the picture the middle of the knee's condyles and that of the malleoli are the middle of the leg there. The mask
melts both legs together where they touch: then an edge lies too far off, and the frame tells nothing of that joint.
"""

from __future__ import annotations

import time
from dataclasses import dataclass, replace
from pathlib import Path
from tempfile import TemporaryDirectory

import mediapipe as mp
import numpy as np
from mediapipe.tasks.python import BaseOptions, vision
from scipy.ndimage import map_coordinates

from benchmarks.mask import with_mask
from kneevision.cycles import Cycles
from kneevision.pose.hide import subject_alone
from kneevision.pose.landmarks import SIDES, Side, index
from kneevision.pose.models import verified_model
from kneevision.pose.see import Sighting
from kneevision.pose.track import BoolArray, FloatArray, Track
from kneevision.trajectory.scale import leg_length
from kneevision.video import Clip

# Joints that are centred, each with the ends of the line whose perpendicular is searched.
_ACROSS = {"knee": ("hip", "ankle"), "ankle": ("knee", "ankle")}
# In leg lengths: how far on either side an edge of this leg can be, and the rows about the joint that are searched.
_FARTHEST = {"knee": 0.12, "ankle": 0.09}
_ROWS = np.linspace(-0.03, 0.03, 5)
_STEPS = 61
_INSIDE = 0.5
_LEAST_FRAMES = 20
_MS_BETWEEN_FRAMES = 166_667  # as in `kneevision/pose/landmarker.py`


@dataclass(frozen=True)
class Edges:
    """`off[side, joint]` (T,): the leg's middle right of the landmark, in leg lengths across the leg, NaN where both
    edges do not show; CPU time of the model with masks and of the search, ms a frame.
    """

    off: dict[tuple[Side, str], FloatArray]
    cpu_ms: float


def look_for_edges(clip: Clip, sighting: Sighting) -> Edges:
    """Search the edges about the knees and ankles of a sighting's raw track in every frame."""
    assert sighting.subject is not None
    track = sighting.track
    scale = leg_length(track.points_px)
    off = {(side, joint): np.full(len(track.time_s), np.nan) for side in SIDES for joint in _ACROSS}
    spent_s = 0.0
    with TemporaryDirectory() as folder, _masking(Path(folder)) as landmarker:
        for frame in clip.frames():
            image = subject_alone(frame, sighting.subject)
            start_s = time.process_time()
            picture = mp.Image(image_format=mp.ImageFormat.SRGB, data=image)
            result = landmarker.detect_for_video(picture, frame.index * _MS_BETWEEN_FRAMES)
            if result.segmentation_masks:
                mask = np.squeeze(result.segmentation_masks[0].numpy_view())
                for (side, joint), values in off.items():
                    values[frame.index] = _off_middle(mask, track.points_px[frame.index], side, joint, scale)
            spent_s += time.process_time() - start_s
    return Edges(off, 1000 * spent_s / len(track.time_s))


def _masking(folder: Path) -> vision.PoseLandmarker:
    """The full model with its mask."""
    whole = folder / "whole.task"
    with_mask(verified_model("full"), whole)
    options = vision.PoseLandmarkerOptions(
        base_options=BaseOptions(model_asset_path=str(whole)),
        running_mode=vision.RunningMode.VIDEO,
        output_segmentation_masks=True,
    )
    return vision.PoseLandmarker.create_from_options(options)


def _off_middle(mask: FloatArray, points: FloatArray, side: Side, joint: str, scale: float) -> float:
    """Median over the rows; NaN where fewer than half of them show both edges."""
    upper, lower = (points[index(side, part)] for part in _ACROSS[joint])
    along = (lower - upper) / max(float(np.hypot(*(lower - upper))), 1e-9)
    across = np.array([along[1], -along[0]])  # to the right in the picture for a leg that points down
    steps = np.linspace(-_FARTHEST[joint], _FARTHEST[joint], _STEPS)
    places = points[index(side, joint)] + scale * _ROWS[:, None, None] * along + scale * steps[None, :, None] * across
    inside = map_coordinates(mask, [places[..., 1], places[..., 0]], order=1, mode="nearest") > _INSIDE
    middles = [middle for row in inside if (middle := _middle(row, steps)) is not None]
    return float(np.median(middles)) if len(middles) > len(_ROWS) / 2 else float("nan")


def _middle(inside: BoolArray, steps: FloatArray) -> float | None:
    """Middle of the stretch of True about the centre of a row; None when it reaches an end or is none."""
    centre = len(inside) // 2
    outside = np.flatnonzero(~inside)
    left, right = outside[outside < centre], outside[outside > centre]
    if not inside[centre] or not len(left) or not len(right):
        return None
    return float(steps[left[-1]] + steps[right[0]]) / 2


def centred(track: Track, cycles: Cycles, edges: Edges) -> Track:
    """A cleaned track with knees and ankles moved across the leg by the median of what their stances show.

    A leg's joint whose edges show in too few frames of stance stays where it is.
    """
    points = track.points_px.copy()
    scale = leg_length(points)
    for (side, joint), off in edges.off.items():
        known = off[_in_stance(track, cycles, side) & np.isfinite(off)]
        if len(known) < _LEAST_FRAMES:
            continue
        upper, lower = (track.point(side, part) for part in _ACROSS[joint])
        along = (lower - upper) / np.linalg.norm(lower - upper, axis=1, keepdims=True)
        points[:, index(side, joint)] += float(np.median(known)) * scale * np.stack([along[:, 1], -along[:, 0]], axis=1)
    return replace(track, points_px=points)


def _in_stance(track: Track, cycles: Cycles, side: Side) -> BoolArray:
    loaded = [cycle.loaded_s for cycle in cycles.of(side)]
    inside = [(track.time_s >= start) & (track.time_s < stop) for start, stop in loaded]
    return np.asarray(np.any([np.zeros(len(track.time_s), dtype=bool), *inside], axis=0))
