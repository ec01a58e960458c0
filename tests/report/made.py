"""Analyses made by hand from the exact truth of the rendered clips: the report is tested without a model."""

from __future__ import annotations

import json
from dataclasses import dataclass, replace
from itertools import pairwise
from pathlib import Path

import numpy as np

from kneevision.analysis import (
    Analysis,
    CameraPose,
    CycleRow,
    ErrorParts,
    Finding,
    Interval,
    Measure,
    QualityWarning,
    Subject,
    Tracking,
    Video,
)
from kneevision.frame_table import FrameTable
from kneevision.measures.catalogue import for_activity
from kneevision.pose.landmarks import COUNT, SIDES, Side, index, leg

CLIPS = Path(__file__).parents[2] / "benchmarks" / "clips"
FRONT = CLIPS / "run_front_right_drift.mp4"
SIDEWAYS = CLIPS / "run_side.mp4"
LINE = 10.0
TAKEN = {"left": 0, "right": 5}  # first row of each leg in the truth's joints


@dataclass(frozen=True)
class Truth:
    name: str
    time_s: np.ndarray
    joints: np.ndarray
    strides: dict[Side, list[dict[str, float]]]
    fps: float
    size: tuple[int, int]
    series: dict[str, np.ndarray]


def truth(video: Path) -> Truth:
    about = json.loads(video.with_suffix(".json").read_text())
    data = np.load(video.with_suffix(".npz"))
    joints = data["joints_2d"]
    series = {}
    for side in SIDES:
        hip, knee = joints[:, TAKEN[side]], joints[:, TAKEN[side] + 1]
        middle = (joints[:, 0, 0] + joints[:, 5, 0]) / 2
        inward = (knee[:, 0] - hip[:, 0]) * np.sign(middle - hip[:, 0])
        series[f"femoral_adduction_{side}_deg"] = np.degrees(np.arctan2(inward, knee[:, 1] - hip[:, 1]))
        series[f"fppa_{side}_deg"] = data[f"fppa_{side[0].upper()}"]
        series[f"knee_flexion_{side}_deg"] = data[f"knee_flexion_{side[0].upper()}"]
    strides = {side: about.get("strides", {}).get(side[0].upper(), []) for side in SIDES}
    return Truth(
        about["name"],
        data["time"],
        joints,
        strides,
        about["fps"],
        (about["size"][0], about["size"][1]),
        series,
    )


def frame_table(known: Truth, series: tuple[str, ...]) -> FrameTable:
    count = len(known.time_s)
    points = np.full((count, COUNT, 2), np.nan)
    for side in SIDES:
        first = TAKEN[side]
        points[:, leg(side)] = known.joints[:, first : first + 5]
        hip, knee = known.joints[:, first], known.joints[:, first + 1]
        points[:, index(side, "shoulder")] = hip - [0, 1.25] * np.hypot(*(knee - hip).T)[:, None]
    seen = np.where(np.isfinite(points[..., 0]), 0.95, np.nan)
    kept = {n: v for n, v in known.series.items() if n.rsplit("_", 2)[0] in series}
    return FrameTable(known.time_s, points, seen, np.zeros(count, bool), np.zeros(count), kept)


def rows(known: Truth, names: tuple[str, ...], table: FrameTable) -> tuple[CycleRow, ...]:
    made = []
    for side in SIDES:
        marks = known.strides[side]
        for i, (now, after) in enumerate(pairwise(marks)):
            stance = (table.time_s >= now["ic"]) & (table.time_s < now["to"])
            values: dict[str, float | None] = {}
            for name in names:
                series = table.series.get(f"{name.removesuffix('_peak_deg')}_{side}_deg")
                values[name] = None if series is None else float(series[stance].max())
            valid = i != 2
            reason = None if valid else "the right leg was hidden for 0.2 s"
            made.append(
                CycleRow(
                    side,
                    "stride",
                    i,
                    valid,
                    reason,
                    now["ic"],
                    now["ic"],
                    now["to"],
                    None,
                    after["ic"],
                    values,
                )
            )
    return tuple(made)


# With the pose model's part, so that an interval needs no word of what it is without.
WHOLE = ErrorParts(cycles=0.4, camera=0.5, pose_model=1.0)


def measures(cycles: tuple[CycleRow, ...], names: tuple[str, ...], activity: str) -> tuple[Measure, ...]:
    made = []
    for entry in for_activity(activity):
        sides = ("left", "right", "difference") if entry.sides == "each" else ("both",)
        means: dict[str, tuple[float, float, int]] = {}
        for side in SIDES:
            values = [c.values[entry.name] for c in cycles if c.side == side and c.valid and entry.name in names]
            if values:
                means[side] = float(np.mean(values)), float(np.std(values, ddof=1)), len(values)
        for side in sides:
            value, sd, n = means.get(side, (None, None, 0))
            if side == "difference" and len(means) == 2:
                value, n = means["left"][0] - means["right"][0], means["left"][2]
            if entry.name == "cadence_spm":
                value, sd, n = 176.4, 1.1, 20
            about: Interval | None = None if value is None else (value - 1.2, value + 1.2)
            reason = None if value is not None else "cannot be seen from this side"
            made.append(
                Measure(entry.name, side, value, entry.unit, n, sd, about, about, reason, WHOLE if about else None)
            )
    return tuple(made)


def findings(cycles: tuple[CycleRow, ...]) -> tuple[Finding, ...]:
    counted = [c for c in cycles if c.valid]
    over = {
        side: tuple(c.index for c in counted if c.side == side and c.values["fppa_peak_deg"] > LINE) for side in SIDES
    }
    convention = "Convention of this program; no line is published for running"
    own = "Statistics of this runner's own strides"
    return (
        Finding(
            "reference_line", "fppa_peak_deg", "left", "cannot_tell", over["left"],
            f"FPPA, peak, left: 9.9 deg; {len(over['left'])} strides lie beyond the line of 10 deg.",
            convention, "C", LINE,
        ),
        Finding(
            "reference_line", "fppa_peak_deg", "right", "flagged", over["right"],
            f"FPPA, peak, right: 11.1 deg; {len(over['right'])} strides lie beyond the line of 10 deg.",
            convention, "C", LINE,
        ),
        Finding(
            "side_difference", "femoral_adduction_peak_deg", "difference", "cannot_tell", (),
            "Left minus right: 3.4 deg; the camera's angle alone can make 3 deg of it.",
            "204 healthy athletes", "B", 3.0,
        ),
        Finding(
            "drift", "fppa_peak_deg", "right", "flagged", (),
            "FPPA, peak, right: from the first third of the strides to the last it changes by 4.6 deg.", own, "C", 3.0,
        ),
        Finding(
            "drift", "fppa_peak_deg", "left", "clear", (),
            "FPPA, peak, left: from the first third of the strides to the last it changes by 0.1 deg.", own, "C", 3.0,
        ),
        Finding(
            "atypical_stride", "femoral_adduction_peak_deg", "left", "flagged", (4,),
            "Femoral adduction, peak, left: 1 of 13 strides differs by far. Check the tracking there.", own, "C", 3.0,
        ),
    )  # fmt: skip


def video(known: Truth, path: str) -> Video:
    count = len(known.time_s)
    width, height = known.size
    return Video(path, "0" * 64, count / known.fps, known.fps, count, width, height, 0, False, "timestamps")


def front(path: str = "run_front_right_drift.mp4") -> Analysis:
    """Running seen from the front, with every kind of finding."""
    known = truth(FRONT)
    names = ("femoral_adduction_peak_deg", "fppa_peak_deg")
    table = frame_table(known, ("femoral_adduction", "fppa"))
    cycles = rows(known, names, table)
    hips = np.nanmedian(table.points_px[:, 23:25].reshape(-1, 2), axis=0)
    return Analysis(
        video=video(known, path),
        activity="running",
        view="front",
        camera=CameraPose(2.2, (-1.0, 5.4), -1.1, "belt direction"),
        subject=Subject(
            (hips[0] - 120, hips[1] - 300, hips[0] + 120, hips[1] + 420),
            2,
            "the largest person whose legs repeat",
        ),
        tracking=Tracking(0.993, 0.012, 3, 8.0, ((4.1, 4.4),)),
        cycles=cycles,
        measures=measures(cycles, names, "running"),
        findings=findings(cycles),
        warnings=(QualityWarning("short_clip", "The clip is 10 s long; 30 s give steadier numbers."),),
        provenance={"kneevision": "0.1.0", "model": "full", "lines": None, "analyzed_at": "2026-11-24T10:00:00+00:00"},
        frames=table,
    )


def sideways() -> Analysis:
    """Running seen from the left: the near leg only."""
    known = truth(SIDEWAYS)
    names = ("knee_flexion_peak_deg",)
    table = frame_table(known, ("knee_flexion",))
    table.series["knee_flexion_right_deg"] = np.full(len(known.time_s), np.nan)
    cycles = tuple(
        replace(
            c,
            values={"knee_flexion_peak_deg": c.values["knee_flexion_peak_deg"] if c.side == "left" else None},
        )
        for c in rows(known, ("knee_flexion_peak_deg",), replace(table, series=known.series))
    )
    near = tuple(c for c in cycles if c.side == "left")
    return replace(
        front(),
        video=video(known, "run_side.mp4"),
        view="left",
        camera=CameraPose(None, None, None, "belt direction"),
        cycles=cycles,
        measures=measures(near, names, "running"),
        findings=(),
        warnings=(),
        frames=table,
    )


def unknown() -> Analysis:
    """Nobody runs: the person is seen, nothing is measured."""
    known = truth(FRONT)
    table = frame_table(known, ())
    table.points_px[:60] = np.nan
    return replace(
        front(),
        activity="unknown",
        view=None,
        camera=CameraPose(None, None, None, "not attempted"),
        cycles=(),
        measures=(),
        findings=(),
        warnings=(QualityWarning("no_activity", "No running was found in this clip."),),
        frames=table,
    )


def nobody() -> Analysis:
    """No person in any frame."""
    seen = unknown()
    seen.frames.points_px[:] = np.nan
    seen.frames.visibility[:] = np.nan
    return replace(seen, subject=None)


def walking() -> Analysis:
    """A walker seen from the front: recognized, and nothing could be measured."""
    return replace(unknown(), activity="walking", view="front", warnings=())


def on_the_line() -> Analysis:
    """The right knee's mean is a hair beyond its line, and so are a stride and an end of the interval."""
    analysis = front()
    hair = LINE + 0.02
    right = front().measure("fppa_peak_deg", "right")
    close = replace(right, value=hair, interval=(LINE - 1, LINE + 0.04))
    taken = tuple(close if m == right else m for m in analysis.measures)
    cycles = tuple(replace(c, values=c.values | {"fppa_peak_deg": hair}) for c in analysis.cycles)
    return replace(analysis, measures=taken, cycles=cycles)
