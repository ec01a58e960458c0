"""The exact truth beside a rendered clip, in the package's words and units."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from kneevision.pose.landmarks import SIDES, Side
from kneevision.pose.track import FloatArray

_LEGS: dict[Side, int] = {"left": 0, "right": 5}
_LETTER: dict[Side, str] = {"left": "L", "right": "R"}


@dataclass(frozen=True)
class Rep:
    """One repetition of a squat, s: `bottom_s` is the middle of the time at the bottom."""

    start_s: float
    bottom_s: float
    end_s: float


@dataclass(frozen=True)
class Truth:
    """What a rendered clip really shows: `motion` 'run' or 'squat', `yaw_deg` the camera's azimuth (180 behind).

    `sides`: the legs that are squatted on, both for a run.
    """

    name: str
    motion: str
    fps: float
    yaw_deg: float
    contacts: dict[Side, list[tuple[float, float]]]
    arrays: dict[str, FloatArray]
    reps: list[Rep]
    sides: tuple[Side, ...]

    @property
    def activity(self) -> str:
        """What kneevision should call it."""
        if self.motion != "squat":
            return "running"
        return "squat" if len(self.sides) == len(SIDES) else "single_leg_squat"

    @property
    def time_s(self) -> FloatArray:
        """(T,) s."""
        return self.arrays["time"]

    def joints_px(self, side: Side) -> FloatArray:
        """(T, 5, 2) hip, knee, ankle, heel, toe in the picture."""
        return self.arrays["joints_2d"][:, _LEGS[side] : _LEGS[side] + 5]

    def femoral_adduction_deg(self, side: Side) -> FloatArray:
        """(T,) thigh against the vertical in the body's frontal plane, knee medial positive."""
        hip, knee = (self.arrays["joints_3d"][:, _LEGS[side] + i] for i in (0, 1))
        medial = -1.0 if side == "left" else 1.0  # x is the person's left
        return np.asarray(np.degrees(np.arctan2(medial * (knee - hip)[:, 0], (hip - knee)[:, 1])))

    def fppa_deg(self, side: Side) -> FloatArray:
        """(T,) FPPA in the body's frontal plane, as a distant camera exactly in front would show it."""
        return self.arrays[f"fppa3d_{_LETTER[side]}"]

    def pelvic_drop_deg(self, side: Side) -> FloatArray:
        """(T,) pelvis against the horizontal in the body's frontal plane, the other side low positive."""
        other: Side = "right" if side == "left" else "left"
        near, far = (self.arrays["joints_3d"][:, _LEGS[leg]] for leg in (side, other))
        return np.asarray(np.degrees(np.arctan2((near - far)[:, 1], np.abs((near - far)[:, 0]))))

    def tibia_deg(self, side: Side) -> FloatArray:
        """(T,) shank against the vertical in the body's sagittal plane, ankle ahead positive."""
        knee, ankle = (self.arrays["joints_3d"][:, _LEGS[side] + i] for i in (1, 2))
        return np.asarray(np.degrees(np.arctan2((ankle - knee)[:, 2], (knee - ankle)[:, 1])))

    def foot_deg(self, side: Side) -> FloatArray:
        """(T,) sole against the horizontal in the body's sagittal plane, toes up positive."""
        heel, toe = (self.arrays["joints_3d"][:, _LEGS[side] + i] for i in (3, 4))
        return np.asarray(np.degrees(np.arctan2((toe - heel)[:, 1], (toe - heel)[:, 2])))

    def knee_flexion_deg(self, side: Side) -> FloatArray:
        """(T,) knee flexion."""
        return self.arrays[f"knee_flexion_{_LETTER[side]}"]

    def kasr(self) -> FloatArray:
        """(T,) sideways distance of the knees over that of the ankles, in the body's frontal plane."""
        knees, ankles = (self.arrays["joints_3d"][:, i, 0] - self.arrays["joints_3d"][:, i + 5, 0] for i in (1, 2))
        return np.asarray(knees / ankles)

    def depth(self) -> FloatArray:
        """(T,) how far the hips have come down, over their height above the lower ankle at the start."""
        joints = self.arrays["joints_3d"][..., 1]
        height = joints[:, [0, 5]].mean(axis=1) - np.minimum(joints[:, 2], joints[:, 7])
        return np.asarray(1 - height / height[0])


def clips(folder: Path) -> list[Path]:
    """The clips of a folder that have their truth beside them."""
    return [clip for clip in sorted(folder.glob("*.mp4")) if clip.with_suffix(".json").exists()]


def truth_of(clip: Path) -> Truth:
    """Read the truth beside a clip."""
    described: dict[str, Any] = json.loads(clip.with_suffix(".json").read_text(encoding="utf-8"))
    strides = described.get("strides", {})
    legs: dict[str, tuple[Side, ...]] = {"L": ("left",), "R": ("right",)}
    with np.load(clip.with_suffix(".npz")) as arrays:
        return Truth(
            name=clip.stem,
            motion=described["spec"]["motion"],
            fps=described["fps"],
            yaw_deg=described["spec"]["camera"]["yaw"],
            contacts={s: [(c["ic"], c["to"]) for c in strides.get(_LETTER[s], [])] for s in _LEGS},
            arrays={name: arrays[name] for name in arrays.files},
            reps=[Rep(rep["start"], rep["bottom"], rep["end"]) for rep in described.get("reps", [])],
            sides=legs.get(described.get("leg") or "", SIDES),
        )
