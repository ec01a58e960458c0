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
    """One measure of one side, printed. `only_random`: its interval covers the variation from stride to stride only."""

    side: str
    value: str
    interval: str
    only_random: bool
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
    """One measure: a cell for left, right and difference, or one for the runner."""

    entry: MeasureSpec
    cells: tuple[Cell, ...]

    @property
    def only_random(self) -> bool:
        """Whether an interval of it covers the variation from stride to stride only."""
        return any(cell.only_random for cell in self.cells if cell.interval)


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


def rejected(analysis: Analysis) -> list[CycleRow]:
    """The cycles that were not counted, in order of time."""
    return sorted((c for c in analysis.cycles if not c.valid), key=lambda cycle: cycle.start_s)


def sources(analysis: Analysis) -> list[str]:
    """Every source that a flag or a detectable change on the page rests on, once."""
    changes = (row.entry.detectable_source for row in measured(analysis))
    named = [*(finding.source for finding in analysis.findings), *changes]
    return list(dict.fromkeys(source for source in named if source))


def only_random(table: list[Row]) -> bool:
    """Whether an interval in these rows covers the variation from stride to stride only."""
    return any(row.only_random for row in table)


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
        measure.interval == measure.interval_random,
        spread if measure.value is not None else "",
        measure.reason,
    )


def _measures(analysis: Analysis, entry: MeasureSpec) -> Iterator[Measure]:
    return (m for side in _sides(entry) if (m := analysis.measure(entry.name, side)) is not None)


def _sides(entry: MeasureSpec) -> tuple[MeasureSide, ...]:
    return ("left", "right", "difference") if entry.sides == "each" else ("both",)
