"""The filming check: in seconds, from a dozen pictures, whether a clip can be measured well and what to do better."""

from __future__ import annotations

from pathlib import Path

from kneevision.check.of_camera import camera_angle, camera_roll
from kneevision.check.of_file import frame_rate, length, whole
from kneevision.check.of_picture import framing, height, light, person, sharpness, size
from kneevision.check.people import people
from kneevision.check.pictures import take
from kneevision.check.result import Check, FilmingCheck
from kneevision.offline import offline
from kneevision.quiet import quiet_stderr

__all__ = ["Check", "FilmingCheck", "check"]


def check(video: str | Path) -> FilmingCheck:
    """Check how a clip was filmed.

    Raises
    ------
    UserError
        The file cannot be read as a video.
    """
    footage = take(Path(video))
    with offline(), quiet_stderr():
        found = people(footage.pictures)
    of_person = [sharpness(found), size(footage, found), framing(found)] if found.sights else []
    of_camera = [camera_angle(found), height(found)] if found.sights else []
    checks = (
        whole(footage),
        length(footage),
        frame_rate(footage),
        person(found),
        light(footage, found),
        *of_person,
        *of_camera,
        camera_roll(found),
    )
    return FilmingCheck(footage.path.name, checks)
