"""How the numbers of one person changed between two filmings, with an interval and an answer each.

What a camera and a pose model are off by is in part the same in both filmings and cancels: the body, how far its knee
stands before its hip, the lens, the clothes when they are the same. What does not cancel: pitch and roll of a tripod
that is set up anew, and what light, focus and size of the picture do to the pose model and to the yaw that is read
from it; the latter is measured on rendered people who are looked at in four ways (`refilmed.toml`, grade C). Nobody
real was filmed twice yet. So a second, wider interval takes nothing to cancel, as long as the errors of two filmings
do not go against each other: an upper bound. A change counts when it is beyond the first; it is said whether it is
beyond the second. What would settle it: people filmed twice on one day, in the same and in other clothes, the camera
set up anew.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Literal

from kneevision.analysis import Analysis, Interval, Measure, MeasureSide
from kneevision.compare.answer import SAME_VIDEO, Case, answer, interval
from kneevision.compare.refilmed import moved_by_filming
from kneevision.compare.samples import samples
from kneevision.compare.types import Change, ChangeParts, Detectable, Kind
from kneevision.findings.trend import over_repetitions, over_thirds
from kneevision.measures.catalogue import spec
from kneevision.measures.pose_error import pose_error
from kneevision.measures.side_error import side_error
from kneevision.measures.spread import LEAST, half_width, of_deviation, of_mean
from kneevision.pose.landmarks import SIDES
from kneevision.pose.track import FloatArray

# Either end of a drift over strides is a third, which takes three for an interval; a line takes three repetitions.
_LEAST_FOR_DRIFT = {"stride": 9, "rep": 3}
# The spread of fewer values than this is too little known for its own change to be asked for (a convention).
_LEAST_FOR_VARIATION = 10
_NOUN = {"stride": "strides", "rep": "repetitions"}


@dataclass(frozen=True)
class Pair:
    """Two analyses that are held against each other.

    Attributes
    ----------
    before, after : Analysis
        Of one activity and view.
    spoilt : mapping
        Measures that the filmings differ too much for, name to the reason.
    first : tuple of str
        Names of the measures that were fixed beforehand; all else is exploratory.
    alike : bool
        Filmed so much alike that errors of body and lens cancel (same light and size in the picture).
    """

    before: Analysis
    after: Analysis
    spoilt: Mapping[str, str]
    first: tuple[str, ...]
    alike: bool

    @property
    def same_video(self) -> bool:
        """Whether both are analyses of one and the same file."""
        return self.before.video.sha256 == self.after.video.sha256

    @property
    def cycle_kind(self) -> Literal["stride", "rep"]:
        """What the cycles are."""
        return "rep" if self.before.activity in ("squat", "single_leg_squat") else "stride"

    def drawn(self, name: str, side: MeasureSide) -> list[FloatArray]:
        """The cycles' values whose mean is the measure: before, then after (of a difference of strides: two each)."""
        return [values for one in (self.before, self.after) for values in samples(one, name, side)]


def changes(pair: Pair) -> tuple[Change, ...]:
    """Every change between two analyses.

    Returns
    -------
    tuple of Change
        The first measures' values first, then the other values, then variation and drift of each. Changes are after
        minus before, in the measure's unit and sign; of one and the same video they are exactly zero. What neither
        clip has is left out.
    """
    rows = [(row, other) for row in pair.before.measures if (other := pair.after.measure(row.name, row.side))]
    found = [(row, other) for row, other in rows if row.value is not None or other.value is not None]
    found.sort(key=lambda rows: pair.first.index(rows[0].name) if rows[0].name in pair.first else len(pair.first))
    sided = [row for row, _ in found if row.side != "difference"]
    return (
        *(_value(pair, row, other) for row, other in found),
        *(_variation(pair, row) for row in sided),
        *(_drift(pair, row) for row in sided),
    )


def _value(pair: Pair, row: Measure, other: Measure) -> Change:
    """Of the mean over the cycles."""
    if row.value is None or other.value is None:
        which, reason = ("before", row.reason) if row.value is None else ("after", other.reason)
        return _withheld(pair, row, "value", f"Not measured {which}: {reason}.")
    return _judged(pair, row, "value", (row.value, other.value), _parts(pair, row, other))


def _parts(pair: Pair, row: Measure, other: Measure) -> ChangeParts | None:
    """What the interval of a changed mean is made of; None when either clip has too few cycles for one."""
    drawn, one, two = pair.drawn(row.name, row.side), row.error, other.error
    if one is None or two is None or min(map(len, drawn)) < LEAST:
        return None
    models = [str(analysis.provenance.get("model")) for analysis in (pair.before, pair.after)]
    turning = pair.before.view in SIDES and side_error(row.name) is None
    told = not turning and all(map(_as_measured, (pair.before, pair.after), (row, other)))
    kept = pair.alike and told and one.tilt is not None and two.tilt is not None
    # how square somebody stands to the camera and to their own squat is anew in every squat clip
    anew = [e.camera if pair.cycle_kind == "rep" else e.tilt or 0.0 for e in (one, two)]
    filming = moved_by_filming(row.name, row.side, models) if kept else None
    known = told and one.pose_model is not None and two.pose_model is not None
    errors = (one.camera, two.camera, one.pose_model or 0.0, two.pose_model or 0.0)
    return ChangeParts(
        cycles=half_width([of_mean(values) for values in drawn]),
        timing=math.hypot(one.timing, two.timing),
        setup=math.hypot(*anew),
        filming=filming,
        unshared=math.hypot(*errors) if known else None,
    )


def _as_measured(analysis: Analysis, row: Measure) -> bool:
    """Whether what the pose model does to a measure was measured in such clips, if it was in any; in walks never."""
    known = pose_error(row.name, row.side == "difference", str(analysis.provenance.get("model")))
    as_there = known is None or (row.error is not None and row.error.pose_model is not None)
    return as_there and analysis.activity != "walking"


def _variation(pair: Pair, row: Measure) -> Change:
    """Of the standard deviation from cycle to cycle."""
    drawn = pair.drawn(row.name, row.side)
    if min(map(len, drawn)) < _LEAST_FOR_VARIATION:
        reason = f"It takes {_LEAST_FOR_VARIATION} valid {_NOUN[pair.cycle_kind]} in either clip."
        return _withheld(pair, row, "variation", reason)
    before, after = (float(values.std(ddof=1)) for values in drawn)
    parts = _of_cycles(half_width([of_deviation(values) for values in drawn]))
    return _judged(pair, row, "variation", (before, after), parts)


def _drift(pair: Pair, row: Measure) -> Change:
    """Of how far it moves from the beginning to the end of a clip."""
    drawn, least = pair.drawn(row.name, row.side), _LEAST_FOR_DRIFT[pair.cycle_kind]
    if min(map(len, drawn)) < least:
        return _withheld(pair, row, "drift", f"It takes {least} valid {_NOUN[pair.cycle_kind]} in either clip.")
    over = over_thirds if pair.cycle_kind == "stride" else over_repetitions
    (before, one), (after, two) = (over(values) for values in drawn)
    return _judged(pair, row, "drift", (before, after), _of_cycles(math.hypot(_half(one), _half(two))))


def _of_cycles(half: float) -> ChangeParts:
    """Of a number that is not moved by what is off in every cycle alike."""
    return ChangeParts(cycles=half, timing=0.0, setup=0.0, filming=0.0, unshared=0.0)


def _judged(pair: Pair, row: Measure, kind: Kind, ends: tuple[float, float], parts: ChangeParts | None) -> Change:
    """The change of a number that both clips have."""
    blank = _withheld(pair, row, kind, pair.spoilt.get(row.name, ""))
    if pair.same_video:
        nothing = (0.0, 0.0)
        return replace(
            blank,
            before=ends[0],
            after=ends[1],
            change=0.0,
            interval=nothing,
            interval_unshared=nothing,
            answer="not_told",
            reason=SAME_VIDEO,
        )
    if row.name in pair.spoilt:
        return blank
    change = ends[1] - ends[0]
    case = Case(
        name=row.name,
        kind=kind,
        change=change,
        parts=parts,
        detectable=_detectable(row, pair.before.activity) if kind == "value" else None,
        cycles=min(map(len, pair.drawn(row.name, row.side))),
        cycle_kind=pair.cycle_kind,
        fps=min(pair.before.video.fps, pair.after.video.fps),
    )
    state, reason = answer(case)
    return replace(
        blank,
        before=ends[0],
        after=ends[1],
        change=change,
        interval=interval(change, None if parts is None else parts.half),
        interval_unshared=interval(change, None if parts is None else parts.widest),
        parts=parts,
        detectable=case.detectable,
        answer=state,
        reason=reason,
    )


def _withheld(pair: Pair, row: Measure, kind: Kind, reason: str) -> Change:
    """A change without numbers."""
    return Change(
        measure=row.name,
        kind=kind,
        side=row.side,
        unit=row.unit,
        before=None,
        after=None,
        change=None,
        interval=None,
        interval_unshared=None,
        parts=None,
        detectable=None,
        answer="withheld",
        reason=reason,
        exploratory=row.name not in pair.first or kind != "value" or row.side == "difference",
    )


def _half(ends: Interval | None) -> float:
    assert ends is not None  # there were cycles enough
    return (ends[1] - ends[0]) / 2


def _detectable(row: Measure, activity: str) -> Detectable | None:
    """What is published for a side's mean in this activity; of differences of sides nothing is."""
    entry = spec(row.name)
    grade = entry.detectable_grade.get(activity)
    if row.side == "difference" or entry.detectable_change is None or entry.detectable_source is None or grade is None:
        return None
    return Detectable(entry.detectable_change, entry.detectable_source, grade)
