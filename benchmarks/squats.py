"""Errors of the repetitions of whole analyses against the rendered squats' truth: tables for `benchmarks.accuracy`."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from benchmarks.tables import signed, table
from benchmarks.truth import Rep, Truth
from kneevision.analysis import Analysis, CycleRow
from kneevision.pose.landmarks import Side
from kneevision.pose.track import FloatArray

# A found bottom farther than this from a true one is another repetition's.
_SAME_BOTTOM_S = 0.2


@dataclass(frozen=True)
class RepErrors:
    """Errors (found minus true) of one leg of one squat clip; `measures`: name to (N,) one per repetition."""

    clip: str
    side: Side
    both_legs: bool
    reps: int
    missed: int
    extra: int
    start_s: FloatArray
    bottom_s: FloatArray
    end_s: FloatArray
    measures: dict[str, FloatArray]


def rep_errors(analysis: Analysis, truth: Truth, side: Side) -> RepErrors:
    """Compare one leg's repetitions with the truth."""
    found = [row for row in analysis.cycles if row.side == side and row.valid and row.bottom_s is not None]
    pairs = _pairs(analysis.cycles, truth, side)
    return RepErrors(
        clip=truth.name,
        side=side,
        both_legs=len(truth.sides) > 1,
        reps=len(truth.reps),
        missed=len(truth.reps) - len({rep for _, rep in pairs}),
        extra=len(found) - len({rep for _, rep in pairs}),
        start_s=np.array([row.start_s - rep.start_s for row, rep in pairs]),
        bottom_s=np.array([(row.bottom_s or np.nan) - rep.bottom_s for row, rep in pairs]),
        end_s=np.array([row.end_s - rep.end_s for row, rep in pairs]),
        measures=rep_bias(analysis.cycles, truth, side),
    )


def rep_bias(rows: Sequence[CycleRow], truth: Truth, side: Side) -> dict[str, FloatArray]:
    """Measure to its errors (N,), one per repetition of one leg."""
    return {name: _errors(name, _pairs(rows, truth, side), truth, side) for name in TITLES}


def _pairs(rows: Sequence[CycleRow], truth: Truth, side: Side) -> list[tuple[CycleRow, Rep]]:
    found = [row for row in rows if row.side == side and row.valid and row.bottom_s is not None]
    return [(row, rep) for row in found if (rep := _same(row, truth.reps)) is not None]


def _same(row: CycleRow, reps: Sequence[Rep]) -> Rep | None:
    near = [rep for rep in reps if abs((row.bottom_s or np.nan) - rep.bottom_s) <= _SAME_BOTTOM_S]
    return near[0] if near else None


# What is compared, in the words of the tables.
TITLES = {
    "fppa_bottom_deg": "FPPA at the bottom, deg",
    "fppa_seen": "the same as seen, deg",
    "fppa_60_deg": "FPPA at 60 deg, deg",
    "femoral_adduction_bottom_deg": "femoral adduction, deg",
    "pelvic_drop_bottom_deg": "pelvic drop, deg",
    "knee_flexion_bottom_deg": "knee flexion, deg",
    "depth_ratio": "depth",
    "kasr_bottom": "KASR",
}
_FINE = ("depth_ratio", "kasr_bottom")  # ratios: two decimals


def _errors(name: str, pairs: Sequence[tuple[CycleRow, Rep]], truth: Truth, side: Side) -> FloatArray:
    found = [(row.values.get(name), _true(name, rep, truth, side)) for row, rep in pairs]
    return np.array([value - true for value, true in found if value is not None and true is not None])


def _true(name: str, rep: Rep, truth: Truth, side: Side) -> float | None:
    if name == "fppa_60_deg":
        return _at_60(rep, truth, side)
    curves: dict[str, Callable[[Side], FloatArray]] = {
        "fppa_bottom_deg": truth.fppa_deg,
        "femoral_adduction_bottom_deg": truth.femoral_adduction_deg,
        "pelvic_drop_bottom_deg": truth.pelvic_drop_deg,
        "knee_flexion_bottom_deg": truth.knee_flexion_deg,
        "depth_ratio": lambda _: truth.depth(),
        "kasr_bottom": lambda _: truth.kasr(),
    }
    return float(np.interp(rep.bottom_s, truth.time_s, curves[name](side))) if name in curves else None


def _at_60(rep: Rep, truth: Truth, side: Side) -> float | None:
    """True FPPA when the knee is bent by 60 deg, mean of down and up."""
    inside = (truth.time_s >= rep.start_s) & (truth.time_s <= rep.end_s)
    bent = np.flatnonzero(inside & (truth.knee_flexion_deg(side) >= 60))
    return float(truth.fppa_deg(side)[bent[[0, -1]]].mean()) if len(bent) else None


def seen_errors(analysis: Analysis, truth: Truth, side: Side) -> FloatArray:
    """(N,) error of the FPPA as seen, uncorrected, at each true bottom."""
    assert analysis.frames is not None
    seen = analysis.frames.series.get(f"fppa_seen_{side}_deg")
    if seen is None:
        return np.empty(0)
    moments = [rep.bottom_s for rep in truth.reps]
    found = np.interp(moments, analysis.frames.time_s, seen)
    return np.asarray(found - np.interp(moments, truth.time_s, truth.fppa_deg(side)))


def squat_errors(analyses: Sequence[tuple[Truth, Analysis]]) -> list[RepErrors]:
    """One entry per leg that is squatted on, of the clips that show squats."""
    errors = []
    for truth, analysis in analyses:
        for side in truth.sides if truth.motion == "squat" else ():
            found = rep_errors(analysis, truth, side)
            found.measures["fppa_seen"] = seen_errors(analysis, truth, side)
            errors.append(found)
    return errors


def repetitions_table(errors: Sequence[RepErrors]) -> str:
    """Repetitions, missed and extra, and their times."""
    head = ["clip", "side", "repetitions", "missed", "extra", "start, s", "bottom, s", "end, s"]
    rows = [
        [
            e.clip,
            e.side,
            str(e.reps),
            str(e.missed),
            str(e.extra),
            *(signed(t, 2) for t in (e.start_s, e.bottom_s, e.end_s)),
        ]
        for e in errors
    ]
    return table(head, rows)


def angles_table(errors: Sequence[RepErrors]) -> str:
    """Bias and sd over the repetitions, per clip and leg, and their root mean square."""
    rows = [[e.clip, e.side, *(signed(e.measures[n], 2 if n in _FINE else 1) for n in TITLES)] for e in errors]
    rms = []
    for name in TITLES:
        biases = np.array([e.measures[name].mean() for e in errors if len(e.measures[name])])
        rms.append(f"{np.sqrt(np.mean(biases**2)):.{2 if name in _FINE else 1}f}" if len(biases) else "-")
    rows.append(["all legs", "rms of the bias", *rms])
    return table(["clip", "side", *TITLES.values()], rows)


def squat_summary(errors: Sequence[RepErrors], wrong_activities: int) -> str:
    """The figures that the project holds itself to."""
    bottoms = np.concatenate([np.empty(0), *(e.bottom_s for e in errors)])
    biases = {(e.clip, e.side): float(e.measures["fppa_bottom_deg"].mean()) for e in errors}
    two_legs = [(e.clip, e.side) for e in errors if e.both_legs]
    means = [
        np.mean([biases[key] for key in two_legs if key[0] == clip]) for clip in dict.fromkeys(c for c, _ in two_legs)
    ]
    single = [abs(biases[e.clip, e.side]) for e in errors if not e.both_legs]
    rows = [
        ["clips taken for another activity, of all", str(wrong_activities), "0"],
        ["repetitions missed", str(sum(e.missed for e in errors)), "0"],
        ["repetitions invented", str(sum(e.extra for e in errors)), "0"],
        ["bottom, largest error, s", f"{np.abs(bottoms).max():.2f}" if len(bottoms) else "-", "0.20"],
        ["FPPA at the bottom, mean of both legs, largest bias of a clip, deg", _largest(means), "4"],
        [
            "FPPA at the bottom of a leg, both-leg squats, mean of the bias, deg",
            _mean([abs(biases[k]) for k in two_legs]),
            "5",
        ],
        ["FPPA at the bottom, single-leg squats, mean of the bias, deg", _mean(single), "4"],
    ]
    return table(["squat clips", "measured", "at most"], rows)


def _largest(values: Sequence[float | np.floating]) -> str:
    return f"{max(abs(float(value)) for value in values):.2f}" if values else "-"


def _mean(values: Sequence[float]) -> str:
    return f"{np.mean(values):.2f}" if values else "-"
