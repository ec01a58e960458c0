"""`batch.csv`: a row per clip, its numbers as they stand in the clip's `analysis.json`."""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Final

from kneevision.analysis import Analysis, MeasureSide
from kneevision.batch.row import Row
from kneevision.measures.catalogue import catalogue
from kneevision.pose.landmarks import SIDES, Side
from kneevision.report import rows as shown
from kneevision.report.texts import interval_name

TABLE_FILE = "batch.csv"
_BEFORE: Final = (
    "clip", "status", "error", "exit_code", "seconds", "activity", "view", "cycles", "left_counted", "right_counted",
)  # fmt: skip
_AFTER: Final = ("intervals", "flagged", "cannot_tell", "warnings", "result", "kneevision")
_SIDES: Final[tuple[MeasureSide, ...]] = ("both", *SIDES)
_ENDS: Final = ("", "_low", "_high")
_KIND: Final = {"stride": "strides", "rep": "repetitions"}

Cell = str | float | int | None


def table(rows: Sequence[Row]) -> str:
    """The text of `batch.csv`. A first measure of a side has its columns when some clip has it."""
    told = [{**_of_run(row), **({} if row.analysis is None else _of_analysis(row.analysis))} for row in rows]
    possible = [name + end for name in _measure_columns() for end in _ENDS]
    columns = [*_BEFORE, *(name for name in possible if any(name in cells for cells in told)), *_AFTER]
    text = io.StringIO()
    writer = csv.DictWriter(text, columns, lineterminator="\n")
    writer.writeheader()
    writer.writerows({name: _rounded(cell) for name, cell in cells.items()} for cells in told)
    return text.getvalue()


def seconds_before(file: Path) -> Mapping[str, float]:
    """What each clip took, by an earlier table; nothing when there is none."""
    try:
        with file.open(newline="", encoding="utf-8") as lines:
            return {row["clip"]: float(row["seconds"]) for row in csv.DictReader(lines) if row.get("seconds")}
    except (OSError, ValueError, KeyError):
        return {}


def counted(analysis: Analysis) -> dict[Side, int]:
    """Side to how many of its strides or repetitions count."""
    return {side: sum(cycle.valid and cycle.side == side for cycle in analysis.cycles) for side in SIDES}


def _measure_columns() -> list[str]:
    return [f"{entry.name}_{side}" for entry in catalogue() for side in _SIDES]


def _of_run(row: Row) -> dict[str, Cell]:
    return {
        "clip": row.clip,
        "status": row.status,
        "error": row.error,
        "exit_code": row.exit_code,
        "seconds": None if row.seconds is None else round(row.seconds, 1),
        "result": row.result,
    }


def _of_analysis(analysis: Analysis) -> dict[str, Cell]:
    first = shown.first_numbers(analysis)
    with_interval = [cell.whole for line in first for cell in line.cells if cell.interval]
    cells: dict[str, Cell] = {
        "activity": analysis.activity,
        "view": analysis.view,
        "cycles": next((_KIND[cycle.kind] for cycle in analysis.cycles), None),
        **{f"{side}_counted": count for side, count in counted(analysis).items()},
        "intervals": interval_name(all(with_interval)) if with_interval else None,
        **{state: sum(f.state == state for f in analysis.findings) for state in ("flagged", "cannot_tell")},
        "warnings": len(analysis.warnings),
        "kneevision": str(analysis.provenance.get("kneevision") or ""),
    }
    for line in first:
        for cell in line.cells:
            measure = analysis.measure(line.entry.name, cell.side)
            if measure is not None:
                values = (measure.value, *(measure.interval or (None, None)))
                cells |= {f"{measure.name}_{cell.side}{end}": v for end, v in zip(_ENDS, values, strict=True)}
    return cells


def _rounded(cell: Cell) -> Cell:
    """Four decimals, as in cycles.csv; analysis.json has all."""
    return round(cell, 4) if isinstance(cell, float) else cell
