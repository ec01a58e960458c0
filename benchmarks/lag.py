"""`python -m benchmarks.lag`: how many frames the landmarks trail behind the truth, per joint."""

from __future__ import annotations

from pathlib import Path

import numpy as np
from scipy.interpolate import CubicSpline

from benchmarks.truth import truth_of
from kneevision.offline import offline
from kneevision.pose.landmarks import LEG_PARTS, SIDES
from kneevision.pose.see import see
from kneevision.pose.track import FloatArray
from kneevision.quiet import quiet_stderr
from kneevision.video import open_clip

_CLIP = Path(__file__).resolve().parent / "clips" / "run_front.mp4"
_LAGS = np.arange(-1.0, 4.0, 0.05)
_EDGE = 60  # frames left out at either end


def _lag(found: FloatArray, true: FloatArray) -> float:
    """The delay, in frames, at which two (T, 2) paths are most alike up to a constant offset."""
    frames = np.arange(len(true), dtype=float)
    path = CubicSpline(frames, true)
    misfit = [(found - path(frames - lag))[_EDGE:-_EDGE].var(axis=0).sum() for lag in _LAGS]
    return float(_LAGS[int(np.argmin(misfit))])


def main() -> None:
    """Print the lag of each leg point."""
    truth = truth_of(_CLIP)
    with offline(), quiet_stderr():
        track = see(open_clip(_CLIP)).track
    for side in SIDES:
        lags = {part: _lag(track.point(side, part), truth.joints_px(side)[:, i]) for i, part in enumerate(LEG_PARTS)}
        print(side, "  ".join(f"{part} {lag:+.2f}" for part, lag in lags.items()))


if __name__ == "__main__":
    main()
