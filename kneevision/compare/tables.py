"""`changes.csv`: a row per change."""

from __future__ import annotations

import csv
from collections.abc import Sequence
from pathlib import Path

from kneevision.compare.types import Change

CHANGES_FILE = "changes.csv"
_HEAD = (
    "measure", "kind", "side", "unit", "before", "after", "change", "low", "high", "low_unshared", "high_unshared",
    "detectable", "answer", "exploratory", "reason",
)  # fmt: skip


def write_changes(changes: Sequence[Change], path: Path) -> None:
    """Write the table; what is not known is an empty cell. low, high: 95 % interval, for the same clothes and lens;
    low_unshared, high_unshared: 95 %, if no error cancels; detectable: at least.
    """
    with path.open("w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file)
        writer.writerow(_HEAD)
        for change in changes:
            writer.writerow([_cell(value) for value in _row(change)])


def _row(change: Change) -> tuple[object, ...]:
    return (
        change.measure,
        change.kind,
        change.side,
        change.unit,
        change.before,
        change.after,
        change.change,
        *(change.interval or (None, None)),
        *(change.interval_unshared or (None, None)),
        change.detectable.at_least if change.detectable else None,
        change.answer,
        change.exploratory,
        change.reason,
    )


def _cell(value: object) -> object:
    if isinstance(value, bool):
        return "true" if value else "false"
    return round(value, 4) if isinstance(value, float) else value
