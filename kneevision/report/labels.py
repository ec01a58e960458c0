"""Side letters and live angles beside the legs, in columns that the legs never reach."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np

from kneevision.analysis import Analysis
from kneevision.pose.landmarks import SIDES, Side, leg
from kneevision.pose.track import FloatArray
from kneevision.report import focus
from kneevision.report.beyond import step
from kneevision.report.lettering import Lettering, Picture, plate
from kneevision.report.moment import LegMoment, Moment
from kneevision.report.style import NIGHT, NIGHT_DIM, PAPER, SIDE_COLOUR, SIDE_LETTER, rgb
from kneevision.report.texts import degrees

_Line = tuple[str, float, float, str, str]  # text, height in the picture, scale and colour of its letters, its plate
_FLESH: Final = 0.14  # half of a leg's breadth, loose shorts included, over the leg's length
_FAR = 98  # percentile of the legs' reach over the clip that a column keeps clear of


@dataclass(frozen=True)
class Column:
    """Where the labels of one side stand: `offset` px from the hips' middle, signed."""

    offset: float
    flesh: float


def columns(analysis: Analysis, scale: float) -> dict[Side, Column]:
    """A column per side that has an angle (or per side, when none has), clear of the legs over the clip."""
    points = focus.frames_of(analysis).points_px * scale
    knee = focus.knee_headline(analysis)
    sides = focus.sides_with(analysis, knee.series) if knee else list(SIDES)
    if analysis.view in ("left", "right"):
        sides = [side for side in sides if side == analysis.view]
    found = {side: _column(points, side, frontal=analysis.view not in ("left", "right")) for side in sides}
    return {side: column for side, column in found.items() if column is not None}


def _column(points: FloatArray, side: Side, frontal: bool) -> Column | None:
    near, far = points[:, leg(side)], points[:, leg("right" if side == "left" else "left")]
    middle = (near[:, 0, 0] + far[:, 0, 0]) / 2
    # Outward is the leg's own side in a frontal view, ahead of the toes in a side view.
    towards = near[:, 0, 0] - far[:, 0, 0] if frontal else near[:, 4, 0] - near[:, 3, 0]
    seen = np.isfinite(near[..., 0]).all(axis=1) & np.isfinite(middle)
    if not seen.any():
        return None
    outward = 1.0 if np.median(towards[seen]) >= 0 else -1.0
    upper = points[:, [leg(each)[part] for each in SIDES for part in (0, 1)], 0]  # no foot is ahead at their height
    beside = near[:, :, 0] if frontal else upper
    reach = ((beside[seen] - middle[seen, None]) * outward).max(axis=1)
    lengths = np.hypot(*np.diff(near[seen, :3], axis=1).transpose(2, 0, 1)).sum(axis=1)
    flesh = _FLESH * float(np.percentile(lengths, 90))
    return Column(outward * (float(np.percentile(reach, _FAR)) + flesh), flesh)


@dataclass(frozen=True)
class SideLabels:
    """Writes L and R at the hips' height and the angles at the height of what they measure.

    A label that would leave the picture or cover a leg is left out; the panel below always has the numbers.
    """

    columns: dict[Side, Column]
    lettering: Lettering
    frontal: bool

    def __call__(self, picture: Picture, moment: Moment) -> None:
        """Write the labels into the picture."""
        hips = np.mean([moment.legs[side].points[0] for side in SIDES], axis=0)
        if not np.isfinite(hips).all():
            return
        for side, column in self.columns.items():
            for text, height, scale, colour, ground in self._apart(self._lines(side, moment.legs[side])):
                at = (float(hips[0]) + column.offset, height)
                self._label(picture, text, at, scale, (colour, ground), column, moment)

    def _lines(self, side: Side, leg: LegMoment) -> list[_Line]:
        hip, knee = leg.points[0, 1], leg.points[1, 1]
        if not np.isfinite([hip, knee]).all():
            return []
        lines = [(SIDE_LETTER[side], float(hip), 1.3, SIDE_COLOUR[side], NIGHT)]
        live = leg.active or not self.frontal  # a knee bent in swing has no frontal angle worth a number
        if live and leg.thigh_deg is not None:
            lines.append((degrees(leg.thigh_deg), float(hip * 0.45 + knee * 0.55), 1.0, NIGHT_DIM, NIGHT))
        if live and leg.knee_deg is not None:
            beyond = step(leg.beyond_deg)
            colour, ground = (beyond.ink, beyond.colour) if beyond else (PAPER, NIGHT)
            lines.append((degrees(leg.knee_deg), float(knee), 1.5, colour, ground))
        return lines

    def _apart(self, lines: list[_Line]) -> list[_Line]:
        """The lines, moved up where they would lie on the next one: in a deep squat hip and knee are level."""
        placed: list[_Line] = []
        for text, wanted, scale, colour, ground in reversed(lines):
            lowest = wanted
            if placed:
                below, its_scale = placed[-1][1:3]
                lowest = below - self.lettering.extent(text, (scale + its_scale) / 2, bold=True)[1]
            placed.append((text, min(wanted, lowest), scale, colour, ground))
        return placed

    def _label(
        self,
        drawn: Picture,
        text: str,
        at: tuple[float, float],
        scale: float,
        colours: tuple[str, str],
        column: Column,
        moment: Moment,
    ) -> None:
        width, height = self.lettering.extent(text, scale, bold=True)
        pad = round(self.lettering.size * 0.35)
        left = at[0] - (width + 2 * pad if column.offset < 0 else 0)
        box = (
            round(left),
            round(at[1] - height / 2),
            round(left) + width + 2 * pad,
            round(at[1] + height / 2),
        )
        if box[0] < 0 or box[2] > drawn.shape[1] or _covers_leg(box, column.flesh * 0.5, moment):
            return
        colour, ground = colours
        plate(drawn, box, rgb(ground), alpha=0.72 if ground == NIGHT else 1.0)
        middle = (box[0] + pad + width / 2, at[1])
        self.lettering.write(drawn, text, middle, rgb(colour), scale=scale, bold=True, anchor="middle")


def _covers_leg(box: tuple[int, int, int, int], flesh: float, moment: Moment) -> bool:
    steps = np.linspace(0, 1, 12)[:, None, None]
    for side in SIDES:
        points = moment.legs[side].points
        along = (points[:-1] + (points[1:] - points[:-1]) * steps).reshape(-1, 2)
        inside = (along > np.array(box[:2]) - flesh) & (along < np.array(box[2:]) + flesh)
        if inside.all(axis=1).any():
            return True
    return False
