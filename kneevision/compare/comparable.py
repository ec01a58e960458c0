"""Whether two filmings can be compared, what differs between them, and which measures that takes away."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType

import numpy as np

from kneevision.compare.limits import limits
from kneevision.compare.types import Difference, Filmed
from kneevision.errors import UserError
from kneevision.pose.landmarks import SIDES
from kneevision.report.texts import VIEW

# How far apart two filmings are, in the unit of the limit, and in words; None where that cannot be told.
_Apart = Callable[[Filmed, Filmed], tuple[float, str] | None]


def refuse_if_unlike(before: Filmed, after: Filmed) -> None:
    """Refuse what no measure can be compared between.

    Raises
    ------
    UserError
        The activity or the view is another.
    """
    for what, one, other in (
        ("activities", _activity(before), _activity(after)),
        ("views", VIEW[before.view], VIEW[after.view]),
    ):
        if one != other:
            raise UserError(
                f"{before.path} and {after.path} cannot be compared: {what} differ ({one}; {other}); film both alike."
            )


def differences(before: Filmed, after: Filmed) -> tuple[Difference, ...]:
    """Everything that differs beyond its limit, with the measures that it spoils.

    Parameters
    ----------
    before, after : Filmed
        Of the same activity and view.

    Returns
    -------
    tuple of Difference
        In the order of `limits.toml`.
    """
    found = []
    for limit in limits():
        apart = _APART[limit.code](before, after) if limit.is_for(after) else None
        if apart is not None and apart[0] > limit.most:
            found.append(
                Difference(
                    code=limit.code,
                    text=f"{apart[1]}: {limit.effect}.",
                    spoils=limit.spoilt(after),
                    widens=limit.widens,
                    limit=limit.most,
                    source=limit.source,
                    grade=limit.grade,
                )
            )
    return tuple(found)


def unchecked(before: Filmed, after: Filmed) -> tuple[str, ...]:
    """What a video does not tell and has to be alike too, in words."""
    always = ("that it is the same person", "clothing and shoes", "how tired and how used to the task the person was")
    if after.activity not in ("running", "walking"):
        return (*always, "where the feet stood and how the squat was asked for")
    told = before.speed is not None and after.speed is not None
    return (*always, "the belt's incline", *(() if told else ("the belt's speed, which was not told",)))


def _activity(filmed: Filmed) -> str:
    return filmed.activity.replace("_", " ")


def _model(before: Filmed, after: Filmed) -> tuple[float, str] | None:
    return float(before.model != after.model), f"The pose model was {before.model}, then {after.model}"


def _version(before: Filmed, after: Filmed) -> tuple[float, str] | None:
    words = f"kneevision {before.version} analyzed the first, {after.version} the second"
    return float(before.version != after.version), words


def _speed(before: Filmed, after: Filmed) -> tuple[float, str] | None:
    """Percent."""
    if before.speed is None or after.speed is None:
        return None
    return _percent(before.speed, after.speed), f"The belt ran at {before.speed:g}, then at {after.speed:g}"


def _cadence(before: Filmed, after: Filmed) -> tuple[float, str] | None:
    """Percent, where a change of it may be one of the belt's speed."""
    return None if _at_same_speed(before, after) else _cadence_apart(before, after)


def _cadence_at_same_speed(before: Filmed, after: Filmed) -> tuple[float, str] | None:
    return _cadence_apart(before, after) if _at_same_speed(before, after) else None


def _cadence_apart(before: Filmed, after: Filmed) -> tuple[float, str] | None:
    if before.cadence_spm is None or after.cadence_spm is None:
        return None
    words = f"The cadence went from {before.cadence_spm:.0f} to {after.cadence_spm:.0f} steps a minute"
    return _percent(before.cadence_spm, after.cadence_spm), words


def _at_same_speed(before: Filmed, after: Filmed) -> bool:
    apart = _speed(before, after)
    return apart is not None and apart[0] <= next(limit.most for limit in limits() if limit.code == "speed")


def _yaw(before: Filmed, after: Filmed) -> tuple[float, str] | None:
    """Degrees; none where both may have been the same, by their intervals; what is not known counts as different."""
    if before.yaw_deg is None or after.yaw_deg is None:
        return np.inf, "How far the camera stood off the line is not known of both"
    apart = abs(after.yaw_deg - before.yaw_deg)
    if apart <= np.hypot(_half(before), _half(after)):
        return None
    return apart, f"The camera stood {before.yaw_deg:+.0f} degrees off the line, then {after.yaw_deg:+.0f}"


def _half(filmed: Filmed) -> float:
    low, high = filmed.yaw_interval_deg or (0.0, 0.0)
    return (high - low) / 2


def _distance(before: Filmed, after: Filmed) -> tuple[float, str] | None:
    """The farther over the nearer."""
    if before.distance_legs is None or after.distance_legs is None:
        return None
    words = (
        f"The camera was about {before.distance_legs:.1f} leg lengths away, then {after.distance_legs:.1f}, "
        "by the person's size in the picture"
    )
    return _ratio(before.distance_legs, after.distance_legs), words


def _size(before: Filmed, after: Filmed) -> tuple[float, str] | None:
    """As of the distance; what is not known counts as different."""
    return _distance(before, after) or (np.inf, "The person's size is not known of both")


def _light(before: Filmed, after: Filmed) -> tuple[float, str] | None:
    """The brighter over the darker; what is not known counts as different."""
    if not before.brightness or not after.brightness:
        return np.inf, "The light is not known of both"
    words = f"The person's surroundings had {before.brightness:.0%} of full brightness, then {after.brightness:.0%}"
    return _ratio(before.brightness, after.brightness), words


def _fps(before: Filmed, after: Filmed) -> tuple[float, str] | None:
    """The higher over the lower."""
    return _ratio(before.fps, after.fps), f"It was filmed at {before.fps:.0f}, then at {after.fps:.0f} frames a second"


def _depth(before: Filmed, after: Filmed) -> tuple[float, str] | None:
    """Degrees of knee flexion; of squats of one leg those of the leg whose depth changed more."""
    one, two = before.flexion_legs_deg, after.flexion_legs_deg
    of_legs = [(one[side], two[side], f"The {side} knee") for side in SIDES if side in one and side in two]
    if of_legs:
        first, second, whose = max(of_legs, key=lambda leg: abs(leg[1] - leg[0]))
    elif before.flexion_deg is None or after.flexion_deg is None:
        return None
    else:
        first, second, whose = before.flexion_deg, after.flexion_deg, "The knees"
    return abs(second - first), f"{whose} bent to {first:.0f}, then to {second:.0f} degrees"


def _ratio(one: float, other: float) -> float:
    return max(one, other) / min(one, other)


def _percent(before: float, after: float) -> float:
    return 100 * abs(after / before - 1)


_APART: Mapping[str, _Apart] = MappingProxyType(
    {
        "model": _model,
        "version": _version,
        "speed": _speed,
        "cadence": _cadence,
        "cadence_at_same_speed": _cadence_at_same_speed,
        "yaw": _yaw,
        "distance": _distance,
        "size": _size,
        "light": _light,
        "fps": _fps,
        "depth": _depth,
    }
)
