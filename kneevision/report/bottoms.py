"""Stills of the bottom of each repetition, drawn as the video draws them, taken while the frames pass by."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Final

import numpy as np

from kneevision.analysis import Analysis, CycleRow, MeasureSide
from kneevision.pose.landmarks import SIDES, leg
from kneevision.pose.track import FloatArray
from kneevision.report import focus
from kneevision.report.annotate import annotators
from kneevision.report.labels import columns
from kneevision.report.lettering import Lettering, Picture
from kneevision.report.moment import LegMoment, Moments
from kneevision.report.stills import as_jpeg, smaller
from kneevision.video.clip import Frame

MOST: Final = 12  # stills on a page
_HEIGHT_PX: Final = 420
_LETTERS: Final = 24.0  # lines of text that are as high as a still
_BONES: Final = 85.0  # bones that are as thick as a still is high
_WIDEST: Final = "\N{MINUS SIGN}88\N{DEGREE SIGN}"
_ABOVE, _BELOW, _BESIDE = 0.45, 0.22, 0.25  # margins about the legs, of the legs' length


@dataclass(frozen=True)
class BottomStill:
    """A repetition and the picture of its bottom, JPEG; `side` is 'both' when both legs made it."""

    side: MeasureSide
    cycle: CycleRow
    jpeg: bytes


@dataclass(frozen=True)
class Crop:
    """The part of a picture that holds the legs at every bottom, px of the frame."""

    half_width: float
    above: float
    below: float

    def of(self, picture: Picture, hips: tuple[float, float]) -> Picture:
        """The part about these hips."""
        x, y = hips
        left, top = max(0, round(x - self.half_width)), max(0, round(y - self.above))
        return picture[top : round(y + self.below), left : round(x + self.half_width)]


class BottomStills:
    """Keeps a small picture per counted repetition of the frames it is shown, never the frames themselves."""

    def __init__(self, analysis: Analysis) -> None:
        self._analysis = analysis
        found = focus.bottoms(analysis)
        # of many, those that lie evenly over the clip: a change over time shows
        chosen = np.unique(np.linspace(0, len(found) - 1, min(MOST, len(found))).round().astype(int))
        self._wanted = [found[i] for i in chosen]
        self._kept: dict[int, tuple[float, bytes]] = {}
        self._drawing: _Drawing | None = None

    def look(self, frame: Frame) -> None:
        """Keep this frame's legs where it is the nearest yet to the bottom of a repetition."""
        for number, (_, row) in enumerate(self._wanted):
            off = abs(frame.time_s - (row.bottom_s or 0.0))
            if off > 1.0 / self._analysis.video.fps or off >= self._kept.get(number, (np.inf,))[0]:
                continue
            self._drawing = self._drawing or _Drawing(self._analysis, frame.image)
            still = self._drawing.still(frame)
            if still is not None:
                self._kept[number] = off, as_jpeg(still)

    def stills(self) -> list[BottomStill]:
        """The stills, in order of time."""
        kept = [(self._wanted[number], jpeg) for number, (_, jpeg) in sorted(self._kept.items())]
        return [BottomStill(side, row, jpeg) for (side, row), jpeg in kept]


class _Drawing:
    """Draws on frames of one size and cuts the legs out."""

    def __init__(self, analysis: Analysis, image: Picture) -> None:
        height, width = image.shape[:2]
        scale = width / analysis.video.width
        knee, thigh = focus.knee_headline(analysis), focus.thigh_headline(analysis)
        self._measures = (knee.measure if knee else None, thigh.measure if thigh else None)
        self._moments = Moments(analysis, scale)
        reach, below, length = _extent(analysis, scale)
        high = min(float(height), below + (_ABOVE + _BELOW) * length)
        lettering = Lettering(max(7.0, high / _LETTERS))
        beside = columns(analysis, scale).values()
        label = lettering.extent(_WIDEST, 1.5, bold=True)[0] + lettering.size
        half = max([reach + _BESIDE * length, *(abs(column.offset) + label for column in beside)])
        self._crop = Crop(half, _ABOVE * length, below + _BELOW * length)
        self._annotators = annotators(analysis, width, max(2.0, high / _BONES), lettering)

    def still(self, frame: Frame) -> Picture | None:
        """The legs in this frame, or None when the hips are not known."""
        moment = self._moments.at(frame.time_s)
        if moment is None:
            return None
        hips = np.mean([leg.points[0] for leg in moment.legs.values()], axis=0)
        if not np.isfinite(hips).all():
            return None
        moment = replace(moment, legs={side: self._summed_up(leg) for side, leg in moment.legs.items()})
        picture = frame.image
        for annotate in self._annotators:
            picture = annotate(picture, moment)
        cut = self._crop.of(picture, (float(hips[0]), float(hips[1])))
        return smaller(cut, min(1.0, _HEIGHT_PX / cut.shape[0]))

    def _summed_up(self, leg: LegMoment) -> LegMoment:
        """The leg with the repetition's own numbers, which the page has too, in place of this frame's."""
        values = leg.cycle.values if leg.cycle else {}
        knee, thigh = (values.get(measure) if measure else None for measure in self._measures)
        return replace(leg, knee_deg=knee, thigh_deg=thigh)


def _extent(analysis: Analysis, scale: float) -> tuple[float, float, float]:
    """How far, px, the legs reach sideways and down from the hips at the bottoms, and how long they are."""
    table = focus.frames_of(analysis)
    points = table.points_px * scale
    bottoms = [row.bottom_s for row in analysis.cycles if row.valid and row.bottom_s is not None]
    rows = np.clip(np.searchsorted(table.time_s, bottoms), 0, len(table.time_s) - 1)
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
