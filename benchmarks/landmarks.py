"""`python -m benchmarks.landmarks`: what was tried to make the landmarks better on the rendered runs, and its cost.

Prints the table and writes it to docs/accuracy.md. Takes some 25 minutes on one core.
"""

from __future__ import annotations

import sys
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np

from benchmarks.landmark_fixes import hip_offset, mean_of, with_constant_limbs, with_hips_of_others
from benchmarks.landmark_looks import Way, cropped, look, padded, shrunk
from benchmarks.leg_edges import centred, look_for_edges
from benchmarks.page import write_sections
from benchmarks.strides import SideErrors, side_errors
from benchmarks.tables import table
from benchmarks.truth import Truth, clips, truth_of
from kneevision.camera import stand
from kneevision.cycles import Cycles, cut
from kneevision.geometry import angles
from kneevision.measures import reduce
from kneevision.offline import offline
from kneevision.pose.landmarks import SIDES
from kneevision.pose.see import see
from kneevision.pose.track import FloatArray, Track
from kneevision.quiet import quiet_stderr
from kneevision.rows import cycle_rows
from kneevision.trajectory import clean, sharpened
from kneevision.video import open_clip

_CLIPS = Path(__file__).resolve().parent / "clips"
_SIDE_VIEW_DEG = 45.0
_MEASURES = {
    "femoral_adduction_peak_deg": "femoral adduction peak",
    "fppa_peak_deg": "FPPA peak",
    "fppa_excursion_deg": "FPPA excursion",
}
_FULL, _SECOND = "full", "full and the second look"
_WAYS = {
    "full mirrored": Way(mirrored=True),
    "heavy": Way("heavy"),
    "heavy mirrored": Way("heavy", mirrored=True),
    "full, each picture anew (IMAGE mode)": Way(follow=False),
    "full, picture cropped close to the person": Way(place=cropped),
    "full, picture padded to twice its size": Way(place=padded),
    "full, picture shrunk to half its size": Way(place=shrunk),
}
_MIRRORED = {"full mirrored": _FULL, "heavy mirrored": "heavy"}
_EDGES, _HIPS, _LIMBS = "knee and ankle between the leg's edges", "hips moved as on other clips", "limbs of one length"
_INTRODUCTION = """\
Made by `python -m benchmarks.landmarks` on the rendered runs that are seen from the front or from behind. Each cell:
mean over the legs of the size of the bias, the worst leg's in brackets, and the root mean square error of left less
right, deg. The cycles are cut on what the full model follows in all rows, so that only the angles differ. The cost is
CPU time beside what the full model takes ({full_ms:.0f} ms a frame where this was made; figures within 5 ms of each
other are alike). These are in-sample figures: the same few rendered clips on which the adopted way was chosen, and no
real person; differences of a few tenths of a degree between rows say nothing."""
_LEGEND = """\
An analysis takes the full model and the second look, with `--model heavy` the heavy one in every frame; all else was
tried and is not adopted.

- The second look's cost is that of the heavy model's looks in these clips; there are never more than 80, so that it
  falls in longer ones.
- Cropping, padding and shrinking change what surrounds the person and how many pixels show them, not the square that
  the landmark model looks at: MediaPipe cuts it out by itself, and its size cannot be set.
- Between the leg's edges: the middle of the leg in the model's mask of the person, by the median over the frames of
  stance in which both edges show.
- Hips moved as on other clips: less their hips' mean offset in stance, medial and down, of the other clips from the
  same side, in leg lengths. The clip from behind has no other and stays as it is.
- Limbs of one length: knees where thigh and shank have the clip's median lengths in the metric landmarks."""


@dataclass(frozen=True)
class _Clip:
    """One clip's tracks by the way they came about, cleaned, and what each costs beside the full model, ms a frame."""

    truth: Truth
    cycles: Cycles
    tracks: dict[str, Track]
    cost_ms: dict[str, float]
    full_ms: float

    def errors(self, way: str) -> list[SideErrors]:
        track = self.tracks[way]
        camera = stand(track, self.cycles)
        series = angles(track, camera, self.cycles)
        rows = cycle_rows(self.cycles, reduce(track, series, self.cycles, camera))
        return [side_errors(rows, self.truth, side) for side in SIDES]


def _tried(file: Path, truth: Truth) -> _Clip:
    clip = open_clip(file)
    sighting = see(clip)
    raw = sighting.track
    followed = clean(raw)
    cycles = cut(followed)
    tracks, cost_ms = {_FULL: followed, _SECOND: sharpened(followed)}, {_FULL: 0.0}
    full_ms = look(clip, sighting, Way()).cpu_ms
    for way, how in _WAYS.items():
        seen = look(clip, sighting, how)
        tracks[way], cost_ms[way] = clean(replace(raw, points_px=seen.points_px)), seen.cpu_ms - full_ms
    assert raw.second is not None
    looks = len(raw.second.frames) / len(raw.time_s)
    cost_ms[_SECOND] = looks * (cost_ms["heavy"] + cost_ms["heavy mirrored"] + 2 * full_ms)
    for mirrored, plain in _MIRRORED.items():
        both = f"{plain}, mean with the mirror image"
        tracks[both] = mean_of(tracks[plain], tracks.pop(mirrored))
        cost_ms[both] = cost_ms[plain] + cost_ms.pop(mirrored) + full_ms
    edges = look_for_edges(clip, sighting)
    for way in (_FULL, _SECOND):
        tracks[f"{way}, {_EDGES}"] = centred(tracks[way], cycles, edges)
        cost_ms[f"{way}, {_EDGES}"] = cost_ms[way] + edges.cpu_ms - full_ms
    tracks[f"{_FULL}, {_LIMBS}"], cost_ms[f"{_FULL}, {_LIMBS}"] = clean(with_constant_limbs(raw)), 0.0
    return _Clip(truth, cycles, tracks, cost_ms, full_ms)


def _with_hips_moved(tried: list[_Clip]) -> None:
    for way in (_FULL, _SECOND):
        offsets = [hip_offset(clip.tracks[way], clip.truth) for clip in tried]
        for clip, own in zip(tried, offsets, strict=True):
            clip.tracks[f"{way}, {_HIPS}"] = with_hips_of_others(clip.tracks[way], own, offsets)
            clip.cost_ms[f"{way}, {_HIPS}"] = clip.cost_ms[way]


def _row(name: str, errors: list[SideErrors], cost_ms: FloatArray) -> list[str]:
    cells = []
    for measure in _MEASURES:
        bias = np.array([side.measures[measure].mean() for side in errors])
        apart = bias[::2] - bias[1::2]
        cells.append(f"{np.abs(bias).mean():.2f} ({np.abs(bias).max():.1f}) {np.sqrt(np.mean(apart**2)):.1f}")
    return [name, *cells, f"{cost_ms.mean():+.0f}" if cost_ms.any() else "0"]


def section(tried: list[_Clip]) -> str:
    """The page's text: what the figures are, the table, what the rows are."""
    rows = [
        _row(way, [side for clip in tried for side in clip.errors(way)], np.array([c.cost_ms[way] for c in tried]))
        for way in sorted(tried[0].tracks)
    ]
    introduction = _INTRODUCTION.format(full_ms=np.mean([clip.full_ms for clip in tried]))
    return f"{introduction}\n\n{table(['landmarks', *_MEASURES.values(), 'CPU, ms a frame'], rows)}\n\n{_LEGEND}"


def main() -> None:
    """Try everything, print and write the section."""
    tried = []
    with offline(), quiet_stderr():
        for file in clips(_CLIPS):
            truth = truth_of(file)
            if truth.activity == "running" and abs(abs(truth.yaw_deg) - 90) > _SIDE_VIEW_DEG:
                print(f"trying on {file.name}", file=sys.stderr)
                tried.append(_tried(file, truth))
    _with_hips_moved(tried)
    text = section(tried)
    print(text)
    write_sections({"Landmarks: what was tried": text})


if __name__ == "__main__":
    main()
