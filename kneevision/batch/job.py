"""What is to be done with one clip, and whether it is done."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from kneevision.analysis import ANALYSIS_FILE, CYCLES_FILE, FRAMES_FILE, Analysis
from kneevision.errors import UserError
from kneevision.pipeline import Options
from kneevision.report.page import VIDEO_FILE
from kneevision.report.summary import PAGE_FILE
from kneevision.version import __version__
from kneevision.video.probe import sha256


@dataclass(frozen=True)
class Job:
    """One clip of a batch.

    Attributes
    ----------
    name : str
        Of the clip in this batch.
    video : Path
    result : Path
        Its result folder, within `out`.
    out : Path
        The batch's folder.
    options : Options
    force : bool
        Replace a result that was made with other options, of another file of that name, or by another version.
    """

    name: str
    video: Path
    result: Path
    out: Path
    options: Options
    force: bool = False


def done(job: Job) -> Analysis | None:
    """The analysis of a whole result of this very file with these options, without its frames; None: it is to be made.

    Raises
    ------
    OSError
        The clip cannot be read.
    """
    files = [ANALYSIS_FILE, CYCLES_FILE, FRAMES_FILE, PAGE_FILE, *([VIDEO_FILE] if job.options.drawing.video else [])]
    if not all((job.result / file).is_file() for file in files):
        return None
    try:
        made = Analysis.load(job.result, frames=False)
    except UserError:
        return None
    # The hash comes last: it takes a while for long clips.
    same = (
        made.video.path == job.video.name
        and all(made.provenance.get(key) == value for key, value in job.options.asked().items())
        and (not job.force or made.provenance.get("kneevision") == __version__)
        and made.video.sha256 == sha256(job.video)
    )
    return made if same else None
