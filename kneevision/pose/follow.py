"""Follow the subject through one chunk of a clip."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from kneevision.pose.chunks import Chunk
from kneevision.pose.follower import Follower
from kneevision.pose.hide import subject_alone
from kneevision.pose.landmarks import COUNT
from kneevision.pose.models import ModelName
from kneevision.pose.subject import Subject
from kneevision.pose.together import Tick
from kneevision.pose.track import FloatArray
from kneevision.video import Clip

_POINT_NUMBERS = 6  # x, y in the picture; x, y, z in metres; visibility


@dataclass(frozen=True)
class Followed:
    """Landmarks in N frames.

    Attributes
    ----------
    time_s : (N,) float
    points_px : (N, 33, 2) float
        In the clip's own px; NaN where the subject was not found.
    world_m : (N, 33, 3) float
    visibility : (N, 33) float
    """

    time_s: FloatArray
    points_px: FloatArray
    world_m: FloatArray
    visibility: FloatArray


def follow(clip: Clip, chunk: Chunk, model: ModelName, subject: Subject, max_side: int, tick: Tick) -> Followed:
    """The raw landmarks of a chunk's frames.

    Parameters
    ----------
    clip : Clip
    chunk : Chunk
    model : 'lite', 'full' or 'heavy'
    subject : Subject
        In px of pictures of this `max_side`.
    max_side : int
        Longer side of the pictures that the model is given, px.
    tick : Tick
    """
    # Landmarks go into one block: many small arrays among the pictures' large ones would keep memory from being freed.
    times, known = np.empty(chunk.frames + 1), np.full((chunk.frames + 1, COUNT, _POINT_NUMBERS), np.nan)
    count = 0
    follower = Follower(model, subject)
    try:
        for frame in clip.frames(max_side=max_side, from_s=chunk.warm_from_s, until_s=chunk.until_s):
            pose = follower.find(subject_alone(frame, subject), frame.time_s)
            if frame.time_s < chunk.from_s:
                continue
            if count == len(times):  # the file holds more frames than it announces, or its rate changes
                times, known = np.append(times, np.empty(count)), np.append(known, np.full_like(known, np.nan), axis=0)
            times[count] = frame.time_s
            if pose is not None:
                points = (pose.points_px * clip.shrunk_by(max_side), pose.world_m, pose.visibility[:, None])
                known[count] = np.concatenate(points, axis=1)
            count += 1
            tick()
    finally:
        follower.close()
    known = known[:count]
    return Followed(times[:count].copy(), known[:, :, :2].copy(), known[:, :, 2:5].copy(), known[:, :, 5].copy())
