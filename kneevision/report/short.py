"""In short: what was seen, what stands out and what is open, in a sentence each."""

from __future__ import annotations

from typing import Final

from kneevision.analysis import Analysis, Finding
from kneevision.measures.catalogue import spec
from kneevision.pose.landmarks import SIDES
from kneevision.report import focus
from kneevision.report.texts import (
    ACTIVITY,
    ON_SIDE,
    UNIT,
    VIEW,
    interval,
    interval_name,
    number,
    plain,
    shown,
    title,
    upper,
)
from kneevision.report.words import words

# Warnings that put all numbers in doubt: they must not wait for the reader to reach Quality.
SERIOUS: Final = ("legs_out_of_picture", "person_lost", "truncated", "oblique", "camera_yaw")


def what_was_seen(analysis: Analysis) -> str:
    """The first sentence: the activity, the view, how much could be measured."""
    if analysis.subject is None:
        return "Nobody was found in this clip, so nothing was measured."
    if analysis.activity == "unknown":
        return (
            "Neither running nor walking nor squats, on both legs or on one, were recognized in this clip, "
            "so nothing was measured."
        )
    where = f"seen {VIEW[analysis.view]}" if analysis.view else "from a direction that could not be told"
    sure = "" if analysis.activity_confidence is None else f" (confidence {analysis.activity_confidence:.1f} of 1)"
    head = f"{ACTIVITY[analysis.activity]}{sure}, {where}"
    cadence = analysis.measure("cadence_spm", "both")
    pace = f", at {cadence.value:.0f} steps a minute" if cadence and cadence.value is not None else ""
    return f"{head}: {_counted(analysis)} counted{pace}."


def _counted(analysis: Analysis) -> str:
    """'13 left and 12 right strides', '4 right repetitions'; a repetition of both legs counts once."""
    valid = {(cycle.side, cycle.index) for cycle in analysis.cycles if cycle.valid}
    called = words(analysis)
    if focus.squats(analysis) and not valid:
        return f"no {called.one}"
    if focus.both_legs(analysis):
        count = len({index for _, index in valid})
        return f"{count} {called.noun(count)}"
    tried = [s for s in SIDES if not focus.squats(analysis) or any(cycle.side == s for cycle in analysis.cycles)]
    counts = {side: sum(each == side for each, _ in valid) for side in tried}
    sides = " and ".join(f"{count} {side}" for side, count in counts.items())
    return f"{sides} {called.noun(sum(counts.values()))}"


def what_was_flagged(analysis: Analysis) -> str | None:
    """The second sentence: what stands out, or that nothing does, or that it could not be told."""
    if focus.nothing_measured(analysis):
        return None
    raised = focus.flagged(analysis)
    states = [finding.state for finding in analysis.findings]
    if raised:
        more = len(raised) - 1
        tail = f" ({more} more {'flag' if more == 1 else 'flags'} in the report.)" if more else ""
        return _flag(raised[0], analysis) + tail
    if "clear" in states:
        open_questions = _open_questions(analysis)
        if open_questions:
            return f"No flag; but it cannot be told {' or '.join(open_questions)}."
        return f"Nothing stands out in the {_checks(states.count('clear'))} that could be made."
    if states:
        return "Whether anything stands out cannot be told; the report says why."
    return "No check could be made."


def _open_questions(analysis: Analysis) -> list[str]:
    """What a reader would take for settled when nothing is flagged, though it could not be told."""
    open_findings = [finding for finding in analysis.findings if finding.state == "cannot_tell"]
    lines = dict.fromkeys(_in_a_sentence(title(f.measure)) for f in open_findings if f.kind == "reference_line")
    questions = [f"whether {measure} lies beyond its line" for measure in lines]
    differences = [finding for finding in analysis.findings if finding.kind == "side_difference"]
    unsettled = [_in_a_sentence(title(f.measure)) for f in differences if f.state == "cannot_tell"]
    if unsettled:
        where = "" if len(unsettled) == len(differences) else f" in {' and '.join(unsettled)}"
        questions.append(f"whether left and right differ{where}")
    return questions


def _flag(finding: Finding, analysis: Analysis) -> str:
    """One flag in one sentence; its own text when its kind is not known here."""
    what, called = _in_a_sentence(title(finding.measure)), words(analysis)
    where = ON_SIDE.get(finding.side, "")
    row = analysis.measure(finding.measure, finding.side)
    count = len(finding.cycles)
    if row is None or row.value is None or finding.line is None:
        return shown(finding.text)
    line = plain(finding.line) + UNIT.get(row.unit, "")
    if finding.kind == "reference_line":
        share = f" ({count} of {row.n} {called.noun(row.n)})" if count else ""
        convention = ", which is a convention" if finding.grade == "C" else ""
        return upper(f"{what} {where} lies beyond the line of {line}{share}{convention}.")
    if finding.kind == "side_difference":
        difference = number(abs(row.value), spec(row.name))
        return upper(f"{what} differs between left and right by {difference}, more than is typical.")
    if finding.kind == "drift":
        return upper(f"{what} {where} changes {called.span} by more than {line}.")
    if finding.kind == "atypical_stride":
        cycles = f"{count} {called.noun(count)} {'stands' if count == 1 else 'stand'}"
        return upper(f"{where}, {cycles} apart from this {called.who}'s others in {what}.")
    return shown(finding.text)


def _in_a_sentence(heading: str) -> str:
    """'FPPA, peak' as 'peak FPPA', 'FPPA, at the bottom' as 'FPPA at the bottom'."""
    name, _, how = heading.partition(", ")
    name = name[0].lower() + name[1:] if name[1:2].islower() else name
    return f"{name} {how}" if how.startswith("at ") else f"{how} {name}".strip()


def where_the_knees_are(analysis: Analysis) -> str | None:
    """The knees' distance against the ankles' at the bottom of a squat: described, there is no line to judge it by."""
    row = analysis.measure("kasr_bottom", "both")
    if row is None or row.value is None:
        return None
    entry = spec(row.name)
    value = f"KASR {number(row.value, entry, 1.0)}"
    if row.interval is None:
        return f"{value} at the bottom: described, not judged; whether it is below or above 1 cannot be told."
    span = f"{interval_name(row.error is not None and row.error.pose_model is not None)}: {interval(row, entry, 1.0)}"
    low, high = row.interval
    if low <= 1.0 <= high:
        return (
            f"Whether the knees are closer together or farther apart than the ankles at the bottom cannot be told "
            f"({value}; {span})."
        )
    how = "closer together" if high < 1.0 else "farther apart"
    return f"At the bottom the knees are {how} than the ankles ({value}; {span}): described, not judged."


def what_is_open(analysis: Analysis) -> str | None:
    """The third sentence: what limits the first two."""
    open_checks = sum(finding.state == "cannot_tell" for finding in analysis.findings)
    parts = []
    if open_checks and any(finding.state != "cannot_tell" for finding in analysis.findings):
        parts.append(f"{_checks(open_checks)} could not be decided")
    if analysis.warnings and not focus.nothing_measured(analysis):
        count = len(analysis.warnings)
        parts.append(f"{count} {'warning' if count == 1 else 'warnings'} to read under Quality")
    text = "; ".join(parts)
    return upper(text) + "." if text else None


def what_is_serious(analysis: Analysis) -> list[str]:
    """The first sentence of each warning that puts all numbers in doubt."""
    texts = [shown(warning.text) for warning in analysis.warnings if warning.code in SERIOUS]
    return [text.partition(". ")[0].rstrip(".") + "." for text in texts]


def in_short(analysis: Analysis) -> list[str]:
    """What was found, in a few sentences, and after the first one a sentence per serious warning."""
    lines = [
        what_was_seen(analysis),
        *what_is_serious(analysis),
        what_was_flagged(analysis),
        where_the_knees_are(analysis),
        what_is_open(analysis),
    ]
    return [line for line in lines if line]


def _checks(count: int) -> str:
    return f"{count} {'check' if count == 1 else 'checks'}"
