"""The page's charts, laid out for SVG: of the same data as the plots, but every point can be clicked.

Drawn by a template (`chart.svg.j2`) and not by a library: a page needs three kinds of chart, each a few kilobytes, that
follow the page's colours in the dark and on paper, and work without any script but for the jumps in the video.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Final, Literal

import numpy as np
from matplotlib.ticker import MaxNLocator

from kneevision.analysis import Analysis, CycleRow, MeasureSide
from kneevision.measures.catalogue import spec
from kneevision.pose.landmarks import SIDES, Side
from kneevision.pose.track import BoolArray, FloatArray
from kneevision.report import focus, texts
from kneevision.report.chosen import peak_s
from kneevision.report.plots import Plot, courses
from kneevision.report.words import words

WIDTH, HEIGHT = 560, 300
LEFT, RIGHT, TOP, BOTTOM = 56, 550, 14, 248  # edges of the field
_LEAST_SPAN_DEG: Final = 8.0  # a tenth of a degree must not fill the picture
_AIR: Final = 0.12  # of the span, above and below
_MOST_SAMPLES: Final = 1600  # of a trace: about three to a unit of the field
_COURSE: Final = np.linspace(0, 100, 101)

Stroke = Literal["strong", "faint", "band", "mean"]


@dataclass(frozen=True)
class Tick:
    """A mark of an axis: where, and what it says."""

    at: float
    text: str


@dataclass(frozen=True)
class Point:
    """A cycle: its place, what it says, and the stretch of the video, s, that it stands for, with its moment."""

    x: float
    y: float
    side: Side
    mark: focus.Mark | None
    text: str
    from_s: float
    at_s: float
    to_s: float


@dataclass(frozen=True)
class Shade:
    """A cycle's window, from `x` over `width`; of a cycle that was not counted, hatched."""

    x: float
    width: float
    side: MeasureSide
    counted: bool


@dataclass(frozen=True)
class Path:
    """A line or band of one side: `d` as SVG has it."""

    side: Side
    d: str
    stroke: Stroke


@dataclass(frozen=True)
class Chart:
    """Everything of one chart, in the units of its field.

    `line`: height and text of the reference line; `clock`: first and last second of a time axis that is the video's.
    """

    plot: Plot
    x_label: str
    y_label: str
    x_ticks: tuple[Tick, ...]
    y_ticks: tuple[Tick, ...]
    shades: tuple[Shade, ...] = ()
    paths: tuple[Path, ...] = ()
    points: tuple[Point, ...] = ()
    lines: tuple[Tick, ...] = ()
    clock: tuple[float, float] | None = None


@dataclass(frozen=True)
class _Field:
    """Turns data into places: x from left to right, y upward."""

    x: tuple[float, float]
    y: tuple[float, float]

    def across(self, values: FloatArray) -> FloatArray:
        return np.asarray(LEFT + (RIGHT - LEFT) * (values - self.x[0]) / (self.x[1] - self.x[0]))

    def up(self, values: FloatArray) -> FloatArray:
        return np.asarray(BOTTOM - (BOTTOM - TOP) * (values - self.y[0]) / (self.y[1] - self.y[0]))

    def x_ticks(self) -> tuple[Tick, ...]:
        return _ticks(self.x, self.across)

    def y_ticks(self) -> tuple[Tick, ...]:
        return _ticks(self.y, self.up)


def charts(analysis: Analysis, plots: Sequence[Plot]) -> list[Chart]:
    """A chart for every plot that was made, in the same order."""
    called = words(analysis)
    made = []
    for headline in focus.headlines(analysis):
        kinds = {called.many: _every_cycle, called.part: _mean_course, "clip": _whole_clip}
        for name, lay_out in kinds.items():
            made += [lay_out(analysis, headline, p) for p in plots if p.name == f"{name}_{headline.series}"]
    return made


def _every_cycle(analysis: Analysis, headline: focus.Headline, plot: Plot) -> Chart:
    rows = [(row, v) for row in analysis.cycles if row.valid and (v := row.values.get(headline.measure)) is not None]
    moments = np.array([row.start_s if row.bottom_s is None else row.bottom_s for row, _ in rows])
    values = np.array([value for _, value in rows])
    lines = _lines(analysis, headline)
    field = _Field((0.0, analysis.video.duration_s), _span(np.append(values, list(lines))))
    marks, entry = focus.marks(analysis, headline.measure), spec(headline.measure)
    points = []
    for (row, value), x, y in zip(rows, field.across(moments), field.up(values), strict=True):
        name = texts.cycle_name(row.side, row, words(analysis))
        text = f"{name}, {row.start_s:.1f} s: {texts.number(value, entry)}"
        at_s = _moment(analysis, headline, row)
        points.append(Point(x, y, row.side, marks.get((row.side, row.index)), text, row.start_s, at_s, row.end_s))
    return Chart(
        plot,
        words(analysis).point,
        texts.plot_axis(headline.series),
        field.x_ticks(),
        field.y_ticks(),
        paths=tuple(_means(field, rows)),
        points=tuple(points),
        lines=_at(field, lines),
    )


def _moment(analysis: Analysis, headline: focus.Headline, row: CycleRow) -> float:
    """Where a still video should stand: at what the cycle's number is read from."""
    window = next((w for w in focus.windows(analysis, row.side) if w.cycle is row), None)
    found = None if window is None else peak_s(analysis, headline, window)
    return row.start_s if found is None else found


def _means(field: _Field, rows: Sequence[tuple[CycleRow, float]]) -> Iterator[Path]:
    for side in SIDES:
        values = [value for row, value in rows if row.side == side]
        if values:
            y = float(field.up(np.array([np.mean(values)]))[0])
            yield Path(side, f"M{LEFT},{y:.1f}H{RIGHT}", "mean")


def _mean_course(analysis: Analysis, headline: focus.Headline, plot: Plot) -> Chart:
    found = {side: courses(analysis, headline.series, side) for side in SIDES}
    curves = {side: (each.mean(axis=0), each.std(axis=0, ddof=1)) for side, each in found.items() if len(each) > 1}
    field = _Field((0.0, 100.0), _span(np.concatenate([np.r_[m - s, m + s] for m, s in curves.values()])))
    x = field.across(_COURSE)
    paths = []
    for side, (mean, sd) in curves.items():
        there, back = _polyline(x, field.up(mean - sd)), _polyline(x[::-1], field.up(mean + sd)[::-1])
        paths.append(Path(side, f"{there}L{back[1:]}Z", "band"))
    paths += [Path(side, _polyline(x, field.up(mean)), "strong") for side, (mean, _) in curves.items()]
    label = texts.plot_axis(headline.series)
    return Chart(plot, words(analysis).course, label, field.x_ticks(), field.y_ticks(), paths=tuple(paths))


def _whole_clip(analysis: Analysis, headline: focus.Headline, plot: Plot) -> Chart:
    sides = focus.sides_at_work(analysis, headline.series)
    time_s = focus.frames_of(analysis).time_s
    windows = {side: focus.windows(analysis, side) for side in sides}
    inside = {side: np.any([w.within(time_s) for w in windows[side]] or [time_s < 0], axis=0) for side in sides}
    angles = {side: focus.angle(analysis, headline.series, side) for side in sides}
    known = {side: values for side, values in angles.items() if values is not None}
    lines = _lines(analysis, headline)
    field = _Field((float(time_s[0]), float(time_s[-1])), _range(analysis, known, inside, lines))
    paths = [path for side, values in known.items() for path in _traces(field, side, time_s, values, inside[side])]
    shades = [_shade(field, side, w) for side, w in focus.windows_once(analysis) if side in (*sides, "both")]
    return Chart(
        plot,
        "Time (s)",
        texts.plot_axis(headline.series),
        field.x_ticks(),
        field.y_ticks(),
        tuple(shades),
        tuple(paths),
        lines=_at(field, lines),
        clock=field.x,
    )


def _range(
    analysis: Analysis, known: dict[Side, FloatArray], inside: dict[Side, BoolArray], lines: Sequence[float]
) -> tuple[float, float]:
    """From the front by the windows alone: in swing a bent knee's frontal angle runs out of every scale."""
    picked = [v[inside[side]] if focus.is_frontal(analysis) else v for side, v in known.items()]
    values = np.concatenate(picked)
    values = values[np.isfinite(values)]
    ends = np.percentile(values, [0.5, 99.5]) if len(values) else np.zeros(2)
    return _span(np.append(ends, list(lines)))


def _traces(field: _Field, side: Side, time_s: FloatArray, values: FloatArray, inside: BoolArray) -> Iterator[Path]:
    step = max(1, len(time_s) // _MOST_SAMPLES)
    x, y = field.across(time_s)[::step], field.up(values)[::step]
    yield Path(side, _polyline(x, y), "faint")
    yield Path(side, _polyline(x, np.where(inside[::step], y, np.nan)), "strong")


def _shade(field: _Field, side: MeasureSide, window: focus.Window) -> Shade:
    start, stop = np.clip(field.across(np.array([window.start_s, window.stop_s])), LEFT, RIGHT)
    return Shade(float(start), float(stop - start), side, window.cycle.valid)


def _polyline(x: FloatArray, y: FloatArray) -> str:
    """The points joined, with a gap where one is not known."""
    parts, joined = [], False
    for at, height in zip(x, y, strict=True):
        if np.isfinite(height):
            parts.append(f"{'L' if joined else 'M'}{at:.1f},{np.clip(height, -400, 800):.1f}")
        joined = bool(np.isfinite(height))
    return "".join(parts)


def _lines(analysis: Analysis, headline: focus.Headline) -> tuple[float, ...]:
    sides = focus.sides_with(analysis, headline.series)
    lines = {focus.reference_line(analysis, headline.measure, side) for side in sides}
    return tuple(sorted(line for line in lines if line is not None))


def _at(field: _Field, lines: Sequence[float]) -> tuple[Tick, ...]:
    return tuple(Tick(float(field.up(np.array([line]))[0]), texts.line_label(line)) for line in lines)


def _span(values: FloatArray) -> tuple[float, float]:
    low, high = float(np.min(values)), float(np.max(values))
    missing = max(0.0, _LEAST_SPAN_DEG - (high - low)) / 2
    air = _AIR * (high - low + 2 * missing)
    return low - missing - air, high + missing + air


def _ticks(ends: tuple[float, float], place: Callable[[FloatArray], FloatArray]) -> tuple[Tick, ...]:
    ticks = [tick for tick in MaxNLocator(6, steps=[1, 2, 5, 10]).tick_values(*ends) if ends[0] <= tick <= ends[1]]
    return tuple(Tick(float(at), texts.plain(tick)) for at, tick in zip(place(np.array(ticks)), ticks, strict=True))
