"""Legs on a frame: bones, joints, foot contacts, and the lines that the angles lie between."""

from __future__ import annotations

from dataclasses import dataclass
from math import isfinite

import cv2
import numpy as np

from kneevision.pose.landmarks import SIDES, Side
from kneevision.pose.track import FloatArray
from kneevision.report.beyond import Step, step
from kneevision.report.focus import FLAGS
from kneevision.report.lettering import Picture
from kneevision.report.moment import LegMoment, Moment
from kneevision.report.style import FLAG_COLOUR, NIGHT, PAPER, RGB, SIDE_COLOUR, rgb

_SHIFT = 4  # cv2 draws between pixels: coordinates in 1/16 px
_HIP, _KNEE, _ANKLE, _HEEL, _TOE = range(5)
_BONES = ((_HIP, _KNEE), (_KNEE, _ANKLE), (_ANKLE, _HEEL), (_HEEL, _TOE), (_ANKLE, _TOE))
_DASHES = 9


@dataclass(frozen=True)
class LegLines:
    """Draws both legs, the trunk's axis and the hips' line.

    `width` is the thickness of a bone, px; `marked`: with foot contacts and rings about flagged knees.
    """

    width: float
    marked: bool = True

    def __call__(self, picture: Picture, moment: Moment) -> None:
        """Draw the legs into the picture; an idle one thinner and below an active one."""
        self._trunk(picture, moment)
        for side in sorted(SIDES, key=lambda side: moment.legs[side].active):
            self._leg(picture, moment.legs[side], side)

    def _trunk(self, drawn: Picture, moment: Moment) -> None:
        hips = np.array([moment.legs[side].points[_HIP] for side in SIDES])
        for start, end in (hips, (hips.mean(axis=0), moment.shoulders.mean(axis=0))):
            _stroke(drawn, start, end, rgb(PAPER), self.width * 0.45)

    def _leg(self, drawn: Picture, moment: LegMoment, side: Side) -> None:
        colour = rgb(SIDE_COLOUR[side])
        width = self.width if moment.active else self.width * 0.55
        if self.marked and moment.phase == "stance":
            _sole(drawn, moment.points, self.width)
        for start, end in _BONES:
            thick = width if end in (_KNEE, _ANKLE) and start != _TOE else width * 0.6
            _stroke(drawn, moment.points[start], moment.points[end], colour, thick)
        for joint in (_HIP, _KNEE, _ANKLE):
            _dot(drawn, moment.points[joint], colour, width * 1.3)
        if self.marked and moment.active and moment.mark in FLAGS:
            _ring(drawn, moment.points[_KNEE], rgb(FLAG_COLOUR), self.width * 3.2, self.width * 0.8)


@dataclass(frozen=True)
class KneeAngle:
    """Draws what the numbers mean: the thigh's vertical, the thigh prolonged past the knee, the arc.

    Beyond its line the angle is filled, in the colour of how far.
    """

    width: float
    frontal: bool

    def __call__(self, picture: Picture, moment: Moment) -> None:
        """Draw the construction lines of every active leg into the picture."""
        for leg in moment.legs.values():
            if leg.active and leg.knee_deg is not None:
                self._construct(picture, leg.points, step(leg.beyond_deg))

    def _construct(self, drawn: Picture, points: FloatArray, beyond: Step | None) -> None:
        hip, knee, ankle = points[_HIP], points[_KNEE], points[_ANKLE]
        thigh, shank = knee - hip, ankle - knee
        if not np.isfinite([thigh, shank]).all() or not thigh.any() or not shank.any():
            return
        reach = float(np.hypot(*shank)) * 0.62
        onward = thigh / np.hypot(*thigh)
        if self.frontal:
            _dashed(drawn, hip, hip + np.array([0.0, np.hypot(*thigh)]), self.width * 0.4)
        _dashed(drawn, knee, knee + onward * reach, self.width * 0.4)
        arc = knee + reach * 0.8 * _directions(onward, shank / np.hypot(*shank))
        if beyond is not None:
            _fill(drawn, np.vstack([knee, arc]), rgb(beyond.colour))
        _curve(drawn, arc, self.width * 0.45)


def _stroke(drawn: Picture, start: FloatArray, end: FloatArray, colour: RGB, width: float) -> None:
    """A line with a dark edge, so that it shows on any ground."""
    ends = _fixed(start), _fixed(end)
    if ends[0] is None or ends[1] is None:
        return
    for tint, thick in ((rgb(NIGHT), width + 2), (colour, width)):
        cv2.line(drawn, ends[0], ends[1], tint, max(1, round(thick)), cv2.LINE_AA, _SHIFT)


def _dashed(drawn: Picture, start: FloatArray, end: FloatArray, width: float) -> None:
    cuts = np.linspace(0, 1, 2 * _DASHES)
    for a, b in zip(cuts[::2], cuts[1::2], strict=True):
        _stroke(drawn, start + (end - start) * a, start + (end - start) * b, rgb(PAPER), width)


def _directions(start: FloatArray, end: FloatArray) -> FloatArray:
    """(12, 2) unit vectors along the shorter arc from one to another."""
    first = np.arctan2(start[1], start[0])
    turn = (np.arctan2(end[1], end[0]) - first + np.pi) % (2 * np.pi) - np.pi
    angles = first + np.linspace(0, turn, 12)
    return np.column_stack([np.cos(angles), np.sin(angles)])


def _curve(drawn: Picture, points: FloatArray, width: float) -> None:
    line = np.round(points * 2**_SHIFT).astype(np.int32)
    for tint, thick in ((rgb(NIGHT), width + 2), (rgb(PAPER), width)):
        cv2.polylines(drawn, [line], False, tint, max(1, round(thick)), cv2.LINE_AA, _SHIFT)


def _fill(drawn: Picture, points: FloatArray, colour: RGB) -> None:
    cv2.fillPoly(drawn, [np.round(points * 2**_SHIFT).astype(np.int32)], colour, cv2.LINE_AA, _SHIFT)


def _dot(drawn: Picture, at: FloatArray, colour: RGB, radius: float) -> None:
    middle = _fixed(at)
    if middle is not None:
        for tint, size in ((rgb(NIGHT), radius + 2), (rgb(PAPER), radius + 1), (colour, radius * 0.75)):
            cv2.circle(drawn, middle, round(size * 2**_SHIFT), tint, -1, cv2.LINE_AA, _SHIFT)


def _ring(drawn: Picture, at: FloatArray, colour: RGB, radius: float, width: float) -> None:
    middle = _fixed(at)
    if middle is not None:
        for tint, thick in ((rgb(PAPER), width + 2), (colour, width)):
            cv2.circle(drawn, middle, round(radius * 2**_SHIFT), tint, max(1, round(thick)), cv2.LINE_AA, _SHIFT)


def _sole(drawn: Picture, points: FloatArray, width: float) -> None:
    """The mark of a runner's foot contact: a bright bar under the foot."""
    foot = points[[_HEEL, _TOE]]
    if not np.isfinite(foot).all():
        return
    left, right = np.sort(foot[:, 0])
    reach = max(float(right - left) / 2, width * 3.5)
    middle, under = float(left + right) / 2, float(foot[:, 1].max()) + width * 2.2
    _stroke(drawn, np.array([middle - reach, under]), np.array([middle + reach, under]), rgb(PAPER), width)


def _fixed(point: FloatArray) -> tuple[int, int] | None:
    """As cv2 takes it; None where it is not known. Plain numbers: numpy takes ten times as long for two of them."""
    x, y = point.tolist()
    return (round(x * 2**_SHIFT), round(y * 2**_SHIFT)) if isfinite(x) and isfinite(y) else None
