"""Who is in the pictures: the person to measure, as the picture and its mirror image show them, and others."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from kneevision.pose.landmarker import Landmarker, Pose
from kneevision.pose.landmarks import index
from kneevision.pose.looks import everybody, in_the_mirror
from kneevision.pose.paint import mean_colour
from kneevision.pose.subject import Look, Subject, choose

# Two are enough to say that the person is not alone; the third is room for a phantom beside them.
_MOST_PEOPLE = 3
# Hips this near (in heights of the person) in a picture and its mirror image belong to the same person.
_SAME_HIPS = 0.1
# What is kept of the picture beside the person when others are near, in heights of the person.
_MARGIN = 0.15


@dataclass(frozen=True)
class Sight:
    """A picture (h, w, 3), the person in it, and the same as its mirror image shows them, turned back (or None)."""

    image: NDArray[np.uint8]
    pose: Pose
    mirror: Pose | None


@dataclass(frozen=True)
class People:
    """The pictures with the person to measure, how many people are there for much of the clip, and all pictures."""

    sights: tuple[Sight, ...]
    people_seen: int
    pictures: int


def people(images: Sequence[NDArray[np.uint8]]) -> People:
    """Find everybody in pictures and choose one, as an analysis does."""
    with Landmarker("full", follow=False) as landmarker:
        looks = [Look(float(i), tuple(everybody(landmarker, image, _MOST_PEOPLE))) for i, image in enumerate(images)]
        subject = choose(looks)
        if subject is None:
            return People((), 0, len(images))
        sights = tuple(_sights(landmarker, images, looks, subject))
    return People(sights, subject.people_seen, len(images))


def _sights(
    landmarker: Landmarker, images: Sequence[NDArray[np.uint8]], looks: Sequence[Look], subject: Subject
) -> Iterator[Sight]:
    for image, look in zip(images, looks, strict=True):
        if look.time_s in subject.time_s:
            here = subject.hips_at(look.time_s)
            pose = min(look.poses, key=lambda other: float(np.linalg.norm(_hips(other) - here)))
            yield Sight(image, pose, _in_the_mirror(landmarker, image if subject.alone else _only(image, pose), pose))


def _only(image: NDArray[np.uint8], pose: Pose) -> NDArray[np.uint8]:
    """The picture with all but the person's surroundings painted in its mean colour."""
    margin = _MARGIN * float(np.ptp(pose.points_px[:, 1]))
    left, top = np.maximum(pose.box_px[:2] - margin, 0).astype(int)
    right, bottom = (pose.box_px[2:] + margin).astype(int)
    hidden = np.empty_like(image)
    hidden[:] = mean_colour(image)
    hidden[top:bottom, left:right] = image[top:bottom, left:right]
    return hidden


def _in_the_mirror(landmarker: Landmarker, image: NDArray[np.uint8], pose: Pose) -> Pose | None:
    """The same person in the mirrored picture, turned back; None when another or nobody is found in it."""
    turned_back = in_the_mirror(landmarker, image)
    if turned_back is None:
        return None
    apart = np.linalg.norm(_hips(turned_back) - _hips(pose)) / max(np.ptp(pose.points_px[:, 1]), 1.0)
    return turned_back if apart < _SAME_HIPS else None


def _hips(pose: Pose) -> NDArray[np.float64]:
    middle: NDArray[np.float64] = pose.points_px[[index("left", "hip"), index("right", "hip")]].mean(axis=0)
    return middle
