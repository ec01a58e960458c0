"""Stills of the moments that numbers are read at, drawn as the video draws them, taken while the frames pass by.

Of repetitions their bottoms; of strides, initial contact and peak of the ones that stand for a side.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final

import numpy as np

from kneevision.analysis import Analysis, CycleRow, MeasureSide
from kneevision.pose.landmarks import SIDES, leg
from kneevision.pose.track import FloatArray
from kneevision.report import focus
from kneevision.report.annotate import annotators
from kneevision.report.chosen import Chosen, chosen
from kneevision.report.labels import columns
from kneevision.report.lettering import Lettering, Picture
from kneevision.report.moment import LegMoment, Moments
from kneevision.report.stills import as_jpeg, smaller
from kneevision.video import Frame

MOST: Final = 12  # stills on a page
_HEIGHT_PX: Final = 420
_LETTERS: Final = 24.0  # lines of text that are as high as a still
_BONES: Final = 85.0  # bones that are as thick as a still is high
_WIDEST: Final = "\N{MINUS SIGN}88\N{DEGREE SIGN}"
_ABOVE, _BELOW, _BESIDE = 0.45, 0.22, 0.25  # margins about the legs, of the legs' length


@dataclass(frozen=True)
class Wanted:
    """A moment, s, of a cycle that is to be shown; `side` is 'both' when both legs made it.

    `chosen`: the cycle as it stands for its side, None of a repetition; `summed_up`: whether the cycle's own numbers
    stand beside the legs, in place of those of the moment.
    """

    side: MeasureSide
    cycle: CycleRow
    time_s: float
    chosen: Chosen | None = None
    summed_up: bool = True


@dataclass(frozen=True)
class Still:
    """The picture, JPEG, of a moment that was wanted."""

    wanted: Wanted
    jpeg: bytes

    @property
    def side(self) -> MeasureSide:
        """Whose it is."""
        return self.wanted.side

    @property
    def cycle(self) -> CycleRow:
        """The cycle it is of."""
        return self.wanted.cycle


def wanted(analysis: Analysis) -> list[Wanted]:
    """The moments that the page shows, in its order."""
    if focus.squats(analysis):
        found = focus.bottoms(analysis)
        # of many, those that lie evenly over the clip: a change over time shows
        some = np.unique(np.linspace(0, len(found) - 1, min(MOST, len(found))).round().astype(int))
        return [Wanted(side, row, row.bottom_s or 0.0) for side, row in (found[i] for i in some)]
    half_frame_s = 0.5 / analysis.video.fps  # the frame nearest to a contact can lie before it
    return [
        Wanted(each.side, each.cycle, time_s, each, summed_up)
        for each in chosen(analysis)
        for time_s, summed_up in ((each.cycle.start_s + half_frame_s, False), (each.peak_s, True))
    ]


@dataclass(frozen=True)
class Crop:
    """The part of a picture that holds the legs at every moment that is shown, px of the frame."""

    half_width: float
    above: float
    below: float

    def of(self, picture: Picture, hips: tuple[float, float]) -> Picture:
        """The part about these hips."""
        x, y = hips
        left, top = max(0, round(x - self.half_width)), max(0, round(y - self.above))
        return picture[top : round(y + self.below), left : round(x + self.half_width)]


class Stills:
    """Keeps a small picture per wanted moment of the frames it is shown, never the frames themselves."""

    def __init__(self, analysis: Analysis) -> None:
        self._analysis = analysis
        self._wanted = wanted(analysis)
        self._kept: dict[int, tuple[float, bytes]] = {}
        self._drawing: _Drawing | None = None

    def look(self, frame: Frame) -> None:
        """Keep this frame's legs where it is the nearest yet to a wanted moment."""
        for number, moment in enumerate(self._wanted):
            off = abs(frame.time_s - moment.time_s)
            if off > 1.0 / self._analysis.video.fps or off >= self._kept.get(number, (np.inf,))[0]:
                continue
            times = [each.time_s for each in self._wanted]
            self._drawing = self._drawing or _Drawing(self._analysis, frame.image, times)
            still = self._drawing.still(frame, moment.summed_up)
            if still is not None:
                self._kept[number] = off, as_jpeg(still)

    def stills(self) -> list[Still]:
        """The stills, in the order in which they are wanted."""
        return [Still(self._wanted[number], jpeg) for number, (_, jpeg) in sorted(self._kept.items())]


class _Drawing:
    """Draws on frames of one size and cuts the legs out."""

    def __init__(self, analysis: Analysis, image: Picture, times_s: Sequence[float]) -> None:
        height, width = image.shape[:2]
        scale = width / analysis.video.width
        knee, thigh = focus.knee_headline(analysis), focus.thigh_headline(analysis)
        self._measures = (knee.measure if knee else None, thigh.measure if thigh else None)
        self._moments = Moments(analysis, scale)
        reach, below, length = _extent(analysis, scale, times_s)
        high = min(float(height), below + (_ABOVE + _BELOW) * length)
        lettering = Lettering(max(7.0, high / _LETTERS))
        beside = columns(analysis, scale).values()
        label = lettering.extent(_WIDEST, 1.5, bold=True)[0] + lettering.size
        half = max([reach + _BESIDE * length, *(abs(column.offset) + label for column in beside)])
        self._crop = Crop(half, _ABOVE * length, below + _BELOW * length)
        self._annotators = annotators(analysis, width, max(2.0, high / _BONES), lettering)

    def still(self, frame: Frame, summed_up: bool) -> Picture | None:
        """The legs in this frame, or None when the hips are not known."""
        moment = self._moments.at(frame.time_s)
        if moment is None:
            return None
        hips = np.mean([leg.points[0] for leg in moment.legs.values()], axis=0)
        if not np.isfinite(hips).all():
            return None
        if summed_up:
            moment = replace(moment, legs={side: self._summed_up(leg) for side, leg in moment.legs.items()})
        picture = frame.image.copy()
        for annotate in self._annotators:
            annotate(picture, moment)
        cut = self._crop.of(picture, (float(hips[0]), float(hips[1])))
        return smaller(cut, min(1.0, _HEIGHT_PX / cut.shape[0]))

    def _summed_up(self, leg: LegMoment) -> LegMoment:
        """The leg with its cycle's own numbers, which the page has too, in place of this frame's."""
        values = leg.cycle.values if leg.cycle else {}
        knee, thigh = (values.get(measure) if measure else None for measure in self._measures)
        return replace(leg, knee_deg=knee, thigh_deg=thigh)


def _extent(analysis: Analysis, scale: float, times_s: Sequence[float]) -> tuple[float, float, float]:
    """How far, px, the legs reach sideways and down from the hips at these moments, and how long they are."""
    table = focus.frames_of(analysis)
    points = table.points_px * scale
    rows = np.clip(np.searchsorted(table.time_s, times_s), 0, len(table.time_s) - 1)
    legs = points[:, [*leg("left"), *leg("right")]]
    hips = points[:, [leg(side)[0] for side in SIDES]].mean(axis=1, keepdims=True)
    away = (legs - hips)[rows]
    lengths = (legs - hips)[..., 1].max(axis=1)
    known = lengths[np.isfinite(lengths)]
    length = float(np.percentile(known, 90)) if len(known) else 0.0
    return _largest(np.abs(away[..., 0])), _largest(away[..., 1]), length


def _largest(values: FloatArray) -> float:
    known = values[np.isfinite(values)]
    return float(known.max()) if len(known) else 0.0
