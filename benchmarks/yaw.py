"""`python -m benchmarks.yaw`: how much false side difference a degree of camera yaw makes, from the clips' 3D joints.

The joints of the rendered people are seen by a distant camera turned by -5 and +5 degrees about them, runners at
midstance, squatters of both legs at the bottom.
"""

from __future__ import annotations

from pathlib import Path

import numpy as np

from benchmarks.truth import Truth, clips, truth_of
from kneevision.geometry import planar
from kneevision.pose.landmarks import SIDES, Side
from kneevision.pose.track import FloatArray

_CLIPS = Path(__file__).resolve().parent / "clips"
_TURN_DEG = 5.0
_MIDSTANCE = 0.45  # of the stance, where the pelvis is lowest


def _seen(truth: Truth, yaw_deg: float) -> FloatArray:
    """(T, 10, 2) joints, x to the right and y down, from a distant camera in front turned by `yaw_deg`."""
    joints, yaw = truth.arrays["joints_3d"], np.radians(yaw_deg)
    return np.stack([joints[..., 0] * np.cos(yaw) - joints[..., 2] * np.sin(yaw), -joints[..., 1]], axis=-1)


def _angles(truth: Truth, yaw_deg: float, side: Side) -> dict[str, FloatArray]:
    joints = _seen(truth, yaw_deg)
    own, other, medial_x = (0, 5, -1.0) if side == "left" else (5, 0, 1.0)
    hip, knee, ankle = (joints[:, own + i] for i in range(3))
    adduction = planar.from_vertical(hip, knee, medial_x)
    return {
        "femoral adduction": adduction,
        "hip adduction": adduction + planar.slope(hip, joints[:, other]),
        "FPPA": planar.fppa(hip, knee, ankle, medial_x),
    }


def _moments(truth: Truth, side: Side) -> list[float]:
    if truth.motion == "squat":
        return [rep.bottom_s for rep in truth.reps]
    return [contact + _MIDSTANCE * (toe_off - contact) for contact, toe_off in truth.contacts[side]]


def _difference(truth: Truth, yaw_deg: float) -> dict[str, float]:
    """Left minus right, mean over the stances or repetitions."""
    means: dict[Side, dict[str, float]] = {}
    for side in SIDES:
        moments, series = _moments(truth, side), _angles(truth, yaw_deg, side)
        means[side] = {
            name: float(np.mean(np.interp(moments, truth.time_s, values))) for name, values in series.items()
        }
    return {name: means["left"][name] - means["right"][name] for name in means["left"]}


def main() -> None:
    """Print degrees of false difference per degree of yaw, per clip."""
    for clip in clips(_CLIPS):
        truth = truth_of(clip)
        if len(truth.sides) < len(SIDES) or not _moments(truth, "left"):
            continue
        plus, minus = _difference(truth, _TURN_DEG), _difference(truth, -_TURN_DEG)
        rates = {name: (plus[name] - minus[name]) / (2 * _TURN_DEG) for name in plus}
        print(f"{truth.name:24}", "  ".join(f"{name} {rate:.2f}" for name, rate in rates.items()))


if __name__ == "__main__":
    main()
