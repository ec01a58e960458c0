"""See: the chosen person's landmarks in every frame of a clip."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from kneevision.pose.landmarker import Landmarker, Pose
from kneevision.pose.landmarks import COUNT, NAMES
from kneevision.pose.looks import everybody, in_the_mirror
from kneevision.pose.models import ModelName
from kneevision.pose.paint import mean_colour
from kneevision.pose.subject import Look, Subject, choose
from kneevision.pose.track import Mirror, Track
from kneevision.video import Clip, Frame

Progress = Callable[[float], None]

# Longer side of the pictures that the model is given. It looks at 256 x 256 px of a person whatever it is given.
_MAX_SIDE = 1280
_MOST_PEOPLE = 4
_POINT_NUMBERS = 6  # x, y in the picture; x, y, z in metres; visibility
_MIRROR_NUMBERS = 5  # x, y in the picture; x, y, z in metres
# So many frames at least, evenly spread, and one so often, are also looked at in the mirror. Each costs more than two
# frames followed; the camera's angle settles with a few dozen, and a squat's bottom should have a look.
_MIRROR_LOOKS, _MIRROR_EVERY_S = 60, 0.25
# Looks for people: one each half second, but at least a dozen in a short clip and at most sixty in a long one.
_LOOK_EVERY_S, _LEAST_LOOKS, _MOST_LOOKS = 0.5, 12, 60
# What is kept of the picture beside the chosen person when others are near, in heights of the person.
_MARGIN = 0.15
# Hips farther than this from where the search saw them (in heights) belong to somebody else.
_FARTHEST = 0.3


@dataclass(frozen=True)
class Sighting:
    """The person who was chosen (None: nobody was seen) and their raw landmarks."""

    subject: Subject | None
    track: Track


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
    subject = choose(list(_looks(clip, model, searching)), given)
    track = _track(clip, model, subject, scale, following)
    return Sighting(None if subject is None else _scaled(subject, scale), track)


def _looks(clip: Clip, model: ModelName, progress: Progress) -> Iterator[Look]:
    duration = clip.info.duration_s
    every_s = min(_LOOK_EVERY_S, duration / _LEAST_LOOKS)
    every_s = max(every_s, duration / _MOST_LOOKS)
    with Landmarker(model, follow=False) as landmarker:
        for frame in clip.frames(every_s=every_s, max_side=_MAX_SIDE):
            yield Look(frame.time_s, tuple(everybody(landmarker, frame.image, _MOST_PEOPLE)))
            progress(min(1.0, (frame.time_s + every_s) / duration))


def _track(clip: Clip, model: ModelName, subject: Subject | None, scale: float, progress: Progress) -> Track:
    # Landmarks go into one block: many small arrays among the pictures' large ones would keep memory from being freed.
    capacity = clip.info.frames + 1
    times, known = np.empty(capacity), np.full((capacity, COUNT, _POINT_NUMBERS), np.nan)
    looks = _Looks(capacity // _mirror_every(clip) + 1)
    count = 0
    for frame, pose, mirrored in _follow(clip, model, subject):
        if count == len(times):  # the file holds more frames than it announces
            times, known = np.append(times, np.empty(count)), np.append(known, np.full_like(known, np.nan), axis=0)
        times[count] = frame.time_s
        if pose is not None:
            known[count] = np.concatenate([pose.points_px * scale, pose.world_m, pose.visibility[:, None]], axis=1)
        if mirrored is not None:
            looks.add(count, mirrored, scale)
        count += 1
        progress(min(1.0, count / max(clip.info.frames, 1)))
    known = known[:count]
    return Track(
        time_s=times[:count],
        points_px=known[:, :, :2].copy(),
        world_m=known[:, :, 2:5].copy(),
        visibility=known[:, :, 5].copy(),
        filled=np.zeros((count, COUNT), dtype=bool),
        swapped=np.zeros(count, dtype=bool),
        image_size=(clip.info.width, clip.info.height),
        mirror=looks.mirror(),
    )


class _Looks:
    """Collects what the mirrored pictures show, in one block too; more than it has room for are left out."""

    def __init__(self, capacity: int) -> None:
        self._frames = np.zeros(capacity, dtype=np.intp)
        self._known = np.empty((capacity, COUNT, _MIRROR_NUMBERS))
        self._count = 0

    def add(self, frame: int, pose: Pose, scale: float) -> None:
        if self._count < len(self._frames):
            self._frames[self._count] = frame
            self._known[self._count] = np.concatenate([pose.points_px * scale, pose.world_m], axis=1)
            self._count += 1

    def mirror(self) -> Mirror:
        known = self._known[: self._count]
        return Mirror(self._frames[: self._count].copy(), known[:, :, :2].copy(), known[:, :, 2:].copy())


def _mirror_every(clip: Clip) -> int:
    """One frame in so many is also looked at in the mirror."""
    return max(1, min(clip.info.frames // _MIRROR_LOOKS, round(_MIRROR_EVERY_S * clip.info.fps)))


def _follow(clip: Clip, model: ModelName, subject: Subject | None) -> Iterator[tuple[Frame, Pose | None, Pose | None]]:
    """Each frame with the subject's pose, and now and then with what the mirrored picture shows of it.

    A follower that has jumped to somebody else is started anew.
    """
    every = _mirror_every(clip)
    landmarker, mirror = Landmarker(model, follow=True), Landmarker(model, follow=False)
    try:
        for number, frame in enumerate(clip.frames(max_side=_MAX_SIDE)):
            if subject is None:
                yield frame, None, None
                continue
            image = frame.image if subject.alone else _others_hidden(frame, subject)
            pose = landmarker.find(image)
            if pose is not None and not _is_subject(pose, subject, frame.time_s):
                landmarker.close()
                landmarker = Landmarker(model, follow=True)
                pose = None
            looks = pose is not None and number % every == 0
            yield frame, pose, _in_the_mirror(mirror, image, subject, frame.time_s) if looks else None
    finally:
        landmarker.close()
        mirror.close()


def _in_the_mirror(landmarker: Landmarker, image: NDArray[np.uint8], subject: Subject, time_s: float) -> Pose | None:
    """The subject as the mirrored picture shows them, turned back; None when they are not found in it."""
    pose = in_the_mirror(landmarker, image)
    return pose if pose is not None and _is_subject(pose, subject, time_s) else None


def _others_hidden(frame: Frame, subject: Subject) -> NDArray[np.uint8]:
    """The picture with all but the subject's surroundings painted in its mean colour."""
    left, top, right, bottom = subject.box_at(frame.time_s)
    margin = _MARGIN * (bottom - top)
    rows = slice(max(int(top - margin), 0), int(bottom + margin))
    columns = slice(max(int(left - margin), 0), int(right + margin))
    hidden = np.empty_like(frame.image)
    hidden[:] = mean_colour(frame.image)
    hidden[rows, columns] = frame.image[rows, columns]
    return hidden


def _is_subject(pose: Pose, subject: Subject, time_s: float) -> bool:
    _, top, _, bottom = subject.box_at(time_s)
    hips = pose.points_px[[NAMES.index("left_hip"), NAMES.index("right_hip")]].mean(axis=0)
    apart = float(np.hypot(*(hips - subject.hips_at(time_s))))
    return apart < _FARTHEST * max(float(bottom - top), 1.0)


def _scaled(subject: Subject, scale: float) -> Subject:
    return replace(subject, box_px=subject.box_px * scale, hips_px=subject.hips_px * scale)
