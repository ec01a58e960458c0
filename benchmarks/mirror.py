"""`python -m benchmarks.mirror`: the camera's yaw from the hips' line, in the picture, in its mirror image, in both.

MediaPipe's metric hips turn everybody to the same side of the picture; the mirror image shows by how much. The last
column is the mean of both, which the squats' camera is taken from.
"""

from __future__ import annotations

from pathlib import Path

import numpy as np

from benchmarks.tables import table
from benchmarks.truth import clips, truth_of
from kneevision.offline import offline
from kneevision.pose.landmarks import index
from kneevision.pose.see import see
from kneevision.pose.track import FloatArray, Track
from kneevision.quiet import quiet_stderr
from kneevision.video import open_clip

_CLIPS = Path(__file__).resolve().parent / "clips"
_SIDE_VIEW_DEG = 45.0


def _yaw_deg(world_m: FloatArray, behind: bool) -> float:
    line = world_m[:, index("left", "hip")] - world_m[:, index("right", "hip")]
    azimuth = np.degrees(np.arctan2(-line[:, 2], line[:, 0])) - (180.0 if behind else 0.0)
    return float(np.median((azimuth + 180) % 360 - 180))


def _row(track: Track, name: str, true_deg: float) -> list[str]:
    behind = abs(true_deg) > 90
    true_deg -= 180 * np.sign(true_deg) * behind
    assert track.mirror is not None
    picture, mirror = (_yaw_deg(w, behind) for w in (track.world_m[track.mirror.frames], track.mirror.world_m))
    both = (picture + mirror) / 2
    errors = [f"{yaw - true_deg:+.1f}" for yaw in (picture, mirror, both)]
    return [name, f"{true_deg:+.2f}", *errors, str(len(track.mirror.frames))]


def main() -> None:
    """Print the errors of the clips from in front and behind."""
    rows = []
    with offline(), quiet_stderr():
        for clip in clips(_CLIPS):
            truth = truth_of(clip)
            if abs(abs(truth.yaw_deg) - 90) > _SIDE_VIEW_DEG:
                rows.append(_row(see(open_clip(clip)).track, truth.name, truth.yaw_deg))
    errors = np.array([[float(cell) for cell in row[2:5]] for row in rows])
    rows.append(["all clips", "rms", *(f"{value:.1f}" for value in np.sqrt(np.mean(errors**2, axis=0))), ""])
    print(table(["clip", "true yaw, deg", "picture", "mirror image", "both", "looks"], rows))


if __name__ == "__main__":
    main()
