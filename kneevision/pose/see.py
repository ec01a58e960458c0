"""See: the chosen person's landmarks in every frame of a clip."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from kneevision.pose.asides import Asides, frames_to_look_at
from kneevision.pose.backdrop import Backdrop, Grey
from kneevision.pose.follower import Follower
from kneevision.pose.landmarker import Landmarker
from kneevision.pose.landmarks import COUNT
from kneevision.pose.light import brightness
from kneevision.pose.looks import everybody
from kneevision.pose.models import ModelName
from kneevision.pose.paint import mean_colour
from kneevision.pose.subject import Look, Subject, choose
from kneevision.pose.track import Track
from kneevision.video import Clip, Frame

Progress = Callable[[float], None]

# Longer side of the pictures that the model is given. It looks at 256 x 256 px of a person whatever it is given.
_MAX_SIDE = 1280
_MOST_PEOPLE = 4
_POINT_NUMBERS = 6  # x, y in the picture; x, y, z in metres; visibility
# Looks for people: one each half second, but at least a dozen in a short clip and at most sixty in a long one.
_LOOK_EVERY_S, _LEAST_LOOKS, _MOST_LOOKS = 0.5, 12, 60
# What is kept of the picture beside the chosen person when others are near, in heights of the person.
_MARGIN = 0.15


@dataclass(frozen=True)
class Sighting:
    """The person who was chosen (None: nobody was seen), their raw landmarks, and what stands still behind them.

    `backdrop`: (height, width) uint8, grey, its longer side at most 1280 px. `brightness`: of the person's
    surroundings, 0 black to 1 white, the median over some of the frames; None without a person.
    """

    subject: Subject | None
    track: Track
    backdrop: Grey | None = None
    brightness: float | None = None


def see(
    clip: Clip,
    model: ModelName = "full",
    point: tuple[float, float] | None = None,
    searching: Progress = lambda fraction: None,
    following: Progress = lambda fraction: None,
) -> Sighting:
    """Find the person who exercises and follow them through the clip.

    Parameters
    ----------
    clip : Clip
    model : 'lite', 'full' or 'heavy'
    point : (x, y) px of the upright picture, optional
        On the person to follow, when the choice was wrong.
    searching, following : callables
        Told the fraction done of both passes.

    Raises
    ------
    UserError
        Nobody is at `point`.
    """
    scale = max(1.0, max(clip.info.width, clip.info.height) / _MAX_SIDE)
    given = None if point is None else (point[0] / scale, point[1] / scale)
    backdrop = Backdrop(clip.info.duration_s)
    subject = choose(list(_looks(clip, model, backdrop, searching)), given)
    lights: list[float] = []
    track = _track(clip, model, subject, scale, following, lights)
    light = float(np.median(lights)) if lights else None
    return Sighting(None if subject is None else _scaled(subject, scale), track, backdrop.picture(), light)


def _looks(clip: Clip, model: ModelName, backdrop: Backdrop, progress: Progress) -> Iterator[Look]:
    duration = clip.info.duration_s
    every_s = min(_LOOK_EVERY_S, duration / _LEAST_LOOKS)
    every_s = max(every_s, duration / _MOST_LOOKS)
    with Landmarker(model, follow=False) as landmarker:
        for frame in clip.frames(every_s=every_s, max_side=_MAX_SIDE):
            backdrop.look(frame)
            yield Look(frame.time_s, tuple(everybody(landmarker, frame.image, _MOST_PEOPLE)))
            progress(min(1.0, (frame.time_s + every_s) / duration))


def _track(
    clip: Clip, model: ModelName, subject: Subject | None, scale: float, progress: Progress, lights: list[float]
) -> Track:
    """The raw landmarks; how bright the pictures are that are looked at twice is put into `lights`."""
    # Landmarks go into one block: many small arrays among the pictures' large ones would keep memory from being freed.
    capacity = clip.info.frames + 1
    times, known = np.empty(capacity), np.full((capacity, COUNT, _POINT_NUMBERS), np.nan)
    looked_at = frames_to_look_at(clip.info.frames, clip.info.fps)
    follower = None if subject is None else Follower(model, subject)
    asides = None if subject is None else Asides(model, subject, len(looked_at))
    count = 0
    try:
        for frame in clip.frames(max_side=_MAX_SIDE):
            if count == len(times):  # the file holds more frames than it announces
                times, known = np.append(times, np.empty(count)), np.append(known, np.full_like(known, np.nan), axis=0)
            times[count] = frame.time_s
            if subject is not None and follower is not None and asides is not None:
                image = frame.image if subject.alone else others_hidden(frame, subject)
                pose = follower.find(image, frame.time_s)
                if pose is not None:
                    points = (pose.points_px * scale, pose.world_m, pose.visibility[:, None])
                    known[count] = np.concatenate(points, axis=1)
                    if count in looked_at:
                        asides.look(count, image, frame.time_s, scale, pose)
                        lights.append(brightness(frame.image, pose.box_px))
            count += 1
            progress(min(1.0, count / max(clip.info.frames, 1)))
    finally:
        for models in (follower, asides):
            if models is not None:
                models.close()
    known = known[:count]
    return Track(
        time_s=times[:count],
        points_px=known[:, :, :2].copy(),
        world_m=known[:, :, 2:5].copy(),
        visibility=known[:, :, 5].copy(),
        filled=np.zeros((count, COUNT), dtype=bool),
        swapped=np.zeros(count, dtype=bool),
        image_size=(clip.info.width, clip.info.height),
        mirror=None if asides is None else asides.mirror(),
        second=None if asides is None else asides.second(),
    )


def others_hidden(frame: Frame, subject: Subject) -> NDArray[np.uint8]:
    """The picture with all but the subject's surroundings painted in its mean colour."""
    left, top, right, bottom = subject.box_at(frame.time_s)
    margin = _MARGIN * (bottom - top)
    rows = slice(max(int(top - margin), 0), int(bottom + margin))
    columns = slice(max(int(left - margin), 0), int(right + margin))
    hidden = np.empty_like(frame.image)
    hidden[:] = mean_colour(frame.image)
    hidden[rows, columns] = frame.image[rows, columns]
    return hidden


def _scaled(subject: Subject, scale: float) -> Subject:
    return replace(subject, box_px=subject.box_px * scale, hips_px=subject.hips_px * scale)
