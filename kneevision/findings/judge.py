"""The one public function that makes findings: each rule held against the measures it is for.

A finding is `flagged` only when the whole interval, with what camera and pose model add to it, lies beyond the line,
`clear` only when all of it lies within, and `cannot_tell` otherwise or with too few cycles.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from types import MappingProxyType

import numpy as np

from kneevision.analysis import Finding, Interval, Measure, MeasureSide, State
from kneevision.camera import Camera
from kneevision.cycles.types import Cycles
from kneevision.findings.rules import Kind, Rule, Rules
from kneevision.findings.trend import over_repetitions, over_thirds
from kneevision.measures.bootstrap import widened
from kneevision.measures.catalogue import spec
from kneevision.measures.reduce import Measured
from kneevision.pose.landmarks import SIDES
from kneevision.pose.track import FloatArray

_FLEXION = "knee_flexion_bottom_deg"
# A line through fewer points has no scatter to judge it by; of fewer none is odd (conventions).
_LEAST_FOR_TREND, _LEAST_FOR_ODD = 3, 5
# 1 / 0.6745: a median absolute deviation in standard deviations.
_MAD_TO_SD = 1.4826


@dataclass(frozen=True)
class _Case:
    """What the rules are held against."""

    measured: Measured
    cycles: Cycles
    camera: Camera | None
    rules: Rules

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


def judge(measured: Measured, cycles: Cycles, camera: Camera | None, rules: Rules) -> tuple[Finding, ...]:
    """Hold every rule that is for the activity against the measures.

    Parameters
    ----------
    measured : Measured
    cycles : Cycles
    camera : Camera or None
        Its yaw interval is what a side difference must exceed.
    rules : Rules

    Returns
    -------
    tuple of Finding
        None for a measure that was not taken.
    """
    case = _Case(measured, cycles, camera, rules)
    findings: list[Finding] = []
    for rule in rules.rules:
        if cycles.activity in rule.activities:
            findings += _JUDGES[rule.kind](rule, case)
    return tuple(findings)


def _reference_line(rule: Rule, case: _Case) -> list[Finding]:
    findings = []
    for row in case.rows(rule.measure, SIDES):
        numbers, values = case.values(rule.measure, row.side)
        beyond = [number for number, value in zip(numbers, values, strict=True) if value > rule.line]
        state, why = _verdict(row, (-np.inf, rule.line), rule.systematic or 0.0, case)
        other_depth = _other_depth(rule, row.side, case)
        if other_depth is not None:
            state, why = "cannot_tell", other_depth
        text = (
            f"{_name(row)}: {_amount(row)}; {len(beyond)} of {row.n} {case.noun}s lie beyond the line of "
            f"{rule.line:g} {row.unit}. {_error_words(rule, row)}{why}"
        )
        # With too few cycles nothing is flagged, not even a single one.
        findings.append(_finding(rule, row.side, state, beyond if row.n >= case.least else [], text))
    return findings or _line_without_a_value(rule, case)


def _other_depth(rule: Rule, side: MeasureSide, case: _Case) -> str | None:
    """That a squat is clearly less or more deep than the squats that a line is from; None when it is not."""
    flexion = next(iter(case.rows(_FLEXION, (side,))), None)
    if rule.flexion is None or flexion is None or flexion.value is None:
        return None
    low, high = rule.flexion
    error = case.rules.systematic[_FLEXION] or 0.0
    if low - error <= flexion.value <= high + error:
        return None
    return (
        f"Cannot be told: the line is from squats of {low:g} to {high:g} deg of knee flexion, these have about "
        f"{flexion.value:.0f} deg."
    )


def _line_without_a_value(rule: Rule, case: _Case) -> list[Finding]:
    """A user who set a line is told when there is nothing to hold against it."""
    rows = case.measured.measures if rule.own else ()
    missing = [row for row in rows if row.name == rule.measure and row.side in SIDES]
    return [_finding(rule, row.side, "cannot_tell", [], f"{_name(row)}: not judged, {row.reason}.") for row in missing]


def _error_words(rule: Rule, row: Measure) -> str:
    if rule.systematic is None:
        return "How far camera and pose model are off in it is not known. "
    return f"Camera and pose model can be off by {rule.systematic:g} {row.unit}. "


def _side_difference(rule: Rule, case: _Case) -> list[Finding]:
    findings = []
    for row in case.rows(rule.measure, ("difference",)):
        roll = case.camera.roll_deg if case.camera else None
        by_camera = rule.per_deg_yaw * _largest_yaw(case.camera) + rule.per_deg_roll * abs(roll or 0.0)
        state, why = _verdict(row, (-rule.line, rule.line), float(np.hypot(by_camera, rule.systematic or 0.0)), case)
        if row.n >= case.least and roll is None and rule.per_deg_roll:
            state = "cannot_tell"
            why = (
                f"Cannot be told: each degree of camera tilt makes {rule.per_deg_roll:g} of it; the tilt is not known."
            )
        text = (
            f"{_name(row)}: {_amount(row)}; typical is up to {rule.line:g} {row.unit}. {_error_words(rule, row)}{why}"
        )
        findings.append(_finding(rule, "difference", state, [], text))
    return findings


def _drift(rule: Rule, case: _Case) -> list[Finding]:
    findings = []
    for row in case.rows(rule.measure, SIDES):
        _, values = case.values(rule.measure, row.side)
        if len(values) < _LEAST_FOR_TREND:
            continue
        change, interval = over_repetitions(values) if case.repetitions else over_thirds(values)
        moved = replace(row, value=change, interval=interval)
        state, why = _verdict(moved, (-rule.line, rule.line), 0.0, case)
        span = "first repetition to the last" if case.repetitions else "first third of the strides to the last"
        text = f"{_name(row)}: from the {span} it changes by {change:+.1f} {row.unit}; the line is {rule.line:g}. {why}"
        findings.append(_finding(rule, row.side, state, [], text))
    return findings


def _atypical_stride(rule: Rule, case: _Case) -> list[Finding]:
    findings = []
    for row in case.rows(rule.measure, SIDES):
        numbers, values = case.values(rule.measure, row.side)
        if row.n < max(case.least, _LEAST_FOR_ODD):
            continue
        off = np.abs(values - np.median(values))
        bound = max(rule.line * _MAD_TO_SD * float(np.median(off)), rule.least)
        odd = [number for number, deviation in zip(numbers, off, strict=True) if deviation > bound]
        state: State = "flagged" if odd else "clear"
        what = f"{len(odd)} of {row.n} {case.noun}s differ" if odd else f"no {case.noun} differs"
        text = f"{_name(row)}: {what} from this person's others by far more than they usually do."
        findings.append(_finding(rule, row.side, state, odd, f"{text} Check the tracking there." if odd else text))
    return findings


_Judge = Callable[[Rule, _Case], list[Finding]]
_JUDGES: Mapping[Kind, _Judge] = MappingProxyType(
    {
        "reference_line": _reference_line,
        "side_difference": _side_difference,
        "drift": _drift,
        "atypical_stride": _atypical_stride,
    }
)


def _state(interval: Interval | None, within: Interval) -> State:
    if interval is None:
        return "cannot_tell"
    low, high = interval
    if within[0] <= low and high <= within[1]:
        return "clear"
    if low > within[1] or high < within[0]:
        return "flagged"
    return "cannot_tell"


def _largest_yaw(camera: Camera | None) -> float:
    """How far off, deg, the camera can be; without a measured yaw as far as the view allows."""
    if camera is None or camera.yaw_interval_deg is None:
        return 30.0
    return max(abs(end) for end in camera.yaw_interval_deg)


def _name(row: Measure) -> str:
    side = {"difference": "left minus right"}.get(row.side, row.side)
    return f"{spec(row.name).title}, {side}"


def _amount(row: Measure) -> str:
    entry = spec(row.name)
    amount = f"{row.value:.{entry.decimals}f} {row.unit}"
    if row.interval is None:
        return amount
    low, high = row.interval
    return f"{amount} (95 % interval {low:.{entry.decimals}f} to {high:.{entry.decimals}f})"


def _verdict(row: Measure, within: Interval, error: float, case: _Case) -> tuple[State, str]:
    """Where a value lies against a line, with an error (95 % half width) added to its interval, and why."""
    if row.n < case.least:
        return "cannot_tell", f"Not judged: valid {case.noun}s: {row.n}, it takes {case.least}."
    if row.interval is None or row.value is None:
        return "cannot_tell", f"Cannot be told: too few {case.noun}s for an interval."
    by_cycles = _state(row.interval, within)
    state = _state(widened(row.value, row.interval, error), within)
    if state != "cannot_tell":
        return state, f"It lies {'beyond' if state == 'flagged' else 'within'} the line, errors included."
    if by_cycles == "cannot_tell":
        return state, "Cannot be told: the interval reaches across the line."
    return state, "Cannot be told: that error reaches across the line."


def _finding(rule: Rule, side: MeasureSide, state: State, found: Sequence[int], text: str) -> Finding:
    return Finding(
        kind=rule.kind,
        measure=rule.measure,
        side=side,
        state=state,
        cycles=tuple(found),
        text=text,
        source=rule.source,
        grade=rule.grade,
        line=rule.line,
    )
