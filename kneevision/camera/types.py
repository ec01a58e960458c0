"""What is known of the camera."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Literal

View = Literal["front", "back", "left", "right", "oblique"]

# A phone's main camera sees its longer side from about 0.75 of that length (26 mm in 35 mm terms).
FOCAL_OF_LONGER_SIDE = 0.75
# What that can really be: 22 to 50 mm in 35 mm terms, from the main camera to one zoomed in twice (a convention). The
# rendered clips have 1.2 to 1.3.
_FOCAL_ENDS = (0.6, 1.4)
# A lens of 26 mm in 35 mm terms, by the diagonal of a 4:3 picture, has 0.75 of the longer side: 34.6 mm for the whole.
MM_OF_LONGER_SIDE = 34.6
# 95 % half width, as a share, of a focal length that was told: phones cut edges off to steady a video (a convention).
_TOLD_HALF = 0.15
# The same for a lens that the file names: a zoom within it, twofold as above, is not part of that.
_LENS_ENDS = (0.85, 1.9)
# Half the range about front, back and side that counts as that view. MediaPipe's metric points are off by 2-7 deg
# on the rendered clips; published work on 2D video finds sagittal angles hardly changed up to 20 deg out of plane.
VIEW_HALF_DEG = 25.0
# 95 % half width of the pitch of a camera that stands between knee and pelvis height and is taken to be level: at 3 m
# one at pelvis height that is aimed at the knees looks down by 8 deg. A convention.
_PITCH_HALF_DEG = 8.0
# 95 % half width of the roll of a phone that was set level by eye, where the room does not tell it. A convention.
_ROLL_HALF_DEG = 2.0


@dataclass(frozen=True)
class Yaw:
    """One cue's answer: the camera's yaw, deg, half its 95 % interval, and what it was read from."""

    deg: float
    half_deg: float
    source: str


@dataclass(frozen=True)
class Roll:
    """The camera's roll, deg, clockwise positive, and half its 95 % interval."""

    deg: float
    half_deg: float


@dataclass(frozen=True)
class Camera:
    """`view`; `yaw_deg` off it with its 95 % interval and `roll_deg` (None: not known); how they were found.

    `roll_half_deg`: half of the roll's 95 % interval, about 0 when it is not known.

    `focal_of_longer_side`: focal length over the longer side of the picture, both px, with its 95 % ends; `pitch_deg`
    that it looks down: it is not measured but taken to be level.
    Yaw 0 = exactly in front, behind or at the side. Positive: from the front moved toward the person's left, from
    behind toward their right.
    """

    view: View
    yaw_deg: float | None
    yaw_interval_deg: tuple[float, float] | None
    roll_deg: float | None
    method: str
    focal_of_longer_side: float = FOCAL_OF_LONGER_SIDE
    focal_ends: tuple[float, float] = _FOCAL_ENDS
    pitch_deg: float = 0.0
    roll_half_deg: float = _ROLL_HALF_DEG


def with_focal(camera: Camera, told_35mm: float | None, lens_35mm: float | None) -> Camera:
    """The camera with the focal length that is known, mm in 35 mm terms; of neither: one that is taken for a phone's.

    Parameters
    ----------
    camera : Camera
    told_35mm : float or None
        What somebody says that lens and zoom come to.
    lens_35mm : float or None
        What the file says of the lens; it may have been zoomed.
    """
    known, ends = (lens_35mm, _LENS_ENDS) if told_35mm is None else (told_35mm, (1 - _TOLD_HALF, 1 + _TOLD_HALF))
    if known is None:
        return camera
    focal = known / MM_OF_LONGER_SIDE
    return replace(camera, focal_of_longer_side=focal, focal_ends=(focal * ends[0], focal * ends[1]))


def turned_to_ends(camera: Camera | None) -> tuple[Camera, ...]:
    """The same camera with its yaw at either end of its interval, or, when not found, as far off as the view goes."""
    if camera is None or camera.view not in ("front", "back"):
        return ()
    ends = camera.yaw_interval_deg or (-VIEW_HALF_DEG, VIEW_HALF_DEG)
    return tuple(replace(camera, yaw_deg=end) for end in ends)


def tilted_to_ends(camera: Camera | None) -> tuple[Camera, ...]:
    """The same camera looking up and down by as much as one that should be level may."""
    if camera is None or camera.view not in ("front", "back"):
        return ()
    return tuple(replace(camera, pitch_deg=end) for end in (-_PITCH_HALF_DEG, _PITCH_HALF_DEG))


def refocused_to_ends(camera: Camera | None) -> tuple[Camera, ...]:
    """The same camera with its focal length at either end of what that may be."""
    if camera is None or camera.view not in ("front", "back"):
        return ()
    return tuple(replace(camera, focal_of_longer_side=end) for end in camera.focal_ends)


def rolled_to_ends(camera: Camera | None) -> tuple[Camera, ...]:
    """The same camera with its roll at either end of its interval."""
    if camera is None or camera.view == "oblique":
        return ()
    rolls = (-camera.roll_half_deg, camera.roll_half_deg)
    return tuple(replace(camera, roll_deg=(camera.roll_deg or 0.0) + off) for off in rolls)
