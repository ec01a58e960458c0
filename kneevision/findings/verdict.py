"""Where a measure lies against a line, and what would settle it when that cannot be told."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from kneevision.analysis import ErrorParts, Interval, Measure, MeasureSide, State
from kneevision.cycles.types import Cycles
from kneevision.findings.rules import Rules
from kneevision.measures.catalogue import spec
from kneevision.measures.reduce import Measured
from kneevision.pose.track import FloatArray

# More cycles than this are not asked for: 3 minutes of running.
_MOST_CYCLES = 250


@dataclass(frozen=True)
class Case:
    """What the rules are held against. `fps`: of the clip, in real time."""

    measured: Measured
    cycles: Cycles
    rules: Rules
    fps: float

    @property
    def repetitions(self) -> bool:
        """Whether the cycles are repetitions of a squat, else strides."""
        return self.cycles.activity in ("squat", "single_leg_squat")

    @property
    def noun(self) -> str:
        """What a cycle is called."""
        return "repetition" if self.repetitions else "stride"

    @property
    def least(self) -> int:
        """Valid cycles of a side below which nothing is flagged."""
        return self.rules.least["rep" if self.repetitions else "stride"]

    def rows(self, name: str, sides: Sequence[MeasureSide]) -> list[Measure]:
        """The rows of a measure that have a value."""
        return [m for m in self.measured.measures if m.name == name and m.side in sides and m.value is not None]

    def values(self, name: str, side: MeasureSide) -> tuple[list[int], FloatArray]:
        """Indices and values (N,) of a side's cycles that have the measure, in order of time."""
        pairs = [
            (cycle.index, value)
            for cycle, values in zip(self.cycles.cycles, self.measured.values, strict=True)
            if cycle.side == side and (value := values.get(name)) is not None
        ]
        return [index for index, _ in pairs], np.array([value for _, value in pairs])


def verdict(row: Measure, within: Interval, case: Case) -> tuple[State, str]:
    """Where a measure's whole interval lies against a line, and why, in words.

    Parameters
    ----------
    row : Measure
        With a value.
    within : (low, high)
        What lies within the line, in the measure's unit.
    case : Case

    Returns
    -------
    state, text
        'flagged' or 'clear' only when all of the interval lies beyond or within, with enough cycles, from enough frames
        a second, and with a pose model whose error in the measure is known.
    """
    if row.n < case.least:
        return "cannot_tell", f"Not judged: valid {case.noun}s: {row.n}, it takes {case.least}."
    if row.interval is None or row.error is None:
        return "cannot_tell", f"Cannot be told: too few {case.noun}s for an interval."
    if case.fps < spec(row.name).judged_from_fps:
        return "cannot_tell", f"Cannot be told from {case.fps:.0f} frames a second: film at 120."
    if row.error.pose_model is None:
        return "cannot_tell", "Cannot be told: how far the pose model is off in it was never measured."
    state = state_of(row.interval, within)
    if state != "cannot_tell":
        return state, f"It lies {'beyond' if state == 'flagged' else 'within'} the line, errors included."
    return state, f"Cannot be told: the interval reaches across the line. {_what_settles(row, row.error, within, case)}"


def state_of(interval: Interval, within: Interval) -> State:
    """Where an interval lies: all of it beyond, all of it within, or across a line."""
    low, high = interval
    if within[0] <= low and high <= within[1]:
        return "clear"
    return "flagged" if low > within[1] or high < within[0] else "cannot_tell"


def _what_settles(row: Measure, error: ErrorParts, within: Interval, case: Case) -> str:
    """What to do so that the interval no longer reaches across the line, if anything does."""
    room = min(abs((row.value or 0.0) - end) for end in within)
    pose_model = error.pose_model or 0.0
    if pose_model >= room:
        return f"No other filming settles it: the pose model alone can be off by {_half(row, pose_model)}."
    if (rest := _together(error.camera, error.timing, pose_model)) < room:
        cycles = row.n * (error.cycles / np.sqrt(room**2 - rest**2)) ** 2
        if cycles > _MOST_CYCLES:
            return f"It lies too near the line: more than {_MOST_CYCLES} valid {case.noun}s would be needed."
        return f"Film longer: about {max(int(np.ceil(cycles)), row.n + 1)} valid {case.noun}s would do."
    if _together(error.cycles, error.timing, pose_model) < room:
        return (
            f"Place the camera better: its angle, tilt and lens leave {_half(row, error.camera)} open. Film level and "
            "exactly in line, and say the lens with --focal-35mm."
        )
    if _together(error.cycles, error.camera, pose_model) < room:
        return "Film at 120 frames a second."
    return "It takes both a longer clip and a camera that is exactly in line."


def _half(row: Measure, half: float) -> str:
    return f"{half:.{spec(row.name).decimals}f} {row.unit}"


def _together(*halves: float) -> float:
    return float(np.sqrt(np.sum(np.square(halves))))
