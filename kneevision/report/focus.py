"""What the report puts first: the angles of this view, the strides that stand out, the foot contacts."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, Literal

import numpy as np

from kneevision.analysis import Analysis, CycleRow, Finding, MeasureSide
from kneevision.frame_table import FrameTable
from kneevision.measures.catalogue import catalogue
from kneevision.pose.landmarks import SIDES, Side
from kneevision.pose.track import BoolArray, FloatArray

Mark = Literal["line", "atypical", "uncertain"]


@dataclass(frozen=True)
class Headline:
    """An angle series and the measure that sums it up."""

    series: str
    measure: str


@dataclass(frozen=True)
class Stance:
    """One foot on the ground, [start_s, stop_s), and the stride that begins with it."""

    stride: CycleRow
    start_s: float
    stop_s: float

    def within(self, time_s: FloatArray) -> BoolArray:
        """(T,) which of these moments lie in it."""
        return (time_s >= self.start_s) & (time_s < self.stop_s)


# What a stride is marked as for a finding of this kind in this state; other findings mark none.
_MARKS: Final[dict[tuple[str, str], Mark]] = {
    ("reference_line", "flagged"): "line",
    ("reference_line", "cannot_tell"): "uncertain",
    ("atypical_stride", "flagged"): "atypical",
}
FLAGS: Final[tuple[Mark, ...]] = ("line", "atypical")  # the marks that stand for a flag
_WITH_LINE: Final = ("reference_line", "side_difference")  # kinds whose line a mean is held against
_RANK: Final[tuple[Mark, ...]] = ("line", "atypical", "uncertain")  # the first that a stride has is shown
_THIGH = Headline("femoral_adduction", "femoral_adduction_peak_deg")
_KNEE = Headline("fppa", "fppa_peak_deg")
_FLEXION = Headline("knee_flexion", "knee_flexion_peak_deg")
_OF_VIEW: Final[dict[str, tuple[Headline, ...]]] = {
    "front": (_THIGH, _KNEE),
    "back": (_THIGH, _KNEE),
    "left": (_FLEXION,),
    "right": (_FLEXION,),
}


def nothing_measured(analysis: Analysis) -> bool:
    """Whether no measure has a value."""
    return all(measure.value is None for measure in analysis.measures)


def headlines(analysis: Analysis) -> tuple[Headline, ...]:
    """The numbers that come first, in order; none when nothing was measured."""
    if nothing_measured(analysis) or analysis.view is None:
        return ()
    return _OF_VIEW.get(analysis.view, ())


def knee_headline(analysis: Analysis) -> Headline | None:
    """The angle at the knee, which the video writes beside it."""
    return next(reversed(headlines(analysis)), None)


def is_frontal(analysis: Analysis) -> bool:
    """Whether the clip shows the frontal plane (from the front or from behind)."""
    return analysis.view in ("front", "back")


def frames_of(analysis: Analysis) -> FrameTable:
    """The table of frames, which an analysis being told about always has."""
    if analysis.frames is None:
        raise ValueError("an analysis without its frames cannot be drawn")
    return analysis.frames


def angle(analysis: Analysis, series: str, side: Side) -> FloatArray | None:
    """(T,) deg of one side's angle, or None when this view does not give it (the far leg of a side view)."""
    if analysis.view in SIDES and side != analysis.view:
        return None
    values = frames_of(analysis).series.get(f"{series}_{side}_deg")
    return None if values is None or not np.isfinite(values).any() else values


def sides_with(analysis: Analysis, series: str) -> list[Side]:
    """The sides whose angle was seen."""
    return [side for side in SIDES if angle(analysis, series, side) is not None]


def stances(analysis: Analysis, side: Side) -> list[Stance]:
    """The foot contacts of one side, counted or not, in order of time."""
    found = [
        Stance(row, row.contact_s, row.toe_off_s)
        for row in analysis.cycles
        if row.side == side and row.contact_s is not None and row.toe_off_s is not None
    ]
    return sorted(found, key=lambda stance: stance.start_s)


def marks(analysis: Analysis, measure: str | None = None) -> dict[tuple[Side, int], Mark]:
    """Strides that stand out, by side and index, in one measure or in any.

    'line' and 'atypical' stand for a flag; 'uncertain' is a stride beyond a line of which it cannot be told whether the
    side passes it. Where the side is clear of the line, a single stride beyond it is no news and has no mark.
    """
    found: dict[tuple[Side, int], Mark] = {}
    for finding in analysis.findings:
        mark = _MARKS.get((finding.kind, finding.state))
        if mark is None or finding.side not in SIDES or measure not in (None, finding.measure):
            continue
        for i in finding.cycles:
            key = (finding.side, i)
            found[key] = min(found.get(key, mark), mark, key=_RANK.index)
    return found


def flagged(analysis: Analysis) -> list[Finding]:
    """The findings that flag something: those about the first numbers' angles first, single odd strides last."""
    main = {headline.series for headline in headlines(analysis)}
    series = {entry.name: entry.series for entry in catalogue()}
    raised = [f for f in analysis.findings if f.state == "flagged"]
    return sorted(raised, key=lambda f: (f.kind == "atypical_stride", series.get(f.measure) not in main))


def reference_line(analysis: Analysis, measure: str, side: MeasureSide) -> float | None:
    """The value that this measure was held against on this side (or in the difference), if there is one."""
    lines = (
        f.line for f in analysis.findings if f.kind in _WITH_LINE and f.measure == measure and f.side in (side, "both")
    )
    return next((line for line in lines if line is not None), None)


def knee_lines(analysis: Analysis) -> dict[Side, float]:
    """The line that the angle at each side's knee is held against, for the sides that have one."""
    knee = knee_headline(analysis)
    sides = sides_with(analysis, knee.series) if knee else []
    lines = {side: reference_line(analysis, knee.measure, side) for side in sides if knee}
    return {side: line for side, line in lines.items() if line is not None}
