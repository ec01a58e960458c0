"""Where the camera stands: how far off the person's front, back or side, and how far it leans."""

from __future__ import annotations

import cv2
import numpy as np

from kneevision.camera.types import Roll
from kneevision.camera.verticals import room_roll
from kneevision.check.limits import (
    CONVENTION,
    LEAST_LOOKS,
    ROLL_GOOD_DEG,
    YAW,
    YAW_BAD_DEG,
    YAW_GOOD_DEG,
    YAW_UNSURE_DEG,
    YAW_UNSURE_SIDE_DEG,
)
from kneevision.check.people import People
from kneevision.check.result import Check
from kneevision.pose.backdrop import edges_in
from kneevision.pose.landmarker import Pose
from kneevision.pose.landmarks import index

_VIEWS = {"front": 0.0, "left side": 90.0, "back": 180.0, "right side": -90.0}
_ADVICE = "Move the phone in line with the belt, straight in front or behind, or square to it."


def camera_angle(people: People) -> Check:
    """How far the camera is off the nearest of front, back and sides."""
    azimuths = [_halfway(_azimuth_deg(s.pose), _azimuth_deg(s.mirror)) for s in people.sights if s.mirror is not None]
    if len(azimuths) < LEAST_LOOKS:
        return _unknown("The hips were seen too seldom to tell the camera's angle.")
    middle = float(np.degrees(np.angle(np.mean(np.exp(1j * np.radians(azimuths))))))
    around = np.array([_wrapped(azimuth - middle) for azimuth in azimuths])
    azimuth = middle + float(np.median(around))
    view, off = min(((name, _wrapped(azimuth - at)) for name, at in _VIEWS.items()), key=lambda found: abs(found[1]))
    from_side = "side" in view
    random = 1.96 * float(around.std(ddof=1)) / np.sqrt(len(around))
    unsure = float(np.hypot(random, YAW_UNSURE_SIDE_DEG if from_side else YAW_UNSURE_DEG))
    if random > YAW_GOOD_DEG:
        return _unknown("The person turns too much to tell the camera's angle.")
    seen = f"The camera is {abs(off):.0f} deg (+- {unsure:.0f}) off the person's {view}."
    if abs(off) > YAW_BAD_DEG:
        return Check("camera angle", "bad", seen, _ADVICE, YAW)
    if abs(off) > YAW_GOOD_DEG and not from_side:
        return Check("camera angle", "better", seen, _ADVICE, YAW)
    return Check("camera angle", "good", seen, source=YAW)


def camera_roll(people: People) -> Check:
    """How far the camera leans, by what stands upright in the room."""
    roll = _roll(people)
    if roll is None:
        seen = "Too little in the picture stands upright to tell whether the phone is level."
        return Check("camera roll", "not checked", seen, "Use the camera's own level or grid.")
    seen = f"The phone leans by {abs(roll.deg):.1f} deg (+- {roll.half_deg:.1f})."
    if abs(roll.deg) <= ROLL_GOOD_DEG:
        return Check("camera roll", "good", seen, source=CONVENTION)
    way = "counter-clockwise" if roll.deg > 0 else "clockwise"
    return Check("camera roll", "better", seen, f"Turn it {way} until the room stands upright in it.", CONVENTION)


def _roll(people: People) -> Roll | None:
    if not people.sights:
        return None
    height, width = people.sights[0].image.shape[:2]
    still = np.median([cv2.cvtColor(sight.image, cv2.COLOR_RGB2GRAY) for sight in people.sights], axis=0)
    boxes = np.array([sight.pose.box_px for sight in people.sights])
    return room_roll(edges_in(still.astype(np.uint8)), np.median(boxes, axis=0) / (width, height, width, height))


def _unknown(why: str) -> Check:
    return Check("camera angle", "not checked", why, "Look yourself whether it is straight in front, behind or square.")


def _azimuth_deg(pose: Pose) -> float:
    """The camera about the person by the hips' line: 0 in front, +90 at their left, 180 behind."""
    line = pose.world_m[index("left", "hip")] - pose.world_m[index("right", "hip")]
    return float(np.degrees(np.arctan2(-line[2], line[0])))


def _halfway(picture_deg: float, mirror_deg: float) -> float:
    """The mean of both, which is free of the model's turn of everybody to one side of the picture."""
    return picture_deg + _wrapped(mirror_deg - picture_deg) / 2


def _wrapped(degrees: float) -> float:
    return (degrees + 180) % 360 - 180
