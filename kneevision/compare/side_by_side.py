"""The video of a comparison: both filmings beside each other, the same phase at the same time, in slow motion."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import cv2
import numpy as np

from kneevision.analysis import Analysis
from kneevision.compare.phase_chart import PhaseChart
from kneevision.compare.together import RATE_HZ, SLOW, Together, together
from kneevision.pose.landmarks import SIDES, index, leg
from kneevision.pose.track import FloatArray
from kneevision.report import focus, texts
from kneevision.report.lettering import Lettering, Picture
from kneevision.report.stills import as_jpeg
from kneevision.report.style import NIGHT, NIGHT_TEXT, SIDE_COLOUR, rgb
from kneevision.report.words import words
from kneevision.video import open_clip
from kneevision.video.writer import VideoWriter

SIDE_BY_SIDE_FILE: Final = "side_by_side.mp4"
PANE: Final = (440, 620)  # width, height, px
_HEADING: Final = 56
_ABOVE, _BELOW = 0.9, 1.25  # what is shown above and below the hips, in leg lengths
_ROUNDS: Final = 2  # so often each side is shown
_TEXT: Final = 17.0


@dataclass(frozen=True)
class Source:
    """One filming: its analysis and its annotated video, whose first part keeps the clip's own time."""

    analysis: Analysis
    video: Path


def write_side_by_side(before: Source, after: Source, path: Path) -> list[Picture]:
    """Write the video; nothing where no side has a cycle in both filmings.

    Returns
    -------
    list of (height, width, 3) uint8
        Per side the picture at the peak of the first filming's cycle: the stills of the page.
    """
    found = together(before.analysis, after.analysis)
    if not found:
        return []
    lettering = Lettering(_TEXT)
    width = 2 * PANE[0]
    charts = [PhaseChart(each, width, lettering) for each in found]
    panes = [_panes(source, [each.times_s[i] for each in found]) for i, source in enumerate((before, after))]
    stills = []
    with VideoWriter(path, width, _HEADING + PANE[1] + charts[0].height, RATE_HZ) as writer:
        shown = 0
        for number, (each, chart) in enumerate(zip(found, charts, strict=True)):
            count = each.times_s.shape[1]
            peak = int(np.argmin(np.abs(each.times_s[0] - each.cycles[0].peak_s)))
            for step in range(count * _ROUNDS):
                place = step % count
                both = np.hstack([_unpacked(pane[number][place]) for pane in panes])
                heading = _heading(each, (before.analysis, after.analysis), width, lettering)
                picture = np.vstack([heading, both, chart.at(place)])
                writer.write(picture, shown / RATE_HZ)
                shown += 1
                if step == peak:
                    stills.append(picture)
    return stills


def _heading(each: Together, analyses: Sequence[Analysis], width: int, lettering: Lettering) -> Picture:
    strip = np.full((_HEADING, width, 3), rgb(NIGHT), np.uint8)
    for left, name, analysis, cycle in zip((0, PANE[0]), ("Before", "After"), analyses, each.cycles, strict=True):
        stride = texts.cycle_name(each.side, cycle.cycle, words(analysis))
        lettering.write(strip, name, (left + 14, 18), rgb(SIDE_COLOUR[each.side]), bold=True)
        lettering.write(strip, f"{stride}, {SLOW:g} of real speed", (left + 14, 41), rgb(NIGHT_TEXT), scale=0.8)
    return strip


def _panes(source: Source, wanted_s: Sequence[FloatArray]) -> list[list[bytes]]:
    """Per side the packed pane at each wanted moment; the video is read once, from its start."""
    crops = [_Crop.of(source.analysis, times_s) for times_s in wanted_s]
    nearest: list[list[tuple[float, bytes]]] = [[(np.inf, b"")] * len(times_s) for times_s in wanted_s]
    last_s = max(float(times_s[-1]) for times_s in wanted_s)
    for time_s, picture in _pictures(source.video, last_s + 0.5):
        for kept, crop, times_s in zip(nearest, crops, wanted_s, strict=True):
            off = np.abs(times_s - time_s)
            closer = [i for i in np.flatnonzero(off < 0.1) if off[i] < kept[i][0]]
            packed = as_jpeg(crop.cut(picture)) if closer else b""
            for i in closer:
                kept[i] = float(off[i]), packed
    return [[packed for _, packed in kept] for kept in nearest]


def _pictures(video: Path, until_s: float) -> Iterator[tuple[float, Picture]]:
    for frame in open_clip(video).frames(until_s=until_s):
        yield frame.time_s, frame.image


def _unpacked(packed: bytes) -> Picture:
    if not packed:  # the video ends before its clip does
        return np.full((PANE[1], PANE[0], 3), rgb(NIGHT), np.uint8)
    picture = cv2.imdecode(np.frombuffer(packed, np.uint8), cv2.IMREAD_COLOR)
    return np.asarray(cv2.cvtColor(np.asarray(picture), cv2.COLOR_BGR2RGB), np.uint8)


@dataclass(frozen=True)
class _Crop:
    """Where a pane lies in the clip, px of the clip: middle of the hips and the length of a leg."""

    hips: tuple[float, float]
    leg_px: float
    clip_size: tuple[int, int]

    @classmethod
    def of(cls, analysis: Analysis, times_s: FloatArray) -> _Crop:
        table = focus.frames_of(analysis)
        during = (table.time_s >= times_s[0]) & (table.time_s <= times_s[-1])
        hips = table.points_px[:, [index(side, "hip") for side in SIDES]].mean(axis=1)
        legs = table.points_px[:, [*leg("left"), *leg("right")], 1].max(axis=1) - hips[:, 1]
        x, y = np.nanmedian(hips[during], axis=0)
        size = (analysis.video.width, analysis.video.height)
        return cls((float(x), float(y)), float(np.nanpercentile(legs, 90)), size)

    def cut(self, picture: Picture) -> Picture:
        """The pane out of a frame of the annotated video, whose upper part is the clip's picture."""
        shrink = picture.shape[1] / self.clip_size[0]
        high = min(picture.shape[0], round(self.clip_size[1] * shrink))
        scale = PANE[1] / ((_ABOVE + _BELOW) * self.leg_px * shrink)
        x, y = self.hips[0] * shrink, self.hips[1] * shrink
        shift = [[scale, 0, PANE[0] / 2 - scale * x], [0, scale, PANE[1] * _ABOVE / (_ABOVE + _BELOW) - scale * y]]
        flags = cv2.INTER_AREA if scale < 1 else cv2.INTER_LINEAR
        moved = cv2.warpAffine(
            picture[:high], np.array(shift), PANE, flags=flags, borderMode=cv2.BORDER_CONSTANT, borderValue=rgb(NIGHT)
        )
        return np.asarray(moved, np.uint8)
