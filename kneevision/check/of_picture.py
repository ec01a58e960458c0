"""What the pictures show of light and sharpness, and of how the person stands in them."""

from __future__ import annotations

import numpy as np

from kneevision.check.limits import (
    BRIGHT_BAD,
    BRIGHT_GOOD,
    CONVENTION,
    EDGE,
    FEW,
    GLARE_GOOD,
    HEIGHT_PX_BAD,
    HEIGHT_PX_GOOD,
    MEASURED,
    MIDDLE_HIGH,
    MIDDLE_LOW,
    PERSON_BAD,
    SHARE_BAD,
    SHARE_GOOD,
    SMEAR_BAD,
    SMEAR_GOOD,
)
from kneevision.check.people import People, Sight
from kneevision.check.pictures import Footage
from kneevision.check.readings import brightness, height_px, smear
from kneevision.check.result import Check, State
from kneevision.pose.landmarks import FOOT_PARTS, NAMES, SIDES, index
from kneevision.pose.track import FloatArray

_FEET = [index(side, part) for side in SIDES for part in FOOT_PARTS]
_LEGS = [index(side, part) for side in SIDES for part in ("hip", "knee")]
_HEAD = [NAMES.index(name) for name in ("nose", "left_eye", "right_eye")]


def person(people: People) -> Check:
    """Whether the person is found, and alone."""
    found, count = len(people.sights), people.pictures
    seen = f"Found in {found} of {count} pictures."
    if found < PERSON_BAD * count:
        advice = "Film one person, from head to feet, who stays in place, near enough and in good light."
        if not found:
            seen = f"Nobody was found in {count} pictures."
        return Check("person", "bad", seen, advice, CONVENTION)
    if people.people_seen > 1:
        seen = f"{people.people_seen} people are in the picture."
        advice = "Ask the others to step out of it, or say with --person who is meant."
        return Check("person", "better", seen, advice, CONVENTION)
    if found < (1 - FEW) * count:
        advice = "Keep the person in the picture, from head to feet, all the time."
        return Check("person", "better", seen, advice, CONVENTION)
    return Check("person", "good", seen[:-1] + ", nobody else.", source=CONVENTION)


def light(footage: Footage, people: People) -> Check:
    """How bright the person and what is behind them are."""
    looks = [brightness(sight.image, sight.pose) for sight in people.sights]
    value = float(np.median(looks or [brightness(image, None) for image in footage.pictures]))
    where = "Person and surroundings are" if looks else "The picture is"
    seen = f"{where} {value:.0%} bright (0% black, 100% white)."
    if value < BRIGHT_GOOD:
        advice = "Turn on more light, from the camera's side; no window behind the person."
        return Check("light", _state(value < BRIGHT_BAD), seen, advice, MEASURED)
    if value > GLARE_GOOD:
        return Check("light", "better", seen, "Turn the camera from the glare, or lower the exposure.", CONVENTION)
    return Check("light", "good", seen, source=MEASURED)


def sharpness(people: People) -> Check:
    """How wide the legs' outlines are smeared."""
    value = _median([smear(sight.image, sight.pose) for sight in people.sights])
    wide = f"{value:.1%}" if value >= 0.001 else "less than 0.1%"
    seen = f"The legs' outlines are smeared over {wide} of the person's height."
    if value <= SMEAR_GOOD:
        return Check("sharpness", "good", seen, source=MEASURED)
    advice = "Clean and focus the lens, put the phone on a tripod, and turn on more light: exposures are then shorter."
    return Check("sharpness", _state(value > SMEAR_BAD), seen, advice, MEASURED)


def size(footage: Footage, people: People) -> Check:
    """How large the person is: in pixels for the outlines, in the picture for being found."""
    share = _median([height_px(sight.pose) / max(sight.image.shape) for sight in people.sights])
    pixels = share * max(footage.width, footage.height)
    seen = f"From eyes to toes the person is {pixels:.0f} px high, {share:.0%} of the picture's longer side."
    if pixels >= HEIGHT_PX_GOOD and share >= SHARE_GOOD:
        return Check("size", "good", seen, source=MEASURED)
    advice = "Hold the phone upright or step nearer until the body fills two thirds of the picture's height."
    return Check("size", _state(pixels < HEIGHT_PX_BAD or share < SHARE_BAD), seen, advice, MEASURED)


def framing(people: People) -> Check:
    """Whether feet, legs and head are in the picture."""
    feet, legs, head = (_share_outside(people.sights, points) for points in (_FEET, _LEGS, _HEAD))
    for share, part in ((legs, "The hips or knees"), (feet, "The feet")):
        if share > FEW:
            seen = f"{part} are cut off, or at the very edge, in {share:.0%} of the pictures."
            return Check("framing", "bad", seen, _MARGIN_ADVICE, MEASURED)
    if head > FEW:
        seen = f"The head is cut off in {head:.0%} of the pictures: without eyes the person may not be found."
        return Check("framing", "better", seen, _MARGIN_ADVICE, MEASURED)
    return Check("framing", "good", "Head, hips and feet are in the picture.", source=MEASURED)


_MARGIN_ADVICE = "Tilt the phone or step back: a hand's breadth of floor below the feet, of wall above the head."


def height(people: People) -> Check:
    """Where the middle of the picture lies on the person: a level camera is as high as that."""
    ankles, hips = (np.array([_row(sight, part) for sight in people.sights]) for part in ("ankle", "hip"))
    middle = np.array([len(sight.image) / 2 for sight in people.sights])
    value = _median((ankles - middle) / np.maximum(np.percentile(ankles - hips, 90), 1.0))
    seen = f"The picture's middle lies {value:.1f} times as high as the hips; a phone that is level stands that high."
    if MIDDLE_LOW <= value <= MIDDLE_HIGH:
        return Check("camera height", "good", seen, source=CONVENTION)
    way = "Lower" if value > MIDDLE_HIGH else "Raise"
    advice = f"{way} the phone, level, until the middle of the picture lies between knees and hips."
    return Check("camera height", "better", seen, advice, CONVENTION)


def _state(spoils: bool) -> State:
    return "bad" if spoils else "better"


def _median(values: list[float] | FloatArray) -> float:
    return float(np.median(values))


def _row(sight: Sight, part: str) -> float:
    return float(sight.pose.points_px[[index(side, part) for side in SIDES], 1].mean())


def _share_outside(sights: tuple[Sight, ...], points: list[int]) -> float:
    """Of the pictures, how many have one of these points at an edge or beyond it."""
    places = np.array([sight.pose.points_px[points] / sight.image.shape[1::-1] for sight in sights])
    return float(((places < EDGE) | (places > 1 - EDGE)).any(axis=(1, 2)).mean())
