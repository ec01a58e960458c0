"""Squats by construction: a person of known joints, whose knees bend and fall in as told, before a pinhole camera."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from kneevision.pose.landmarks import COUNT, SIDES, Side, index
from kneevision.pose.track import FloatArray, Track
from tests.pinhole import filmed

THIGH, SHANK = 0.42, 0.42  # m
HIP_X, ANKLE_X, ANKLE_Y = 0.10, 0.17, 0.08
STANDING_DEG = 8.0

Keyframe = tuple[float, float]  # time s, knee flexion deg


@dataclass(frozen=True)
class Squatter:
    """What is done: knee flexion over time, FPPA at `fppa_at_deg` of flexion (growing with it), and where from.

    `leg`: the standing leg of a single-leg squat, None for both. `yaw_deg`: the camera moved toward the person's left;
    `behind`: it stands behind them. `aside_m`: the person stands so far to their left of the camera's axis.
    `walks_in_s`: so long they come in from the side.
    """

    keyframes: Sequence[Keyframe]
    fppa_deg: dict[Side, float]
    leg: Side | None = None
    fps: float = 30.0
    yaw_deg: float = 0.0
    behind: bool = False
    distance: float = 3.0
    height: float = 0.9
    noise_px: float = 0.0
    walks_in_s: float = 0.0
    aside_m: float = 0.0

    fppa_at_deg: float = 90.0

    @property
    def time_s(self) -> FloatArray:
        """(T,) s."""
        return np.arange(0, self.keyframes[-1][0], 1 / self.fps)

    def flexion_deg(self) -> FloatArray:
        """(T,) deg, eased between the keyframes as a joint moves."""
        times, angles = np.array(self.keyframes).T
        i = np.clip(np.searchsorted(times, self.time_s, side="right") - 1, 0, len(times) - 2)
        part = np.clip((self.time_s - times[i]) / (times[i + 1] - times[i]), 0, 1)
        ease = part**3 * (10 - 15 * part + 6 * part**2)
        return np.asarray(angles[i] + ease * (angles[i + 1] - angles[i]))

    def joints_m(self, side: Side) -> FloatArray:
        """(T, 5, 3) hip, knee, ankle, heel, toe: x the person's left, y up, z forward."""
        outward = 1.0 if side == "left" else -1.0
        flexion = np.radians(self.flexion_deg())
        reach = np.sqrt(THIGH**2 + SHANK**2 + 2 * THIGH * SHANK * np.cos(flexion))
        lift = 0.0 if self.leg in (None, side) else 0.35
        ankle_x = outward * (ANKLE_X if self.leg is None else 0.04)
        hip_x = outward * HIP_X
        drop = np.sqrt(reach**2 - (hip_x - ankle_x) ** 2)
        hip = np.stack([np.full_like(drop, hip_x), ANKLE_Y + drop, np.zeros_like(drop)], axis=1)
        ankle = np.stack([np.full_like(drop, ankle_x), np.full_like(drop, ANKLE_Y), np.zeros_like(drop)], axis=1)
        if lift:  # the free leg hangs from the hips, bent backward
            knee = hip + np.array([0.0, -THIGH, 0.05])
            ankle = knee + np.array([0.0, -SHANK + lift, -0.2])
        else:
            knee = self._knee(hip, ankle, -outward, self.fppa_deg[side])
        heel, toe = ankle + np.array([0.0, -0.05, -0.05]), ankle + np.array([0.0, -0.06, 0.17])
        return np.stack([hip, knee, ankle, heel, toe], axis=1)

    def _knee(self, hip: FloatArray, ankle: FloatArray, medial: float, fppa_deg: float) -> FloatArray:
        """Knee on the circle that both segments allow, as far inward as the frontal angle asks for."""
        line = ankle - hip
        reach = np.linalg.norm(line, axis=1)
        along = (THIGH**2 - SHANK**2 + reach**2) / (2 * reach)
        radius = np.sqrt(np.maximum(THIGH**2 - along**2, 0))
        wanted = np.radians(fppa_deg) * self.flexion_deg() / self.fppa_at_deg
        low, high = -radius, radius.copy()
        for _ in range(50):  # bisection: the angle grows with the offset
            middle = (low + high) / 2
            angle = np.arctan2(middle, along) + np.arctan2(middle, reach - along)
            low, high = np.where(angle < wanted, middle, low), np.where(angle < wanted, high, middle)
        across = np.stack([-line[:, 1], line[:, 0]], axis=1) / reach[:, None]
        across *= np.sign(across[:, :1] * medial)
        forward = np.sqrt(np.maximum(radius**2 - low**2, 0))
        knee = hip + line * (along / reach)[:, None]
        knee[:, :2] += across * low[:, None]
        knee[:, 2] += forward
        return np.asarray(knee)

    def track(self) -> Track:
        """The track that a perfect model would give."""
        points = np.full((len(self.time_s), COUNT, 3), np.nan)
        for side in SIDES:
            for part, joint in zip(("hip", "knee", "ankle", "heel", "foot_index"), range(5), strict=True):
                points[:, index(side, part)] = self.joints_m(side)[:, joint]
            points[:, index(side, "shoulder")] = points[:, index(side, "hip")] + (0, 0.5, 0)
        points += self._walk()[:, None] + (self.aside_m, 0.0, 0.0)
        azimuth = self.yaw_deg + 180 * self.behind
        return filmed(self.time_s, points, azimuth, self.height, self.distance, self.noise_px)

    def _walk(self) -> FloatArray:
        """(T, 3) m of walking in from the side at the start."""
        left = np.clip(1 - self.time_s / self.walks_in_s, 0, 1) if self.walks_in_s else np.zeros_like(self.time_s)
        bob = 0.04 * np.sin(2 * np.pi * 2 * self.time_s) * (left > 0)
        return np.stack([0.8 * left, bob, np.zeros_like(left)], axis=1)


def repetition(start_s: float, down_s: float, hold_s: float, up_s: float, depth_deg: float) -> list[Keyframe]:
    """Keyframes of one repetition."""
    times = np.cumsum([start_s, down_s, hold_s, up_s])
    return list(zip(times.tolist(), [STANDING_DEG, depth_deg, depth_deg, STANDING_DEG], strict=True))


def repetitions(count: int = 5, depth_deg: float = 90.0, pause_s: float = 0.8) -> list[Keyframe]:
    """Keyframes of equal repetitions, standing still between, before and after."""
    frames: list[Keyframe] = [(0.0, STANDING_DEG)]
    for _ in range(count):
        frames += repetition(frames[-1][0] + pause_s, 1.2, 0.3, 1.2, depth_deg)
    return [*frames, (frames[-1][0] + pause_s, STANDING_DEG)]
