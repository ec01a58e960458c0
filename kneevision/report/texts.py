"""The words of video, plots and page that depend on the analysis; the rest stands in the templates."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from kneevision.analysis import Analysis, CameraPose, CycleRow, Finding, Measure, View
from kneevision.measures.catalogue import MeasureSpec, spec
from kneevision.pose.landmarks import Side
from kneevision.report import focus

MINUS: Final = "\N{MINUS SIGN}"
SERIES: Final = {
    "femoral_adduction": ("Femoral adduction", "thigh", "+ knee inward"),
    "fppa": ("FPPA", "FPPA", "+ valgus"),
    "knee_flexion": ("Knee flexion", "knee", "0 straight"),
}
ACTIVITY: Final = {
    "running": "Running",
    "walking": "Walking",
    "squat": "Squat",
    "single_leg_squat": "Single-leg squat",
    "unknown": "Activity not recognized",
}
VIEW: Final = {
    "front": "from the front",
    "back": "from behind",
    "left": "from the left side",
    "right": "from the right side",
    "oblique": "at an angle",
    None: "view not known",
}
UNIT: Final = {"deg": "\N{DEGREE SIGN}", "s": " s", "steps/min": " steps/min", "ratio": ""}
SIDE: Final = {
    "left": "Left",
    "right": "Right",
    "both": "Both sides",
    "difference": "Left \N{MINUS SIGN} right",
}
STATE: Final = {"flagged": "Flagged", "clear": "Clear", "cannot_tell": "Cannot tell"}
GRADE: Final = {
    "A": "published for this task and view",
    "B": "published for a neighbouring task, borrowed here",
    "C": "a convention, not published for this task",
}
KIND: Final = {
    "reference_line": "Against a line",
    "side_difference": "Left against right",
    "drift": "Change over the clip",
    "atypical_stride": "Odd strides",
}
MARK_SHORT: Final = {"line": "beyond line", "atypical": "odd stride"}
YAW_SIGN: Final[dict[str | None, str]] = {
    "front": " (+ toward the runner's left)",
    "back": " (+ toward the runner's right)",
}
FPS_SOURCE: Final = {
    "timestamps": "from the frames' own times",
    "file tag": "from the file's own tag",
    "option": "as given by the user",
}


def signed(value: float, decimals: int) -> str:
    """A number with a true minus sign; never '-0.0'."""
    text = f"{value:.{decimals}f}"
    return MINUS + text[1:] if text.startswith("-") and float(text) != 0 else text.lstrip("-")


def plain(value: float) -> str:
    """A number that somebody chose, as they would write it: '10', '13.5'."""
    return f"{value:g}".replace("-", MINUS)


def degrees(value: float) -> str:
    """Whole degrees: what a single frame is good for."""
    return signed(value, 0) + UNIT["deg"]


def seconds(value: float) -> str:
    """A tick of the time axis."""
    return f"{value:g} s"


def axis(series: str) -> str:
    """Name, unit and sign of an angle's axis."""
    title, _, sign = SERIES[series]
    return f"{title}, degrees ({sign})"


def plot_axis(series: str) -> str:
    """The axis of a plot whose title has the angle's name."""
    return f"Degrees ({SERIES[series][2]})"


def line_label(line: float) -> str:
    """The reference line of an angle, named on a chart."""
    return f"line {plain(line)}{UNIT['deg']}"


def angle_names(headlines: Sequence[focus.Headline]) -> tuple[str | None, str | None]:
    """Short names of the knee's and the thigh's angle in the video."""
    names = [SERIES[headline.series][1] for headline in reversed(headlines)] + [None, None]
    return names[0], names[1]


def stride_state(stride: CycleRow | None, stance: bool) -> str:
    """Which stride it is and where in it."""
    if stride is None:
        return ""
    state = ("stance" if stance else "swing") if stride.valid else "not counted"
    return f"stride {stride.index + 1} \N{MIDDLE DOT} {state}"


def live_numbers(values: Sequence[tuple[str, float]]) -> str:
    """The angles of this frame."""
    return "   ".join(f"{name} {degrees(value)}" for name, value in values)


def last_peak(name: str, value: float) -> str:
    """What the last stance came to."""
    return f"{name} peak {signed(value, 1)}{UNIT['deg']}"


def number(value: float | None, entry: MeasureSpec) -> str:
    """A measure's value with its unit, or a dash."""
    return "\N{EN DASH}" if value is None else signed(value, entry.decimals) + UNIT.get(entry.unit, f" {entry.unit}")


def interval(measure: Measure, entry: MeasureSpec) -> str:
    """'11.2 to 13.4', or nothing."""
    if measure.interval is None:
        return ""
    low, high = (signed(edge, entry.decimals) for edge in measure.interval)
    return f"{low} to {high}"


def interval_name(only_random: bool) -> str:
    """What an interval is called beside a number."""
    return "95 %, strides only" if only_random else "95 %"


def title(measure: str) -> str:
    """A measure's heading; its bare name when the catalogue does not know it."""
    try:
        return spec(measure).title
    except KeyError:
        return measure.replace("_", " ")


def what_was_seen(analysis: Analysis) -> str:
    """The first sentence: the activity, the view, how much could be measured."""
    if analysis.subject is None:
        return "Nobody was found in this clip, so nothing was measured."
    if analysis.activity == "unknown":
        return "Neither running nor another known activity was recognized in this clip, so nothing was measured."
    head = (
        f"{ACTIVITY[analysis.activity]}, seen {VIEW[analysis.view]}"
        if analysis.view
        else (f"{ACTIVITY[analysis.activity]}, from a direction that could not be told")
    )
    counts = {side: sum(c.valid for c in analysis.cycles if c.side == side) for side in ("left", "right")}
    kind = "repetitions" if any(c.kind == "rep" for c in analysis.cycles) else "strides"
    cadence = analysis.measure("cadence_spm", "both")
    pace = f", at {cadence.value:.0f} steps a minute" if cadence and cadence.value is not None else ""
    return f"{head}: {counts['left']} left and {counts['right']} right {kind} counted{pace}."


def what_was_flagged(analysis: Analysis) -> str | None:
    """The second sentence: what stands out, or that nothing does, or that it could not be told."""
    raised = focus.flagged(analysis)
    states = [finding.state for finding in analysis.findings]
    if raised:
        more = len(raised) - 1
        tail = f" ({more} more {'flag' if more == 1 else 'flags'} in the report.)" if more else ""
        return _flag(raised[0], analysis) + tail
    if "clear" in states:
        return f"Nothing stands out in the {_checks(states.count('clear'))} that could be made."
    if states:
        return "Whether anything stands out cannot be told; the report says why."
    return None if analysis.activity == "unknown" else "No check could be made."


def _flag(finding: Finding, analysis: Analysis) -> str:
    """One flag in one sentence; its own text when its kind is not known here."""
    what, where = _in_a_sentence(title(finding.measure)), SIDE[finding.side].lower()
    row = analysis.measure(finding.measure, finding.side)
    count = len(finding.cycles)
    if row is None or row.value is None or finding.line is None:
        return finding.text
    line = plain(finding.line) + UNIT.get(row.unit, "")
    if finding.kind == "reference_line":
        return upper(f"{what} on the {where} lies beyond the line of {line} ({count} of {row.n} strides).")
    if finding.kind == "side_difference":
        difference = number(abs(row.value), spec(row.name))
        return upper(f"{what} differs between left and right by {difference}, more than is typical.")
    if finding.kind == "drift":
        return upper(f"{what} on the {where} changes from the first to the last third of the clip by more than {line}.")
    if finding.kind == "atypical_stride":
        strides = "1 stride stands" if count == 1 else f"{count} strides stand"
        return f"On the {where}, {strides} apart from this runner's others in {what}."
    return finding.text


def _in_a_sentence(heading: str) -> str:
    """'FPPA, peak' as 'peak FPPA'."""
    name, _, how = heading.partition(", ")
    name = name[0].lower() + name[1:] if name[1:2].islower() else name
    return f"{how} {name}".strip()


def what_is_open(analysis: Analysis) -> str | None:
    """The third sentence: what limits the first two."""
    open_checks = sum(finding.state == "cannot_tell" for finding in analysis.findings)
    parts = []
    if open_checks and any(finding.state != "cannot_tell" for finding in analysis.findings):
        parts.append(f"{_checks(open_checks)} could not be decided")
    if analysis.warnings:
        count = len(analysis.warnings)
        parts.append(f"{count} {'warning' if count == 1 else 'warnings'} to read under Quality")
    text = "; ".join(parts)
    return upper(text) + "." if text else None


def in_short(analysis: Analysis) -> list[str]:
    """What was found, in at most three sentences."""
    lines = [what_was_seen(analysis), what_was_flagged(analysis), what_is_open(analysis)]
    return [line for line in lines if line]


def _checks(count: int) -> str:
    return f"{count} {'check' if count == 1 else 'checks'}"


def counted(counts: dict[Side, int], what: str) -> str:
    """'n = 14 left and 13 right strides'."""
    return f"n = {' and '.join(f'{count} {side}' for side, count in counts.items())} {what}"


def percent(fraction: float) -> str:
    """'99.3 %'."""
    return f"{100 * fraction:.1f} %".replace(".0 %", " %")


def camera(pose: CameraPose, view: View | None) -> str:
    """Where the camera stood, as far as it is known."""
    if pose.yaw_deg is None:
        yaw = "How far it stood off the axis could not be told"
    else:
        edges = [signed(edge, 1) for edge in pose.yaw_interval_deg or ()]
        between = f" (95 %: {' to '.join(edges)})" if edges else ""
        yaw = f"{signed(pose.yaw_deg, 1)}{UNIT['deg']}{between} off the axis{YAW_SIGN.get(view, '')}"
    roll = "" if pose.roll_deg is None else f", leaning {signed(pose.roll_deg, 1)}{UNIT['deg']}"
    return f"{yaw}{roll}; method: {pose.method}."


def upper(text: str) -> str:
    """The text with a capital at its start, the rest as it is."""
    return text[:1].upper() + text[1:]
