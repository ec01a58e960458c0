"""What the review room draws: picked out of an analysis and rounded, nothing is measured here."""

from __future__ import annotations

from typing import Any

import numpy as np
from pydantic import TypeAdapter

from kneevision.analysis import Analysis, MeasureSide
from kneevision.edits import Edits
from kneevision.measures.catalogue import spec
from kneevision.pose.landmarks import SIDES, Side, leg
from kneevision.pose.track import FloatArray
from kneevision.report import focus, texts
from kneevision.report.chosen import chosen
from kneevision.report.style import SIDE_COLOUR
from kneevision.report.words import words

_EDITS = TypeAdapter(Edits)


def scene(analysis: Analysis) -> dict[str, Any]:
    """Everything that the page's script draws, as JSON has it.

    Parameters
    ----------
    analysis : Analysis
        With its frames.

    Returns
    -------
    dict
        `times`: (T,) s of the frames, real time; `legs`: side to (T, 10) px of hip, knee, ankle, heel and toe, x and y
        in turn, in the upright picture of `size`; `traces`: the first angles over time, deg, with their lines;
        `cycles`: strides or repetitions in order of time, one of both legs once, with the times of their events and the
        value of the first measure; `typical`: side to index of its most typical cycle; `edits`: those that hold. What
        is not known is None.
    """
    frames = focus.frames_of(analysis)
    return {
        "size": [analysis.video.width, analysis.video.height],
        "times": _plain(frames.time_s, 4),
        "legs": {side: _plain(frames.points_px[:, leg(side)].reshape(len(frames.time_s), 10), 1) for side in SIDES},
        "colours": SIDE_COLOUR,
        "traces": [_trace(analysis, headline) for headline in focus.headlines(analysis)],
        "cycles": [_cycle(analysis, side, row.side, row.index) for side, row in focus.cycles_once(analysis)],
        "called": {"one": words(analysis).one, "many": words(analysis).many},
        "typical": {each.side: each.cycle.index for each in chosen(analysis) if each.kind == "typical"},
        "steps": analysis.activity in ("running", "walking"),
        "edits": _EDITS.dump_python(analysis.edits, mode="json"),
    }


def edits_of(told: bytes) -> Edits:
    """Edits as the page's script sends them.

    Raises
    ------
    ValueError
        They are none (pydantic's `ValidationError`).
    """
    return _EDITS.validate_json(told)


def _trace(analysis: Analysis, headline: focus.Headline) -> dict[str, Any]:
    title, _, sign = texts.SERIES[headline.series]
    angles = {side: focus.angle(analysis, headline.series, side) for side in SIDES}
    return {
        "title": title,
        "sign": sign,
        "sides": {side: None if values is None else _plain(values, 2) for side, values in angles.items()},
        "lines": {side: focus.reference_line(analysis, headline.measure, side) for side in SIDES},
    }


def _cycle(analysis: Analysis, shown: MeasureSide, side: Side, index: int) -> dict[str, Any]:
    row = next(row for row in analysis.cycles if (row.side, row.index) == (side, index))
    first = next(iter(focus.headlines(analysis)), None)
    legs = list(SIDES) if shown == "both" else [side]
    values = [v for r in analysis.cycles if r.side in legs and r.index == index for v in [_value(r.values, first)]]
    window = next((w for w in focus.windows(analysis, side) if w.cycle is row), None)
    return {
        "side": shown,
        "legs": legs,
        "index": index,
        "name": texts.cycle_name(shown, row, words(analysis)),
        "valid": row.valid,
        "reason": row.reason,
        "start": row.start_s,
        "end": row.end_s,
        "contact": row.contact_s,
        "toe_off": row.toe_off_s,
        "bottom": row.bottom_s,
        "window": None if window is None else [window.start_s, window.stop_s],
        "mark": next((m for leg_side in legs if (m := focus.marks(analysis).get((leg_side, index)))), None),
        "values": [None if v is None or first is None else _shown(v, first) for v in values],
    }


def _value(values: dict[str, float | None], first: focus.Headline | None) -> float | None:
    return None if first is None else values.get(first.measure)


def _shown(value: float, first: focus.Headline) -> str:
    return texts.number(value, spec(first.measure))


def _plain(values: FloatArray, decimals: int) -> list[Any]:
    """Numbers as JSON has them, None for what is not known."""
    rounded = np.round(values, decimals).astype(object)
    rounded[~np.isfinite(values)] = None
    plain: list[Any] = rounded.tolist()
    return plain
