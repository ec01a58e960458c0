"""The one public function of this stage."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

import numpy as np

from kneevision.camera import Camera
from kneevision.cycles.types import Cycle, Cycles
from kneevision.geometry import planar
from kneevision.geometry.doubt import doubtful
from kneevision.geometry.gait_depth import before_hip
from kneevision.geometry.level import levelled
from kneevision.geometry.straighten import Lens, Segments, moved_back, segments, straighten
from kneevision.pose.facing import forward_x
from kneevision.pose.landmarks import SIDES, Side
from kneevision.pose.track import FloatArray, Track
from kneevision.trajectory.scale import leg_length

# A thigh that is seen shorter than this share of its length points at the camera. The pose model's scatter at hip,
# knee and ankle, 1 % of the leg's length each, then makes 10 deg of FPPA (95 %), which is what a trained rater can tell
# between two days (8.9 deg; Munro, Herrington & Carolan 2012). A convention.
_LEAST_THIGH_SEEN = 0.4
# Beyond this flexion of a knee seen from the front no angle is given: the clips that the method was measured on end at
# 97 deg, and on another one MediaPipe was seen to misplace a knee by 18 deg at 110. A convention.
DEEPEST_DEG = 100.0


@dataclass(frozen=True)
class AngleSeries:
    """Angles over time: `series[name]` is (T,) deg, `name` as ``fppa_left_deg``; NaN where a point is unknown.

    Only what the view can give is in it. In a run or a squat seen from the front or from behind, ``fppa`` and
    ``femoral_adduction`` are as seen from exactly in front, ``fppa_seen`` (in a run also ``femoral_adduction_seen``) as
    in the picture. In a squat `knees_px[side]` (T, 2) are the knees that they were made of (`straighten`), with the
    `segments` of each leg and the `lens`; else there are none. Over the `doubtful` repetitions, whose knee the pose
    model has lost, angles and knees are NaN. `seen_px[side]` (T, 2): the same knees as in the picture.
    """

    time_s: FloatArray
    series: dict[str, FloatArray]
    knees_px: dict[Side, FloatArray] = field(default_factory=dict)
    segments: dict[Side, Segments] = field(default_factory=dict)
    doubtful: tuple[Cycle, ...] = ()
    lens: Lens | None = None
    seen_px: dict[Side, FloatArray] = field(default_factory=dict)

    def as_seen(self) -> AngleSeries:
        """The same with every angle as the picture shows it, uncorrected."""
        seen = {name.replace("_seen_", "_"): values for name, values in self.series.items() if "_seen_" in name}
        return replace(self, series=self.series | seen, knees_px=self.seen_px, lens=None)

    def straightened(self, point: FloatArray, before_px: FloatArray) -> FloatArray:
        """(T, 2) px of a point of a squat that is (T,) px nearer to the camera than the body, seen from in front."""
        return point if self.lens is None else moved_back(point, before_px, self.lens)

    def of(self, name: str, side: str) -> FloatArray | None:
        """(T,) deg of one side ('left', 'right' or 'both'), or None when the view does not give it."""
        return self.series.get(f"{name}_{side}_deg")


def angles(track: Track, camera: Camera | None, cycles: Cycles, depth: float = 1.0) -> AngleSeries:
    """All angles that the view gives.

    Parameters
    ----------
    track : Track
        Cleaned.
    camera : Camera or None
        Its view decides: frontal angles from front and back, sagittal ones of the near leg from the side, none else.
    cycles : Cycles
        Strides and repetitions are measured as seen from exactly in front.
    depth : float
        How far knee and ankle stand before the hip, as a share of the mean course (`gait_depth`).
    """
    series: dict[str, FloatArray] = {}
    knees: dict[Side, FloatArray] = {}
    raw: dict[Side, FloatArray] = {}
    lengths: dict[Side, Segments] = {}
    unsure: tuple[Cycle, ...] = ()
    lens: Lens | None = None
    if camera is not None:
        track = levelled(track, camera)
    if camera is not None and camera.view in ("front", "back"):
        for side in SIDES:
            series |= _frontal(track, side, camera.view == "front")
        if cycles.activity in ("running", "walking"):
            for side in SIDES:
                series |= _stride(track, cycles, side, _lens(track, camera), series, depth)
        if cycles.activity in ("squat", "single_leg_squat"):
            unsure, lens = doubtful(track, cycles), _lens(track, camera)
            for side in SIDES:
                sure = [cycle for cycle in cycles.of(side) if cycle not in unsure]
                lengths[side] = segments(track, side, sure)
                corrected, knees[side] = _squat(track, side, lens, lengths[side], series)
                series |= corrected
            for cycle in unsure:
                _withhold(track, cycle, series, knees)
            raw = {side: np.where(np.isfinite(knees[side]), track.point(side, "knee"), np.nan) for side in SIDES}
    elif camera is not None and camera.view in ("left", "right"):
        series = _sagittal(track, camera.view)
    return AngleSeries(track.time_s, series, knees, lengths, unsure, lens, raw)


def _medial_x(side: Side, from_front: bool) -> float:
    # From the front the person's left is at the right of the picture, so that their left leg's midline is leftward.
    return -1.0 if (side == "left") == from_front else 1.0


def _leg(track: Track, side: Side) -> tuple[FloatArray, FloatArray, FloatArray]:
    return track.point(side, "hip"), track.point(side, "knee"), track.point(side, "ankle")


def _frontal(track: Track, side: Side, from_front: bool) -> dict[str, FloatArray]:
    other: Side = "right" if side == "left" else "left"
    medial_x = _medial_x(side, from_front)
    hip, knee, ankle = _leg(track, side)
    pelvic_drop = planar.slope(hip, track.point(other, "hip"))
    adduction = planar.from_vertical(hip, knee, medial_x)
    lean = planar.from_vertical(track.middle("shoulder"), track.middle("hip"), medial_x)
    return {
        f"femoral_adduction_{side}_deg": adduction,
        f"fppa_{side}_deg": planar.fppa(hip, knee, ankle, medial_x),
        f"pelvic_drop_{side}_deg": pelvic_drop,
        f"hip_adduction_{side}_deg": adduction + pelvic_drop,
        f"trunk_lean_{side}_deg": lean,
    }


def _lens(track: Track, camera: Camera) -> Lens:
    width, height = track.image_size
    focal_px = camera.focal_of_longer_side * max(width, height)
    # The yaw is that of the line of sight to the person, wherever in the picture they stand and however it was cropped.
    across = track.middle("hip")[:, 0]
    middle_px = np.stack([across, np.full_like(across, height / 2)], axis=1)
    return Lens(focal_px, middle_px, camera.yaw_deg or 0.0, camera.view == "front", camera.pitch_deg)


def _stride(
    track: Track, cycles: Cycles, side: Side, lens: Lens, seen: dict[str, FloatArray], depth: float
) -> dict[str, FloatArray]:
    """What a stride changes in the angles of one leg: knee and ankle moved to where they show from exactly in front."""
    medial_x = _medial_x(side, lens.from_front)
    hip, knee, ankle = _leg(track, side)
    toward = depth * leg_length(track.points_px) * (1.0 if lens.from_front else -1.0)
    knee_before, ankle_before = before_hip(track.time_s, cycles, side)
    knee, ankle = moved_back(knee, knee_before * toward, lens), moved_back(ankle, ankle_before * toward, lens)
    adduction = planar.from_vertical(hip, knee, medial_x)
    return {
        f"femoral_adduction_{side}_deg": adduction,
        f"femoral_adduction_seen_{side}_deg": seen[f"femoral_adduction_{side}_deg"],
        f"fppa_{side}_deg": planar.fppa(hip, knee, ankle, medial_x),
        f"fppa_seen_{side}_deg": seen[f"fppa_{side}_deg"],
        f"hip_adduction_{side}_deg": adduction + seen[f"pelvic_drop_{side}_deg"],
        f"hip_adduction_seen_{side}_deg": seen[f"hip_adduction_{side}_deg"],
    }


def _squat(
    track: Track, side: Side, lens: Lens, lengths: Segments, seen: dict[str, FloatArray]
) -> tuple[dict[str, FloatArray], FloatArray]:
    """What a squat changes in the angles of one leg, and its knee as seen from exactly in front."""
    medial_x = _medial_x(side, lens.from_front)
    hip, knee, ankle = _leg(track, side)
    straight = straighten(hip, knee, ankle, lengths, lens)
    shown = (straight.thigh_seen >= _LEAST_THIGH_SEEN) & (straight.flexion_deg <= DEEPEST_DEG)
    corrected = {
        f"femoral_adduction_{side}_deg": planar.from_vertical(hip, straight.knee, medial_x),
        f"femoral_adduction_seen_{side}_deg": seen[f"femoral_adduction_{side}_deg"],
        f"fppa_{side}_deg": planar.fppa(hip, straight.knee, ankle, medial_x),
        f"fppa_seen_{side}_deg": seen[f"fppa_{side}_deg"],
    }
    series = {name: np.where(shown, values, np.nan) for name, values in corrected.items()}
    return series | {f"knee_flexion_{side}_deg": straight.flexion_deg}, straight.knee


def _withhold(track: Track, cycle: Cycle, series: dict[str, FloatArray], knees: dict[Side, FloatArray]) -> None:
    """Take out of the series what a lost knee makes wrong over one repetition."""
    during = (track.time_s >= cycle.start_s) & (track.time_s <= cycle.end_s)
    for name in ("fppa", "fppa_seen", "femoral_adduction", "femoral_adduction_seen", "knee_flexion"):
        series[f"{name}_{cycle.side}_deg"][during] = np.nan
    knees[cycle.side][during] = np.nan


def _sagittal(track: Track, side: Side) -> dict[str, FloatArray]:
    """Of the near leg only: the far one is hidden behind it for part of every stride."""
    heel, toe = track.point(side, "heel"), track.point(side, "foot_index")
    ahead_x = forward_x(heel, toe)
    hip, knee, ankle = _leg(track, side)
    return {
        f"knee_flexion_{side}_deg": planar.flexion(hip, knee, ankle, ahead_x),
        f"tibia_inclination_{side}_deg": planar.from_vertical(knee, ankle, ahead_x),
        f"foot_inclination_{side}_deg": -planar.slope(heel, toe),
        "trunk_flexion_both_deg": planar.from_vertical(track.middle("shoulder"), track.middle("hip"), -ahead_x),
    }
