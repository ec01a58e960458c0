"""`python -m benchmarks.accuracy [FOLDER]`: errors of whole analyses against the rendered clips' exact truth.

Prints the tables; without FOLDER (the repository's own clips) it also writes them to docs/accuracy.md.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from benchmarks.corrections import corrections_table
from benchmarks.page import write_sections
from benchmarks.squats import angles_table, repetitions_table, squat_errors, squat_summary
from benchmarks.strides import FRONTAL, SAGITTAL, Curve, SideErrors, side_errors
from benchmarks.tables import signed, table
from benchmarks.truth import Truth, clips, truth_of
from kneevision import Analysis, Options
from kneevision.findings import with_lines
from kneevision.offline import offline
from kneevision.pipeline import analysis_of
from kneevision.pose.landmarks import SIDES
from kneevision.pose.models import ModelName
from kneevision.pose.see import Sighting, see
from kneevision.pose.track import FloatArray
from kneevision.quiet import quiet_stderr
from kneevision.video import open_clip

_HERE = Path(__file__).resolve().parent
OWN_CLIPS = _HERE / "clips"
# Hips within this of the true ones, in leg lengths, are the runner's.
_SAME_PERSON = 0.25


def followed(analysis: Analysis, truth: Truth) -> float:
    """Share of the frames in which the tracked hips are the runner's."""
    assert analysis.frames is not None
    true = np.mean([truth.joints_px(side)[:, 0] for side in SIDES], axis=0)
    leg = np.median(np.linalg.norm(truth.joints_px("left")[:, 0] - truth.joints_px("left")[:, 2], axis=1))
    tracked = analysis.frames.points_px[:, [23, 24]].mean(axis=1)
    count = min(len(true), len(tracked))
    apart = np.linalg.norm(tracked[:count] - true[:count], axis=1)
    return float(np.mean(np.nan_to_num(apart, nan=np.inf) <= _SAME_PERSON * leg))


def rms_ms(seconds: FloatArray) -> float:
    """Root mean square of errors in s, in ms."""
    return float(np.sqrt(np.mean(seconds**2))) * 1000 if len(seconds) else float("nan")


def contacts_table(errors: Sequence[SideErrors]) -> str:
    """Contacts, toe-offs, missed and extra strides per clip and side."""
    head = ["clip", "side", "strides", "missed", "extra", "initial contact, ms", "rms", "toe-off, ms", "rms"]
    rows = [
        [
            e.clip,
            e.side,
            str(e.strides),
            str(e.missed),
            str(e.extra),
            signed(e.contact_s * 1000),
            f"{rms_ms(e.contact_s):.1f}",
            signed(e.toe_off_s * 1000),
            f"{rms_ms(e.toe_off_s):.1f}",
        ]
        for e in errors
    ]
    return table(head, rows)


def measures_table(errors: Sequence[SideErrors], columns: dict[str, tuple[str, Curve]]) -> str:
    """Bias and sd over the strides of some measures, per clip and side, and what that makes of all sides."""
    shown = [e for e in errors if any(len(e.measures[name]) for name in columns)]
    rows = [[e.clip, e.side, *(signed(e.measures[name]) for name in columns)] for e in shown]
    biases = [np.array([e.measures[name].mean() for e in shown if len(e.measures[name])]) for name in columns]
    rows.append(["all sides", "rms of the bias", *(f"{np.sqrt(np.mean(bias**2)):.1f}" for bias in biases)])
    rows.append(["left less right", "rms", *(_side_error(errors, name) for name in columns)])
    return table(["clip", "side", *(f"{title}, deg" for title, _ in columns.values())], rows)


def _side_error(errors: Sequence[SideErrors], name: str) -> str:
    """Root mean square over the clips of the error of left minus right."""
    by_clip: dict[str, list[float]] = {}
    for e in errors:
        if len(e.measures[name]):
            by_clip.setdefault(e.clip, []).append(float(e.measures[name].mean()))
    wrong = [sides[0] - sides[1] for sides in by_clip.values() if len(sides) == len(SIDES)]
    return f"{np.sqrt(np.mean(np.square(wrong))):.1f}" if wrong else "-"


def clips_table(analyses: Sequence[tuple[Truth, Analysis]]) -> str:
    """What each whole clip was taken for."""
    rows = []
    for truth, analysis in analyses:
        yaw = analysis.camera.yaw_deg
        behind = abs(truth.yaw_deg) > 90
        true_yaw = truth.yaw_deg - 180 * np.sign(truth.yaw_deg) * behind
        frontal = [m for m in analysis.measures if m.name in FRONTAL and m.value is not None]
        rows.append(
            [
                truth.name,
                truth.activity,
                analysis.activity,
                str(analysis.view),
                f"{followed(analysis, truth):.1%}",
                "-" if yaw is None else f"{yaw:+.1f} (true {true_yaw:+.1f})",
                "yes" if frontal else "no",
            ]
        )
    return table(["clip", "shows", "activity", "view", "followed", "yaw, deg", "frontal measures"], rows)


def mean_bias(errors: Sequence[SideErrors], name: str) -> float:
    """Mean over the sides of the size of their mean error."""
    sizes = [abs(float(e.measures[name].mean())) for e in errors if len(e.measures[name])]
    return float(np.mean(sizes)) if sizes else float("nan")


def summary(errors: Sequence[SideErrors]) -> str:
    """The figures that the project holds itself to."""
    contact = np.concatenate([np.empty(0), *(e.contact_s for e in errors)])
    toe_off = np.concatenate([np.empty(0), *(e.toe_off_s for e in errors)])
    scatter = [float(e.measures["fppa_peak_deg"].std()) for e in errors if len(e.measures["fppa_peak_deg"])]
    worst_sd = max(scatter, default=float("nan"))
    rows = [
        ["complete strides missed", str(sum(e.missed for e in errors)), "0"],
        ["strides invented", str(sum(e.extra for e in errors)), "0"],
        ["initial contact, rms, ms", f"{rms_ms(contact):.1f}", "15"],
        ["toe-off, rms, ms", f"{rms_ms(toe_off):.1f}", "15"],
        [
            "femoral adduction peak, mean of the sides' bias, deg",
            f"{mean_bias(errors, 'femoral_adduction_peak_deg'):.2f}",
            "2.5",
        ],
        ["FPPA peak, mean of the sides' bias, deg", f"{mean_bias(errors, 'fppa_peak_deg'):.2f}", "4.5"],
        ["FPPA excursion, mean of the sides' bias, deg", f"{mean_bias(errors, 'fppa_excursion_deg'):.2f}", "-"],
        ["FPPA peak, largest sd from stride to stride, deg", f"{worst_sd:.2f}", "1.5"],
    ]
    return table(["running clips", "measured", "at most"], rows)


@dataclass(frozen=True)
class Seen:
    """A clip with its truth, its landmarks and its analysis."""

    truth: Truth
    sighting: Sighting
    analysis: Analysis


def analyzed(folder: Path, model: ModelName) -> list[Seen]:
    """Every clip of a folder that has its truth, analyzed."""
    found = []
    with offline(), quiet_stderr():
        for file in clips(folder):
            print(f"analyzing {file.name}", file=sys.stderr)
            clip = open_clip(file)
            sighting = see(clip, model)
            analysis = analysis_of(sighting, clip.info, Options(model=model), with_lines({}))
            found.append(Seen(truth_of(file), sighting, analysis))
    return found


def main() -> None:
    """Analyze every clip and print the tables."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", nargs="?", type=Path, default=OWN_CLIPS)
    parser.add_argument("--model", default="full", choices=["lite", "full", "heavy"])
    options = parser.parse_args()
    found = analyzed(options.folder, options.model)
    analyses = [(one.truth, one.analysis) for one in found]
    running = [(truth, analysis) for truth, analysis in analyses if truth.motion == "run"]
    errors = [side_errors(analysis.cycles, truth, side) for truth, analysis in running for side in SIDES]
    squats = squat_errors(analyses)
    wrong = sum(analysis.activity != truth.activity for truth, analysis in analyses)
    sections = [
        ("Summary", f"{summary(errors)}\n\n{squat_summary(squats, wrong)}"),
        (
            "Corrections, side by side (mean size of a side's bias, in brackets the largest, deg)",
            corrections_table([(one.truth, one.sighting) for one in found]),
        ),
        ("Clips", clips_table(analyses)),
        ("Contacts and toe-offs (found minus true, mean ± sd)", contacts_table(errors)),
        (
            "Frontal measures (found minus true in the frontal plane, mean ± sd over strides)",
            measures_table(errors, FRONTAL),
        ),
        ("Side measures of the near leg (found minus true, mean ± sd over strides)", measures_table(errors, SAGITTAL)),
        ("Repetitions (found minus true, mean ± sd)", repetitions_table(squats)),
        (
            "Squats at the bottom (found minus true in the frontal plane, mean ± sd over repetitions)",
            angles_table(squats),
        ),
    ]
    print("\n\n".join(f"## {title}\n\n{content}" for title, content in sections))
    if options.folder == OWN_CLIPS and options.model == "full":
        write_sections(dict(sections))


if __name__ == "__main__":
    main()
