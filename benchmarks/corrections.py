"""What each correction is worth, side by side: a table for `benchmarks.accuracy`."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from benchmarks.squats import rep_bias
from benchmarks.strides import side_errors
from benchmarks.tables import table
from benchmarks.truth import Truth
from kneevision.camera import Camera, stand
from kneevision.cycles import Cycles, cut
from kneevision.geometry import angles
from kneevision.measures import reduce
from kneevision.pose.landmarks import SIDES
from kneevision.pose.see import Sighting
from kneevision.pose.track import FloatArray, Track
from kneevision.rows import cycle_rows
from kneevision.trajectory import clean, sharpened

_RUNNING = {
    "femoral_adduction_peak_deg": "femoral adduction peak",
    "fppa_peak_deg": "FPPA peak",
    "fppa_excursion_deg": "FPPA excursion",
}
_SQUATS = {"fppa_bottom_deg": "FPPA at the bottom of a squat"}
# Second look, perspective, yaw, roll.
_STEPS = {
    "as the picture shows it": (False, False, False, False),
    "with the second look": (True, False, False, False),
    "with the second look and perspective undone": (True, True, False, False),
    "with yaw undone too": (True, True, True, False),
    "with roll undone too (as measured)": (True, True, True, True),
    "without the second look": (False, True, True, True),
}


def corrections_table(seen: Sequence[tuple[Truth, Sighting]]) -> str:
    """Mean size of a side's bias and, in brackets, the largest, deg, over the clips from in front and from behind."""
    rows = []
    for name, step in _STEPS.items():
        found = [_biases(truth, sighting, step) for truth, sighting in seen]
        rows.append([name, *(_cell(measure, found) for measure in (_RUNNING | _SQUATS))])
    return table(["corrections", *(_RUNNING | _SQUATS).values()], rows)


def _cell(measure: str, found: Sequence[dict[str, list[float]]]) -> str:
    sizes = np.abs([bias for one in found for bias in one.get(measure, [])])
    return f"{sizes.mean():.2f} ({sizes.max():.1f})"


def _biases(truth: Truth, sighting: Sighting, step: tuple[bool, bool, bool, bool]) -> dict[str, list[float]]:
    """Measure to the bias of each side."""
    twice, perspective, yaw, roll = step
    track = clean(sighting.track)
    cycles = cut(track)
    track = sharpened(track) if twice else track
    camera = stand(track, cycles, sighting.still if roll else None)
    if camera is None or camera.view not in ("front", "back"):
        return {}
    camera = camera if yaw else replace(camera, yaw_deg=0.0)
    return _held_against(truth, track, cycles, camera, perspective)


def _held_against(
    truth: Truth, track: Track, cycles: Cycles, camera: Camera, corrected: bool
) -> dict[str, list[float]]:
    series = angles(track, camera, cycles)
    rows = cycle_rows(cycles, reduce(track, series if corrected else series.as_seen(), cycles, camera))
    biases: dict[str, list[float]] = {}
    for side in truth.sides if truth.motion == "squat" else SIDES:
        errors: dict[str, FloatArray] = (
            rep_bias(rows, truth, side) if truth.motion == "squat" else side_errors(rows, truth, side).measures
        )
        for measure in _RUNNING | _SQUATS:
            if len(errors.get(measure, ())):
                biases.setdefault(measure, []).append(float(errors[measure].mean()))
    return biases
