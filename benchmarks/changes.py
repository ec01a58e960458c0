"""`python -m benchmarks.changes`: how often `compare` finds a change where there is none, and one that there is.

False alarms: the strides of every rendered run that does not change are split in two, at random and in contiguous
blocks that run over the end; both parts are compared. Power: the first half of a run whose right knee's valgus grows
against the second. And how often the interval of a mean holds the truth when strides resemble their neighbours.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

import numpy as np

from benchmarks.accuracy import OWN_CLIPS, Seen, analyzed
from benchmarks.page import write_sections
from benchmarks.pieces import piece, with_cycles
from benchmarks.tables import table
from kneevision import Analysis, Options
from kneevision.analysis import CycleRow
from kneevision.compare import Change, Comparison, compare
from kneevision.compare.change import Pair, changes
from kneevision.compare.first import first_measures
from kneevision.findings import with_lines
from kneevision.measures.catalogue import spec
from kneevision.measures.spread import half_width, of_mean, resampled
from kneevision.pipeline import analysis_of
from kneevision.pose.landmarks import SIDES, Side
from kneevision.pose.track import FloatArray
from kneevision.video import open_clip

DRIFTS = "run_front_right_drift"
_RANDOM_SPLITS = 200
_SIMULATED = 2000
_PARTS = ("strides", "camera set up", "filming", "half width", "if nothing cancels")
Kept = dict[Side, set[int]]


@dataclass(frozen=True)
class Split:
    """One comparison of two parts of an unchanged clip: how they were split, and a first measure's change."""

    clip: str
    way: str
    change: Change

    @property
    def beyond_interval(self) -> bool:
        """Whether it lies beyond its interval, whatever is published as detectable."""
        half = None if self.change.parts is None else self.change.parts.half
        return half is not None and abs(self.change.change or 0.0) > half

    @property
    def beyond_strides(self) -> bool:
        """The same by the strides' variation alone: nothing else differs between two parts of one clip."""
        return self.change.parts is not None and abs(self.change.change or 0.0) > self.change.parts.cycles


def splits(analysis: Analysis, name: str) -> Iterator[Split]:
    """Every first measure's change between two parts of one analysis, over all contiguous and many random splits."""
    first = first_measures(analysis.activity, analysis.view or "oblique")
    for way, kept in (*_contiguous(analysis), *_random(analysis)):
        parts = [with_cycles(analysis, _in(kept, inside), f"{inside}") for inside in (True, False)]
        for change in changes(Pair(parts[0], parts[1], {}, first, alike=True)):
            if not change.exploratory and change.change is not None:
                yield Split(name, way, change)


def _in(kept: Kept, inside: bool) -> Callable[[CycleRow], bool]:
    def keep(row: CycleRow) -> bool:
        return (row.index in kept[row.side]) == inside

    return keep


def _indices(analysis: Analysis) -> dict[Side, list[int]]:
    return {side: [row.index for row in analysis.cycles if row.valid and row.side == side] for side in SIDES}


def _contiguous(analysis: Analysis) -> list[tuple[str, Kept]]:
    """Half of the strides in a row, from each stride on."""
    indices = _indices(analysis)
    longest = max(len(found) for found in indices.values())
    return [
        ("in a row", {s: {f[(start + i) % len(f)] for i in range(len(f) // 2)} for s, f in indices.items()})
        for start in range(longest)
    ]


def _random(analysis: Analysis) -> list[tuple[str, Kept]]:
    """Half of the strides at random."""
    draw, indices = np.random.default_rng(0), _indices(analysis)
    return [
        ("at random", {s: set(draw.choice(f, len(f) // 2, replace=False).tolist()) for s, f in indices.items()})
        for _ in range(_RANDOM_SPLITS)
    ]


def alarm_table(found: Sequence[Split]) -> str:
    """How many of the changes that are none are called so."""
    rows = []
    for way in dict.fromkeys(split.way for split in found):
        for name in dict.fromkeys(split.change.measure for split in found):
            group = [one for one in found if (one.way, one.change.measure) == (way, name)]
            rows.append([f"{spec(name).title}, halves {way}", *_shares(group)])
    rows.append(["**all**", *_shares(found)])
    head = ["measure and split", "splits and sides", "changed", "beyond the interval", "beyond the strides' variation"]
    return table(head, rows)


def _shares(group: Sequence[Split]) -> list[str]:
    kinds = (
        [one.change.answer == "changed" for one in group],
        [one.beyond_interval for one in group],
        [one.beyond_strides for one in group],
    )
    return [str(len(group)), *(f"{np.mean(kind):.1%}" for kind in kinds)]


def halves(seen: Seen, count: int = 2) -> list[Analysis]:
    """The clip cut in time into equal parts, each analyzed alone."""
    track, info = seen.sighting.track, open_clip(OWN_CLIPS / f"{seen.truth.name}.mp4").info
    ends = np.linspace(0.0, float(track.time_s[-1]) + 1 / track.fps, count + 1)
    found = []
    for number, (start_s, stop_s) in enumerate(pairwise(ends)):
        cut = piece(seen.sighting, float(start_s), float(stop_s))
        part = analysis_of(cut, info, Options(), with_lines({}))
        video = replace(part.video, path=f"{seen.truth.name}, part {number + 1}", sha256=f"{info.sha256}{number}")
        found.append(replace(part, video=video))
    return found


def halves_table(comparisons: Sequence[tuple[str, Comparison]]) -> str:
    """The first measures of first against second halves."""
    rows = []
    for name, comparison in comparisons:
        for change in comparison.first_changes:
            rows.append([name, f"{spec(change.measure).title}, {change.side}", *_cells(change)])
    head = ["clip", "measure", "change, deg", *_PARTS, "answer"]
    return table(head, rows)


def _cells(change: Change) -> list[str]:
    parts = change.parts
    if parts is None or change.change is None:
        return ["-"] * 6 + [change.answer]
    halves = (parts.cycles, parts.setup, parts.filming, parts.half, parts.widest)
    told = ["-" if half is None else f"{half:.1f}" for half in halves]
    return [f"{change.change:+.1f}", *told, change.answer.replace("_", " ")]


def coverage_table() -> str:
    """How often 95 % intervals of a difference of two means hold the truth, strides simulated."""
    rows = []
    for count in (8, 13, 25, 40):
        for correlation in (0.0, 0.3, 0.5):
            ours, plain = coverage(count, correlation)
            rows.append([str(count), f"{correlation:g}", f"{ours:.0%}", f"{plain:.0%}"])
    return table(["strides in a clip", "correlation of neighbours", "kneevision", "resampled means alone"], rows)


def coverage(count: int, correlation: float) -> tuple[float, float]:
    """Share of pairs of simulated clips whose interval holds the true change, 0: of `compare`, of plain resampling."""
    draw = np.random.default_rng(0)
    ours, plain = [], []
    for _ in range(_SIMULATED):
        one, two = (autocorrelated(count, correlation, draw) for _ in range(2))
        ours.append(abs(one.mean() - two.mean()) <= half_width([of_mean(one), of_mean(two)]))
        means = resampled(one, seed=1).mean(axis=1) - resampled(two, seed=2).mean(axis=1)
        low, high = np.percentile(means, [2.5, 97.5])
        plain.append(low <= 0 <= high)
    return float(np.mean(ours)), float(np.mean(plain))


def autocorrelated(count: int, correlation: float, draw: np.random.Generator) -> FloatArray:
    """(count,) values of mean 0 and sd 1, each of which resembles the one before."""
    steps = draw.normal(size=count)
    values = np.empty(count)
    values[0] = steps[0]
    for i in range(1, count):
        values[i] = correlation * values[i - 1] + np.sqrt(1 - correlation**2) * steps[i]
    return values


_WORDS = f"""Made by `python -m benchmarks.changes`, the full model.

**False alarms.** The strides of every rendered run from the front and from behind that does not change (of
`{DRIFTS}` the left leg) are split in two, in all ways in a row and in {_RANDOM_SPLITS} ways at random, and both parts
are compared. 'Changed': as `compare` answers. 'Beyond the interval': whatever is published as detectable. 'Beyond the
strides' variation': by that part of the interval alone; it has to be as wide as it is, since nothing else differs
between parts of one clip."""
_POWER = """**Power.** Clips cut in the middle, each half analyzed alone, first against second. The right knee's valgus
of `run_front_right_drift` grows: true change of its FPPA excursion +3.4, of its femoral adduction +1.4; all else is
unchanged. The landmarks are cut here; when the file is cut, encoded and followed again (`tests/compare`), the right
excursion changes by 1.9 with a half width of 2.1: just not told (with the lite model by 2.0 with 1.9: told; the left
one in neither). Half widths are of 95 % intervals, in deg; 'filming'
is what the pose model was measured to move by (`refilmed.toml`, of which these clips are a part)."""
_COVERED = f"""**Coverage.** Pairs of simulated clips without a change, {_SIMULATED} for each line: how often the 95 %
interval by the strides' variation (`measures/spread.py`, of single analyses too) holds it. 'Resampled means alone':
the middle 95 % of them, without the correction for few blocks."""


def _is_frontal_run(seen: Seen) -> bool:
    return seen.truth.motion == "run" and seen.analysis.view in ("front", "back")


def main() -> None:
    """Print the figures and keep them in docs/accuracy.md."""
    seen = [one for one in analyzed(OWN_CLIPS, "full") if _is_frontal_run(one)]
    alarms = [split for one in seen for split in splits(one.analysis, one.truth.name)]
    unchanged = [one for one in alarms if (one.clip, one.change.side) != (DRIFTS, "right")]
    cut = [(one.truth.name, compare(halves(one))) for one in seen]
    text = "\n\n".join((_WORDS, alarm_table(unchanged), _POWER, halves_table(cut), _COVERED, coverage_table()))
    print(text)
    write_sections({"Changes between two clips": text})


if __name__ == "__main__":
    main()
