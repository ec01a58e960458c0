"""The annotated video: every frame of the clip with the legs drawn, over a running chart."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from itertools import chain
from pathlib import Path
from typing import Final

import numpy as np

from kneevision.analysis import Analysis
from kneevision.report import focus
from kneevision.report.labels import SideLabels, columns
from kneevision.report.lettering import Lettering, Picture
from kneevision.report.moment import Moment, Moments
from kneevision.report.panel import Panel, panel
from kneevision.report.skeleton import KneeAngle, LegLines
from kneevision.report.strip import StripChart
from kneevision.video.clip import Clip, Frame
from kneevision.video.writer import VideoWriter

MAX_SIDE: Final = 1280
Annotator = Callable[[Picture, Moment], Picture]


@dataclass(frozen=True)
class Composer:
    """Puts a picture together: the annotated frame and, when there is something to say, panel and chart."""

    moments: Moments
    annotators: tuple[Annotator, ...]
    below: tuple[Panel, StripChart] | None
    size: tuple[int, int]

    def picture(self, image: Picture, time_s: float) -> Picture:
        """The annotated picture; without the person in it, the frame stays as it is."""
        moment = self.moments.at(time_s)
        if moment is not None:
            for annotate in self.annotators:
                image = annotate(image, moment)
        if self.below is not None:
            words, chart = self.below
            image = np.vstack([image, words.at(moment), chart.at(time_s)])
        width, height = self.size
        return np.ascontiguousarray(image[:height, :width])


def composer(analysis: Analysis, width: int, height: int) -> Composer:
    """A composer for frames of this size (px): line and letter sizes follow from it.

    The whole picture is a little higher than the frame, with even sides, as H.264 wants them.
    """
    lettering = Lettering(max(7.0, min((width * height) ** 0.5 / 50, width / 37)))
    below = _below(analysis, width, lettering)
    total = height + sum(part.height for part in below or ())
    moments = Moments(analysis, width / analysis.video.width)
    bone = max(2.0, (width * height) ** 0.5 / 130)
    return Composer(moments, annotators(analysis, width, bone, lettering), below, (width & ~1, total & ~1))


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
    analysis: Analysis,
    clip: Clip,
    path: Path,
    looks: Iterable[Callable[[Frame], None]],
    progress: Callable[[float], None],
) -> None:
    """Write the annotated video, a frame per frame of the clip, in real time and without sound.

    Parameters
    ----------
    looks : callables
        Are shown every frame before it is drawn on, so that stills need no second reading of the clip.
    progress : callable
        Is told the fraction done.
    """
    frames = clip.frames(max_side=MAX_SIDE)
    first = next(frames, None)
    if first is None:
        return
    height, width = first.image.shape[:2]
    compose = composer(analysis, width, height)
    with VideoWriter(path, *compose.size, clip.info.fps) as writer:
        for frame in _counted(chain([first], frames), clip.info.frames, progress):
            for look in looks:
                look(frame)
            writer.write(compose.picture(frame.image, frame.time_s), frame.time_s)


def _counted(frames: Iterable[Frame], total: int, progress: Callable[[float], None]) -> Iterator[Frame]:
    for done, frame in enumerate(frames, start=1):
        yield frame
        progress(min(1.0, done / max(total, 1)))
