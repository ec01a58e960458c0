"""Roll from what stands upright in the room: posts of a treadmill, door frames, corners of walls.

Upright lines meet in one point when the camera looks up or down; about the middle of the picture their lean against the
picture's own upright is the roll, and beside it the lean grows with the distance from the middle. A straight line is
fitted to lean over place, by weights that fall where a line does not fit (things that do not stand upright).
"""

from __future__ import annotations

from typing import Final

import numpy as np

from kneevision.camera.types import Roll
from kneevision.pose.backdrop import Edges
from kneevision.pose.track import FloatArray

# Lines shorter than this share of the picture's height, or that lean more than this, are no witnesses.
_LEAST_LENGTH: Final = 0.06
_MOST_LEAN_DEG: Final = 12.0
_LEAST_LINES: Final = 8
# How far an upright thing may be off the others before it counts less, deg, and how often the weights are renewed.
_SPREAD_DEG: Final = 0.5
_ROUNDS: Final = 30
# A larger roll than this lies at the edge of what is looked for, where half of the lines would be missing.
_MOST_ROLL_DEG: Final = 8.0
# 95 % half width of what the lines' own scatter does not show. A convention that holds every error seen: up to 0.1 deg
# on the rendered runs, up to 0.8 before two real cameras that look down by 20 (`python -m benchmarks.roll`).
_SYSTEMATIC_DEG: Final = 1.0


def room_roll(edges: Edges, person: FloatArray) -> Roll | None:
    """The camera's roll by the room; None where too little stands upright, or the lines do not agree.

    Parameters
    ----------
    edges : Edges
        Of what stands still.
    person : (4,) float
        Left, top, right, bottom of the person, as shares of the picture. Lines within are left out: who squats stands
        still for much of the time.
    """
    lean_deg, place, length = _upright_lines(edges, person)
    if len(lean_deg) < _LEAST_LINES:
        return None
    roll_deg, error_deg = _fitted(lean_deg, place, length)
    half = float(np.hypot(1.96 * error_deg, _SYSTEMATIC_DEG))
    if abs(roll_deg) > _MOST_ROLL_DEG or half > 2 * _SYSTEMATIC_DEG:
        return None
    return Roll(roll_deg, half)


def _upright_lines(edges: Edges, person: FloatArray) -> tuple[FloatArray, FloatArray, FloatArray]:
    """(N,) lean, deg, counter-clockwise positive; place beside the middle, in widths; length, in heights."""
    width, height = edges.size_px
    along = edges.ends_px[:, 1] - edges.ends_px[:, 0]
    length = np.hypot(along[:, 0], along[:, 1]) / height
    lean = (np.degrees(np.arctan2(along[:, 0], along[:, 1])) + 90) % 180 - 90
    middle = edges.ends_px.mean(axis=1) / (width, height)
    of_person = ((middle > person[:2]) & (middle < person[2:])).all(axis=1)
    witness = (np.abs(lean) <= _MOST_LEAN_DEG) & (length >= _LEAST_LENGTH) & ~of_person
    place = middle[:, 0] - 0.5
    return lean[witness], place[witness], length[witness]


def _fitted(lean_deg: FloatArray, place: FloatArray, length: FloatArray) -> tuple[float, float]:
    """The lean in the middle of the picture and its standard error, deg: iteratively reweighted least squares."""
    columns = np.stack([np.ones_like(place), place], axis=1)
    trust = np.ones_like(place)
    for _ in range(_ROUNDS):
        weights = length * trust
        normal = columns.T @ (columns * weights[:, None])
        fit = np.linalg.pinv(normal) @ columns.T @ (weights * lean_deg)
        off = lean_deg - columns @ fit
        trust = 1 / (1 + (off / _SPREAD_DEG) ** 2)
    effective = weights.sum() ** 2 / (weights**2).sum()
    variance = float((weights * off**2).sum() / weights.sum())
    share = np.linalg.pinv(normal)[0, 0] * weights.sum()  # of the scatter of one line, once all lines weigh 1 together
    return float(fit[0]), float(np.sqrt(variance * share / max(effective - 2, 1)))
