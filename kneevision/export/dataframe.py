"""The tables of a result as pandas data frames."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Literal

from kneevision.analysis import Analysis, Measure
from kneevision.cycle_table import HEAD
from kneevision.errors import UserError
from kneevision.export.plane import frames_of
from kneevision.extras import require

if TYPE_CHECKING:
    import pandas as pd

Rows = Literal["frames", "cycles", "measures"]


def to_dataframe(analysis: Analysis, rows: Rows) -> pd.DataFrame:
    """See `Analysis.to_dataframe`."""
    require("pandas", "pandas", "to_dataframe()")
    import pandas as pd

    if rows == "frames":
        frames = frames_of(analysis)
        table = pd.DataFrame(frames.matrix(), columns=frames.columns())
        return table.astype({"swapped": bool, "filled_points": int})
    if rows == "cycles":
        return pd.DataFrame([{n: getattr(cycle, n) for n in HEAD} | cycle.values for cycle in analysis.cycles])
    if rows == "measures":
        return pd.DataFrame([_row(measure) for measure in analysis.measures])
    raise UserError(f"to_dataframe({rows!r}): no such table; there are 'frames', 'cycles' and 'measures'.")


def _row(measure: Measure) -> dict[str, Any]:
    low, high = measure.interval or (None, None)
    return {
        "name": measure.name,
        "side": measure.side,
        "value": measure.value,
        "unit": measure.unit,
        "low": low,
        "high": high,
        "n": measure.n,
        "sd": measure.sd,
        "seen": measure.seen,
        "reason": measure.reason,
    }
