"""The command line. It parses, shows progress and prints; everything else is `pipeline.analyze`."""

from __future__ import annotations

import os
import signal
import sys
import warnings
from pathlib import Path
from typing import Annotated

import typer

from kneevision import cli_options, screen
from kneevision.app.command import app as app_command
from kneevision.batch.command import batch
from kneevision.errors import (
    EXIT_BADLY_FILMED,
    EXIT_INTERRUPTED,
    EXIT_NOTHING_MEASURED,
    EXIT_USER_ERROR,
    StoppedError,
    UserError,
)
from kneevision.quiet import quiet_stderr
from kneevision.version import __version__

app = typer.Typer(add_completion=True, pretty_exceptions_enable=False, rich_markup_mode=None)


def _print_version(asked: bool) -> None:
    if asked:
        typer.echo(f"kneevision {__version__}")
        raise typer.Exit


@app.callback()
def _kneevision(
    version: Annotated[
        bool, typer.Option("--version", callback=_print_version, is_eager=True, help="Print the version.")
    ] = False,
) -> None:
    """Measure how thigh and knee move in running and squatting, from a phone video.

    It measures movement; it does not judge health.
    """


@app.command()
def analyze(
    video: Annotated[Path, typer.Argument(help="The clip: mp4, mov or webm, as the phone made it.")],
    out: Annotated[
        Path | None, typer.Option("--out", "-o", help="Folder for the result. Default: beside the clip.")
    ] = None,
    model: cli_options.ModelOption = cli_options.Model.full,
    person: Annotated[
        str | None,
        typer.Option(metavar="X,Y", help="A point (px) on the person to follow, if another was chosen."),
    ] = None,
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
    workers: Annotated[
        int | None,
        typer.Option(min=1, help="Pose models at work at a time. Default: one a core, up to 4. Changes no number."),
    ] = None,
    force: Annotated[bool, typer.Option("--force", help="Replace an earlier result of this clip.")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Print the analysis as JSON instead of three lines.")] = False,
    verbose: Annotated[bool, typer.Option(help="Show what the libraries log.")] = False,
) -> None:
    """Analyze running or walking on a treadmill, or squats: report, annotated video, plots and tables in a folder."""
    from kneevision.pipeline import Options, analyze, measured_anything
    from kneevision.report.drawing import Drawing
    from kneevision.report.summary import three_lines
    from kneevision.result_folder import result_folder

    options = Options(
        model=model.value,
        person=_point(person),
        capture_fps=capture_fps,
        lines=cli_options.lines(line or []),
        activity=None if activity is None else activity.value,
        sex=None if sex is None else sex.value,
        focal_35mm=focal_35mm,
        drawing=Drawing(video=not no_video, clean=clean, blur_face=blur_face, slow=slow),
        exports=cli_options.exports(export),
        workers=workers,
    )
    folder = result_folder(video, out or video.absolute().parent)
    with screen.progress_bars(shown=not verbose and screen.is_seen()) as progress:
        analysis = analyze(video, options, out=folder, progress=progress, verbose=verbose, force=force)
    screen.put(analysis.to_json().rstrip("\n") if as_json else "\n".join(three_lines(analysis, folder)))
    if not measured_anything(analysis):
        raise typer.Exit(EXIT_NOTHING_MEASURED)


@app.command()
def compare(
    inputs: Annotated[
        list[Path],
        typer.Argument(
            metavar="BEFORE AFTER [MORE...]",
            help="Videos or .kneevision folders of one person, in order of their dates.",
        ),
    ],
    out: Annotated[
        Path | None, typer.Option("--out", "-o", help="Folder for the result. Default: beside the first.")
    ] = None,
    speed_before: Annotated[
        float | None, typer.Option(help="Speed of the belt in the first clip, in any unit.")
    ] = None,
    speed_after: Annotated[float | None, typer.Option(help="The same in the second clip.")] = None,
    force: Annotated[bool, typer.Option("--force", help="Replace an earlier comparison of these clips.")] = False,
    verbose: Annotated[bool, typer.Option(help="Show what the libraries log.")] = False,
) -> None:
    """Compare clips of one person: what changed by more than measurement and their own variation explain."""
    from kneevision.compare.files import between
    from kneevision.compare.texts import three_lines

    if len(inputs) < 2:
        raise UserError("compare takes two clips, or more in order of their dates.")
    if (speed_before is None) != (speed_after is None):
        raise UserError("--speed-before and --speed-after go together: tell both.")
    speeds = None if speed_before is None or speed_after is None else (speed_before, speed_after)
    with screen.progress_bars(shown=not verbose and screen.is_seen()) as progress:
        comparison, folder = between(inputs, out, speeds, progress, verbose, force)
    screen.put("\n".join(three_lines(comparison, folder)))


@app.command()
def check(
    video: Annotated[Path, typer.Argument(help="The clip: mp4, mov or webm, as the phone made it.")],
    as_json: Annotated[bool, typer.Option("--json", help="Print the same as JSON.")] = False,
) -> None:
    """Check in seconds how a clip was filmed, and say what to do better, before it is analyzed."""
    from kneevision.check import check as check_filming

    found = check_filming(video)
    screen.put(found.to_json().rstrip("\n") if as_json else "\n".join(found.lines()))
    if found.spoilt:
        raise typer.Exit(EXIT_BADLY_FILMED)


@app.command()
def doctor() -> None:
    """Check that everything kneevision needs is installed and works."""
    from kneevision.doctor import examine

    checks = examine()
    for check in checks:
        screen.put(f"{'ok     ' if check.ok else 'MISSING'}  {check.name}: {check.detail}")
        if check.remedy:
            screen.put(f"         {check.remedy}")
    if not all(check.ok for check in checks):
        raise typer.Exit(EXIT_USER_ERROR)


app.command()(batch)
app.command("app")(app_command)


def main() -> None:
    """Entry point: what a user can put right becomes one line and exit code 2, Ctrl-C one line and 130."""
    arguments = sys.argv[1:] or ["--help"]
    screen.prepare()
    if "--verbose" not in arguments and not sys.warnoptions:
        warnings.simplefilter("ignore")
    # MediaPipe's threads log on after the analysis is done, so that the whole run is kept quiet.
    with quiet_stderr(enabled="--verbose" not in arguments):
        code = _run(arguments)
        if code == EXIT_INTERRUPTED:
            # Native threads may be in the middle of anything: there is nothing left to tidy, and no reason to wait.
            os._exit(code)
    sys.exit(code)


def _run(arguments: list[str]) -> int:
    try:
        # The name also where it runs as `python -m kneevision`: what completes is a command of that name.
        code = app(arguments, prog_name="kneevision", standalone_mode=False) or 0
    except UserError as error:
        return _said(str(error), EXIT_USER_ERROR)
    except typer.TyperException as error:
        return _said(f"{error.format_message().rstrip('.')}; --help tells what can be given.", EXIT_USER_ERROR)
    except StoppedError as stopped:
        return _interrupted(str(stopped))
    except KeyboardInterrupt:
        code = EXIT_INTERRUPTED
    # typer turns Ctrl-C within a command into that code
    return _interrupted("stopped; nothing was written.") if code == EXIT_INTERRUPTED else int(code)


def _interrupted(words: str) -> int:
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # a second Ctrl-C has nothing left to stop
    return _said(words, EXIT_INTERRUPTED)


def _said(words: str, code: int) -> int:
    print(f"kneevision: {words}", file=sys.stderr, flush=True)
    return code


def _point(text: str | None) -> tuple[float, float] | None:
    if text is None:
        return None
    try:
        x, y = (float(part) for part in text.split(","))
    except ValueError:
        raise UserError(f"--person {text}: give a point as x,y in pixels from the top left, e.g. 270,500.") from None
    return x, y
