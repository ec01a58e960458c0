"""What a batch tells of one clip; its numbers are those of the clip's analysis."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Literal, Self

from kneevision.analysis import Analysis
from kneevision.batch.job import Job
from kneevision.errors import EXIT_NOTHING_MEASURED
from kneevision.report import focus

Status = Literal["waiting", "done", "nothing_measured", "failed"]


@dataclass(frozen=True)
class Row:
    """One clip.

    Attributes
    ----------
    clip : str
        Its name in the batch.
    status : Status
    error : str
        One line, when it failed.
    exit_code : int or None
        As of `kneevision analyze`; negative: the signal that stopped its process.
    seconds : float or None
        That its analysis took, as far as is known.
    result : str
        Its result folder, within the batch's, with '/'.
    analysis : Analysis or None
        Without its frames.
    """

    clip: str
    status: Status
    result: str
    error: str = ""
    exit_code: int | None = None
    seconds: float | None = None
    analysis: Analysis | None = None

    def taking(self, seconds: float | None) -> Self:
        """The same with the time that it took."""
        return replace(self, seconds=seconds)


def waiting(job: Job) -> Row:
    """The row of a clip that is still to be analyzed."""
    return Row(job.name, "waiting", _result(job))


def finished(job: Job, analysis: Analysis) -> Row:
    """The row of a clip that has its result."""
    if focus.nothing_measured(analysis):
        return Row(job.name, "nothing_measured", _result(job), exit_code=EXIT_NOTHING_MEASURED, analysis=analysis)
    return Row(job.name, "done", _result(job), exit_code=0, analysis=analysis)


def failed(job: Job, exit_code: int | None, error: str, seconds: float | None = None) -> Row:
    """The row of a clip without a result. Another result may lie at its place."""
    return Row(job.name, "failed", "", error, exit_code, seconds)


def _result(job: Job) -> str:
    return job.result.relative_to(job.out).as_posix()
