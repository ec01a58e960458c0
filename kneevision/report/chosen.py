"""The cycles that stand for a side: its most typical one and the one farthest inward."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np

from kneevision.analysis import Analysis, CycleRow
from kneevision.pose.landmarks import SIDES, Side
from kneevision.report import focus

Kind = Literal["typical", "worst"]


@dataclass(frozen=True)
class Chosen:
    """A cycle that was chosen, its window, the value that it was chosen by, and the moment that this is read at."""

    kind: Kind
    headline: focus.Headline
    window: focus.Window
    value: float
    peak_s: float

    @property
    def cycle(self) -> CycleRow:
        """The cycle itself."""
        return self.window.cycle

    @property
    def side(self) -> Side:
        """Its side."""
        return self.cycle.side


def chosen(analysis: Analysis) -> list[Chosen]:
    """Per side the counted cycle nearest to its median, and the one farthest inward, if that is another.

    It goes by the angle that is held against a line, else by the view's first. From the side no direction of bending
    is worse than the other, so that there only the typical one is given.
    """
    headline = _headline(analysis)
    if headline is None:
        return []
    found = []
    for side in SIDES:
        values = _values(analysis, headline, side)
        if not values:
            continue
        middle = float(np.median([value for _, value in values]))
        picked: dict[Kind, tuple[CycleRow, float]] = {"typical": min(values, key=lambda each: abs(each[1] - middle))}
        worst = max(values, key=lambda each: each[1])
        if focus.is_frontal(analysis) and worst[0] is not picked["typical"][0]:
            picked["worst"] = worst
        found += [_chosen(analysis, headline, kind, *each) for kind, each in picked.items()]
    return [each for each in found if each is not None]


def _headline(analysis: Analysis) -> focus.Headline | None:
    first = next(iter(focus.headlines(analysis)), None)
    return focus.knee_headline(analysis) if focus.knee_lines(analysis) else first


def _values(analysis: Analysis, headline: focus.Headline, side: Side) -> list[tuple[CycleRow, float]]:
    """The side's counted cycles that have a value."""
    values = [(row, row.values.get(headline.measure)) for row in analysis.cycles if row.side == side and row.valid]
    return [(row, value) for row, value in values if value is not None]


def _chosen(analysis: Analysis, headline: focus.Headline, kind: Kind, row: CycleRow, value: float) -> Chosen | None:
    window = next((w for w in focus.windows(analysis, row.side) if w.cycle is row), None)
    moment_s = None if window is None else peak_s(analysis, headline, window)
    return None if window is None or moment_s is None else Chosen(kind, headline, window, value, moment_s)


def peak_s(analysis: Analysis, headline: focus.Headline, window: focus.Window) -> float | None:
    """The moment that the cycle's number is read at; None where the angle was not seen within its window."""
    if window.cycle.bottom_s is not None:
        return window.cycle.bottom_s
    time_s = focus.frames_of(analysis).time_s
    values = focus.angle(analysis, headline.series, window.cycle.side)
    if values is None:
        return None
    inside = np.flatnonzero(window.within(time_s) & np.isfinite(values))
    return float(time_s[inside[np.argmax(values[inside])]]) if len(inside) else None
