"""A result written anew with what was put right by hand, in a process of its own."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path

from kneevision.analysis import Analysis
from kneevision.batch.job import Job
from kneevision.batch.one import why_failed
from kneevision.batch.row import Row, failed, finished
from kneevision.edit import edit
from kneevision.edits import Edits
from kneevision.long_work import LongWork, Tell, long_work
from kneevision.pipeline import Progress


def correct(job: Job, edits: Edits, progress: Progress, started: Callable[[LongWork], None]) -> Row:
    """Write the result folder of a clip with these edits, and tell how that went; see `batch.one.run`."""
    with long_work(partial(_edit, job.result, job.video, edits)) as work:
        started(work)
        for stage, fraction in work.told():
            progress(stage, fraction)
        code, words = work.ended()
    if code:
        return failed(job, code, why_failed(job, code, words))
    return finished(job, Analysis.load(job.result, frames=False))


def _edit(result: Path, video: Path, edits: Edits, tell: Tell) -> int:
    edit(result, video, edits, progress=lambda stage, fraction: tell((stage, fraction)))
    return 0
