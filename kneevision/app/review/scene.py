"""What the review room draws: picked out of an analysis and rounded, nothing is measured here."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from pydantic import TypeAdapter

from kneevision.analysis import Analysis, CycleRow, MeasureSide
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
        values of the first measures; `typical`: side to index of its most typical cycle; `edits`: those that hold. What
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
    rows = [row for row in analysis.cycles if row.index == index and (shown == "both" or row.side == side)]
    row = next(row for row in rows if row.side == side)
    window = next((w for w in focus.windows(analysis, side) if w.cycle is row), None)
    marks = [focus.marks(analysis).get((each.side, index)) for each in rows]
    return {
        "side": shown,
        "legs": [each.side for each in rows],
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
        "mark": next(filter(None, marks), None),
        "values": [_value(rows, headline) for headline in focus.headlines(analysis)],
    }


def _value(rows: Sequence[CycleRow], headline: focus.Headline) -> str:
    """'FPPA 12.1°', of both legs 'FPPA 12.1° / 9.4°', left first."""
    entry = spec(headline.measure)
    legs = [texts.number(row.values.get(headline.measure), entry) for row in sorted(rows, key=lambda row: row.side)]
    return f"{texts.angle_name(headline)} {' / '.join(legs)}"


def _plain(values: FloatArray, decimals: int) -> list[Any]:
    """Numbers as JSON has them, None for what is not known."""
    rounded = np.round(values, decimals).astype(object)
    rounded[~np.isfinite(values)] = None
    plain: list[Any] = rounded.tolist()
    return plain
