"""What a clip's result folder says, in the words of the report and of the batch's page; read, never computed."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

from kneevision.analysis import ANALYSIS_FILE, Analysis
from kneevision.batch.page import Line, line
from kneevision.batch.row import Row, Status
from kneevision.errors import UserError
from kneevision.report import focus


def summary(result: Path) -> Line | None:
    """What was measured; None when there is no result that can be read."""
    try:
        written_ns = (result / ANALYSIS_FILE).stat().st_mtime_ns
    except OSError:
        return None
    return _summary(result, written_ns)


@lru_cache(maxsize=100)
def _summary(result: Path, _: int) -> Line | None:
    try:
        analysis = Analysis.load(result, frames=False)
    except UserError:
        return None
    status: Status = "nothing_measured" if focus.nothing_measured(analysis) else "done"
    return line(Row(analysis.video.path, status, "", analysis=analysis))
