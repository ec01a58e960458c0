"""`python -m benchmarks.smoothing`: errors on the running clips for several cut-offs of the low-pass."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from benchmarks.accuracy import mean_bias, rms_ms
from benchmarks.strides import FRONTAL, SideErrors, side_errors
from benchmarks.tables import table
from benchmarks.truth import Truth, clips, truth_of
from kneevision.camera import stand
from kneevision.cycles import cut
from kneevision.geometry import angles
from kneevision.measures import reduce
from kneevision.offline import offline
from kneevision.pose.landmarks import SIDES
from kneevision.pose.see import see
from kneevision.pose.track import Track
from kneevision.quiet import quiet_stderr
from kneevision.rows import cycle_rows
from kneevision.trajectory import clean
from kneevision.video import open_clip

_CLIPS = Path(__file__).resolve().parent / "clips"
_SHOWN = ("femoral_adduction_peak_deg", "fppa_peak_deg", "fppa_excursion_deg")
_CUTOFFS_HZ = (5.0, 6.0, 8.0, 10.0, 12.0, 15.0)


def _errors(raw: Track, truth: Truth, cutoff_hz: float) -> list[SideErrors]:
    track = clean(raw, cutoff_hz)
    cycles = cut(track)
    camera = stand(track, cycles)
    rows = cycle_rows(cycles, reduce(track, angles(track, camera, cycles), cycles, camera))
    return [side_errors(rows, truth, side) for side in SIDES]


def _row(cutoff_hz: float, errors: list[SideErrors]) -> list[str]:
    times = [rms_ms(np.concatenate([getattr(e, name) for e in errors])) for name in ("contact_s", "toe_off_s")]
    biases = [mean_bias(errors, name) for name in _SHOWN]
    return [f"{cutoff_hz:g}", *(f"{value:.1f}" for value in times), *(f"{value:.2f}" for value in biases)]


def main() -> None:
    """Print a row per cut-off."""
    with offline(), quiet_stderr():
        truths = [(clip, truth_of(clip)) for clip in clips(_CLIPS)]
        tracks = [(see(open_clip(clip)).track, truth) for clip, truth in truths if truth.motion == "run"]
    rows = [_row(hz, [e for raw, truth in tracks for e in _errors(raw, truth, hz)]) for hz in _CUTOFFS_HZ]
    print(
        table(
            ["cut-off, Hz", "contact rms, ms", "toe-off rms, ms", *(f"bias of {FRONTAL[name][0]}" for name in _SHOWN)],
            rows,
        )
    )


if __name__ == "__main__":
    main()
