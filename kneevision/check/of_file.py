"""What the file itself tells: how long it is, its frame rate, and whether all of it can be read."""

from __future__ import annotations

from kneevision.check.limits import (
    FPS,
    FPS_BAD,
    FPS_GOOD,
    LENGTH,
    MOST_MISSING,
    SHORT_S,
    SHORTEST_S,
    SHORTISH_S,
    STEPS_A_MINUTE,
)
from kneevision.check.pictures import Footage
from kneevision.check.result import Check, State


def length(footage: Footage) -> Check:
    """Long enough for the strides that a mean needs."""
    seconds = footage.duration_s
    if seconds < SHORTEST_S:
        return Check("length", "bad", f"{seconds:.1f} s.", "An analysis takes 2 s at least; film 30 s.", LENGTH)
    strides = int(seconds * STEPS_A_MINUTE / 60 / 2)
    seen = f"{_time(seconds)}: about {strides} strides a leg, if somebody runs."
    if seconds >= SHORTISH_S:
        return Check("length", "good", seen, source=LENGTH)
    state: State = "bad" if seconds < SHORT_S else "better"
    return Check("length", state, seen, "Film 30 s of running, or five repetitions of a squat.", LENGTH)


def frame_rate(footage: Footage) -> Check:
    """Frames a second, in real time."""
    seen = f"{footage.fps:.0f} frames a second."
    if footage.fps >= FPS_GOOD:
        return Check("frame rate", "good", seen, source=FPS)
    if footage.fps < FPS_BAD:
        return Check("frame rate", "bad", seen, "Film at 60; 30 will do for squats.", FPS)
    seen = f"{footage.fps:.0f} frames a second: enough for squats, coarse for running."
    return Check("frame rate", "better", seen, "Film running at 60, for contact times at 120.", FPS)


def whole(footage: Footage) -> Check:
    """Whether all of the file is there, and pictures could be read from everywhere in it."""
    read, seconds = len(footage.pictures), footage.duration_s
    if seconds < (1 - MOST_MISSING) * footage.announced_s:
        seen = f"Of {_time(footage.announced_s)} only {_time(seconds)} can be read."
    elif read < footage.places and seconds >= SHORTEST_S:
        seen = f"Of {footage.places} places in it only {read} can be read."
    else:
        return Check("file", "good", f"{footage.width} x {footage.height} px, readable from start to end.")
    return Check("file", "bad", seen, "It is damaged or was not copied whole: copy it from the camera again.")


def _time(seconds: float) -> str:
    return f"{seconds:.1f} s" if seconds < 60 else f"{int(seconds) // 60} min {int(seconds) % 60} s"
