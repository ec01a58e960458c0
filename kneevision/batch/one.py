"""One clip of a batch, in a process of its own."""

from __future__ import annotations

import contextlib
import signal
import time
from collections.abc import Callable
from functools import partial

from kneevision.analysis import Analysis
from kneevision.batch.job import Job, done
from kneevision.batch.row import Row, failed, finished
from kneevision.errors import EXIT_NOTHING_MEASURED, EXIT_USER_ERROR, UserError
from kneevision.export import write_exports
from kneevision.export.kinds import in_folder
from kneevision.long_work import LongWork, Tell, long_work
from kneevision.pipeline import Progress, analyze, measured_anything
from kneevision.result_folder import wait_until_free


def look(job: Job) -> Row | None:
    """The row of a clip that is done already; None when it is to be made, or cannot be read.

    Exports that were not asked for when it was made are added to it.
    """
    with contextlib.suppress(OSError, UserError):
        if (analysis := done(job)) is not None:
            _export(job)
            return finished(job, analysis)
    return None


def _export(job: Job) -> None:
    there = in_folder(job.result)
    if missing := [kind for kind in job.options.exports if kind not in there]:
        write_exports(Analysis.load(job.result), missing, job.result)


def run(
    job: Job,
    progress: Progress = lambda stage, fraction: None,
    started: Callable[[LongWork], None] = lambda work: None,
) -> Row:
    """Analyze a clip, unless it is done, and tell how that went. Called again, elsewhere too, it finds what it made.

    Parameters
    ----------
    job : Job
    progress : callable
        Is told (stage, fraction done), as by `pipeline.analyze`.
    started : callable
        Is given the work in its process, to stop it from another thread.
    """
    wait_until_free(job.result)
    if (row := look(job)) is not None:
        return row
    start = time.monotonic()
    with long_work(partial(analyze_job, job)) as work:
        started(work)
        for stage, fraction in work.told():
            progress(stage, fraction)
        code, words = work.ended()
    seconds = time.monotonic() - start
    made = look(job)
    return failed(job, code, why_failed(job, code, words), seconds) if made is None else made.taking(seconds)


def analyze_job(job: Job, tell: Tell) -> int:
    """Analyze a clip in this process; gives the exit code of `kneevision analyze`."""
    analysis = analyze(
        job.video,
        job.options,
        job.result,
        progress=lambda stage, fraction: tell((stage, fraction)),
        force=job.force,
    )
    return 0 if measured_anything(analysis) else EXIT_NOTHING_MEASURED


def why_failed(job: Job, code: int, words: str) -> str:
    """Why there is no result, in one line."""
    if code < 0:
        return f"its process was stopped by {_signal(-code)}, often for want of memory; analyze it by itself."
    lines = [line.strip() for line in words.splitlines() if line.strip()]
    last = lines[-1] if lines else "it said nothing"
    if code == EXIT_USER_ERROR:
        return last.removeprefix(f"{job.video}: ")
    return f"its process ended with exit code {code} ({last}); analyze it by itself to see more."


def _signal(number: int) -> str:
    try:
        return signal.Signals(number).name
    except ValueError:
        return f"signal {number}"
