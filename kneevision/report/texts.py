"""The words of video, plots and page that depend on the analysis; the rest stands in the templates."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final

from kneevision.analysis import Analysis, CameraPose, CycleRow, Measure, MeasureSide, View
from kneevision.measures.catalogue import MeasureSpec, spec
from kneevision.pose.landmarks import Side
from kneevision.report import focus
from kneevision.report.words import Words

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
_CLEARLY: Final = 0.5  # half-way from just passing the tests that tell activities apart to passing them twice over
UNIT: Final = {"deg": "\N{DEGREE SIGN}", "s": " s", "steps/min": " steps/min", "ratio": ""}
ON_SIDE: Final[dict[MeasureSide, str]] = {"left": "on the left", "right": "on the right", "both": "on both sides"}
SIDE: Final = {
    "left": "Left",
    "right": "Right",
    "both": "Both sides",
    "difference": "Left \N{MINUS SIGN} right",
}
CHOSEN: Final = {"typical": "the most typical", "worst": "the farthest inward"}
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
}
MARK_SIGN: Final[dict[focus.Mark, str]] = {
    "line": "\N{BLACK DIAMOND}",
    "atypical": "\N{BLACK UP-POINTING TRIANGLE}",
    "uncertain": "\N{WHITE DIAMOND}",
}
YAW_SIGN: Final[dict[str | None, str]] = {
    "front": " (+ toward the person's left)",
    "back": " (+ toward the person's right)",
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


def kind(finding: str, words: Words) -> str:
    """What a kind of finding is called."""
    if finding == "atypical_stride":
        return f"Odd {words.many}"
    return KIND.get(finding, upper(finding.replace("_", " ")))


def marks(words: Words) -> dict[focus.Mark, str]:
    """What each mark stands for, in the order in which they matter."""
    return {"line": "beyond the line", "atypical": f"odd {words.one}", "uncertain": "beyond the line, not certain"}


def angle_name(headline: focus.Headline | None) -> str | None:
    """Short name of an angle in the video."""
    return SERIES[headline.series][1] if headline else None


def cycle_state(cycle: CycleRow | None, phase: focus.Phase | None, words: Words) -> str:
    """Which cycle it is and where in it, where that is known."""
    if cycle is None:
        return ""
    name, state = f"{words.one} {cycle.index + 1}", phase if cycle.valid else "not counted"
    return f"{name} \N{MIDDLE DOT} {state}" if state else name


def cycle_name(side: MeasureSide, cycle: CycleRow, words: Words) -> str:
    """'Right stride 3'; a repetition of both legs is 'Repetition 3'."""
    name = f"{words.one} {cycle.index + 1}"
    return upper(name if side == "both" else f"{side} {name}")


def live_numbers(values: Sequence[tuple[str, float]]) -> str:
    """The angles of this frame."""
    return "   ".join(f"{name} {degrees(value)}" for name, value in values)


def beside_line(value: float, decimals: int, line: float | None) -> str:
    """A number with one decimal more than usual when it would else look equal to its line and is not."""
    size = abs(value)  # a side difference is held against its line whichever way it points
    looks_equal = line is not None and size != line and round(size, decimals) == round(line, decimals)
    return signed(value, decimals + looks_equal)


def last_result(name: str, value: float, line: float | None, words: Words) -> str:
    """What the last cycle's window came to."""
    return f"{name} {words.result} {beside_line(value, 1, line)}{UNIT['deg']}"


def number(value: float | None, entry: MeasureSpec, line: float | None = None) -> str:
    """A measure's value with its unit, or a dash."""
    if value is None:
        return "\N{EN DASH}"
    return beside_line(value, entry.decimals, line) + UNIT.get(entry.unit, f" {entry.unit}")


def interval(measure: Measure, entry: MeasureSpec, line: float | None = None) -> str:
    """'11.2 to 13.4', or nothing."""
    if measure.interval is None:
        return ""
    low, high = (beside_line(edge, entry.decimals, line) for edge in measure.interval)
    return f"{low} to {high}"


def interval_name(whole: bool) -> str:
    """What an interval is called beside a number; not `whole`: the pose model's error is not in it."""
    return "95 %" if whole else "95 %, without the pose model's error"


def seen(measure: Measure, entry: MeasureSpec) -> str:
    """'in the picture 9.1°', or nothing when it is not corrected."""
    return "" if measure.seen is None else f"in the picture {number(measure.seen, entry)}"


def error_parts(measure: Measure, entry: MeasureSpec) -> str:
    """'±4.4 pose model, ±2.0 camera, ±0.4 strides': what makes the interval wide, the widest first."""
    if measure.error is None:
        return ""
    error = measure.error
    parts = [("pose model", error.pose_model or 0.0), ("camera", error.camera), ("frame rate", error.timing)]
    named = sorted([*parts, ("scatter", error.cycles)], key=lambda part: -part[1])
    return ", ".join(f"±{half:.{entry.decimals}f} {name}" for name, half in named if half > 0)


def shown(text: str) -> str:
    """A text of the analysis as the page prints it: '3 deg' as '3°'."""
    return re.sub(r"(?<=\d) deg\b", UNIT["deg"], text)


def title(measure: str) -> str:
    """A measure's heading; its bare name when the catalogue does not know it."""
    try:
        return shown(spec(measure).title)
    except KeyError:
        return measure.replace("_", " ")


def counted(counts: dict[Side, int], what: str, together: bool) -> str:
    """'n = 14 left and 13 right strides'; of repetitions of both legs 'n = 5 repetitions'."""
    if together and len(set(counts.values())) == 1:
        return f"n = {max(counts.values())} {what}"
    return f"n = {' and '.join(f'{count} {side}' for side, count in counts.items())} {what}"


def percent(fraction: float) -> str:
    """'99.3 %'."""
    return f"{100 * fraction:.1f} %".replace(".0 %", " %")


def how_sure(analysis: Analysis) -> str:
    """How the activity was told, in words (`short` has the number); '' when none was recognized."""
    if analysis.activity == "unknown":
        return ""
    confidence = analysis.activity_confidence
    if confidence is None:
        return "as the user said"
    return "clearly recognized" if confidence >= _CLEARLY else "not clearly recognized"


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
