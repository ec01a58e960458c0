"""`python -m benchmarks.intervals [--model lite|full|heavy] [--write]`: how often the 95 % intervals hold the truth.

What the pose model is off by in every cycle alike is taken from the rendered clips: so much that, with what the
intervals already hold of cycles, camera and frame rate, twice the root mean square of the errors is reached. Each clip
is judged by half widths from the other clips only. `--write` puts those of all clips into
kneevision/measures/pose_error.toml.
"""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from scipy.stats import t as student

from benchmarks.accuracy import OWN_CLIPS, analyzed
from benchmarks.page import write_sections
from benchmarks.squats import squat_errors
from benchmarks.strides import side_errors
from benchmarks.tables import table
from benchmarks.truth import Truth
from benchmarks.widths import store
from kneevision import Analysis
from kneevision.analysis import Measure, MeasureSide
from kneevision.measures.catalogue import catalogue, spec
from kneevision.measures.side_error import side_error
from kneevision.pose.landmarks import SIDES
from kneevision.pose.track import FloatArray

_TABLE = Path(__file__).resolve().parent.parent / "kneevision" / "measures" / "pose_error.toml"
# A root mean square of fewer values than `_FEW` is itself too little known to be doubled: Student's t takes the place
# of 2. With fewer than `_VERY_FEW`, all such measures of a unit are taken together, if that is more. Conventions.
_FEW, _VERY_FEW = 8, 4
# Where the known parts explain the whole error, this share of it is still held to be the pose model's (a convention).
_LEAST_SHARE = 0.5
_HEAD = """# What the pose model is off by in every cycle alike, by the model that follows: 95 % half widths, each
# in its measure's unit. Written by `python -m benchmarks.intervals --write` from rendered clips; docs/accuracy.md has
# how often they hold.
"""


@dataclass(frozen=True)
class Miss:
    """How far a measure of one clip is off, and the 95 % half width of its interval without the pose model's part."""

    clip: str
    name: str
    side: MeasureSide
    error: float
    known_half: float

    @property
    def kind(self) -> str:
        """Which table of half widths it belongs to."""
        return "difference" if self.side == "difference" else "each"


def misses(truth: Truth, analysis: Analysis) -> list[Miss]:
    """Every measure of a clip that has a truth."""
    if truth.motion == "run":
        legs = [(e.side, e.measures) for e in (side_errors(analysis.cycles, truth, side) for side in SIDES)]
    else:
        legs = [(e.side, e.measures) for e in squat_errors([(truth, analysis)])]
    found = []
    for name in (entry.name for entry in catalogue()):
        bias = {side: float(errors[name].mean()) for side, errors in legs if len(errors.get(name, ()))}
        wrong: dict[MeasureSide, float] = dict(bias.items())
        if len(bias) == len(SIDES):
            wrong |= {"difference": bias["left"] - bias["right"], "both": (bias["left"] + bias["right"]) / 2}
        rows = ((analysis.measure(name, side), error) for side, error in wrong.items())
        found += [_miss(analysis, truth.name, row, error) for row, error in rows if row is not None and row.error]
    return found


def _miss(analysis: Analysis, clip: str, row: Measure, error: float) -> Miss:
    assert row.error is not None
    # rendered cameras at the side stand exactly square, so that nothing of an error comes from that
    square = (side_error(row.name) or 0.0) if analysis.view in SIDES else 0.0
    known = float(np.sqrt(row.error.cycles**2 + row.error.camera**2 - square**2 + row.error.timing**2))
    return Miss(clip, row.name, row.side, error, known)


def half_widths(found: Sequence[Miss]) -> dict[tuple[str, str], float]:
    """(kind, measure) to the 95 % half width of the pose model's part."""
    groups: dict[tuple[str, str], list[Miss]] = {}
    for miss in found:
        groups.setdefault((miss.kind, miss.name), []).append(miss)
    return {key: max(_half(group), _of_the_few(key, groups)) for key, group in groups.items()}


def _half(group: Sequence[Miss]) -> float:
    """What the errors of a group leave to the pose model when the median known half width is taken out of them."""
    count = len(group)
    wide = 2.0 if count >= _FEW or count < _VERY_FEW else float(student.ppf(0.975, count))
    whole = wide * _rms(np.array([miss.error for miss in group]))
    known = float(np.median([miss.known_half for miss in group]))
    return max(float(np.sqrt(max(whole**2 - known**2, 0.0))), _LEAST_SHARE * whole)


def _of_the_few(key: tuple[str, str], groups: dict[tuple[str, str], list[Miss]]) -> float:
    """Half width of all measures of this unit that have very few values, for one that has; else 0."""
    if len(groups[key]) >= _VERY_FEW:
        return 0.0
    kind, unit = key[0], spec(key[1]).unit
    few = [g for (k, name), g in groups.items() if k == kind and spec(name).unit == unit and len(g) < _VERY_FEW]
    return _half([miss for group in few for miss in group])


@dataclass(frozen=True)
class Held:
    """A measure's interval, with the pose model's part from the other clips, and whether it holds the truth."""

    miss: Miss
    half: float

    @property
    def holds(self) -> bool:
        """Whether the truth lies within."""
        return abs(self.miss.error) <= self.half


def held_by_others(found: Sequence[Miss]) -> list[Held]:
    """Each clip's measures, held against half widths of the other clips; those no other clip has are left out."""
    held = []
    for clip in dict.fromkeys(miss.clip for miss in found):
        known = half_widths([miss for miss in found if miss.clip != clip])
        for miss in found:
            pose_model = known.get((miss.kind, miss.name)) if miss.clip == clip else None
            if pose_model is not None:
                held.append(Held(miss, float(np.hypot(miss.known_half, pose_model))))
    return held


def coverage_table(found: Sequence[Miss]) -> str:
    """Per measure how many intervals hold the truth, and how wide they are."""
    widths, held = half_widths(found), held_by_others(found)
    rows = []
    for (kind, name), pose_model in widths.items():
        entry, group = spec(name), [h for h in held if (h.miss.kind, h.miss.name) == (kind, name)]
        digits = 3 if entry.unit == "s" else 2 if entry.unit == "ratio" else 1
        errors = np.array([m.error for m in found if (m.kind, m.name) == (kind, name)])
        inside = f"{sum(h.holds for h in group)} of {len(group)}" if group else "no other clip has it"
        median = f"{np.median([h.half for h in group]):.{digits}f}" if group else "-"
        title = f"{entry.title}{', left less right' if kind == 'difference' else ''}, {entry.unit}"
        rows.append([title, f"{_rms(errors):.{digits}f}", f"{pose_model:.{digits}f}", median, inside])
    sides = [h for h in held if h.miss.kind == "each"]
    apart = [h for h in held if h.miss.kind == "difference"]
    rows += [_total("all of a side", sides), _total("all of left less right", apart)]
    return table(["measure", "rms error", "pose model's part", "median half width", "hold the truth"], rows)


def _total(name: str, held: Sequence[Held]) -> list[str]:
    inside = sum(h.holds for h in held)
    return [f"**{name}**", "", "", "", f"{inside} of {len(held)} ({inside / len(held):.0%})"]


def _rms(values: FloatArray) -> float:
    return float(np.sqrt(np.mean(np.square(values))))


_WORDS = """Made by `python -m benchmarks.intervals`. 'Error': the mean over a clip's cycles against the truth. An
interval holds what varies from cycle to cycle, what is not known of the camera, what the frame rate does to a time,
and what the pose model is off by in every cycle alike. That last part is taken from rendered clips; here each clip is
judged with the part from the other clips only. Few clips, and none of a real person: on people the intervals may hold
less often."""


def main() -> None:
    """Print how often intervals hold the truth; with --write keep the half widths."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--model", default="full", choices=["lite", "full", "heavy"])
    parser.add_argument("--write", action="store_true")
    options = parser.parse_args()
    found = [miss for one in analyzed(OWN_CLIPS, options.model) for miss in misses(one.truth, one.analysis)]
    text = coverage_table(found)
    print(text)
    if options.write:
        store(_TABLE, _HEAD, options.model, half_widths(found))
        write_sections({f"Intervals, the {options.model} model": f"{_WORDS}\n\n{text}"})


if __name__ == "__main__":
    main()
