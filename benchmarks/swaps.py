"""`python -m benchmarks.swaps`: left and right exchanged on purpose in the rendered runs, and what is left of it.

Prints the tables and writes them to docs/accuracy.md.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np

from benchmarks.page import write_sections
from benchmarks.tables import table
from benchmarks.truth import Truth, clips, truth_of
from kneevision.camera import stand
from kneevision.cycles import cut
from kneevision.geometry import angles
from kneevision.measures import reduce
from kneevision.offline import offline
from kneevision.pose.landmarks import SIDES, Side, index, leg
from kneevision.pose.see import see
from kneevision.pose.track import BoolArray, FloatArray, Track
from kneevision.quiet import quiet_stderr
from kneevision.trajectory import clean, sharpened
from kneevision.trajectory.scale import leg_length
from kneevision.video import open_clip

_CLIPS = Path(__file__).resolve().parent / "clips"
_PARTS = {
    "whole leg": ("hip", "knee", "ankle", "heel", "foot_index"),
    "knee and foot": ("knee", "ankle", "heel", "foot_index"),
    "foot": ("ankle", "heel", "foot_index"),
}
# What is exchanged: for the first trials the metric landmarks too, for fewer others those of the picture alone.
_DURATIONS_S = {True: (0.0, 0.1, 0.3, 0.6, 1.0), False: (0.3, 1.0)}  # 0 stands for a single frame
# So many swaps of a kind and duration begin where the legs are nearest to each other, and as many anywhere, in a clip.
_MOMENTS = 3
_MARGIN_S = 0.5  # none begins or ends nearer to the clip's ends than this
# In leg lengths. A point is wrong that lies farther than this from where the untouched track has it.
_WRONG = 0.05
_MEASURES = ("femoral_adduction_peak_deg", "fppa_peak_deg")
_INTRODUCTION = """\
Made by `python -m benchmarks.swaps`: in the raw landmarks of each rendered run ({clips} clips, one of them from behind
and one from the side) left and right are exchanged once, for the whole leg or only its lower parts, in {trials} trials:
half of the swaps begin where the legs are nearest to each other, which hides them best, half anywhere. Of the points
that the exchange moves by more than 5 % of the leg's length, the share that is back in place after cleaning, that is
unknown, and that is still wrong; then in how many frames outside the swap, or in parts of the leg that were not
exchanged, a point got wrong. Strides: mean change in the number that is measured, both legs. Angles: mean over
the trials (worst one in brackets) of the change in a leg's mean, deg, where the view gives them. The metric landmarks
are exchanged with those of the picture, except in the rows that say so. In-sample figures on rendered clips: pose
models' own swaps begin and end less cleanly."""


@dataclass(frozen=True)
class _Run:
    """A clip, raw and cleaned, and what is measured on it: strides, and per side the means of the measures."""

    truth: Truth
    raw: Track
    cleaned: Track
    strides: int
    means: FloatArray

    @property
    def scale(self) -> float:
        return leg_length(self.cleaned.points_px)


@dataclass(frozen=True)
class _Outcome:
    """One provoked swap: counts of points moved, lost, wrong; frames spoiled; change in strides and means (deg).

    `nothing`: no stride is measured any more.
    """

    crossing: bool
    moved: int
    lost: int
    wrong: int
    spoiled: int
    strides: int
    nothing: bool
    means: FloatArray


@dataclass(frozen=True)
class _Swap:
    """Which parts, for how long, and whether in the metric landmarks too."""

    parts: str
    duration_s: float
    metric: bool


def _measured(cleaned: Track) -> tuple[int, FloatArray]:
    cycles = cut(cleaned)
    track = sharpened(cleaned)
    camera = stand(track, cycles)
    rows = reduce(track, angles(track, camera, cycles), cycles, camera).measures
    values = {(row.name, row.side): row.value for row in rows if row.value is not None}
    means = [values.get((name, side), np.nan) for name in _MEASURES for side in SIDES]
    return sum(len(cycles.of(side)) for side in SIDES), np.array(means, dtype=float).reshape(len(_MEASURES), -1)


def _run(file: Path) -> _Run:
    raw = see(open_clip(file)).track
    cleaned = clean(raw)
    return _Run(truth_of(file), raw, cleaned, *_measured(cleaned))


def _exchanged(track: Track, parts: tuple[str, ...], frames: slice, metric: bool) -> Track:
    points, visibility, world = track.points_px.copy(), track.visibility.copy(), track.world_m.copy()
    here, there = ([index(side, part) for side in order for part in parts] for order in (SIDES, SIDES[::-1]))
    for values in (points, visibility, world) if metric else (points, visibility):
        values[frames, here] = values[frames, there]
    return replace(track, points_px=points, world_m=world, visibility=visibility)


def _starts(run: _Run, frames: int) -> Iterator[tuple[int, bool]]:
    """Frames at which swaps of so many frames begin, and whether the legs are nearest to each other then."""
    margin = round(_MARGIN_S * run.raw.fps)
    last = len(run.raw.time_s) - margin - frames
    apart = np.linalg.norm(run.cleaned.points_px[:, leg("left")] - run.cleaned.points_px[:, leg("right")], axis=-1)
    nearness = apart.sum(axis=1)
    crossings = 1 + np.flatnonzero((nearness[1:-1] < nearness[:-2]) & (nearness[1:-1] < nearness[2:]))
    crossings = crossings[(crossings >= margin) & (crossings < last)]
    chance = np.random.default_rng(frames)
    for start in chance.choice(crossings, _MOMENTS, replace=False):
        yield int(start), True
    for start in chance.integers(margin, last, _MOMENTS):
        yield int(start), False


def _outcome(run: _Run, swap: _Swap, start: int, frames: int, crossing: bool) -> _Outcome:
    inside, parts = slice(start, start + frames), _PARTS[swap.parts]
    broken = _exchanged(run.raw, parts, inside, swap.metric)
    cleaned = clean(broken)
    exchanged = np.zeros(run.raw.visibility.shape, dtype=bool)
    exchanged[inside, [index(side, part) for side in SIDES for part in parts]] = True
    moved = exchanged & (_apart(broken, run.raw) > _WRONG * run.scale)
    known = np.isfinite(cleaned.points_px).all(axis=-1)
    wrong = _apart(cleaned, run.cleaned) > _WRONG * run.scale
    legs = leg("left") + leg("right")
    same = all(
        np.array_equal(getattr(cleaned, name), getattr(run.cleaned, name), equal_nan=True)
        for name in ("points_px", "world_m")
    )
    strides, means = (run.strides, run.means) if same else _measured(cleaned)
    return _Outcome(
        crossing=crossing,
        moved=int(moved.sum()),
        lost=int((moved & ~known).sum()),
        wrong=int((moved & wrong).sum()),
        spoiled=int((wrong & ~exchanged)[:, legs].any(axis=1).sum()),
        strides=strides - run.strides,
        nothing=strides == 0,
        means=means - run.means,
    )


def _apart(one: Track, other: Track) -> FloatArray:
    """(T, 33) px; NaN where either is unknown, which is never far."""
    return np.asarray(np.linalg.norm(one.points_px - other.points_px, axis=-1))


def _outcomes(runs: list[_Run], swap: _Swap) -> list[_Outcome]:
    print(f"exchanging: {swap}", file=sys.stderr)
    found = []
    for run in runs:
        frames = max(1, round(swap.duration_s * run.raw.fps))
        found += [_outcome(run, swap, start, frames, crossing) for start, crossing in _starts(run, frames)]
    return found


def _back(outcomes: list[_Outcome]) -> str:
    moved = sum(o.moved for o in outcomes)
    lost, wrong = (sum(getattr(o, name) for o in outcomes) / moved for name in ("lost", "wrong"))
    return f"{1 - lost - wrong:.0%} / {lost:.0%} / {wrong:.0%}"


def _row(swap: _Swap, outcomes: list[_Outcome]) -> list[str]:
    crossing, anywhere = ([o for o in outcomes if o.crossing == where] for where in (True, False))
    changes = np.abs([o.means for o in outcomes if np.isfinite(o.means).any()])
    return [
        swap.parts if swap.metric else f"{swap.parts}, in the picture only",
        f"{swap.duration_s:.1f} s" if swap.duration_s else "one frame",
        _back(crossing),
        _back(anywhere),
        f"{np.mean([o.spoiled for o in outcomes]):.1f}",
        f"{np.mean([o.strides for o in outcomes]):+.2f}",
        *(f"{np.nanmean(changes[:, i]):.2f} ({np.nanmax(changes[:, i]):.1f})" for i in range(len(_MEASURES))),
    ]


def _truly_exchanged(points_px: FloatArray, truth: Truth) -> BoolArray:
    """(T,) whether the true legs are nearer when both are exchanged."""
    count = min(len(points_px), len(truth.time_s))

    def apart(sides: tuple[Side, Side]) -> FloatArray:
        pairs = zip(SIDES, sides, strict=True)
        off = [points_px[:count, leg(side)] - truth.joints_px(other)[:count] for side, other in pairs]
        return np.asarray(np.linalg.norm(off, axis=-1).sum(axis=(0, 2)))

    return np.asarray(apart(SIDES) > apart((SIDES[1], SIDES[0])))


def _untouched(runs: list[_Run]) -> str:
    """What is made of the clips as they are."""
    frames = sum(len(run.raw.time_s) for run in runs)
    exchanged = sum(int(run.cleaned.swapped.sum()) for run in runs)
    before = sum(int(_truly_exchanged(run.raw.points_px, run.truth).sum()) for run in runs)
    after = sum(int(_truly_exchanged(run.cleaned.points_px, run.truth).sum()) for run in runs)
    return (
        f"Untouched, {exchanged} of {frames} frames are exchanged; the true legs are nearer the other way round in\n"
        f"{before} frames of the raw landmarks and in {after} of the cleaned ones."
    )


def main() -> None:
    """Provoke, print and write the section."""
    with offline(), quiet_stderr():
        runs = [_run(file) for file in clips(_CLIPS) if truth_of(file).activity == "running"]
    swaps = [_Swap(name, d, metric) for metric in (True, False) for name in _PARTS for d in _DURATIONS_S[metric]]
    outcomes = [_outcomes(runs, swap) for swap in swaps]
    rows = [_row(swap, found) for swap, found in zip(swaps, outcomes, strict=True)]
    trials, nothing = sum(map(len, outcomes)), sum(o.nothing for found in outcomes for o in found)
    head = ["exchanged", "for", "legs near: back / unknown / wrong", "anywhere", "frames spoiled", "strides"]
    head += ["femoral adduction peak", "FPPA peak"]
    introduction = _INTRODUCTION.format(clips=len(runs), trials=trials)
    left = f"In {nothing} trials what is left of the swap makes the clip no run any more: nothing is measured then."
    text = f"{introduction}\n\n{table(head, rows)}\n\n{left}\n\n{_untouched(runs)}"
    print(text)
    write_sections({"Swaps, provoked": text})


if __name__ == "__main__":
    main()
