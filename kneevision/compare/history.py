"""The course of the first measures over more than two filmings."""

from __future__ import annotations

from collections.abc import Sequence

from kneevision.analysis import Analysis
from kneevision.compare.comparable import differences
from kneevision.compare.types import Filmed, Moment, TrendPoint


def history(analyses: Sequence[Analysis], films: Sequence[Filmed], first: Sequence[str]) -> tuple[Moment, ...]:
    """Every filming's first measures, in the order given.

    A filming that differs too much from the first one has no value of the measures that this spoils, but the reason.
    """
    return tuple(Moment(film, _points(one, film, films[0], first)) for one, film in zip(analyses, films, strict=True))


def _points(analysis: Analysis, film: Filmed, start: Filmed, first: Sequence[str]) -> tuple[TrendPoint, ...]:
    apart = () if film.sha256 == start.sha256 else differences(start, film)
    points = []
    for row in analysis.measures:
        if row.name not in first or row.side == "difference":
            continue
        why = " ".join(difference.text for difference in apart if row.name in difference.spoils)
        if why or row.value is None:
            points.append(TrendPoint(row.name, row.side, None, None, why or row.reason))
        else:
            points.append(TrendPoint(row.name, row.side, row.value, row.interval, None))
    return tuple(points)
