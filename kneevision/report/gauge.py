"""The first numbers on a scale: value, interval and reference line of each side, over one axis."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from kneevision.analysis import Analysis, Measure, MeasureSide
from kneevision.measures.catalogue import spec
from kneevision.report import focus, texts

WIDTH: Final = 220
_EDGE: Final = 6.0  # a dot at the end of the scale is seen whole
_LEAST_SPAN: Final = 20.0  # deg: a narrow interval must look narrow


@dataclass(frozen=True)
class Gauge:
    """Places along the scale, 0 to `WIDTH`: the value, its interval's ends (None: it has none), the line, zero.

    `alt` says it in words.
    """

    value: float
    interval: tuple[float, float] | None
    line: float | None
    zero: float | None
    ends: tuple[str, str]
    alt: str


def gauge(analysis: Analysis, name: str, side: MeasureSide) -> Gauge | None:
    """The scale of one side; all sides of a measure share their ends. None where it has no value, or no angle."""
    measure, entry = analysis.measure(name, side), spec(name)
    if measure is None or measure.value is None or entry.unit != "deg":
        return None
    low, high = _ends([m for m in analysis.measures if m.name == name and m.side != "difference"], analysis)
    line = focus.reference_line(analysis, name, side)

    def place(value: float) -> float:
        return _EDGE + (WIDTH - 2 * _EDGE) * (value - low) / (high - low)

    said = [f"{texts.SIDE[side]}: {texts.number(measure.value, entry, line)}"]
    said += [f"95 % interval {texts.interval(measure, entry, line)}"] if measure.interval else []
    said += [texts.line_label(line)] if line is not None else []
    return Gauge(
        place(measure.value),
        None if measure.interval is None else (place(measure.interval[0]), place(measure.interval[1])),
        None if line is None else place(line),
        place(0.0) if low <= 0 <= high else None,
        (texts.plain(low), texts.plain(high)),
        ", ".join(said),
    )


def _ends(measures: list[Measure], analysis: Analysis) -> tuple[float, float]:
    """Multiples of 5 that hold every side's interval, every line and, where it is near, zero."""
    values = [0.0]
    for measure in measures:
        values += [] if measure.value is None else [measure.value]
        values += measure.interval or ()
        line = focus.reference_line(analysis, measure.name, measure.side)
        values += [] if line is None else [line]
    low, high = min(values), max(values)
    missing = max(0.0, _LEAST_SPAN - (high - low)) / 2
    return 5.0 * ((low - missing) // 5), -5.0 * (-(high + missing) // 5)
