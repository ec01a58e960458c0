"""What the page's tables and lists hold, read from the analysis."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from kneevision.analysis import Analysis, CycleRow, Finding, Measure, MeasureSide, State
from kneevision.measures.catalogue import MeasureSpec, for_activity
from kneevision.pose.landmarks import SIDES, Side
from kneevision.report import focus, texts


@dataclass(frozen=True)
class Cell:
    """One measure of one side, printed."""

    side: str
    value: str
    interval: str
    spread: str
    reason: str | None


@dataclass(frozen=True)
class Row:
    """One measure: a cell for left, right and difference, or one for the runner."""

    entry: MeasureSpec
    cells: tuple[Cell, ...]


def first_numbers(analysis: Analysis) -> list[Row]:
    """The headline measures, for the sides that this view is about."""
    sides: tuple[Side, ...] = SIDES if focus.is_frontal(analysis) else tuple(s for s in SIDES if s == analysis.view)
    entries = {entry.name: entry for entry in for_activity(analysis.activity)}
    wanted = [entries[h.measure] for h in focus.headlines(analysis) if h.measure in entries]
    return [row for entry in wanted if (row := _row(analysis, entry, sides)) is not None]


def measured(analysis: Analysis) -> list[Row]:
    """Every measure with a value on any side, in the catalogue's order."""
    found = (_row(analysis, entry, _sides(entry)) for entry in for_activity(analysis.activity))
    return [row for row in found if row is not None and any(cell.reason is None for cell in row.cells)]


def not_measured(analysis: Analysis) -> dict[str, list[str]]:
    """Reason -> the measures that are missing for it, with their sides unless all are."""
    missing: dict[str, list[str]] = {}
    for entry in for_activity(analysis.activity):
        sides: dict[str, list[str]] = {}
        for measure in _measures(analysis, entry):
            if measure.reason is not None:
                sides.setdefault(measure.reason, []).append(texts.SIDE[measure.side].lower())
        for reason, names in sides.items():
            every = len(names) == len(_sides(entry))
            missing.setdefault(reason, []).append(entry.title if every else f"{entry.title} ({', '.join(names)})")
    return missing


def findings(analysis: Analysis, *states: State) -> list[Finding]:
    """The findings in these states, state by state; the flagged ones with the most telling first."""
    ordered = [*focus.flagged(analysis), *(f for f in analysis.findings if f.state != "flagged")]
    return [finding for state in states for finding in ordered if finding.state == state]


def rejected(analysis: Analysis) -> list[CycleRow]:
    """The cycles that were not counted, in order of time."""
    return sorted((c for c in analysis.cycles if not c.valid), key=lambda cycle: cycle.start_s)


def sources(analysis: Analysis) -> list[str]:
    """Every source that a flag or a detectable change on the page rests on, once."""
    changes = (row.entry.detectable_source for row in measured(analysis))
    named = [*(finding.source for finding in analysis.findings), *changes]
    return list(dict.fromkeys(source for source in named if source))


def only_random(analysis: Analysis) -> bool:
    """Whether no interval covers more than the variation from cycle to cycle."""
    return all(m.interval == m.interval_random for m in analysis.measures)


def _row(analysis: Analysis, entry: MeasureSpec, sides: tuple[MeasureSide, ...]) -> Row | None:
    cells = [_cell(m, entry) for side in sides if (m := analysis.measure(entry.name, side)) is not None]
    return Row(entry, tuple(cells)) if cells else None


def _cell(measure: Measure, entry: MeasureSpec) -> Cell:
    spread = f"n {measure.n}" if measure.n else ""
    if measure.sd is not None:
        spread += f", sd {texts.signed(measure.sd, entry.decimals)}"
    return Cell(
        measure.side,
        texts.number(measure.value, entry),
        texts.interval(measure, entry),
        spread if measure.value is not None else "",
        measure.reason,
    )


def _measures(analysis: Analysis, entry: MeasureSpec) -> Iterator[Measure]:
    return (m for side in _sides(entry) if (m := analysis.measure(entry.name, side)) is not None)


def _sides(entry: MeasureSpec) -> tuple[MeasureSide, ...]:
    return ("left", "right", "difference") if entry.sides == "each" else ("both",)
