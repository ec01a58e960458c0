"""Videos or result folders in, a folder with the comparison out."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from kneevision.analysis import ANALYSIS_FILE, Analysis
from kneevision.compare.compare import Speeds, check_speeds, compare
from kneevision.compare.types import COMPARISON_FILE, Comparison
from kneevision.errors import StoppedError, UserError
from kneevision.pipeline import Options, analyze
from kneevision.result_folder import SUFFIX, Contents, check_free, claimed, result_folder, writing
from kneevision.video.probe import sha256

Progress = Callable[[str, float], None]

CONTENTS = Contents(
    COMPARISON_FILE,
    ("before", "after"),
    (
        COMPARISON_FILE, "changes.csv", "compare.html", "side_by_side.mp4",
        "plots/first_measures.*", "plots/course_*.*", "plots/history_*.*",
    ),
)  # fmt: skip


def comparison_folder(inputs: Sequence[Path], out: Path | None) -> Path:
    """Where a comparison goes: `out` itself when it is named so, else `<first>-vs-<last>.kneevision` in it; with no
    `out`, beside the first.
    """
    if out is not None and out.name.endswith(SUFFIX):
        return out
    place = inputs[0].absolute().parent if out is None else out
    return place / f"{inputs[0].stem}-vs-{inputs[-1].stem}{SUFFIX}"


def between(
    inputs: Sequence[Path],
    out: Path | None = None,
    speeds: Speeds | None = None,
    progress: Progress = lambda stage, fraction: None,
    verbose: bool = False,
    force: bool = False,
) -> tuple[Comparison, Path]:
    """Compare videos or result folders, and write the comparison.

    Parameters
    ----------
    inputs : sequence of path
        Two, or more in the order of their dates. A video beside which its own result lies is not analyzed again; the
        result of one that is analyzed is written there.
    out : path, optional
        See `comparison_folder`.
    speeds : (before, after), optional
        Of the belt, of two filmings, in any unit.
    progress, verbose
        As of `pipeline.analyze`.
    force : bool
        Replace an earlier comparison of the same two, and results of the videos that are not of these very files.

    Returns
    -------
    Comparison, path
        And the folder that holds it.

    Raises
    ------
    UserError
        An input is neither, the filmings cannot be compared, or the folder cannot be written.
    StoppedError
        At Ctrl-C, when a video has been analyzed before; its result is kept.
    """
    check_speeds(speeds, len(inputs))
    for path in inputs:
        if not path.exists():
            raise UserError(f"{path}: no such file or folder; give videos or .kneevision folders.")
    folder, found = comparison_folder(inputs, out), [analyzed(path) for path in inputs]
    names = [Path(one.video.path) if one else path for one, path in zip(found, inputs, strict=True)]
    for path, one in zip(inputs, found, strict=True):
        if one is None:
            check_free(_result(path), path, force=force)
    with claimed(folder, names[0], names[-1], contents=CONTENTS, force=force) as place, _what_is_kept() as made:
        analyses = []
        for path, one in zip(inputs, found, strict=True):
            analyses.append(one or _analyze(path, progress, verbose, force))
            if one is None:
                made.append(_result(path))
        comparison = compare(analyses, speeds)
        with writing(place) as unfinished:
            from kneevision.compare.tell import tell  # drawing libraries are only loaded when something is drawn

            tell(comparison, analyses, [_result(path) for path in inputs], unfinished)
    return comparison, folder


@contextmanager
def _what_is_kept() -> Iterator[list[Path]]:
    """At Ctrl-C the result folders that were put into the list are named: they stay."""
    made: list[Path] = []
    try:
        yield made
    except KeyboardInterrupt:
        if not made:
            raise
        kept = " and ".join(str(folder) for folder in dict.fromkeys(made))
        raise StoppedError(f"stopped; nothing was compared. Finished and kept: {kept}.") from None


def analyzed(path: Path) -> Analysis | None:
    """The analysis of a result folder, or the one that lies beside a video and is of this very file.

    Raises
    ------
    UserError
        A folder holds no analysis that this version can read.
    """
    if path.is_dir():
        return Analysis.load(path)
    earlier = _earlier(_result(path))
    return earlier if earlier is not None and earlier.video.sha256 == sha256(path) else None


def _result(path: Path) -> Path:
    """The result folder of an input: itself, or the one beside the video."""
    return path if path.is_dir() else result_folder(path, path.absolute().parent)


def _analyze(path: Path, progress: Progress, verbose: bool, force: bool) -> Analysis:
    """The analysis of a video that had none to begin with: it may be named twice."""
    return analyzed(path) or analyze(
        path, Options(), _result(path), lambda stage, done: progress(f"{path.name}: {stage}", done), verbose, force
    )


def _earlier(folder: Path) -> Analysis | None:
    """The analysis in a folder, if there is one that this version can read."""
    if not (folder / ANALYSIS_FILE).is_file():
        return None
    try:
        return Analysis.load(folder)
    except UserError:
        return None
