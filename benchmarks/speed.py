"""`python -m benchmarks.speed`: how long an analysis takes, everything written, and what memory.

Beside it the floor: the bare pose model on the same frames, already decoded, with as many models at a time, once as
Google publishes it and once as it is shipped here (`benchmarks/mask.py`). The clip is `run_front` (60 frames a second)
at its own size and blown up, as it is and looped. On Linux, with nothing else running.

`--quick`: only the full model and 10 s. `--long`: only memory, for 10 s and 10 min. `--write`: keep it in
docs/performance.md.
"""

from __future__ import annotations

import argparse
import json
import os
import sys
import time
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import partial
from itertools import pairwise
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import numpy as np
from numpy.typing import NDArray

from benchmarks.bare import Bare
from benchmarks.mask import with_mask
from benchmarks.page import PERFORMANCE, write_sections
from benchmarks.process_tree import Taken, run
from benchmarks.tables import table
from kneevision.offline import offline
from kneevision.pose.models import ModelName, model_path
from kneevision.pose.see import MAX_SIDE
from kneevision.pose.together import default_workers
from kneevision.quiet import quiet_stderr
from kneevision.video import open_clip
from tests import remake

CLIP = Path(__file__).resolve().parent / "clips" / "run_front.mp4"
SIZES = {"540 x 960": None, "1080 x 1920": (1080, 1920)}
_LOOPS = {10: 1, 60: 6}
_MODELS: tuple[ModelName, ...] = ("lite", "full", "heavy")
# Runs an analysis and prints for each stage when it began, s; `kneevision analyze` is the same without the clock.
_ANALYZE = """
import sys, time
begun = time.perf_counter()
import json
from kneevision import Options, analyze
stages = {"Starting": 0.0}
def progress(stage, fraction):
    stages.setdefault(stage, time.perf_counter() - begun)
clip, out, model = sys.argv[1:]
analyze(clip, Options(model=model), out=out, progress=progress)
stages["end"] = time.perf_counter() - begun
print(json.dumps(stages))
"""


@dataclass(frozen=True)
class Speed:
    """One row: what the analysis of a clip took, and the floor, s, of the model as published and as shipped."""

    size: str
    seconds: int
    model: ModelName
    taken: Taken
    published_floor_s: float
    shipped_floor_s: float

    @property
    def stages_s(self) -> dict[str, float]:
        """How long each stage took."""
        begun: dict[str, float] = json.loads(self.taken.output)
        names = list(begun)
        return {name: begun[after] - begun[name] for name, after in pairwise(names)}


def analysis(clip: Path, model: ModelName) -> Taken:
    """Analyze a clip in a process of its own, everything written."""
    with TemporaryDirectory() as folder:
        return run([sys.executable, "-c", _ANALYZE, str(clip), folder, model])


def floor_s(clip: Path, bundle: Path, workers: int) -> float:
    """How long the bare model takes for all frames of a clip, by as many models at a time; the frames lie ready."""
    images = [frame.image for frame in open_clip(clip).frames(max_side=MAX_SIDE)]
    shares = [list(share) for share in np.array_split(np.arange(len(images)), workers)]
    with offline(), quiet_stderr(), ThreadPoolExecutor(workers) as pool:
        models = [Bare(bundle) for _ in shares]
        start = time.perf_counter()
        list(pool.map(partial(_find_all, images), models, shares))
        taken = time.perf_counter() - start
        for model in models:
            model.close()
    return taken


def _find_all(images: Sequence[NDArray[np.uint8]], model: Bare, share: Sequence[int]) -> None:
    for number in share:
        model.find(images[number])


def measured(folder: Path, models: Sequence[ModelName], lengths: Sequence[int]) -> Iterator[Speed]:
    """All rows."""
    for size, pixels in SIZES.items():
        clip = CLIP if pixels is None else remake.scaled(CLIP, folder / "large.mp4", *pixels)
        for model in models:
            published = folder / "published.task"
            with_mask(model_path(model), published)
            floors = [floor_s(clip, bundle, default_workers()) for bundle in (published, model_path(model))]
            for seconds in lengths:
                times = _LOOPS[seconds]
                longer = remake.looped(clip, folder / f"{seconds}.mp4", times) if times > 1 else clip
                yield Speed(size, seconds, model, analysis(longer, model), *(floor * times for floor in floors))


def speed_table(rows: Sequence[Speed]) -> str:
    """Markdown: whole time against the floors."""
    floors = ["floor, s", "times the floor", "floor as shipped, s"]
    head = ["picture", "clip, s", "model", "analysis, s", *floors, "CPU, s", "memory, MB"]
    return table(
        head,
        [
            [
                row.size,
                str(row.seconds),
                row.model,
                f"{row.taken.wall_s:.1f}",
                f"{row.published_floor_s:.1f}",
                f"{row.taken.wall_s / row.published_floor_s:.1f}",
                f"{row.shipped_floor_s:.1f}",
                f"{row.taken.cpu_s:.1f}",
                f"{row.taken.memory_mb:.0f}",
            ]
            for row in rows
        ],
    )


def stage_table(rows: Sequence[Speed]) -> str:
    """Markdown: each stage's share of the time."""
    stages = list(rows[0].stages_s)
    return table(
        ["picture", "clip, s", "model", *(f"{stage}, s" for stage in stages)],
        [
            [row.size, str(row.seconds), row.model, *(f"{row.stages_s.get(stage, 0.0):.1f}" for stage in stages)]
            for row in rows
        ],
    )


def _speed(folder: Path, quick: bool) -> str:
    rows = []
    for row in measured(folder, ("full",) if quick else _MODELS, (10,) if quick else tuple(_LOOPS)):
        print(f"{row.size}, {row.seconds} s, {row.model}: {row.taken.wall_s:.1f} s", file=sys.stderr)
        rows.append(row)
    command = "python -m benchmarks.speed" + (" --quick" if quick else "")
    words = (
        f"`{command}`: {os.cpu_count()} cores, {default_workers()} models at a time, the whole of `analyze` with its "
        "start. Floor: the bare model, as Google publishes it, on the same frames; as shipped: without its mask "
        "('Models without their mask'). Memory: the most that was seen of all processes, each 0.5 s."
    )
    return f"{words}\n\n{speed_table(rows)}\n\n{stage_table(rows)}"


def _long(folder: Path) -> str:
    cases: dict[str, Any] = {"10 s": CLIP, "10 min": remake.looped(CLIP, folder / "long.mp4", 60)}
    rows = []
    for words, clip in cases.items():
        taken = analysis(clip, "full")
        rows.append([words, f"{taken.wall_s:.0f}", f"{taken.memory_mb:.0f}"])
    head = ["540 x 960, full model", "analysis, s", "memory at its peak, all processes, MB"]
    return f"`python -m benchmarks.speed --long`:\n\n{table(head, rows)}"


def main() -> None:
    """Print the tables; with --write keep them."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--quick", action="store_true")
    parser.add_argument("--long", action="store_true")
    parser.add_argument("--write", action="store_true")
    options = parser.parse_args()
    with TemporaryDirectory() as folder:
        title, text = (
            ("Memory", _long(Path(folder))) if options.long else ("Speed", _speed(Path(folder), options.quick))
        )
    print(text)
    if options.write:
        write_sections({title: text}, PERFORMANCE)


if __name__ == "__main__":
    main()
