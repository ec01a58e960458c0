"""`cycles.csv`: a row per stride or repetition, a column per measure."""

from __future__ import annotations

import csv
from collections.abc import Sequence
from pathlib import Path
from typing import Final

from kneevision.analysis import CycleRow

# The columns before those of the measures.
HEAD: Final = (
    "side", "kind", "index", "valid", "reason", "start_s", "contact_s", "toe_off_s", "bottom_s", "end_s",
)  # fmt: skip


def write_cycles(cycles: Sequence[CycleRow], path: Path) -> None:
    """Write the table; what is not known is an empty cell."""
    names = list(dict.fromkeys(name for cycle in cycles for name in cycle.values))
    with path.open("w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file)
        writer.writerow([*HEAD, *names])
        for cycle in cycles:
            head = [getattr(cycle, column) for column in HEAD]
            head[HEAD.index("valid")] = "true" if cycle.valid else "false"
            writer.writerow([_rounded(cell) for cell in (*head, *(cycle.values.get(name) for name in names))])


def _rounded(cell: object) -> object:
    """Numbers to 4 decimals: a tenth of a millisecond, more than any angle is good for."""
    return round(cell, 4) if isinstance(cell, float) else cell
