"""Analyses of squats made by hand from the exact truth of the rendered clips."""

from __future__ import annotations

import json
from dataclasses import replace

import made
import numpy as np
from made import CLIPS, LINE, Truth

from kneevision.analysis import Analysis, CycleRow, Finding, Measure, MeasureSide, QualityWarning
from kneevision.frame_table import FrameTable
from kneevision.measures.catalogue import spec
from kneevision.pose.landmarks import SIDES, Side

BOTH_LEGS = CLIPS / "squat_valgus.mp4"
ONE_LEG = CLIPS / "single_leg_squat_right.mp4"
FRONTAL = ("fppa", "femoral_adduction")
TIMES = ("descent_time_s", "depth_ratio")
REJECTED = 2  # index of the repetition that is not counted
NOT_DONE = "no repetition on this leg"


def repetitions(video: str) -> list[dict[str, float]]:
    return json.loads((CLIPS / video).with_suffix(".json").read_text())["reps"]


def rows(known: Truth, table: FrameTable, sides: tuple[Side, ...], series: tuple[str, ...]) -> tuple[CycleRow, ...]:
    """A row per side and repetition; the third was not deep enough to have a bottom."""
    made_rows = []
    for side in sides:
        for i, rep in enumerate(repetitions(f"{known.name}.mp4")):
            row = int(np.argmin(np.abs(table.time_s - rep["bottom"])))
            seen = {name: table.series.get(f"{name}_{side}_deg") for name in series}
            values = {f"{n}_bottom_deg": None if s is None else float(s[row]) for n, s in seen.items()}
            values |= {"descent_time_s": rep["bottom"] - rep["start"], "depth_ratio": 0.4 + 0.01 * i}
            valid = i != REJECTED
            made_rows.append(
                CycleRow(
                    side,
                    "rep",
                    i,
                    valid,
                    None if valid else "it goes down less than half as far as the others",
                    rep["start"],
                    None,
                    None,
                    rep["bottom"] if valid else None,
                    rep["end"],
                    values if valid else dict.fromkeys(values),
                )
            )
    return tuple(made_rows)


def measure(name: str, side: MeasureSide, values: list[float], reason: str = NOT_DONE) -> Measure:
    if not values:
        return Measure(name, side, None, spec(name).unit, 0, None, None, None, reason)
    value, sd = float(np.mean(values)), float(np.std(values, ddof=1))
    about = (value - 1.5 * sd, value + 1.5 * sd)
    return Measure(name, side, value, spec(name).unit, len(values), sd, about, about, None, made.WHOLE)


def two_sided(cycles: tuple[CycleRow, ...], name: str, together: bool) -> list[Measure]:
    left, right = ([c.values[name] for c in cycles if c.side == side and c.valid] for side in SIDES)
    left, right = [v for v in left if v is not None], [v for v in right if v is not None]
    found = [measure(name, "left", left), measure(name, "right", right)]
    if together:
        mean = [(a + b) / 2 for a, b in zip(left, right, strict=False)]
        found = [measure(name, "both", mean, "one leg only"), *found]
    if left and right:
        found.append(measure(name, "difference", [a - b for a, b in zip(left, right, strict=True)]))
    return found


def with_kasr(analysis: Analysis, value: float, half: float = 0.03) -> Analysis:
    """The same with another ratio of the knees' to the ankles' distance."""
    about = (value - half, value + half)
    row = Measure("kasr_bottom", "both", value, "ratio", 4, 0.02, about, about, None, made.WHOLE)
    return replace(analysis, measures=(*(m for m in analysis.measures if m.name != row.name), row))


def both_legs() -> Analysis:
    """Five squats seen from the front, four counted; the left knee goes inward."""
    known = made.truth(BOTH_LEGS)
    table = made.frame_table(known, FRONTAL)
    cycles = rows(known, table, SIDES, FRONTAL)
    names = [f"{series}_bottom_deg" for series in FRONTAL]
    measures = [m for name in names for m in two_sided(cycles, name, together=True)]
    left = [c for c in cycles if c.side == "left" and c.valid]
    measures += [measure(name, "both", [c.values[name] for c in left]) for name in TIMES]
    convention = "Convention of this program; no line is published for squats"
    over = tuple(c.index for c in left if c.values["fppa_bottom_deg"] > LINE)
    findings = (
        Finding(
            "reference_line", "fppa_bottom_deg", "left", "flagged", over,
            "FPPA at the bottom, left: 13.5 deg, beyond the line of 10 deg.", convention, "C", LINE,
        ),
        Finding(
            "atypical_stride", "fppa_bottom_deg", "right", "flagged", (1,),
            "FPPA at the bottom, right: 1 of 4 repetitions differs.", convention, "C", 3.0,
        ),
    )  # fmt: skip
    analysis = replace(
        made.front(),
        video=made.video(known, "squat_valgus.mp4"),
        activity="squat",
        cycles=cycles,
        measures=tuple(measures),
        findings=findings,
        warnings=(),
        frames=table,
    )
    return with_kasr(analysis, 0.84)


def one_leg() -> Analysis:
    """Four single-leg squats on the right leg, seen from the front, three counted."""
    known = made.truth(ONE_LEG)
    table = made.frame_table(known, FRONTAL)
    cycles = rows(known, table, ("right",), FRONTAL)
    names = [*(f"{series}_bottom_deg" for series in FRONTAL), *TIMES]
    return replace(
        both_legs(),
        video=made.video(known, "single_leg_squat_right.mp4"),
        activity="single_leg_squat",
        cycles=cycles,
        measures=tuple(m for name in names for m in two_sided(cycles, name, together=False)),
        findings=(),
        frames=table,
    )


def one_after_the_other() -> Analysis:
    """Single-leg squats of both legs: the last two of the clip's are called the left leg's."""
    analysis = one_leg()
    cycles = tuple(replace(c, side="left") if c.index > REJECTED else c for c in analysis.cycles)
    return replace(analysis, cycles=cycles)


def sideways() -> Analysis:
    """Squats of both legs seen from the left: the near knee's flexion."""
    known = made.truth(BOTH_LEGS)
    table = made.frame_table(known, ("knee_flexion",))
    cycles = tuple(
        row if row.side == "left" else replace(row, values=dict.fromkeys(row.values))
        for row in rows(known, table, SIDES, ("knee_flexion",))
    )
    table.series["knee_flexion_right_deg"] = np.full(len(known.time_s), np.nan)
    measures = two_sided(cycles, "knee_flexion_bottom_deg", together=True)
    return replace(
        both_legs(), view="left", cycles=cycles, measures=tuple(measures), findings=(), frames=table,
    )  # fmt: skip


def nothing() -> Analysis:
    """Squats of both legs of which none could be counted."""
    analysis = both_legs()
    reason = "the feet were out of the picture"
    lost = tuple(
        replace(c, valid=False, reason=reason, bottom_s=None, values=dict.fromkeys(c.values)) for c in analysis.cycles
    )
    empty = tuple(
        replace(m, value=None, n=0, sd=None, interval=None, interval_random=None, reason="no repetition was counted")
        for m in analysis.measures
    )
    return replace(analysis, cycles=lost, measures=empty, findings=(), warnings=(QualityWarning("x", "Film again."),))
