"""The one public function that makes findings: each rule held against the measures it is for.

A finding is `flagged` only when the whole interval lies beyond the line, `clear` only when all of it lies within, and
`cannot_tell` otherwise (`verdict.py`).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from types import MappingProxyType

import numpy as np

from kneevision.analysis import ErrorParts, Finding, Measure, MeasureSide, State
from kneevision.cycles.types import Cycles
from kneevision.findings.rules import Kind, Rule, Rules
from kneevision.findings.trend import over_repetitions, over_thirds
from kneevision.findings.verdict import Case, verdict
from kneevision.measures.catalogue import spec
from kneevision.measures.reduce import Measured
from kneevision.pose.landmarks import SIDES

_FLEXION = "knee_flexion_bottom_deg"
# A line through fewer points has no scatter to judge it by; of fewer none is odd (conventions).
_LEAST_FOR_TREND, _LEAST_FOR_ODD = 3, 5
# 1 / 0.6745: a median absolute deviation in standard deviations.
_MAD_TO_SD = 1.4826


def judge(measured: Measured, cycles: Cycles, rules: Rules, fps: float) -> tuple[Finding, ...]:
    """Hold every rule that is for the activity against the measures.

    Parameters
    ----------
    measured : Measured
        Its intervals are what is held against the lines.
    cycles : Cycles
    rules : Rules
    fps : float
        Frames per second of the clip, in real time.

    Returns
    -------
    tuple of Finding
        None for a measure that was not taken.
    """
    case = Case(measured, cycles, rules, fps)
    findings: list[Finding] = []
    for rule in rules.rules:
        if cycles.activity in rule.activities:
            findings += _JUDGES[rule.kind](rule, case)
    return tuple(findings)


def _reference_line(rule: Rule, case: Case) -> list[Finding]:
    findings = []
    for row in case.rows(rule.measure, SIDES):
        numbers, values = case.values(rule.measure, row.side)
        beyond = [number for number, value in zip(numbers, values, strict=True) if value > rule.line]
        other_depth = _other_depth(rule, row.side, case)
        if other_depth is not None:  # a line that is not for these squats is neither counted against nor drawn
            finding = _finding(rule, row.side, "cannot_tell", [], f"{_name(row)}: {_amount(row)}. {other_depth}")
            findings.append(replace(finding, line=None))
            continue
        state, why = verdict(row, (-np.inf, rule.line), case)
        text = (
            f"{_name(row)}: {_amount(row)}; {len(beyond)} of {row.n} {case.noun}s lie beyond the line of "
            f"{rule.line:g} {row.unit}. {why}"
        )
        # With too few cycles nothing is flagged, not even a single one.
        findings.append(_finding(rule, row.side, state, beyond if row.n >= case.least else [], text))
    return findings or _line_without_a_value(rule, case)


def _other_depth(rule: Rule, side: MeasureSide, case: Case) -> str | None:
    """That a squat is clearly less or more deep than the squats that a line is from; None when it is not."""
    flexion = next(iter(case.rows(_FLEXION, (side,))), None)
    if rule.flexion is None or flexion is None or flexion.value is None:
        return None
    low, high = rule.flexion
    error = (flexion.error.pose_model if flexion.error else None) or 0.0
    if low - error <= flexion.value <= high + error:
        return None
    return (
        f"Cannot be told: the line is from squats of {low:g} to {high:g} deg of knee flexion, these have about "
        f"{flexion.value:.0f} deg."
    )


def _line_without_a_value(rule: Rule, case: Case) -> list[Finding]:
    """A user who set a line is told when there is nothing to hold against it."""
    rows = case.measured.measures if rule.own else ()
    missing = [row for row in rows if row.name == rule.measure and row.side in SIDES]
    return [_finding(rule, row.side, "cannot_tell", [], f"{_name(row)}: not judged, {row.reason}.") for row in missing]


def _side_difference(rule: Rule, case: Case) -> list[Finding]:
    findings = []
    for row in case.rows(rule.measure, ("difference",)):
        state, why = verdict(row, (-rule.line, rule.line), case)
        text = f"{_name(row)}: {_amount(row)}; typical is up to {rule.line:g} {row.unit}. {why}"
        findings.append(_finding(rule, "difference", state, [], text))
    return findings


def _drift(rule: Rule, case: Case) -> list[Finding]:
    findings = []
    for row in case.rows(rule.measure, SIDES):
        _, values = case.values(rule.measure, row.side)
        if len(values) < _LEAST_FOR_TREND:
            continue
        change, interval = over_repetitions(values) if case.repetitions else over_thirds(values)
        # what camera and pose model are off by hardly changes within a clip
        parts = None if interval is None else ErrorParts((interval[1] - interval[0]) / 2, pose_model=0.0)
        moved = replace(row, value=change, interval=interval, error=parts)
        state, why = verdict(moved, (-rule.line, rule.line), case)
        span = "first repetition to the last" if case.repetitions else "first third of the strides to the last"
        text = f"{_name(row)}: from the {span} it changes by {change:+.1f} {row.unit}; the line is {rule.line:g}. {why}"
        findings.append(_finding(rule, row.side, state, [], text))
    return findings


def _atypical_stride(rule: Rule, case: Case) -> list[Finding]:
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


_Judge = Callable[[Rule, Case], list[Finding]]
_JUDGES: Mapping[Kind, _Judge] = MappingProxyType(
    {
        "reference_line": _reference_line,
        "side_difference": _side_difference,
        "drift": _drift,
        "atypical_stride": _atypical_stride,
    }
)


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
