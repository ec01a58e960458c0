"""Tell: everything of a result folder, written from one analysis and its clip."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from kneevision.analysis import Analysis
from kneevision.video.clip import Clip


def tell(analysis: Analysis, clip: Clip, folder: Path, progress: Callable[[str, float], None]) -> None:
    """Write tables, annotated video, plots and page into an existing, empty folder.

    Parameters
    ----------
    analysis : Analysis
        With its frames.
    clip : Clip
        The video that was analyzed; it is read once, frame by frame.
    progress : callable
        Is told what is being made, for people, and the fraction of it that is done, 0..1.
    """
    # matplotlib, cv2 and av are heavy: they are loaded when something is told, not when the package is
    from kneevision.report.annotate import write_video
    from kneevision.report.bottoms import BottomStills
    from kneevision.report.page import VIDEO_FILE, Pictures, write_page
    from kneevision.report.plots import write_plots
    from kneevision.report.stills import PersonStill

    analysis.save(folder)
    person, bottoms = PersonStill(analysis), BottomStills(analysis)
    looks = (person.look, bottoms.look)
    write_video(analysis, clip, folder / VIDEO_FILE, looks, lambda done: progress("Drawing the video", done))
    plots_folder = folder / "plots"
    plots_folder.mkdir()
    plots = write_plots(analysis, plots_folder, lambda done: progress("Plotting", done))
    drawn = [(plot, (plots_folder / f"{plot.name}.svg").read_bytes()) for plot in plots]
    write_page(analysis, Pictures(drawn, person.jpeg(), bottoms.stills()), folder / "report.html")
    progress("Writing the page", 1.0)
