"""Choose: who of the people in the picture is the one to measure.

The clip is looked at every half second with a search for up to four people; they are linked over time, and the one is
chosen whose legs move most about the hips while the person stays in place, among those who are large and there for
most of the time. A coach beside the treadmill stands; a passer-by drifts; a runner's legs are never twice the same.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
from scipy.optimize import linear_sum_assignment

from kneevision.errors import UserError
from kneevision.pose.landmarker import Pose
from kneevision.pose.landmarks import NAMES, SIDES, index
from kneevision.pose.track import FloatArray

# Somebody whose smaller box lies in another's by this share is the same person found twice: the model also sees
# people in the silhouette that was painted out. So are legs that it hardly believes in (phantoms 0.3, people 0.6-0.9).
_SAME_PERSON_OVERLAP = 0.6
_LEAST_VISIBILITY = 0.5
# How far a person may move between two looks, in heights of that person.
_LINK_REACH = 0.5
# Someone seen in fewer looks than this share of the most-seen person is a passer-by.
_LEAST_PRESENCE = 0.4


@dataclass(frozen=True)
class Look:
    """All people seen at one moment."""

    time_s: float
    poses: tuple[Pose, ...]


@dataclass(frozen=True)
class Subject:
    """Who was chosen, and where to expect them.

    Attributes
    ----------
    time_s : (K,) float
        Moments at which they were seen in the search.
    box_px : (K, 4) float
        Left, top, right, bottom of their landmarks then.
    hips_px : (K, 2) float
    people_seen : int
        How many different people were in the picture for a good part of the time.
    reason : str
    alone : bool
        Whether nobody else was seen in any look.
    """

    time_s: FloatArray
    box_px: FloatArray
    hips_px: FloatArray
    people_seen: int
    reason: str
    alone: bool = True

    def box_at(self, time_s: float) -> FloatArray:
        """(4,) expected box at any moment, interpolated."""
        return np.array([np.interp(time_s, self.time_s, self.box_px[:, i]) for i in range(4)])

    def hips_at(self, time_s: float) -> FloatArray:
        """(2,) expected middle of the hips at any moment, interpolated."""
        return np.array([np.interp(time_s, self.time_s, self.hips_px[:, i]) for i in range(2)])


@dataclass(frozen=True)
class _Person:
    time_s: tuple[float, ...]
    poses: tuple[Pose, ...]

    def joined_by(self, time_s: float, pose: Pose) -> _Person:
        return _Person((*self.time_s, time_s), (*self.poses, pose))

    @property
    def height_px(self) -> float:
        return float(np.median([_height(pose) for pose in self.poses]))

    @property
    def leg_motion(self) -> float:
        """How much the ankles move against each other, and the hips above them: sd over the looks, in body heights."""
        left, right = (np.array([p.points_px[index(side, "ankle")] for p in self.poses]) for side in SIDES)
        hips = np.array([_hips(pose) for pose in self.poses])
        moves = np.column_stack([left - right, (hips - (left + right) / 2)[:, 1]]) / self.height_px
        return float(np.sqrt(moves.var(axis=0).sum()))

    @property
    def leg_visibility(self) -> float:
        """The model's own confidence in knees and ankles, mean over the looks, 0..1."""
        return float(np.mean([_leg_visibility(pose) for pose in self.poses]))

    @property
    def drift(self) -> float:
        """How much the hips wander sideways: sd over the looks, in body heights."""
        return float(np.std([_hips(pose)[0] for pose in self.poses]) / self.height_px)


def choose(looks: Sequence[Look], point: tuple[float, float] | None = None, scale: float = 1.0) -> Subject | None:
    """Choose the person to follow; None when nobody was seen.

    Parameters
    ----------
    looks : sequence of Look
    point : (x, y) px, optional
        A point of the picture on the person that the user wants.
    scale : float
        How many px of the clip, which the user knows, are one px of the looks' pictures.

    Raises
    ------
    UserError
        When nobody is at `point`.
    """
    people = _linked(looks)
    if not people:
        return None
    most = max(len(person.poses) for person in people)
    regulars = [person for person in people if len(person.poses) >= _LEAST_PRESENCE * most]
    if point is not None:
        chosen, reason = _at(point, people, scale), "chosen by the point given"
    else:
        chosen = max(regulars, key=_merit)
        reason = _reason(chosen, regulars)
    return Subject(
        time_s=np.array(chosen.time_s),
        box_px=np.array([pose.box_px for pose in chosen.poses]),
        hips_px=np.array([_hips(pose) for pose in chosen.poses]),
        people_seen=len(regulars),
        reason=reason,
        alone=len(people) == 1,
    )


def _merit(person: _Person) -> float:
    # Only ranks people within one clip. Height enters as a square root: a coach near the camera is larger than the
    # runner. Legs that the model guesses, since the picture cuts them, seem to move: its confidence counts squared.
    # The constants keep a still person from scoring exactly zero and drift from dividing by it.
    size = len(person.poses) * np.sqrt(person.height_px)
    return float(size * (0.02 + person.leg_motion) * person.leg_visibility**2 / (0.1 + person.drift))


def _reason(chosen: _Person, regulars: Sequence[_Person]) -> str:
    if len(regulars) == 1:
        return "the only person seen for most of the clip"
    return f"of {len(regulars)} people the one who stays in place and whose legs move most"


def _at(point: tuple[float, float], people: Sequence[_Person], scale: float) -> _Person:
    def covers(pose: Pose) -> bool:
        left, top, right, bottom = pose.box_px
        return bool(left <= point[0] <= right and top <= point[1] <= bottom)

    hits = [(sum(covers(pose) for pose in person.poses), person) for person in people]
    count, best = max(hits, key=lambda hit: hit[0])
    if count == 0:
        boxes = "; ".join("x {:.0f}-{:.0f}, y {:.0f}-{:.0f}".format(*_box_order(p) * scale) for p in people)
        x, y = (round(px * scale, 1) for px in point)
        raise UserError(f"--person {x:g},{y:g}: nobody there. People were seen at {boxes}.")
    return best


def _box_order(person: _Person) -> FloatArray:
    left, top, right, bottom = np.median([pose.box_px for pose in person.poses], axis=0)
    return np.array([left, right, top, bottom])


def _linked(looks: Iterable[Look]) -> list[_Person]:
    """Join poses of different looks into people: at each look the assignment that moves everybody least."""
    people: list[_Person] = []
    for look in looks:
        poses = _distinct(look.poses)
        apart = np.array([[_distance(person, pose) for pose in poses] for person in people])
        joined = _pairs(apart.reshape(len(people), len(poses)))
        for i, pose in enumerate(poses):
            if i in joined:
                people[joined[i]] = people[joined[i]].joined_by(look.time_s, pose)
            else:
                people.append(_Person((look.time_s,), (pose,)))
    return people


def _pairs(apart: FloatArray) -> dict[int, int]:
    """Pose to person, from distances (people, poses): least in sum, with being new as an alternative for each pose."""
    count_people, count_poses = apart.shape
    costs = np.concatenate([apart, np.full((count_poses, count_poses), _LINK_REACH)])
    people, poses = linear_sum_assignment(costs)
    return {int(pose): int(person) for person, pose in zip(people, poses, strict=True) if person < count_people}


def _distance(person: _Person, pose: Pose) -> float:
    last = person.poses[-1]
    apart = float(np.hypot(*(_hips(last) - _hips(pose)))) / _height(last)
    return apart + abs(float(np.log(_height(pose) / _height(last))))


def _distinct(poses: Iterable[Pose]) -> list[Pose]:
    kept: list[Pose] = []
    for pose in poses:
        if _leg_visibility(pose) >= _LEAST_VISIBILITY and all(
            _overlap(pose.box_px, other.box_px) < _SAME_PERSON_OVERLAP for other in kept
        ):
            kept.append(pose)
    return kept


def _overlap(a: FloatArray, b: FloatArray) -> float:
    shared = np.clip(np.minimum(a[2:], b[2:]) - np.maximum(a[:2], b[:2]), 0, None).prod()
    smaller = min((a[2:] - a[:2]).prod(), (b[2:] - b[:2]).prod())
    return float(shared / smaller) if smaller > 0 else 0.0


def _leg_visibility(pose: Pose) -> float:
    joints = [index(side, part) for side in SIDES for part in ("knee", "ankle")]
    return float(pose.visibility[joints].mean())


def _hips(pose: Pose) -> FloatArray:
    middle: FloatArray = pose.points_px[[NAMES.index("left_hip"), NAMES.index("right_hip")]].mean(axis=0)
    return middle


def _height(pose: Pose) -> float:
    return float(max(pose.box_px[3] - pose.box_px[1], 1.0))
