"""`python -m benchmarks.filming`: how much worse footage moves the legs' landmarks, and what `kneevision check` reads.

Pictures of the rendered clips are made darker and noisier, blurred, smaller, or given with a person small in them. For
each: the share of pictures in which the person is found, how far hip, knee and ankle lie from the truth (root mean
square, % of the leg's length, the constant offset of the unspoilt picture taken out) and FPPA in the picture against
the truth (standard deviation, deg). The limits in `kneevision/check/limits.py` are read off this table.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray

from benchmarks.tables import table
from benchmarks.truth import truth_of
from kneevision.check.readings import brightness, height_px, smear
from kneevision.geometry.planar import fppa
from kneevision.offline import offline
from kneevision.pose.landmarker import Landmarker
from kneevision.pose.landmarks import SIDES, leg
from kneevision.pose.track import FloatArray
from kneevision.quiet import quiet_stderr
from kneevision.video import open_clip

Image = NDArray[np.uint8]
_CLIPS = Path(__file__).resolve().parent / "clips"
_NAMES = ("run_front", "run_back_left_valgus", "run_front_right_drift", "squat_good")
_PICTURES = 16
# Sensor noise that comes with the dark: standard deviation, code values of 255.
_NOISE = 5.0


@dataclass(frozen=True)
class Variant:
    """A way to spoil a picture, and what it does to a point of it: `scale` p + `shift`."""

    name: str
    spoil: Callable[[Image], Image]
    scale: float = 1.0
    shift: tuple[float, float] = (0.0, 0.0)


def darker(share: float, noise_sd: float = _NOISE) -> Variant:
    """Code values times `share`, with noise."""
    noise = np.random.default_rng(0)

    def spoil(image: Image) -> Image:
        return np.clip(image * share + noise.normal(0, noise_sd, image.shape), 0, 255).astype(np.uint8)

    return Variant(f"brightness x {share:g}, noise", spoil)


def blurred(sigma_px: float) -> Variant:
    """Out of focus."""
    return Variant(
        f"out of focus, sigma {sigma_px:g} px", lambda image: _bytes(cv2.GaussianBlur(image, (0, 0), sigma_px))
    )


def moved(length_px: int) -> Variant:
    """Smeared sideways, as by motion in a long exposure."""
    kernel = np.full((1, length_px), 1 / length_px)
    return Variant(f"smeared sideways, {length_px} px", lambda image: _bytes(cv2.filter2D(image, -1, kernel)))


def shrunk(scale: float) -> Variant:
    """Fewer pixels, the person as large in the picture."""
    return Variant(f"picture x {scale:g}", lambda image: _resized(image, scale), scale)


def far(scale: float) -> Variant:
    """The person small in a picture that stays as large."""

    def spoil(image: Image) -> Image:
        small = _resized(image, scale)
        (height, width), (rows, columns) = image.shape[:2], small.shape[:2]
        top, left = (height - rows) // 2, (width - columns) // 2
        edges = (top, height - rows - top, left, width - columns - left)
        return _bytes(cv2.copyMakeBorder(small, *edges, cv2.BORDER_REPLICATE))

    return Variant(f"person x {scale:g} in the same picture", spoil, scale, (0.5 - scale / 2, 0.5 - scale / 2))


def cut(top: float, bottom: float, name: str) -> Variant:
    """Without the upper or lower part of the picture, in shares of its height."""

    def spoil(image: Image) -> Image:
        rows = len(image)
        return np.ascontiguousarray(image[round(top * rows) : round((1 - bottom) * rows)])

    return Variant(name, spoil, shift=(0.0, -top))


VARIANTS = (
    Variant("as it is", lambda image: image),
    *map(darker, (0.7, 0.5, 0.35, 0.25, 0.18, 0.12, 0.08, 0.05)),
    *map(blurred, (1, 2, 4, 6, 8, 12)),
    *map(moved, (5, 11, 21, 31, 41)),
    *map(shrunk, (0.7, 0.5, 0.35, 0.25, 0.18, 0.12, 0.08)),
    *map(far, (0.7, 0.5, 0.35, 0.25, 0.18, 0.12)),
    cut(0.12, 0.0, "12 % of the picture cut off at the top"),
    cut(0.2, 0.0, "20 % of the picture cut off at the top"),
    cut(0.3, 0.0, "30 % of the picture cut off at the top"),
    cut(0.0, 0.1, "10 % of the picture cut off at the bottom"),
    cut(0.0, 0.15, "15 % of the picture cut off at the bottom"),
    cut(0.0, 0.2, "20 % of the picture cut off at the bottom"),
)


def _resized(image: Image, scale: float) -> Image:
    return np.asarray(cv2.resize(image, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA))


@dataclass(frozen=True)
class Seen:
    """Of one clip (K pictures): found landmarks and truth (K, 2 legs, 3 joints, 2) px of the unspoilt picture,
    NaN where nobody was found; brightness, smear and height as `kneevision check` reads them (K,).
    """

    points: FloatArray
    truth: FloatArray
    readings: FloatArray


def _see(landmarker: Landmarker, clip: Path, variant: Variant) -> Seen:
    truth = truth_of(clip)
    every = max(1, len(truth.time_s) // _PICTURES)
    found, true, readings = [], [], []
    for frame in open_clip(clip).frames():
        if frame.index % every or frame.index >= len(truth.time_s):
            continue
        size = np.array(frame.image.shape[1::-1])
        image = variant.spoil(frame.image)
        pose = landmarker.find(image)
        true.append([truth.joints_px(side)[frame.index, :3] for side in SIDES])
        if pose is None:
            found.append(np.full((2, 3, 2), np.nan))
            continue
        points = np.array([pose.points_px[leg(side)[:3]] for side in SIDES])
        found.append((points - np.array(variant.shift) * size) / variant.scale)
        readings.append([brightness(image, pose), smear(image, pose), height_px(pose), height_px(pose) / len(image)])
    return Seen(np.array(found), np.array(true), np.array(readings).reshape(-1, 4))


def _legs_px(truth: FloatArray) -> float:
    return float(np.median(np.linalg.norm(np.diff(truth, axis=2), axis=-1).sum(axis=2)))


def _fppa(points: FloatArray) -> FloatArray:
    """(N, 2) deg of (N, 2, 3, 2) hips, knees and ankles, medial taken to the right."""
    return fppa(points[:, :, 0], points[:, :, 1], points[:, :, 2], 1.0)


def _bytes(image: object) -> Image:
    return np.asarray(image, dtype=np.uint8)


def _row(variant: Variant, seen: list[Seen], plain: list[Seen]) -> list[str]:
    off, angles = [], []
    for clip, unspoilt in zip(seen, plain, strict=True):
        offset = np.nanmean(unspoilt.points - unspoilt.truth, axis=0)
        off.append((clip.points - clip.truth - offset) / _legs_px(clip.truth))
        by_model, by_truth = _fppa(clip.points), _fppa(clip.truth)
        plain_bias = np.nanmean(_fppa(unspoilt.points) - _fppa(unspoilt.truth), axis=0)
        angles.append(by_model - by_truth - plain_bias)
    apart = np.concatenate(off)
    known = np.isfinite(apart[:, 0, 0, 0])
    if not known.any():
        return [variant.name, "0%", *["-"] * 8]
    rms = 100 * np.sqrt(np.nanmean(np.square(apart).sum(axis=-1), axis=(0, 1)))
    angle = np.concatenate(angles)[known]
    light, smeared, height, share = np.median(np.concatenate([clip.readings for clip in seen]), axis=0)
    return [
        variant.name,
        f"{known.mean():.0%}",
        *(f"{value:.1f}" for value in rms),
        f"{np.sqrt(np.mean(np.square(angle))):.1f}",
        f"{light:.0%}",
        f"{100 * smeared:.2f}",
        f"{height:.0f}",
        f"{share:.0%}",
    ]


def main() -> None:
    """Print the table."""
    rows = []
    with offline(), quiet_stderr(), Landmarker("full", follow=False) as landmarker:
        plain: list[Seen] = []
        for variant in VARIANTS:
            seen = [_see(landmarker, _CLIPS / f"{name}.mp4", variant) for name in _NAMES]
            plain = plain or seen
            rows.append(_row(variant, seen, plain))
    head = ["picture", "found", "hip, %", "knee, %", "ankle, %", "FPPA, deg"]
    print(table([*head, "brightness", "smear, % of height", "height, px", "of the picture"], rows))


if __name__ == "__main__":
    main()
