"""Everything of a comparison's folder."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from kneevision.analysis import Analysis
from kneevision.compare.page import PAGE_FILE, Shown, write_page
from kneevision.compare.plots import write_plots
from kneevision.compare.side_by_side import SIDE_BY_SIDE_FILE, Source, write_side_by_side
from kneevision.compare.tables import CHANGES_FILE, write_changes
from kneevision.compare.types import COMPARISON_FILE, Comparison
from kneevision.report.page import VIDEO_FILE
from kneevision.report.stills import as_jpeg


def tell(comparison: Comparison, analyses: Sequence[Analysis], results: Sequence[Path], folder: Path) -> None:
    """Write JSON, table, plots, the video side by side and the page into an existing, empty folder.

    Parameters
    ----------
    comparison : Comparison
    analyses : sequence of Analysis
        What was compared, in order.
    results : sequence of Path
        Their result folders; where the first or the last has no annotated video, there is none side by side.
    folder : Path
    """
    (folder / COMPARISON_FILE).write_text(comparison.to_json(), encoding="utf-8")
    write_changes(comparison.changes, folder / CHANGES_FILE)
    plots = folder / "plots"
    plots.mkdir()
    names = write_plots(comparison, analyses[0], analyses[-1], plots)
    before, after = (Source(analyses[i], results[i] / VIDEO_FILE) for i in (0, -1))
    filmed = all(each.video.is_file() and each.analysis.frames is not None for each in (before, after))
    stills = (
        write_side_by_side(before, after, folder / SIDE_BY_SIDE_FILE) if filmed and not comparison.same_video else []
    )
    shown = Shown(
        [(name, (plots / f"{name}.svg").read_bytes()) for name in names],
        [as_jpeg(still) for still in stills],
        SIDE_BY_SIDE_FILE if stills else None,
    )
    write_page(comparison, analyses[-1], shown, folder / PAGE_FILE)
