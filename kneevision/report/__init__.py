"""Tell: everything of a result folder, written from one analysis and its clip."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable
from pathlib import Path

from kneevision.analysis import Analysis
from kneevision.report.drawing import AS_USUAL, Drawing
from kneevision.video import Clip, Frame


def tell(
    analysis: Analysis,
    clip: Clip,
    folder: Path,
    progress: Callable[[str, float], None],
    drawing: Drawing = AS_USUAL,
) -> None:
    """Write tables, annotated video, plots and page into an existing, empty folder.

    Parameters
    ----------
    analysis : Analysis
        With its frames.
    clip : Clip
        The video that was analyzed; it is read once, frame by frame.
    progress : callable
        Is told what is being made, for people, and the fraction of it that is done, 0..1.
    drawing : Drawing
        How video and stills are drawn; tables and plots do not depend on it.
    """
    # matplotlib, cv2 and av are heavy: they are loaded when something is told, not when the package is
    from kneevision.report.annotate import write_video
    from kneevision.report.leg_stills import Stills
    from kneevision.report.page import VIDEO_FILE, Pictures, write_page
    from kneevision.report.plots import write_plots
    from kneevision.report.reel import reel
    from kneevision.report.replays import Replayer, replays
    from kneevision.report.stills import PersonStill

    analysis.save(folder)
    person, legs = PersonStill(analysis), Stills(analysis)
    replayer = Replayer(replays(analysis) if drawing.replays else (), drawing.slow)
    looks = (person.look, legs.look, replayer.look)
    stage = "Drawing the video" if drawing.video else "Taking stills"
    frames = reel(clip, _hider(analysis, drawing), looks, lambda done: progress(stage, done))
    if drawing.video:
        write_video(analysis, frames, clip.info.fps, folder / VIDEO_FILE, drawing, replayer)
    else:
        deque(frames, maxlen=0)
    plots_folder = folder / "plots"
    plots_folder.mkdir()
    plots = write_plots(analysis, plots_folder, lambda done: progress("Plotting", done))
    write_page(analysis, Pictures(plots, person.jpeg(), legs.stills(), drawing), folder / "report.html")
    progress("Writing the page", 1.0)


def _hider(analysis: Analysis, drawing: Drawing) -> Callable[[Frame], Frame]:
    from kneevision.report.faces import face_blur

    return face_blur(analysis).hide if drawing.blur_face else lambda frame: frame
