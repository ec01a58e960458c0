"""`python -m benchmarks.high_rate [--write]`: whether every second frame of 240 a second tells the same.

The rendered runs have 60 frames a second; between them three more are made by motion-compensated interpolation (libav's
`minterpolate`). Five seconds of each (interpolating is slow)
are analyzed with all frames and with every second one, as `analyze` does.
"""

from __future__ import annotations

import argparse
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from tempfile import TemporaryDirectory

import av
import numpy as np
from av.filter import Graph

from benchmarks.accuracy import OWN_CLIPS
from benchmarks.page import PERFORMANCE, write_sections
from benchmarks.tables import table
from kneevision import Analysis, Options
from kneevision.findings import with_lines
from kneevision.measures.catalogue import spec
from kneevision.offline import offline
from kneevision.pipeline import analysis_of
from kneevision.pose.see import see
from kneevision.quiet import quiet_stderr
from kneevision.video import Clip, open_clip
from kneevision.video.thin import thinned
from tests import remake

_CLIPS = ("run_front", "run_back_left_valgus", "run_front_right_drift", "run_side")
_PIECE_S = (1.0, 6.0)
_RATE = 240
_MEASURES = (
    "femoral_adduction_peak_deg",
    "fppa_peak_deg",
    "fppa_excursion_deg",
    "knee_flexion_peak_deg",
    "knee_flexion_contact_deg",
    "contact_time_s",
    "stride_time_s",
)


@dataclass(frozen=True)
class Both:
    """One clip with all frames and with every second one, and how long following took, s."""

    name: str
    whole: Analysis
    half: Analysis
    took_s: tuple[float, float]


def faster(source: Path, file: Path) -> Path:
    """The clip at 240 frames a second."""
    with av.open(str(source)) as read, av.open(str(file), "w") as write:
        shown = read.streams.video[0]
        out = write.add_stream("libx264", rate=_RATE, options={"crf": "16", "preset": "veryfast"})
        out.width, out.height, out.pix_fmt = shown.width, shown.height, "yuv420p"
        graph = Graph()
        start = graph.add_buffer(template=shown)
        graph.link_nodes(start, graph.add("minterpolate", f"fps={_RATE}"), graph.add("buffersink")).configure()
        number = 0
        for frame in (*read.decode(shown), None):
            graph.vpush(frame)
            while True:
                try:
                    made = graph.vpull()
                except (av.error.BlockingIOError, av.error.EOFError):
                    break
                made.pts, made.time_base = number, Fraction(1, _RATE)
                number += 1
                write.mux(out.encode(made))
        write.mux(out.encode(None))
    return file


def _analyzed(clip: Clip) -> tuple[Analysis, float]:
    begun = time.perf_counter()
    sighting = see(clip)
    took_s = time.perf_counter() - begun
    return analysis_of(sighting, clip.info, Options(), with_lines({})), took_s


def _both(name: str, folder: Path) -> Both:
    piece = remake.cut(OWN_CLIPS / f"{name}.mp4", folder / f"{name}_60.mp4", *_PIECE_S)
    clip = open_clip(faster(piece, folder / f"{name}.mp4"))
    (whole, long_s), (half, short_s) = _analyzed(clip), _analyzed(thinned(clip))
    return Both(name, whole, half, (long_s, short_s))


def report(found: Sequence[Both]) -> str:
    """How far the means of all frames and of every second one are apart, beside what single analyses are off by."""
    rows = []
    for name in _MEASURES:
        pairs = [
            (one, other)
            for both in found
            for side in ("left", "right")
            if (one := both.whole.measure(name, side)) is not None
            and (other := both.half.measure(name, side)) is not None
            and one.value is not None
            and other.value is not None
        ]
        if not pairs:
            continue
        apart = np.array([(other.value or 0.0) - (one.value or 0.0) for one, other in pairs])
        halves = [(other.interval[1] - other.interval[0]) / 2 for _, other in pairs if other.interval is not None]
        entry, digits = spec(name), 4 if spec(name).unit == "s" else 2
        cells = (np.sqrt(np.mean(apart**2)), np.abs(apart).max(), np.median(halves) if halves else np.nan)
        rows.append([f"{entry.title}, {entry.unit}", str(len(pairs)), *(f"{cell:.{digits}f}" for cell in cells)])
    strides = [[sum(row.valid for row in one.cycles) for one in (both.whole, both.half)] for both in found]
    whole, half = (np.sum([s[number] for s in strides]) for number in (0, 1))
    words = (
        f"`python -m benchmarks.high_rate`, the full model, five seconds of {len(found)} rendered runs, brought to "
        f"{_RATE} frames a second. Strides counted: {whole} with all frames, {half} with every second."
    )
    head = ["mean of a side", "sides", "apart, rms", "at most", "half width of its 95 % interval, median"]
    return f"{words}\n\n{table(head, rows)}"


def main() -> None:
    """Print the table; with --write keep it in docs/performance.md."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--write", action="store_true")
    options = parser.parse_args()
    with TemporaryDirectory() as folder, offline(), quiet_stderr():
        found = []
        for name in _CLIPS:
            print(name, file=sys.stderr)
            found.append(_both(name, Path(folder)))
    text = report(found)
    print(text)
    if options.write:
        write_sections({"Every second frame of 240 a second": text}, PERFORMANCE)


if __name__ == "__main__":
    main()
