"""The plots, as PNG and SVG: strides, mean stance, the whole clip, for each angle that this view is about."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import matplotlib
import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from kneevision.analysis import Analysis, CycleRow
from kneevision.measures.catalogue import spec
from kneevision.pose.landmarks import SIDES, Side
from kneevision.pose.track import FloatArray
from kneevision.report import focus, texts
from kneevision.report.style import FLAG_COLOUR, INK, LINE_COLOUR, PAPER, SIDE_COLOUR, SIDE_MARKER

_SIZE_IN: Final = (5.6, 3.7)
_DPI: Final = 200
_LEGEND_LETTERS: Final = 50  # that fit in a row above the plot
_LEAST_SPAN_DEG: Final = 8.0  # a tenth of a degree must not fill the picture
# How a stride's point is marked: shape, colour and stroke. Only a flag has a ring.
_MARKS: Final[dict[focus.Mark, tuple[str, str, str]]] = {
    "line": ("o", FLAG_COLOUR, "-"),
    "atypical": ("o", FLAG_COLOUR, ":"),
    "uncertain": ("D", LINE_COLOUR, "-"),
}
_STANCE: Final = np.linspace(0, 100, 101)  # percent


@dataclass(frozen=True)
class Plot:
    """A plot that was written: `name` without suffix, and what stands below it."""

    name: str
    title: str
    caption: str


def write_plots(analysis: Analysis, folder: Path, progress: Callable[[float], None]) -> list[Plot]:
    """Write every plot that this analysis has data for into `folder`, twice: NAME.png and NAME.svg."""
    kinds = (_strides, _stance_curve, _whole_clip)
    shown = [h for h in focus.headlines(analysis) if focus.sides_with(analysis, h.series)]
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
        _legend(axes)
        figure.suptitle(plot.title, x=0.01, ha="left", fontsize=12, fontweight="bold", color=INK)
        figure.supxlabel(plot.caption, fontsize=8.5, color=LINE_COLOUR, x=0.01, ha="left")
        figure.savefig(folder / f"{plot.name}.png", dpi=_DPI)
        figure.savefig(folder / f"{plot.name}.svg", metadata={"Date": None})
    return plot


def _strides(axes: Axes, analysis: Analysis, headline: focus.Headline) -> Plot | None:
    """A point per stride over the clip's time, the mean of each side, the line, rings where it stands out."""
    counts = {}
    for side in SIDES:
        rows = [c for c in analysis.cycles if c.side == side and c.valid]
        rows = [row for row in rows if row.values.get(headline.measure) is not None]
        if rows:
            counts[side] = len(rows)
            _stride_points(axes, analysis, headline, side, rows)
    if not counts:
        return None
    _line(axes, analysis, headline, list(counts))
    axes.set_xlabel("Time of landing (s)")
    axes.margins(y=0.18)
    caption = f"One point per stride; dashes: mean. {texts.counted(counts, 'strides')}."
    return Plot(f"strides_{headline.series}", f"{spec(headline.measure).title}: every stride", caption)


def _stride_points(axes: Axes, analysis: Analysis, headline: focus.Headline, side: Side, rows: list[CycleRow]) -> None:
    time = np.array([row.start_s for row in rows])
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
                label=texts.upper(texts.MARK_SHORT[mark]),
                zorder=4,
            )


def _stance_curve(axes: Axes, analysis: Analysis, headline: focus.Headline) -> Plot | None:
    """The mean angle from landing to toe-off, with a band of one standard deviation."""
    counts = {}
    for side in SIDES:
        curves = stance_curves(analysis, headline.series, side)
        if len(curves) < 2:
            continue
        counts[side] = len(curves)
        mean, sd = curves.mean(axis=0), curves.std(axis=0, ddof=1)
        axes.fill_between(_STANCE, mean - sd, mean + sd, color=SIDE_COLOUR[side], alpha=0.2, linewidth=0)
        axes.plot(_STANCE, mean, color=SIDE_COLOUR[side], linewidth=2.2, label=texts.SIDE[side])
    if not counts:
        return None
    axes.set_xlim(0, 100)
    axes.set_xlabel("Stance (%): 0 landing, 100 toe-off")
    caption = f"Mean of the counted strides, band: \N{PLUS-MINUS SIGN}1 sd. {texts.counted(counts, 'strides')}."
    return Plot(f"stance_{headline.series}", f"{texts.SERIES[headline.series][0]}: mean stance", caption)


def stance_curves(analysis: Analysis, series: str, side: Side) -> FloatArray:
    """(n, 101) deg: one row per counted stride, from landing (0 %) to toe-off (100 %)."""
    values = focus.angle(analysis, series, side)
    if values is None:
        return np.empty((0, len(_STANCE)))
    time = focus.frames_of(analysis).time_s
    known = np.isfinite(values)
    rows = [
        np.interp(s.start_s + (s.stop_s - s.start_s) * _STANCE / 100, time[known], values[known])
        for s in focus.stances(analysis, side)
        if s.stride.valid and known[s.within(time)].all()
    ]
    return np.array(rows).reshape(-1, len(_STANCE))


def _whole_clip(axes: Axes, analysis: Analysis, headline: focus.Headline) -> Plot | None:
    """The angle over all of the clip; foot contacts shaded, strides that were not counted in grey."""
    counts, shown = {}, [np.empty(0)]
    for side in focus.sides_with(analysis, headline.series):
        stances = focus.stances(analysis, side)
        shown.append(_trace(axes, analysis, headline.series, side, stances))
        counts[side] = len(stances)
    if focus.is_frontal(analysis):
        _fit(axes, np.concatenate(shown))
    _line(axes, analysis, headline, list(counts))
    time = focus.frames_of(analysis).time_s
    axes.set_xlim(float(time[0]), float(time[-1]))
    axes.set_xlabel("Time (s)")
    caption = f"Shaded: foot on the ground; grey: not counted. {texts.counted(counts, 'contacts')}."
    return Plot(f"clip_{headline.series}", f"{texts.SERIES[headline.series][0]}: the whole clip", caption)


def _trace(axes: Axes, analysis: Analysis, series: str, side: Side, stances: list[focus.Stance]) -> FloatArray:
    """Draw one side's angle, strong while the foot is down; give the angles of those moments."""
    time, values = focus.frames_of(analysis).time_s, focus.angle(analysis, series, side)
    if values is None:
        return np.empty(0)
    for stance in stances:
        colour = SIDE_COLOUR[side] if stance.stride.valid else LINE_COLOUR
        axes.axvspan(stance.start_s, stance.stop_s, color=colour, alpha=0.15, linewidth=0)
    down = np.any([np.zeros(len(time), bool), *(stance.within(time) for stance in stances)], axis=0)
    axes.plot(time, values, color=SIDE_COLOUR[side], linewidth=0.7, alpha=0.45)
    axes.plot(time, np.where(down, values, np.nan), color=SIDE_COLOUR[side], linewidth=1.5, label=texts.SIDE[side])
    strong: FloatArray = values[down & np.isfinite(values)]
    return strong


def _fit(axes: Axes, stance: FloatArray) -> None:
    """Let the axis follow the stance: in swing a bent knee's frontal angle runs out of every scale."""
    if not len(stance):
        return
    low, high = np.percentile(stance, [0.5, 99.5])
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


def _legend(axes: Axes) -> None:
    handles, labels = axes.get_legend_handles_labels()
    found = dict(zip(labels, handles, strict=True))
    first = [*texts.SIDE.values(), *map(texts.upper, texts.MARK_SHORT.values())]
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
