"""`python -m benchmarks.landmarks`: what the second look by the most careful model is worth on the rendered runs.

Each clip is seen once; its landmarks are measured as the follower saw them, and moved to where the most careful model
saw them in some of the frames (`trajectory/sharpen.py`).
"""

from __future__ import annotations

from pathlib import Path

import numpy as np

from benchmarks.accuracy import SideErrors, side_errors
from benchmarks.tables import table
from benchmarks.truth import Truth, clips, truth_of
from kneevision.camera import stand
from kneevision.cycles import Cycles, cut
from kneevision.geometry import angles
from kneevision.measures import reduce
from kneevision.offline import offline
from kneevision.pipeline import cycle_rows
from kneevision.pose.landmarks import SIDES
from kneevision.pose.see import see
from kneevision.pose.track import Track
from kneevision.quiet import quiet_stderr
from kneevision.trajectory import clean, sharpened
from kneevision.video import open_clip

_CLIPS = Path(__file__).resolve().parent / "clips"
_SIDE_VIEW_DEG = 45.0
_MEASURES = {
    "femoral_adduction_peak_deg": "femoral adduction peak",
    "femoral_adduction_midstance_deg": "at midstance",
    "fppa_peak_deg": "FPPA peak",
    "fppa_midstance_deg": "at midstance",
    "fppa_excursion_deg": "FPPA excursion",
}


def _errors(track: Track, cycles: Cycles, truth: Truth) -> list[SideErrors]:
    camera = stand(track, cycles)
    rows = cycle_rows(cycles, reduce(track, angles(track, camera, cycles), cycles, camera))
    return [side_errors(rows, truth, side) for side in SIDES]


def _row(name: str, errors: list[SideErrors]) -> list[str]:
    cells = []
    for measure in _MEASURES:
        bias = np.array([side.measures[measure].mean() for side in errors])
        apart = bias[::2] - bias[1::2]
        cells.append(f"{np.abs(bias).mean():.2f} ({np.abs(bias).max():.1f}) {np.sqrt(np.mean(apart**2)):.1f}")
    return [name, *cells]


def main() -> None:
    """Print the mean of the sides' bias, the worst one in brackets, and the rms error of left less right, deg."""
    followed: list[SideErrors] = []
    looked_twice: list[SideErrors] = []
    with offline(), quiet_stderr():
        for clip in clips(_CLIPS):
            truth = truth_of(clip)
            if truth.activity != "running" or abs(abs(truth.yaw_deg) - 90) < _SIDE_VIEW_DEG:
                continue
            track = clean(see(open_clip(clip)).track)
            cycles = cut(track)
            followed += _errors(track, cycles, truth)
            looked_twice += _errors(sharpened(track), cycles, truth)
    rows = [_row("as followed", followed), _row("with the second look", looked_twice)]
    print(table(["landmarks", *_MEASURES.values()], rows))


if __name__ == "__main__":
    main()
