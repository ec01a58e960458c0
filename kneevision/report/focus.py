"""What the report puts first: the angles of this view, the cycles that stand out, the parts that count of them."""

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
Phase = Literal["stance", "swing", "descent", "ascent"]


@dataclass(frozen=True)
class Headline:
    """An angle series and the measure that sums it up."""

    series: str
    measure: str


@dataclass(frozen=True)
class Window:
    """The part of a cycle that its numbers are read from, [start_s, stop_s): all of a repetition; a stride's stance, of
    a walk until the other foot lands.
    """

    cycle: CycleRow
    start_s: float
    stop_s: float

    def within(self, time_s: FloatArray) -> BoolArray:
        """(T,) which of these moments lie in it."""
        return (time_s >= self.start_s) & (time_s < self.stop_s)

    def times(self, percent: FloatArray) -> FloatArray:
        """(N,) s: moments at these percents of it; the bottom of a repetition is at 50 %."""
        bottom = self.cycle.bottom_s
        middle = (self.start_s + self.stop_s) / 2 if bottom is None else bottom
        return np.interp(percent, [0.0, 50.0, 100.0], [self.start_s, middle, self.stop_s])

    def phase(self, time_s: float) -> Phase | None:
        """What goes on at a moment of its cycle; None where toe-off or the bottom that ends it was not found."""
        if self.cycle.kind == "stride":
            toe_off_s = self.cycle.toe_off_s
            if toe_off_s is None and time_s >= self.stop_s:
                return None
            return "stance" if toe_off_s is None or time_s < toe_off_s else "swing"
        if self.cycle.bottom_s is None:
            return None
        return "descent" if time_s < self.cycle.bottom_s else "ascent"


# What a cycle is marked as for a finding of this kind in this state; other findings mark none.
_MARKS: Final[dict[tuple[str, str], Mark]] = {
    ("reference_line", "flagged"): "line",
    ("reference_line", "cannot_tell"): "uncertain",
    ("atypical_stride", "flagged"): "atypical",
}
FLAGS: Final[tuple[Mark, ...]] = ("line", "atypical")  # the marks that stand for a flag
WITH_LINE: Final = ("reference_line", "side_difference")  # kinds whose line a mean is held against
_RANK: Final[tuple[Mark, ...]] = ("line", "atypical", "uncertain")  # the first that a cycle has is shown
_THIGH: Final = "femoral_adduction"
# Of a clip from the front or from behind, and from the side. In running the thigh's angle repeats better than the
# knee's; for squats the published lines are of the FPPA.
_OF_STRIDES: Final = (
    (Headline(_THIGH, "femoral_adduction_peak_deg"), Headline("fppa", "fppa_peak_deg")),
    (Headline("knee_flexion", "knee_flexion_peak_deg"),),
)
_OF_REPETITIONS: Final = (
    (Headline("fppa", "fppa_bottom_deg"), Headline(_THIGH, "femoral_adduction_bottom_deg")),
    (Headline("knee_flexion", "knee_flexion_bottom_deg"),),
)


def nothing_measured(analysis: Analysis) -> bool:
    """Whether no measure has a value."""
    return all(measure.value is None for measure in analysis.measures)


def squats(analysis: Analysis) -> bool:
    """Whether the clip's cycles are repetitions of a squat, on both legs or on one."""
    return analysis.activity in ("squat", "single_leg_squat")


def both_legs(analysis: Analysis) -> bool:
    """Whether each cycle is one of both legs at once."""
    return analysis.activity == "squat"


def headlines(analysis: Analysis) -> tuple[Headline, ...]:
    """The numbers that come first, in order; none when nothing was measured."""
    if nothing_measured(analysis) or analysis.view in (None, "oblique"):
        return ()
    frontal, sideways = _OF_REPETITIONS if squats(analysis) else _OF_STRIDES
    return frontal if is_frontal(analysis) else sideways


def knee_headline(analysis: Analysis) -> Headline | None:
    """The angle at the knee, which the video writes beside it."""
    return next((headline for headline in headlines(analysis) if headline.series != _THIGH), None)


def thigh_headline(analysis: Analysis) -> Headline | None:
    """The thigh's angle against the vertical, where the view gives it."""
    return next((headline for headline in headlines(analysis) if headline.series == _THIGH), None)


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


def sides_at_work(analysis: Analysis, series: str) -> list[Side]:
    """The sides whose angle was seen and is worth showing over time: not that of the leg that never stands."""
    sides = sides_with(analysis, series)
    return sides if analysis.activity != "single_leg_squat" else [side for side in sides if windows(analysis, side)]


def sides_in_picture(analysis: Analysis) -> tuple[Side, Side]:
    """The legs from left to right as the picture shows them."""
    return ("right", "left") if analysis.view == "front" else ("left", "right")


def windows(analysis: Analysis, side: Side) -> list[Window]:
    """The windows of one side's cycles, counted or not, in order of time."""
    found = [window for row in analysis.cycles if row.side == side and (window := _window(row)) is not None]
    return sorted(found, key=lambda window: window.start_s)


def _window(row: CycleRow) -> Window | None:
    if row.kind == "rep":
        return Window(row, row.start_s, row.end_s)
    ends = [end for end in (row.toe_off_s, row.opposite_contact_s) if end is not None]
    return Window(row, row.contact_s, min(ends)) if row.contact_s is not None and ends else None


def cycles_once(analysis: Analysis) -> list[tuple[MeasureSide, CycleRow]]:
    """Every cycle and its side, in order of time; a repetition of both legs once, unless only one leg of it counts."""
    found: dict[tuple[int, bool, str | None, Side | None], tuple[MeasureSide, CycleRow]] = {}
    for row in analysis.cycles:
        key = (row.index, row.valid, row.reason, None if both_legs(analysis) else row.side)
        found[key] = ("both" if key in found else row.side, row)
    return sorted(found.values(), key=lambda each: each[1].start_s)


def bottoms(analysis: Analysis) -> list[tuple[MeasureSide, CycleRow]]:
    """The counted repetitions whose bottom is known, one of both legs once."""
    return [(side, row) for side, row in cycles_once(analysis) if row.valid and row.bottom_s is not None]


def windows_once(analysis: Analysis) -> list[tuple[MeasureSide, Window]]:
    """The windows of all cycles, one of both legs once."""
    return [(side, window) for side, row in cycles_once(analysis) if (window := _window(row)) is not None]


def marks(analysis: Analysis, measure: str | None = None) -> dict[tuple[Side, int], Mark]:
    """Cycles that stand out, by side and index, in one measure or in any.

    'line' and 'atypical' stand for a flag; 'uncertain' is a cycle beyond a line of which it cannot be told whether the
    side passes it. Where the side is clear of the line, a single cycle beyond it is no news and has no mark.
    """
    found: dict[tuple[Side, int], Mark] = {}
    for finding in analysis.findings:
        mark = _MARKS.get((finding.kind, finding.state))
        if mark is None or measure not in (None, finding.measure):
            continue
        for key in ((side, i) for side in SIDES if finding.side in (side, "both") for i in finding.cycles):
            found[key] = min(found.get(key, mark), mark, key=_RANK.index)
    return found


def flagged(analysis: Analysis) -> list[Finding]:
    """The findings that flag something: those about the first numbers' angles first, single odd cycles last."""
    main = {headline.series for headline in headlines(analysis)}
    series = {entry.name: entry.series for entry in catalogue()}
    raised = [f for f in analysis.findings if f.state == "flagged"]
    return sorted(raised, key=lambda f: (f.kind == "atypical_stride", series.get(f.measure) not in main))


def reference_line(analysis: Analysis, measure: str, side: MeasureSide) -> float | None:
    """The value that this measure was held against on this side (or in the difference), if there is one."""
    lines = (
        f.line for f in analysis.findings if f.kind in WITH_LINE and f.measure == measure and f.side in (side, "both")
    )
    return next((line for line in lines if line is not None), None)


def knee_lines(analysis: Analysis) -> dict[Side, float]:
    """The line that the angle at each side's knee is held against, for the sides that have one."""
    knee = knee_headline(analysis)
    sides = sides_with(analysis, knee.series) if knee else []
    lines = {side: reference_line(analysis, knee.measure, side) for side in sides if knee}
    return {side: line for side, line in lines.items() if line is not None}


def open_lines(analysis: Analysis) -> dict[Side, float]:
    """The knee's lines that their side is not clear of: only there is a moment beyond the line worth a colour."""
    knee = knee_headline(analysis)
    decided = [f for f in analysis.findings if knee and f.kind == "reference_line" and f.measure == knee.measure]
    still_open = {side for f in decided if f.state != "clear" for side in SIDES if f.side in (side, "both")}
    return {side: line for side, line in knee_lines(analysis).items() if side in still_open}
