"""An analysis put right by hand: the stages after the landmarks again, with the edits; no picture is looked at."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from kneevision.analysis import SIGHTING_FILE, Analysis
from kneevision.edits import Edits
from kneevision.errors import UserError
from kneevision.export.kinds import in_folder
from kneevision.offline import offline
from kneevision.pipeline import Options, analysis_of, rules_of, tell_all
from kneevision.pose.sighting_file import read_sighting
from kneevision.quiet import quiet_stderr
from kneevision.result_folder import claimed
from kneevision.version import __version__
from kneevision.video import open_clip
from kneevision.video.thin import thinned


def edited(folder: Path | str, edits: Edits) -> Analysis:
    """The analysis of a result folder with these edits in the place of those it has; nothing is written.

    Parameters
    ----------
    folder : path
        A result folder of this version of kneevision.
    edits : Edits
        All that hold; `Edits()` undoes everything.

    Returns
    -------
    Analysis
        As the clip would be analyzed anew, its measures and findings by the edited cycles. With the frames.

    Raises
    ------
    UserError
        There is no result, another version made it, or an edit is about something that is not in it.
    """
    folder = Path(folder)
    stored = Analysis.load(folder, frames=False)
    made_by = stored.provenance.get("kneevision")
    if made_by != __version__:
        raise UserError(
            f"{folder}: made by kneevision {made_by}; analyze the video again with {__version__} to edit it."
        )
    sighting, info = read_sighting(folder / SIGHTING_FILE)
    options = Options.of(stored.provenance)
    return analysis_of(sighting, info, options, rules_of(options), edits)


def edit(
    folder: Path | str,
    video: Path | str,
    edits: Edits,
    progress: Callable[[str, float], None] = lambda stage, fraction: None,
) -> Analysis:
    """Write a result folder anew with these edits in the place of those it has: tables, video, plots, page
    and the exports that it holds.

    Parameters
    ----------
    folder, edits
        As of `edited`.
    video : path
        The clip that the result is of.
    progress : callable
        Told (stage, fraction done).

    Raises
    ------
    UserError
        As of `edited`; the video is another one, or the result cannot be written.
    """
    folder, video = Path(folder), Path(video)
    analysis = edited(folder, edits)
    options = replace(Options.of(analysis.provenance), exports=in_folder(folder))
    clip = thinned(open_clip(video, options.capture_fps))
    if clip.info.sha256 != analysis.video.sha256:
        raise UserError(f"{video}: is not the video of {folder}; give the one that was analyzed.")
    sighting, _ = read_sighting(folder / SIGHTING_FILE)
    with offline(), quiet_stderr(), claimed(folder, video, force=True) as place:
        tell_all(analysis, sighting, clip, place, progress, options)
    return analysis
