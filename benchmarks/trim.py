"""`python -m benchmarks.trim`: what is saved by pose models without their mask (`benchmarks/mask.py`).

All landmarks of `run_front` and the CPU time are held against those of the models with their mask, which are made of
the shipped ones. `--write`: keep the table in docs/performance.md. `--of FOLDER`: first make the shipped models and
their hashes, in `models/`, of bundles with a mask: FOLDER/pose_landmarker_full.task and so on.
"""

from __future__ import annotations

import argparse
import hashlib
import time
import zipfile
from collections.abc import Sequence
from contextlib import closing
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import get_args

import numpy as np
from numpy.typing import NDArray

from benchmarks.bare import Bare
from benchmarks.mask import NETWORK, with_mask, without_mask
from benchmarks.page import PERFORMANCE, write_sections
from benchmarks.speed import CLIP
from benchmarks.tables import table
from kneevision.offline import offline
from kneevision.pose.models import SUMS_FILE, ModelName, model_path
from kneevision.pose.see import MAX_SIDE
from kneevision.quiet import quiet_stderr
from kneevision.video import open_clip


def compared(name: ModelName, published: Path, trimmed: Path, images: Sequence[NDArray[np.uint8]]) -> list[str]:
    """A row of the table."""
    before, before_ms = _landmarks(published, images)
    after, after_ms = _landmarks(trimmed, images)
    apart = np.abs(before - after).max()
    changed = np.count_nonzero(_network(published) != _network(trimmed))
    return [name, f"{before_ms:.1f}", f"{after_ms:.1f}", f"{apart:g}", f"{changed}"]


def _landmarks(file: Path, images: Sequence[NDArray[np.uint8]]) -> tuple[NDArray[np.float64], float]:
    """(N, 66, 5) all that the model finds in N pictures; and the ms of CPU that one takes."""
    begun = time.process_time()
    with closing(Bare(file)) as model:
        found = [model.find(image) for image in images]
    return np.array(found), (time.process_time() - begun) / len(images) * 1000


def _network(file: Path) -> NDArray[np.uint8]:
    with zipfile.ZipFile(file) as bundle:
        return np.frombuffer(bundle.read(NETWORK), np.uint8)


def make(published: Path) -> None:
    """Write `models/` anew."""
    sums = []
    for name in get_args(ModelName):
        shipped = model_path(name)
        without_mask(published / shipped.name, shipped)
        sums.append(f"{hashlib.sha256(shipped.read_bytes()).hexdigest()}  {shipped.name}\n")
    model_path("full").with_name(SUMS_FILE).write_text("".join(sorted(sums, key=lambda line: line.split()[1])))


def main() -> None:
    """Print the table; with --write keep it, with --of make the models first."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--of", type=Path, metavar="FOLDER")
    parser.add_argument("--write", action="store_true")
    options = parser.parse_args()
    if options.of is not None:
        make(options.of)
    images = [frame.image for frame in open_clip(CLIP).frames(max_side=MAX_SIDE)]
    rows = []
    with TemporaryDirectory() as folder, offline(), quiet_stderr():
        for name in get_args(ModelName):
            whole = Path(folder) / model_path(name).name
            with_mask(model_path(name), whole)
            rows.append(compared(name, whole, model_path(name), images))
    head = [
        "model",
        "with it, ms of CPU a frame",
        "without, ms",
        "landmarks apart, at most",
        "bytes of the network changed",
    ]
    text = (
        "`python -m benchmarks.trim`: the models as Google publishes them, and as they are shipped here: without the "
        "part that paints a mask of the person, which nothing here uses. All frames of `run_front`, one model at a "
        "time.\n\n"
    )
    text += table(head, rows)
    print(text)
    if options.write:
        write_sections({"Models without their mask": text}, PERFORMANCE)


if __name__ == "__main__":
    main()
