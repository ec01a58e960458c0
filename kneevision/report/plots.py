"""The plots, as PNG and SVG: every cycle, the mean course, the whole clip, for each angle that this view is about."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import matplotlib
import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from kneevision.analysis import Analysis, CycleRow, MeasureSide
from kneevision.pose.landmarks import SIDES, Side
from kneevision.pose.track import FloatArray
from kneevision.report import focus, texts
from kneevision.report.style import FLAG_COLOUR, INK, LINE_COLOUR, PAPER, SHADE, SIDE_COLOUR, SIDE_MARKER
from kneevision.report.words import words

_SIZE_IN: Final = (5.6, 3.7)
_DPI: Final = 200
_LEGEND_LETTERS: Final = 44  # that fit in a row above the plot
_LEAST_SPAN_DEG: Final = 8.0  # a tenth of a degree must not fill the picture
# How a cycle's point is marked: shape, colour and stroke. Only a flag has a ring.
_MARKS: Final[dict[focus.Mark, tuple[str, str, str]]] = {
    "line": ("o", FLAG_COLOUR, "-"),
    "atypical": ("o", FLAG_COLOUR, ":"),
    "uncertain": ("D", LINE_COLOUR, "-"),
}
_COURSE: Final = np.linspace(0, 100, 101)  # percent of a window


@dataclass(frozen=True)
class Plot:
    """A plot that was written: `name` without suffix, and what stands below it."""

    name: str
    title: str
    caption: str


def write_plots(analysis: Analysis, folder: Path, progress: Callable[[float], None]) -> list[Plot]:
    """Write every plot that this analysis has data for into `folder`, twice: NAME.png and NAME.svg."""
    kinds = (_every_cycle, _mean_course, _whole_clip)
    shown = [h for h in focus.headlines(analysis) if focus.sides_at_work(analysis, h.series)]
    jobs = [(kind, headline) for headline in shown for kind in kinds]
    plots = []
    for done, (kind, headline) in enumerate(jobs, start=1):
        plot = _write(kind, analysis, headline, folder)
        plots += [plot] if plot is not None else []
        progress(done / len(jobs))
    return plots


Painter = Callable[[Axes, Analysis, focus.Headline], Plot | None]


def _write(paint: Painter, analysis: Analysis, headline: focus.Headline, folder: Path) -> Plot | None:
    # the salt makes the same analysis give the same SVG
    with matplotlib.rc_context({"font.size": 10.5, "font.family": "DejaVu Sans", "svg.hashsalt": "kneevision"}):
        figure = Figure(figsize=_SIZE_IN, layout="constrained", facecolor=PAPER)
        axes = figure.add_subplot()
        axes.spines[["top", "right"]].set_visible(False)
        axes.grid(axis="y", color="#e3e7eb", linewidth=0.8)
        axes.set_axisbelow(True)
        plot = paint(axes, analysis, headline)
        if plot is None:
            return None
        _span_at_least(axes, _LEAST_SPAN_DEG)
        axes.set_ylabel(texts.plot_axis(headline.series))
        _legend(axes, list(texts.marks(words(analysis)).values()))
        figure.suptitle(plot.title, x=0.01, ha="left", fontsize=12, fontweight="bold", color=INK)
        figure.supxlabel(plot.caption, fontsize=8.5, color=LINE_COLOUR, x=0.01, ha="left")
        figure.savefig(folder / f"{plot.name}.png", dpi=_DPI)
        figure.savefig(folder / f"{plot.name}.svg", metadata={"Date": None})
    return plot


def _every_cycle(axes: Axes, analysis: Analysis, headline: focus.Headline) -> Plot | None:
    """A point per cycle over the clip's time, the mean of each side, the line, rings where it stands out."""
    counts = {}
    for side in SIDES:
        rows = [c for c in analysis.cycles if c.side == side and c.valid]
        rows = [row for row in rows if row.values.get(headline.measure) is not None]
        if rows:
            counts[side] = len(rows)
            _points(axes, analysis, headline, side, rows)
    if not counts:
        return None
    _line(axes, analysis, headline, list(counts))
    called = words(analysis)
    axes.set_xlabel(called.point)
    axes.margins(y=0.18)
    number = texts.counted(counts, called.many, focus.both_legs(analysis))
    caption = f"One point per {called.one}{_per_leg(analysis)}; dashes: mean. {number}."
    return Plot(f"{called.many}_{headline.series}", f"{texts.title(headline.measure)}: every {called.one}", caption)


def _per_leg(analysis: Analysis) -> str:
    return " and leg" if focus.both_legs(analysis) else ""


def _points(axes: Axes, analysis: Analysis, headline: focus.Headline, side: Side, rows: list[CycleRow]) -> None:
    time = np.array([row.start_s if row.bottom_s is None else row.bottom_s for row in rows])
    values = np.array([row.values[headline.measure] for row in rows], dtype=float)
    colour = SIDE_COLOUR[side]
    axes.axhline(values.mean(), color=colour, linewidth=1.2, dashes=(5, 3), alpha=0.8)
    axes.scatter(time, values, s=38, color=colour, marker=SIDE_MARKER[side], label=texts.SIDE[side], zorder=3)
    found = focus.marks(analysis, headline.measure)
    for mark, (shape, tint, stroke) in _MARKS.items():
        marked = np.array([found.get((side, row.index)) == mark for row in rows])
        if marked.any():
            axes.scatter(
                time[marked],
                values[marked],
                s=135,
                marker=shape,
                facecolors="none",
                edgecolors=tint,
                linewidths=1.6,
                linestyles=stroke,
                label=texts.upper(texts.marks(words(analysis))[mark]),
                zorder=4,
            )


def _mean_course(axes: Axes, analysis: Analysis, headline: focus.Headline) -> Plot | None:
    """The mean angle over a stride's window, or down to the bottom and up, with a band of one standard deviation."""
    counts = {}
    for side in SIDES:
        curves = courses(analysis, headline.series, side)
        if len(curves) < 2:
            continue
        counts[side] = len(curves)
        mean, sd = curves.mean(axis=0), curves.std(axis=0, ddof=1)
        axes.fill_between(_COURSE, mean - sd, mean + sd, color=SIDE_COLOUR[side], alpha=0.2, linewidth=0)
        axes.plot(_COURSE, mean, color=SIDE_COLOUR[side], linewidth=2.2, label=texts.SIDE[side])
    if not counts:
        return None
    if focus.squats(analysis):
        axes.axvline(50, color=LINE_COLOUR, linewidth=0.8)
    axes.set_xlim(0, 100)
    called = words(analysis)
    axes.set_xlabel(called.course)
    number = texts.counted(counts, called.many, focus.both_legs(analysis))
    caption = f"Mean of the counted {called.many}, band: \N{PLUS-MINUS SIGN}1 sd. {number}."
    title = f"{texts.SERIES[headline.series][0]}: mean {called.part}"
    return Plot(f"{called.part}_{headline.series}", title, caption)


def courses(analysis: Analysis, series: str, side: Side) -> FloatArray:
    """(n, 101) deg: one row per counted cycle, over its window (0 to 100 %, the bottom of a repetition at 50 %)."""
    values = focus.angle(analysis, series, side)
    if values is None:
        return np.empty((0, len(_COURSE)))
    time = focus.frames_of(analysis).time_s
    known = np.isfinite(values)
    rows = [
        np.interp(window.times(_COURSE), time[known], values[known])
        for window in focus.windows(analysis, side)
        if window.cycle.valid and known[window.within(time)].all()
    ]
    return np.array(rows).reshape(-1, len(_COURSE))


def _whole_clip(axes: Axes, analysis: Analysis, headline: focus.Headline) -> Plot | None:
    """The angle over all of the clip; the cycles' windows shaded, those that were not counted in grey."""
    sides = focus.sides_at_work(analysis, headline.series)
    for side, window in focus.windows_once(analysis):
        if side in (*sides, "both"):
            _shade(axes, side, window)
    windows = {side: focus.windows(analysis, side) for side in sides}
    shown = [_trace(axes, analysis, headline.series, side, windows[side]) for side in sides]
    if focus.is_frontal(analysis):
        _fit(axes, np.concatenate(shown))
    _line(axes, analysis, headline, sides)
    time = focus.frames_of(analysis).time_s
    axes.set_xlim(float(time[0]), float(time[-1]))
    axes.set_xlabel("Time (s)")
    called = words(analysis)
    counts = {side: len(found) for side, found in windows.items() if found}
    number = texts.counted(counts, called.parts, focus.both_legs(analysis))
    out = "" if all(w.cycle.valid for found in windows.values() for w in found) else "; hatched: not counted"
    caption = f"Shaded: {called.shaded}{out}. {number}."
    return Plot(f"clip_{headline.series}", f"{texts.SERIES[headline.series][0]}: the whole clip", caption)


def _shade(axes: Axes, side: MeasureSide, window: focus.Window) -> None:
    if window.cycle.valid:
        axes.axvspan(window.start_s, window.stop_s, color=SHADE[side], alpha=0.15, linewidth=0)
    else:
        axes.axvspan(window.start_s, window.stop_s, facecolor="none", edgecolor=LINE_COLOUR, alpha=0.4, hatch="///")


def _trace(axes: Axes, analysis: Analysis, series: str, side: Side, windows: list[focus.Window]) -> FloatArray:
    """Draw one side's angle, strong within its windows; give the angles of those moments."""
    time, values = focus.frames_of(analysis).time_s, focus.angle(analysis, series, side)
    if values is None:
        return np.empty(0)
    inside = np.any([np.zeros(len(time), bool), *(window.within(time) for window in windows)], axis=0)
    axes.plot(time, values, color=SIDE_COLOUR[side], linewidth=0.7, alpha=0.45)
    axes.plot(time, np.where(inside, values, np.nan), color=SIDE_COLOUR[side], linewidth=1.5, label=texts.SIDE[side])
    strong: FloatArray = values[inside & np.isfinite(values)]
    return strong


def _fit(axes: Axes, strong: FloatArray) -> None:
    """Let the axis follow the windows: in swing a bent knee's frontal angle runs out of every scale."""
    if not len(strong):
        return
    low, high = np.percentile(strong, [0.5, 99.5])
    air = max(2.0, 0.25 * (high - low))
    axes.set_ylim(low - air, high + air)


def _span_at_least(axes: Axes, span: float) -> None:
    low, high = axes.get_ylim()
    missing = max(0.0, span - (high - low)) / 2
    axes.set_ylim(low - missing, high + missing)


def _line(axes: Axes, analysis: Analysis, headline: focus.Headline, sides: list[Side]) -> None:
    lines = {focus.reference_line(analysis, headline.measure, side) for side in sides} - {None}
    for line in sorted(line for line in lines if line is not None):
        axes.axhline(line, color=INK, linewidth=1.1, linestyle=(0, (1, 1.5)), label=texts.line_label(line).capitalize())


def _legend(axes: Axes, marks: list[str]) -> None:
    handles, labels = axes.get_legend_handles_labels()
    found = dict(zip(labels, handles, strict=True))
    first = [*texts.SIDE.values(), *map(texts.upper, marks)]
    once = {label: found[label] for label in [*first, *labels] if label in found}
    long = sum(map(len, once)) > _LEGEND_LETTERS
    axes.legend(
        once.values(),
        once.keys(),
        loc="lower left",
        bbox_to_anchor=(0, 1.0),
        ncols=3 if long else len(once),
        frameon=False,
        fontsize=9,
        handletextpad=0.5,
        columnspacing=1.2,
        borderaxespad=0.1,
    )
