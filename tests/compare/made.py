"""Analyses of runs made of given strides, so that what changed between two of them is known exactly."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from kneevision.analysis import Analysis, CameraPose, CycleRow, ErrorParts, Measure, Tracking, Video
from kneevision.frame_table import FrameTable
from kneevision.measures.catalogue import spec
from kneevision.pose.landmarks import COUNT, index
from kneevision.pose.track import FloatArray

THIGH, KNEE = "femoral_adduction_midstance_deg", "fppa_excursion_deg"
STRIDE_S = 0.7
Strides = Mapping[str, Mapping[str, FloatArray]]


def steady(level: float, count: int = 25, sd: float = 0.8, seed: int = 0) -> FloatArray:
    """(count,) values about a level."""
    return level + np.random.default_rng(seed).normal(0, sd, count)


def a_run(strides: Strides, sha256: str, leg_px: float = 300.0, **facts: Any) -> Analysis:
    """A run from the front; `strides`: measure to side to (N,) values; `facts`: other fields of its analysis, or
    `yaw_deg`, `fps`, `cadence_spm`, `brightness`, `model`, `filmed_at`.
    """
    fps, cadence = facts.pop("fps", 60.0), facts.pop("cadence_spm", 170.0)
    count = max(len(values) for sides in strides.values() for values in sides.values())
    rows = tuple(row for i in range(count) for row in _strides(strides, i))
    yaw = facts.pop("yaw_deg", 0.0)
    return Analysis(
        video=Video(
            f"{sha256}.mp4", sha256, 20.0, fps, 1200, 1080, 1920, 0, False, "timestamps", facts.pop("filmed_at", None)
        ),
        activity=facts.pop("activity", "running"),
        view=facts.pop("view", "front"),
        camera=CameraPose(yaw, (yaw - 2.5, yaw + 2.5), None, "feet"),
        subject=None,
        tracking=Tracking(1.0, 0.0, 0, 8.0, (), facts.pop("brightness", 0.4)),
        cycles=rows,
        measures=(*(m for name in strides for m in _measures(name, strides[name])), _cadence(cadence)),
        findings=(),
        warnings=(),
        provenance={"kneevision": "0.1.0", "model": facts.pop("model", "full"), "focal_35mm": None},
        frames=_frames(leg_px),
        **facts,
    )


def _strides(strides: Strides, number: int) -> list[CycleRow]:
    rows = []
    for side in ("left", "right"):
        values = {n: float(by[side][number]) for n, by in strides.items() if side in by and number < len(by[side])}
        start = STRIDE_S * (number + 0.5 * (side == "right"))
        rows.append(
            CycleRow(side, "stride", number, True, None, start, start, start + 0.25, None, start + STRIDE_S, values)
        )
    return rows


def _measures(name: str, sides: Mapping[str, FloatArray]) -> list[Measure]:
    error = ErrorParts(cycles=0.3, camera=1.0, pose_model=1.5, tilt=0.4)
    rows = [
        Measure(name, side, float(v.mean()), spec(name).unit, len(v), None, None, None, None, error)  # type: ignore[arg-type]
        for side, v in sides.items()
    ]
    if len(sides) == 2:
        apart = float(sides["left"].mean() - sides["right"].mean())
        rows.append(Measure(name, "difference", apart, spec(name).unit, 20, None, None, None, None, error))
    return rows


def _cadence(value: float) -> Measure:
    return Measure("cadence_spm", "both", value, "steps/min", 20, None, None, None, None, ErrorParts(cycles=0.2))


def _frames(leg_px: float) -> FrameTable:
    """A person who stands still, for the length of the leg."""
    count = 10
    points = np.zeros((count, COUNT, 2))
    for side, x in (("left", 560.0), ("right", 520.0)):
        for part, share in (("hip", 0.0), ("knee", 0.5), ("ankle", 1.0)):
            points[:, index(side, part)] = (x, 800 + share * leg_px)  # type: ignore[arg-type]
    return FrameTable(
        np.arange(count) / 60, points, np.ones((count, COUNT)), np.zeros(count, dtype=bool), np.zeros(count), {}
    )
