"""A small drawing per angle: what it lies between. Frontal ones show a left leg from the front, midline at the left."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

import numpy as np

Point = tuple[float, float]
WIDTH, HEIGHT = 90, 116


@dataclass(frozen=True)
class Figure:
    """Lines of the body, dashed lines of reference, and the arc of the angle, as SVG paths."""

    body: str
    reference: str
    arc: str


def _line(*points: Point) -> str:
    return "M" + "L".join(f"{x:g},{y:g}" for x, y in points)


def _arc(centre: Point, first: Point, second: Point, radius: float) -> str:
    """The shorter arc about `centre` from the direction of one point to that of another."""
    ends = [np.subtract(point, centre) for point in (first, second)]
    (x0, y0), (x1, y1) = (np.add(centre, radius * end / np.hypot(*end)) for end in ends)
    sweep = int(ends[0][0] * ends[1][1] - ends[0][1] * ends[1][0] > 0)
    return f"M{x0:.1f},{y0:.1f}A{radius:g},{radius:g} 0 0 {sweep} {x1:.1f},{y1:.1f}"


def _onward(start: Point, end: Point, share: float) -> Point:
    """The point as far beyond `end` as this share of the way from `start` to it."""
    return end[0] + share * (end[0] - start[0]), end[1] + share * (end[1] - start[1])


def _drawn() -> dict[str, Figure]:
    hip, knee, ankle = (62.0, 12.0), (40.0, 60.0), (46.0, 106.0)
    other = (22.0, 12.0)
    below, onward = (62.0, 66.0), _onward(hip, knee, 0.8)
    leg = _line(other, hip, knee, ankle)
    level, low = (12.0, 34.0), (12.0, 46.0)
    across = (hip[0] - 10.0, hip[1] + 54.0)
    hips, shoulders, upright = (45.0, 104.0), (58.0, 30.0), (45.0, 26.0)
    trunk = _line((25.0, 104.0), (65.0, 104.0)) + _line(hips, shoulders) + _line((38.0, 27.0), (78.0, 33.0))
    bent = (34.0, 12.0), (60.0, 56.0), (40.0, 102.0)
    beyond = _onward(bent[0], bent[1], 0.8)
    sole = bent[2], (68.0, 108.0)
    side = _line(*bent, sole[1])
    raised, flat, toe = (20.0, 76.0), (80.0, 76.0), (74.0, 56.0)
    return {
        "femoral_adduction": Figure(leg, _line(hip, below), _arc(hip, below, knee, 36)),
        "fppa": Figure(leg, _line(knee, onward), _arc(knee, onward, ankle, 30)),
        "pelvic_drop": Figure(
            _line(low, (72.0, 34.0), (66.0, 100.0)) + _line(low, (16.0, 70.0)),
            _line((72.0, 34.0), level),
            _arc((72.0, 34.0), level, low, 46),
        ),
        "hip_adduction": Figure(_line((22.0, 20.0), hip, knee, ankle), _line(hip, across), _arc(hip, across, knee, 40)),
        "trunk_lean": Figure(trunk, _line(hips, upright), _arc(hips, upright, shoulders, 52)),
        "trunk_flexion": Figure(
            _line(hips, shoulders) + _line(hips, (52.0, 116.0)),
            _line(hips, upright),
            _arc(hips, upright, shoulders, 52),
        ),
        "knee_flexion": Figure(side, _line(bent[1], beyond), _arc(bent[1], beyond, bent[2], 28)),
        "tibia_inclination": Figure(side, _line(bent[2], (40.0, 50.0)), _arc(bent[2], (40.0, 50.0), bent[1], 34)),
        "foot_inclination": Figure(_line((30.0, 10.0), raised, toe), _line(raised, flat), _arc(raised, flat, toe, 40)),
    }


FIGURES: Final[Mapping[str, Figure]] = _drawn()
