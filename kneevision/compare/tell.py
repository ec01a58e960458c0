"""Everything of a comparison's folder. The page and the side-by-side video take the same `Comparison` and go here."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from kneevision.analysis import Analysis
from kneevision.compare.plots import write_plots
from kneevision.compare.tables import CHANGES_FILE, write_changes
from kneevision.compare.types import COMPARISON_FILE, Comparison


def tell(comparison: Comparison, analyses: Sequence[Analysis], folder: Path) -> None:
    """Write JSON, table and plots into an existing, empty folder.

    Parameters
    ----------
    comparison : Comparison
    analyses : sequence of Analysis
        What was compared, in order.
    folder : Path
    """
    (folder / COMPARISON_FILE).write_text(comparison.to_json(), encoding="utf-8")
    write_changes(comparison.changes, folder / CHANGES_FILE)
    plots = folder / "plots"
    plots.mkdir()
    write_plots(comparison, analyses[0], analyses[-1], plots)
