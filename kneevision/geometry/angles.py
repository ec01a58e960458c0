"""The one public function of this stage."""

from __future__ import annotations

from dataclasses import dataclass

from kneevision.camera import Camera
from kneevision.geometry import planar
from kneevision.pose.facing import forward_x
from kneevision.pose.landmarks import SIDES, Side
from kneevision.pose.track import FloatArray, Track


@dataclass(frozen=True)
class AngleSeries:
    """Angles over time: `series[name]` is (T,) deg, `name` as ``fppa_left_deg``; NaN where a point is unknown.

    Only what the view can give is in it.
    """

    time_s: FloatArray
    series: dict[str, FloatArray]

    def of(self, name: str, side: str) -> FloatArray | None:
        """(T,) deg of one side ('left', 'right' or 'both'), or None when the view does not give it."""
        return self.series.get(f"{name}_{side}_deg")


def angles(track: Track, camera: Camera | None) -> AngleSeries:
    """All angles that the view gives, as seen.

    Parameters
    ----------
    track : Track
        Cleaned.
    camera : Camera or None
        Its view decides: frontal angles from front and back, sagittal ones of the near leg from the side, none else.
    """
    series: dict[str, FloatArray] = {}
    if camera is not None and camera.view in ("front", "back"):
        for side in SIDES:
            series |= _frontal(track, side, camera.view == "front")
    elif camera is not None and camera.view in ("left", "right"):
        series = _sagittal(track, camera.view)
    return AngleSeries(track.time_s, series)


def _frontal(track: Track, side: Side, from_front: bool) -> dict[str, FloatArray]:
    other: Side = "right" if side == "left" else "left"
    # From the front the person's left is at the right of the picture, so that their left leg's midline is leftward.
    medial_x = -1.0 if (side == "left") == from_front else 1.0
    hip, knee, ankle = (track.point(side, part) for part in ("hip", "knee", "ankle"))
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


def _sagittal(track: Track, side: Side) -> dict[str, FloatArray]:
    """Of the near leg only: the far one is hidden behind it for part of every stride."""
    heel, toe = track.point(side, "heel"), track.point(side, "foot_index")
    ahead_x = forward_x(heel, toe)
    hip, knee, ankle = (track.point(side, part) for part in ("hip", "knee", "ankle"))
    return {
        f"knee_flexion_{side}_deg": planar.flexion(hip, knee, ankle, ahead_x),
        f"tibia_inclination_{side}_deg": planar.from_vertical(knee, ankle, ahead_x),
        f"foot_inclination_{side}_deg": -planar.slope(heel, toe),
        "trunk_flexion_both_deg": planar.from_vertical(track.middle("shoulder"), track.middle("hip"), -ahead_x),
    }
