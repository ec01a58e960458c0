"""A walker on a treadmill by construction, with known contacts: no clip of walking with truth is to be had.

The foot lands on its heel, lies flat, rolls over the toe until toe-off and swings forward; the pelvis is lowest in the
middle of double support and highest in single support. Proportions of a stride as in textbooks (stance 0.62).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy.interpolate import PchipInterpolator

from kneevision.pose.landmarks import COUNT, SIDES, Side, index
from kneevision.pose.track import FloatArray, Track
from tests.pinhole import filmed

STANCE = 0.62  # of the stride
_THIGH = _SHANK = 0.42
_SPEED = 1.2  # m/s, of the belt


@dataclass(frozen=True)
class Walker:
    """`stride_s`; `azimuth_deg` of the camera: 0 in front, 90 at the person's left, 180 behind."""

    stride_s: float = 1.1
    azimuth_deg: float = 0.0
    seconds: float = 12.0
    fps: float = 60.0
    noise_px: float = 1.0

    @property
    def time_s(self) -> FloatArray:
        """(T,) s."""
        return np.arange(0, self.seconds, 1 / self.fps)

    def contacts(self, side: Side) -> list[tuple[float, float]]:
        """Initial contacts and toe-offs that the clip shows whole."""
        first = 0.3 * self.stride_s if side == "left" else 0.8 * self.stride_s
        starts = np.arange(first, self.seconds - STANCE * self.stride_s, self.stride_s)
        return [(float(s), float(s + STANCE * self.stride_s)) for s in starts]

    def _phase(self, side: Side) -> FloatArray:
        first = 0.3 if side == "left" else 0.8
        return (self.time_s / self.stride_s - first) % 1.0

    def joints_m(self, side: Side) -> FloatArray:
        """(T, 5, 3) hip, knee, ankle, heel, toe: x the person's left, y up, z forward."""
        outward = 1.0 if side == "left" else -1.0
        phase = self._phase(side)
        reach = _SPEED * STANCE * self.stride_s
        toe_z, toe_y, pitch = (self._foot(phase, reach)[i] for i in range(3))
        foot, high = 0.22, 0.07
        heel_z, heel_y = toe_z - foot * np.cos(pitch), toe_y + foot * np.sin(pitch)
        ankle_z = heel_z + 0.05 * np.cos(pitch) + high * np.sin(pitch)
        ankle_y = heel_y + high * np.cos(pitch) - 0.05 * np.sin(pitch)
        x = np.full_like(phase, outward * 0.09)
        hip = np.stack([x, self._pelvis_y(), np.zeros_like(phase)], axis=1)
        ankle = np.stack([x, ankle_y, ankle_z], axis=1)
        line = ankle - hip
        length = np.minimum(np.linalg.norm(line, axis=1), _THIGH + _SHANK - 1e-3)
        bend = np.sqrt(_THIGH**2 - (length / 2) ** 2)
        forward = np.stack([np.zeros_like(phase), line[:, 2], -line[:, 1]], axis=1) / length[:, None]
        knee = hip + line / 2 + forward * bend[:, None]
        heel, toe = np.stack([x, heel_y, heel_z], axis=1), np.stack([x, toe_y, toe_z], axis=1)
        return np.stack([hip, knee, ankle, heel, toe], axis=1)

    def _pelvis_y(self) -> FloatArray:
        """Lowest in the middle of double support, 0.06 of the stride after each contact."""
        return 0.86 - 0.02 * np.cos(4 * np.pi * (self._phase("left") - (STANCE - 0.5) / 2))

    def _foot(self, phase: FloatArray, reach: float) -> tuple[FloatArray, FloatArray, FloatArray]:
        """Toe's z and y (m) and the foot's pitch (rad, heel up positive) over a stride that begins with contact."""
        start, lift = reach * 0.52 + 0.15, reach * 0.52 + 0.15 - reach
        on_belt = start - _SPEED * phase * self.stride_s
        swing = np.clip((phase - STANCE) / (1 - STANCE), 0, 1)
        ahead = lift + (start - lift) * (swing**2 * (3 - 2 * swing)) - 0.1 * swing * (1 - swing)
        z = np.where(phase < STANCE, on_belt, ahead)
        pitches = ([0, 0.08, 0.35, STANCE, 0.75, 0.95, 1.0], [-0.35, 0.0, 0.0, 1.0, 0.6, -0.35, -0.35])
        pitch = PchipInterpolator(*pitches)(phase)
        lifted = PchipInterpolator([0, 0.08, STANCE, 0.75, 0.9, 1.0], [0.075, 0.0, 0.0, 0.08, 0.11, 0.075])(phase)
        return z, lifted, pitch

    def track(self) -> Track:
        """The track that a perfect model would give, with noise."""
        points = np.full((len(self.time_s), COUNT, 3), np.nan)
        for side in SIDES:
            joints = self.joints_m(side)
            for i, part in enumerate(("hip", "knee", "ankle", "heel", "foot_index")):
                points[:, index(side, part)] = joints[:, i]
            points[:, index(side, "shoulder")] = joints[:, 0] + (0.05 if side == "left" else -0.05, 0.5, 0)
        return filmed(self.time_s, points, self.azimuth_deg, 0.9, 3.0, self.noise_px)
