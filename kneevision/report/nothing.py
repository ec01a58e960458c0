"""Why a clip gave no number at all, in words."""

from __future__ import annotations

from collections import Counter
from typing import Final

from kneevision.analysis import Analysis
from kneevision.report import rows
from kneevision.report.texts import shown, upper

# Warnings about numbers, of which there are none here; the frame rate is told in other words.
_ABOUT_NUMBERS: Final = (
    "contact_time_coarse",
    "few_repetitions",
    "few_strides",
    "intervals",
    "low_frame_rate",
    "model_lite",
    "more_strides_advised",
)
_UNKNOWN: Final = (
    "The legs' movement shows neither a steady rhythm of steps, as running and walking on a treadmill have, nor a body "
    "that goes down on one leg or both and comes up again, as in a squat."
)


def reasons(analysis: Analysis) -> list[str]:
    """Why nothing was measured, a reason a sentence or two."""
    found = [_UNKNOWN] if analysis.subject and analysis.activity == "unknown" else []
    found += [hint] if (hint := slow_motion_hint(analysis)) else []
    found += [shown(warning.text) for warning in analysis.warnings if warning.code not in _ABOUT_NUMBERS]
    if any(warning.code == "low_frame_rate" for warning in analysis.warnings):
        found.append(f"The video has only {analysis.video.fps:.4g} pictures a second; film at 60 or more.")
    # A movement of both legs has a row per side with the same times: it is told once.
    rejected = {(cycle.start_s, cycle.reason) for cycle in analysis.cycles if cycle.reason}
    out = Counter(reason for _, reason in sorted(rejected))
    many = "Repetitions" if any(cycle.kind == "rep" for cycle in analysis.cycles) else "Strides"
    found += [f"{many} not counted, {count}: {shown(reason)}." for reason, count in out.items()]
    return found + [f"{upper(shown(reason))}." for reason in rows.not_measured(analysis)]


def slow_motion_hint(analysis: Analysis) -> str | None:
    """What to do when the clip may be slow motion played at an ordinary rate: a run then looks like a walk."""
    told = analysis.video.fps_source == "option"
    if told or analysis.subject is None or analysis.activity not in ("walking", "unknown"):
        return None
    return (
        "If this is a slow-motion clip whose file does not say so, analyze it again with --capture-fps and the "
        "pictures a second that it was filmed at, for example --capture-fps 240."
    )
