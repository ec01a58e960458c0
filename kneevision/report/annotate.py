"""The annotated video: every frame of the clip with the legs drawn, over a running chart."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import chain
from pathlib import Path

import numpy as np

from kneevision.analysis import Analysis
from kneevision.report import focus
from kneevision.report.drawing import Drawing
from kneevision.report.labels import SideLabels, columns
from kneevision.report.lettering import Lettering, Picture
from kneevision.report.moment import Moment, Moments
from kneevision.report.panel import Panel, panel
from kneevision.report.replays import Caption, Replayer
from kneevision.report.skeleton import KneeAngle, LegLines
from kneevision.report.strip import StripChart
from kneevision.video import Frame
from kneevision.video.behind import Behind
from kneevision.video.writer import VideoWriter

Annotator = Callable[[Picture, Moment], None]  # draws into the picture


@dataclass(frozen=True)
class Composer:
    """Puts a picture together: the annotated frame and, when there is something to say, panel and chart."""

    moments: Moments
    annotators: tuple[Annotator, ...]
    below: tuple[Panel, StripChart] | None
    size: tuple[int, int]

    def picture(self, image: Picture, time_s: float, caption: Caption | None = None) -> Picture:
        """The annotated picture; without the person in it, the frame stays as it is. A caption takes the panel."""
        moment = self.moments.at(time_s)
        under: list[Picture] = []
        if self.below is not None:
            words, chart = self.below
            under = [words.saying(caption) if caption else words.at(moment), chart.at(time_s)]
        picture = np.vstack([image, *under])  # the one copy of the frame: all else is drawn into it
        if moment is not None:
            frame = picture[: image.shape[0]]
            for annotate in self.annotators:
                annotate(frame, moment)
        width, height = self.size
        return np.ascontiguousarray(picture[:height, :width])


def composer(analysis: Analysis, width: int, height: int, clean: bool = False) -> Composer:
    """A composer for frames of this size (px): line and letter sizes follow from it.

    The whole picture is a little higher than the frame (`clean`: as high, with the legs' lines only), with even sides,
    as H.264 wants them.
    """
    lettering = Lettering(max(7.0, min((width * height) ** 0.5 / 50, width / 37)))
    below = None if clean else _below(analysis, width, lettering)
    total = height + sum(part.height for part in below or ())
    moments = Moments(analysis, width / analysis.video.width)
    bone = max(2.0, (width * height) ** 0.5 / 130)
    layers = (LegLines(bone, marked=False),) if clean else annotators(analysis, width, bone, lettering)
    return Composer(moments, layers, below, (width & ~1, total & ~1))


def _below(analysis: Analysis, width: int, lettering: Lettering) -> tuple[Panel, StripChart] | None:
    if not focus.headlines(analysis) and not analysis.cycles:
        return None
    return panel(analysis, width, lettering), StripChart(analysis, width, lettering)


def annotators(analysis: Analysis, width: int, bone: float, lettering: Lettering) -> tuple[Annotator, ...]:
    """What draws legs, angles and labels on frames of this width (px), with bones this thick (px)."""
    frontal = focus.is_frontal(analysis)
    labels = SideLabels(columns(analysis, width / analysis.video.width), lettering, frontal)
    angles = (KneeAngle(bone, frontal),) if focus.headlines(analysis) else ()
    return (*angles, LegLines(bone), labels)


def write_video(
    analysis: Analysis, frames: Iterator[Frame], fps: float, path: Path, drawing: Drawing, replayer: Replayer
) -> None:
    """Write the annotated video: a frame per frame of the clip, in real time and without sound, then the replays.

    Parameters
    ----------
    frames : iterator of Frame
        All of the clip.
    fps : float
        The clip's, frames/s.
    replayer : Replayer
        Has kept what it replays when the frames are through.
    """
    first = next(frames, None)
    if first is None:
        return
    height, width = first.image.shape[:2]
    compose = composer(analysis, width, height, drawing.clean)
    with VideoWriter(path, *compose.size, fps) as writer, Behind() as behind:
        for frame in chain([first], frames):
            behind.order(writer.write, compose.picture(frame.image, frame.time_s), frame.time_s)
        for shown in replayer.play(frame.time_s + 1 / fps):
            behind.order(writer.write, compose.picture(shown.image, shown.time_s, shown.caption), shown.video_s)
