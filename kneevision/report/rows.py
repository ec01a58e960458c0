"""What the page's tables and lists hold, read from the analysis."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from kneevision.analysis import Analysis, CycleRow, Finding, Measure, MeasureSide, State
from kneevision.measures.catalogue import MeasureSpec, for_activity
from kneevision.pose.landmarks import SIDES, Side
from kneevision.report import focus, texts

_ORDER: Final[tuple[MeasureSide, ...]] = ("both", "left", "right", "difference")  # in which a reader sees them


@dataclass(frozen=True)
class Cell:
    """One measure of one side, printed. `whole`: the pose model's error is in its interval."""

    side: MeasureSide
    value: str
    interval: str
    whole: bool
    parts: str
    seen: str
    spread: str
    reason: str | None


@dataclass(frozen=True)
class Card:
    """Findings of one kind in one state: each flag has its own card, the others share one."""

    kind: str
    state: State
    findings: tuple[Finding, ...]

    @property
    def sources(self) -> list[tuple[str, str]]:
        """Grade and source of each, once."""
        return list(dict.fromkeys((finding.grade, finding.source) for finding in self.findings))

    @property
    def count(self) -> int:
        """How many findings it holds."""
        return len(self.findings)


@dataclass(frozen=True)
class Row:
    """One measure and a cell per side that it has."""

    entry: MeasureSpec
    cells: tuple[Cell, ...]

    def cell(self, side: MeasureSide) -> Cell | None:
        """Its cell of a side."""
        return next((cell for cell in self.cells if cell.side == side), None)

    @property
    def shared(self) -> Cell | None:
        """The cell of a measure that is one number for both legs."""
        return self.cells[0] if [cell.side for cell in self.cells] == ["both"] else None


def first_numbers(analysis: Analysis) -> list[Row]:
    """The headline measures, for the sides that this view and this clip are about."""
    entries = {entry.name: entry for entry in for_activity(analysis.activity)}
    wanted = [entries[h.measure] for h in focus.headlines(analysis) if h.measure in entries]
    sides = _first_sides(analysis)
    return [row for entry in wanted if (row := _row(analysis, entry, sides)) is not None]


def _first_sides(analysis: Analysis) -> tuple[MeasureSide, ...]:
    if not focus.is_frontal(analysis):
        return tuple(side for side in SIDES if side == analysis.view)
    if focus.both_legs(analysis):
        return ("both", *SIDES)
    return tuple(side for side in SIDES if side not in _idle(analysis))


def _idle(analysis: Analysis) -> tuple[Side, ...]:
    """The legs that never stood in a clip of single-leg squats."""
    tried = {cycle.side for cycle in analysis.cycles}
    if analysis.activity != "single_leg_squat" or not tried:
        return ()
    return tuple(side for side in SIDES if side not in tried)


def measured(analysis: Analysis) -> list[Row]:
    """Every measure with a value on any side: the first numbers first, the others in the catalogue's order."""
    first = {headline.measure for headline in focus.headlines(analysis)}
    entries = sorted(for_activity(analysis.activity), key=lambda entry: entry.name not in first)
    found = (_row(analysis, entry, _ORDER) for entry in entries)
    return [row for row in found if row is not None and any(cell.reason is None for cell in row.cells)]


def columns(table: list[Row]) -> list[MeasureSide]:
    """The table's columns: the sides that have a value; 'both' where the two legs' mean stands beside the legs."""
    seen = {cell.side for row in table for cell in row.cells if cell.reason is None}
    together = any(row.cell("both") and len(row.cells) > 1 for row in table)
    return [side for side in _ORDER if side in seen and (side != "both" or together)] or ["both"]


def not_measured(analysis: Analysis) -> dict[str, list[str]]:
    """Reason -> the measures that are missing for it, with their sides unless all are."""
    missing: dict[str, list[str]] = {}
    idle = _idle(analysis)
    for side in idle:
        missing.setdefault("no repetition of this leg in the clip", []).append(f"Every measure of the {side} leg")
    for entry in for_activity(analysis.activity):
        sides: dict[str, list[str]] = {}
        asked = [m for m in _measures(analysis, entry) if m.side not in (*idle, "difference" if idle else None)]
        for measure in asked:
            if measure.reason is not None:
                sides.setdefault(measure.reason, []).append(texts.SIDE[measure.side].lower())
        for reason, names in sides.items():
            every = len(names) == len(asked)
            title = texts.title(entry.name)
            missing.setdefault(reason, []).append(title if every else f"{title} ({', '.join(names)})")
    return missing


def flags(analysis: Analysis) -> list[Card]:
    """A card per flag, the most telling first."""
    return [Card(finding.kind, "flagged", (finding,)) for finding in focus.flagged(analysis)]


def folded(analysis: Analysis, state: State) -> list[Card]:
    """A card per kind of finding in this state."""
    kinds: dict[str, list[Finding]] = {}
    for finding in analysis.findings:
        if finding.state == state:
            kinds.setdefault(finding.kind, []).append(finding)
    return [Card(kind, state, tuple(found)) for kind, found in kinds.items()]


def rejected(analysis: Analysis) -> list[tuple[MeasureSide, CycleRow]]:
    """The cycles that were not counted, with their side, in order of time."""
    return [(side, cycle) for side, cycle in focus.cycles_once(analysis) if not cycle.valid]


def sources(analysis: Analysis) -> list[str]:
    """Every source that a flag or a detectable change on the page rests on, once."""
    changes = (row.entry.detectable_source for row in measured(analysis))
    named = [*(finding.source for finding in analysis.findings), *changes]
    return list(dict.fromkeys(source for source in named if source))


def grades(analysis: Analysis, row: Row) -> list[str]:
    """Grades of the lines that a row's sides are held against, each once."""
    lines = [f for f in analysis.findings if f.kind in focus.WITH_LINE and f.measure == row.entry.name]
    sides = {cell.side for cell in row.cells}
    return sorted({f.grade for f in lines if f.line is not None and f.side in sides})


def without_pose_model(table: list[Row]) -> bool:
    """Whether an interval in these rows is without the pose model's error."""
    return any(cell.interval and not cell.whole for row in table for cell in row.cells)


def _row(analysis: Analysis, entry: MeasureSpec, sides: tuple[MeasureSide, ...]) -> Row | None:
    cells = [_cell(analysis, m, entry) for side in sides if (m := analysis.measure(entry.name, side)) is not None]
    return Row(entry, tuple(cells)) if cells else None


def _cell(analysis: Analysis, measure: Measure, entry: MeasureSpec) -> Cell:
    line = focus.reference_line(analysis, measure.name, measure.side)
    spread = f"n {measure.n}" if measure.n else ""
    if measure.sd is not None:
        spread += f", sd {texts.signed(measure.sd, entry.decimals)}"
    return Cell(
        measure.side,
        texts.number(measure.value, entry, line),
        texts.interval(measure, entry, line),
        measure.error is not None and measure.error.pose_model is not None,
        texts.error_parts(measure, entry),
        texts.seen(measure, entry),
        spread if measure.value is not None else "",
        measure.reason,
    )


def _measures(analysis: Analysis, entry: MeasureSpec) -> list[Measure]:
    return [m for side in _ORDER if (m := analysis.measure(entry.name, side)) is not None]
