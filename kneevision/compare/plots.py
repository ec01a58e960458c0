"""The plots of a comparison, as PNG and SVG: the first measures, the mean courses, the history."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Final

import matplotlib
import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from kneevision.analysis import Analysis, MeasureSide
from kneevision.compare.texts import SIDE, dates
from kneevision.compare.types import Change, Comparison
from kneevision.measures.catalogue import spec
from kneevision.measures.spread import half_width, of_mean
from kneevision.pose.landmarks import SIDES, Side
from kneevision.pose.track import FloatArray
from kneevision.report import focus, texts
from kneevision.report.plots import courses
from kneevision.report.style import FLAG_COLOUR, INK, LINE_COLOUR, PAPER, SIDE_COLOUR, SIDE_MARKER
from kneevision.report.words import words

_DPI: Final = 200
_BEFORE: Final = "#8a949e"
_COURSE: Final = np.linspace(0, 100, 101)  # percent of a window
_NEUTRAL: Final = LINE_COLOUR  # of both legs together


def write_plots(comparison: Comparison, before: Analysis, after: Analysis, folder: Path) -> list[str]:
    """Write every plot that there is data for into `folder`, twice: NAME.png and NAME.svg.

    Returns
    -------
    list of str
        The names.
    """
    # the salt makes the same comparison give the same SVG
    with matplotlib.rc_context({"font.size": 10.5, "font.family": "DejaVu Sans", "svg.hashsalt": "kneevision"}):
        figures = {
            "first_measures": _first_measures(comparison),
            **_courses(comparison, before, after),
            **_histories(comparison),
        }
        drawn = {name: figure for name, figure in figures.items() if figure is not None}
        for name, figure in drawn.items():
            figure.savefig(folder / f"{name}.png", dpi=_DPI)
            figure.savefig(folder / f"{name}.svg", metadata={"Date": None})
    return list(drawn)


def _figure(width: float, height: float, heading: str, caption: str) -> Figure:
    figure = Figure(figsize=(width, height), layout="constrained", facecolor=PAPER)
    figure.suptitle(heading, x=0.01, ha="left", fontsize=12, fontweight="bold", color=INK)
    figure.supxlabel(caption, fontsize=8.5, color=LINE_COLOUR, x=0.01, ha="left")
    return figure


def _plain(axes: Axes, grid: str) -> None:
    axes.spines[["top", "right"]].set_visible(False)
    axes.grid(axis=grid, color="#e3e7eb", linewidth=0.8)  # type: ignore[arg-type]
    axes.set_axisbelow(True)


def _first_measures(comparison: Comparison) -> Figure | None:
    """Per first measure and side the two values, and beside them the change with its intervals."""
    rows = [change for change in comparison.first_changes if change.change is not None]
    if not rows:
        return None
    caption = (
        "Right: change with its 95 % interval (thick: same clothes and lens; thin: if no error cancels).\n"
        "Shaded: below the published detectable change, which is a floor; without shade none is published."
    )
    figure = _figure(8.6, 2.0 + 0.62 * len(rows), "Before and after", caption)
    values, moves = figure.subplots(1, 2, sharey=True, width_ratios=(1, 1.15))
    for place, change in enumerate(rows):
        _two_values(values, place, change)
        _one_change(moves, place, change)
    values.set_yticks(range(len(rows)), [f"{spec(c.measure).title}\n{SIDE[c.side]}" for c in rows], fontsize=9)
    values.set_ylim(len(rows) - 0.4, -0.6)
    units = " or ".join(dict.fromkeys(change.unit for change in rows))
    values.set_xlabel(f"Value ({units}); hollow: before")
    moves.set_xlabel(f"Change ({units})")
    moves.axvline(0, color=INK, linewidth=1)
    for axes in (values, moves):
        _plain(axes, "x")
    return figure


def _two_values(axes: Axes, place: int, change: Change) -> None:
    assert change.before is not None
    assert change.after is not None
    colour = _colour(change.side)
    axes.annotate(
        "", (change.after, place), (change.before, place), arrowprops={"arrowstyle": "->", "color": colour, "lw": 1.4}
    )
    axes.scatter([change.before], [place], s=46, facecolors=PAPER, edgecolors=colour, linewidths=1.6, zorder=3)
    axes.scatter([change.after], [place], s=46, color=colour, zorder=3)


def _one_change(axes: Axes, place: int, change: Change) -> None:
    if change.detectable is not None:
        axes.barh(place, 2 * change.detectable.at_least, left=-change.detectable.at_least, height=0.72, color="#e9edf1")
    assert change.change is not None
    colour = FLAG_COLOUR if change.answer == "changed" else _colour(change.side)
    for interval, width in ((change.interval_unshared, 1.2), (change.interval, 3.6)):
        if interval is not None:
            axes.plot(interval, [place, place], color=colour, linewidth=width, solid_capstyle="butt")
    axes.scatter([change.change], [place], s=46, color=colour, zorder=3)
    said = "changed" if change.answer == "changed" else "cannot be told"
    axes.text(1.02, place, said, transform=axes.get_yaxis_transform(), va="center", fontsize=9, color=colour)


def _colour(side: MeasureSide) -> str:
    return SIDE_COLOUR[side] if side in SIDES else _NEUTRAL


def _courses(comparison: Comparison, before: Analysis, after: Analysis) -> dict[str, Figure]:
    """Per angle and side the mean course before and after, and their difference."""
    if before.frames is None or after.frames is None:
        return {}
    figures = {}
    for headline in focus.headlines(after):
        withheld = {change.side for change in comparison.changes if _withheld(change, headline.measure)}
        for side in (side for side in SIDES if side not in withheld):
            both = [courses(one, headline.series, side) for one in (before, after)]
            if min(map(len, both)) > 2:
                figures[f"course_{headline.series}_{side}"] = _course(both, headline.series, side, after)
    return figures


def _withheld(change: Change, measure: str) -> bool:
    return change.measure == measure and change.kind == "value" and change.answer == "withheld"


def _course(both: Sequence[FloatArray], series: str, side: Side, after: Analysis) -> Figure:
    called = words(after)
    counts = " and ".join(str(len(curves)) for curves in both)
    caption = (
        f"Above: mean of {counts} {called.many}, band \N{PLUS-MINUS SIGN}1 sd. Below: after minus before, "
        f"band: 95 % of\nthe {called.many}' variation at each point, without errors of camera and pose model. No test."
    )
    heading = f"{texts.SERIES[series][0]}, {SIDE[side]}: mean {called.part} before and after"
    figure = _figure(6.4, 5.4, heading, caption)
    above, below = figure.subplots(2, 1, sharex=True, height_ratios=(2, 1.2))
    for curves, colour, name in zip(both, (_BEFORE, SIDE_COLOUR[side]), ("Before", "After"), strict=True):
        mean, sd = curves.mean(axis=0), curves.std(axis=0, ddof=1)
        above.fill_between(_COURSE, mean - sd, mean + sd, color=colour, alpha=0.2, linewidth=0)
        above.plot(_COURSE, mean, color=colour, linewidth=2.2, label=name)
    difference = both[1].mean(axis=0) - both[0].mean(axis=0)
    half = half_band(both)
    below.fill_between(_COURSE, difference - half, difference + half, color=INK, alpha=0.15, linewidth=0)
    below.plot(_COURSE, difference, color=INK, linewidth=1.6)
    below.axhline(0, color=LINE_COLOUR, linewidth=0.9)
    above.legend(loc="lower left", bbox_to_anchor=(0, 1.0), ncols=2, frameon=False, fontsize=9)
    above.set_ylabel(texts.plot_axis(series))
    below.set_ylabel("Change (deg)")
    below.set_xlim(0, 100)
    below.set_xlabel(called.course)
    for axes in (above, below):
        _plain(axes, "y")
    return figure


def half_band(both: Sequence[FloatArray]) -> FloatArray:
    """(101,) 95 % half width of the difference of two sets of (n, 101) courses, by the courses' variation alone."""
    points = range(both[0].shape[1])
    return np.array([half_width([of_mean(curves[:, point]) for curves in both]) for point in points])


def _histories(comparison: Comparison) -> dict[str, Figure]:
    """Per first measure its course over the filmings."""
    measures = dict.fromkeys(point.measure for moment in comparison.history for point in moment.points)
    return {f"history_{name}": _history(comparison, name) for name in measures}


def _history(comparison: Comparison, name: str) -> Figure:
    entry = spec(name)
    when = dates(comparison)
    caption = (
        f"Bars: 95 % interval, all errors. {'By the date in the files.' if when else 'In the order given.'} Dotted: "
        "the published\ndetectable change from the first, where there is one. Missing: not comparable with it."
    )
    figure = _figure(6.4, 4.0, f"{entry.title}: over {len(comparison.history)} filmings", caption)
    axes = figure.add_subplot()
    places = (
        np.arange(1.0, len(comparison.history) + 1) if when is None else np.array([day.timestamp() for day in when])
    )
    span = max(float(np.ptp(places)), 1.0)
    sides = dict.fromkeys(p.side for moment in comparison.history for p in moment.points if p.measure == name)
    for number, side in enumerate(sides):
        shifted = places + span * 0.012 * (number - (len(sides) - 1) / 2)
        _one_side(axes, comparison, name, side, shifted)
    names = [Path(m.filmed.path).stem for m in comparison.history] if when is None else [f"{d:%d %b %Y}" for d in when]
    axes.set_xticks(places, names, rotation=25, ha="right", fontsize=9, parse_math=False)
    axes.set_ylabel(entry.unit)
    axes.legend(loc="lower left", bbox_to_anchor=(0, 1.0), ncols=3, frameon=False, fontsize=9)
    axes.margins(x=0.08)
    _plain(axes, "y")
    return figure


def _one_side(axes: Axes, comparison: Comparison, name: str, side: MeasureSide, places: FloatArray) -> None:
    points = [next((p for p in m.points if (p.measure, p.side) == (name, side)), None) for m in comparison.history]
    known = [(place, p) for place, p in zip(places, points, strict=True) if p is not None and p.value is not None]
    if not known:
        return
    colour = _colour(side)
    values = [point.value or 0.0 for _, point in known]
    axes.plot(
        [place for place, _ in known], values, color=colour, linewidth=1.4, marker=_marker(side), label=SIDE[side]
    )
    change = comparison.change(name, side)
    if change is not None and change.detectable is not None:
        for way in (-1, 1):
            level = values[0] + way * change.detectable.at_least
            axes.axhline(level, color=colour, linewidth=0.9, linestyle=(0, (1, 3)))
    for place, point in known:
        if point.interval is not None:
            axes.plot([place, place], point.interval, color=colour, linewidth=1.2, alpha=0.7)


def _marker(side: MeasureSide) -> str:
    return SIDE_MARKER[side] if side in SIDES else "D"
