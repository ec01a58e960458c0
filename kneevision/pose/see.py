"""See: the chosen person's landmarks in every frame of a clip."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, fields, replace
from functools import partial

import numpy as np

from kneevision.pose.asides import Careful, Mirrored, Straight, asides, cost
from kneevision.pose.backdrop import Backdrop, Edges
from kneevision.pose.chunks import chunks
from kneevision.pose.follow import Followed, follow
from kneevision.pose.landmarks import COUNT
from kneevision.pose.models import ModelName
from kneevision.pose.search import search
from kneevision.pose.subject import Subject, choose
from kneevision.pose.together import Tick, default_workers, together
from kneevision.pose.track import Mirror, SecondLook, Track
from kneevision.video import Clip

Progress = Callable[[float], None]

# Longer side of the pictures that the model is given. It looks at 256 x 256 px of a person whatever it is given.
MAX_SIDE = 1280


@dataclass(frozen=True)
class Sighting:
    """The person who was chosen (None: nobody was seen), their raw landmarks, and what stands still behind them.

    `still`: straight edges of it, in a picture whose longer side has at most 1280 px. `brightness`: of the person's
    surroundings, 0 black to 1 white, the median over some of the frames; None without a person.
    """

    subject: Subject | None
    track: Track
    still: Edges | None = None
    brightness: float | None = None


def see(
    clip: Clip,
    model: ModelName = "full",
    point: tuple[float, float] | None = None,
    searching: Progress = lambda fraction: None,
    following: Progress = lambda fraction: None,
    workers: int | None = None,
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
    workers : int, optional
        How many models are at work at a time (default: one for each core, up to four). No landmark depends on it.

    Raises
    ------
    UserError
        Nobody is at `point`.
    """
    scale = clip.shrunk_by(MAX_SIDE)
    given = None if point is None else (point[0] / scale, point[1] / scale)
    backdrop = Backdrop(clip.info.duration_s)
    workers = workers or default_workers()
    subject = choose(search(clip, model, MAX_SIDE, backdrop.look, workers, searching), given, scale)
    if subject is None:
        return Sighting(None, _track(clip, _nobody(clip)), backdrop.edges())
    followed, mirrored, careful = _followed(clip, model, subject, workers, following)
    track = _track(clip, followed, mirrored.beside(followed), careful.beside(followed))
    return Sighting(_scaled(subject, scale), track, backdrop.edges(), mirrored.brightness)


def _followed(
    clip: Clip, model: ModelName, subject: Subject, workers: int, progress: Progress
) -> tuple[Followed, Mirrored, Careful]:
    """The subject in all frames, chunk by chunk, and what is seen in some of them at the same time."""
    stretches = chunks(clip.info)
    tasks: list[Callable[[Tick], Followed | Straight | Careful]] = [
        *asides(clip, model, subject, MAX_SIDE, workers),  # they go together, so they come first
        *(partial(follow, clip, chunk, model, subject, MAX_SIDE) for chunk in stretches),
    ]
    total = cost(clip.info) + sum(chunk.frames for chunk in stretches)
    found = together(tasks, workers, total, progress)
    (straight,) = (part for part in found if isinstance(part, Straight))
    (turned,) = (part for part in found if isinstance(part, Careful))
    followed = _joined([part for part in found if isinstance(part, Followed)])
    return followed, straight.mirrored, straight.careful.and_in(turned)


def _joined(parts: Sequence[Followed]) -> Followed:
    return Followed(*(np.concatenate([getattr(part, field.name) for part in parts]) for field in fields(Followed)))


def _nobody(clip: Clip) -> Followed:
    """The clip's frames without anybody in them."""
    times = np.array([frame.time_s for frame in clip.frames(max_side=1)])
    shape = (len(times), COUNT)
    return Followed(times, np.full((*shape, 2), np.nan), np.full((*shape, 3), np.nan), np.full(shape, np.nan))


def _track(clip: Clip, followed: Followed, mirror: Mirror | None = None, second: SecondLook | None = None) -> Track:
    """The raw landmarks."""
    shape = followed.visibility.shape
    return Track(
        time_s=followed.time_s,
        points_px=followed.points_px,
        world_m=followed.world_m,
        visibility=followed.visibility,
        filled=np.zeros(shape, dtype=bool),
        swapped=np.zeros(shape[0], dtype=bool),
        image_size=(clip.info.width, clip.info.height),
        mirror=mirror,
        second=second,
    )


def _scaled(subject: Subject, scale: float) -> Subject:
    return replace(subject, box_px=subject.box_px * scale, hips_px=subject.hips_px * scale)
