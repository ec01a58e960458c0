"""`kneevision batch`: many clips with one command."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from kneevision import cli_options, screen
from kneevision.errors import EXIT_NOT_ALL_WELL


def batch(
    inputs: Annotated[
        list[Path],
        typer.Argument(metavar="FOLDER|FILES...", help="A folder of clips, its sub-folders too; or clips; or both."),
    ],
    out: Annotated[Path, typer.Option("--out", "-o", help="Folder for results, batch.csv and index.html.")],
    model: cli_options.ModelOption = cli_options.Model.full,
    capture_fps: cli_options.CaptureFps = None,
    line: cli_options.Line = None,
    activity: cli_options.ActivityOption = None,
    sex: cli_options.SexOption = None,
    focal_35mm: cli_options.Focal35mm = None,
    no_video: cli_options.NoVideo = False,
    clean: cli_options.Clean = False,
    blur_face: cli_options.BlurFace = False,
    slow: cli_options.Slow = 1.0,
    export: cli_options.Export = None,
    scheduler: Annotated[
        str | None,
        typer.Option(
            metavar="ADDRESS",
            help="Of a Dask scheduler, such as tcp://10.0.0.5:8786: its workers analyze the clips, which all machines "
            "must see by the same path. Takes the extra 'cluster'.",
        ),
    ] = None,
    force: Annotated[
        bool,
        typer.Option(
            "--force",
            help="Replace results that were made with other options, of another file of that name or by another "
            "version of kneevision.",
        ),
    ] = False,
) -> None:
    """Analyze many clips, each as `analyze` does: a table of all and a page that leads to each report.

    What is done already is passed over, so that the same command goes on after it was stopped. The options hold for
    all clips alike.
    """
    from contextlib import nullcontext

    from kneevision.batch.clips import find_clips
    from kneevision.batch.cluster import cluster
    from kneevision.batch.job import Job
    from kneevision.batch.page import INDEX_FILE
    from kneevision.batch.run import batch_folder, here, run_batch
    from kneevision.pipeline import Options, rules_of
    from kneevision.report.drawing import Drawing

    options = Options(
        model=model.value,
        capture_fps=capture_fps,
        lines=cli_options.lines(line or []),
        activity=None if activity is None else activity.value,
        sex=None if sex is None else sex.value,
        focal_35mm=focal_35mm,
        drawing=Drawing(video=not no_video, clean=clean, blur_face=blur_face, slow=slow),
        exports=cli_options.exports(export),
    )
    rules_of(options)  # what no clip can meet is refused before the first one
    out = out.absolute()
    jobs = [Job(clip.name, clip.path, clip.result(out), out, options, force) for clip in find_clips(inputs)]
    with nullcontext(here) if scheduler is None else cluster(scheduler) as workers, batch_folder(out):
        rows = run_batch(jobs, out, workers, screen.put)
    measured = sum(row.status == "done" for row in rows)
    screen.put(f"{measured} of {len(rows)} clips measured. All of them: {out / INDEX_FILE}")
    if measured < len(rows):
        raise typer.Exit(EXIT_NOT_ALL_WELL)
