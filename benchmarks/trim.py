"""`python -m benchmarks.trim FOLDER`: what is saved by pose models without their mask (`benchmarks/mask.py`).

FOLDER holds the bundles with it, `pose_landmarker_full.task` and so on. All landmarks of `run_front` and the CPU time
are held against each other. `--write`: keep the table in docs/performance.md, and the trimmed bundles and their
hashes in `models/`.
"""

from __future__ import annotations

import argparse
import hashlib
import time
import zipfile
from collections.abc import Sequence
from pathlib import Path
from shutil import copy
from tempfile import TemporaryDirectory
from typing import get_args

import mediapipe as mp
import numpy as np
from mediapipe.tasks.python import BaseOptions, vision
from numpy.typing import NDArray

from benchmarks.mask import NETWORK, without_mask
from benchmarks.page import PERFORMANCE, write_sections
from benchmarks.speed import CLIP
from benchmarks.tables import table
from kneevision.offline import offline
from kneevision.pose.models import SUMS_FILE, ModelName, model_path
from kneevision.pose.see import MAX_SIDE
from kneevision.quiet import quiet_stderr
from kneevision.video import open_clip

# Far enough apart that MediaPipe's own smoothing lets everything through (`pose/landmarker.py`).
_MS_BETWEEN_FRAMES = 200_000


def compared(name: ModelName, published: Path, trimmed: Path, images: Sequence[NDArray[np.uint8]]) -> list[str]:
    """A row of the table."""
    before, before_ms = _landmarks(published, images)
    after, after_ms = _landmarks(trimmed, images)
    apart = np.abs(before - after).max()
    changed = np.count_nonzero(_network(published) != _network(trimmed))
    return [name, f"{before_ms:.1f}", f"{after_ms:.1f}", f"{apart:g}", f"{changed}"]


def _landmarks(file: Path, images: Sequence[NDArray[np.uint8]]) -> tuple[NDArray[np.float64], float]:
    """(N, 66, 5) x, y, z, visibility, presence of all points, in the picture and in metres; and ms of CPU a frame."""
    options = vision.PoseLandmarkerOptions(BaseOptions(model_asset_path=str(file)), vision.RunningMode.VIDEO)
    found, begun = [], time.process_time()
    with vision.PoseLandmarker.create_from_options(options) as landmarker:
        for number, image in enumerate(images):
            picture = mp.Image(image_format=mp.ImageFormat.SRGB, data=image)
            pose = landmarker.detect_for_video(picture, number * _MS_BETWEEN_FRAMES)
            found.append([*pose.pose_landmarks[0], *pose.pose_world_landmarks[0]])
    taken_s = time.process_time() - begun
    known = [[(each.x, each.y, each.z, each.visibility, each.presence) for each in points] for points in found]
    return np.array(known), taken_s / len(images) * 1000


def _network(file: Path) -> NDArray[np.uint8]:
    with zipfile.ZipFile(file) as bundle:
        return np.frombuffer(bundle.read(NETWORK), np.uint8)


def main() -> None:
    """Print the table; with --write keep it and the trimmed models."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--write", action="store_true")
    options = parser.parse_args()
    images = [frame.image for frame in open_clip(CLIP).frames(max_side=MAX_SIDE)]
    rows, sums = [], []
    with TemporaryDirectory() as folder, offline(), quiet_stderr():
        for name in get_args(ModelName):
            shipped = model_path(name)
            trimmed = Path(folder) / shipped.name
            without_mask(options.folder / shipped.name, trimmed)
            rows.append(compared(name, options.folder / shipped.name, trimmed, images))
            sums.append(f"{hashlib.sha256(trimmed.read_bytes()).hexdigest()}  {shipped.name}\n")
            if options.write:
                copy(trimmed, shipped)
    head = [
        "model",
        "with it, ms of CPU a frame",
        "without, ms",
        "landmarks apart, at most",
        "bytes of the network changed",
    ]
    text = (
        "`python -m benchmarks.trim FOLDER`: the models as Google publishes them, in FOLDER, and as they are shipped "
        "here: without the part that paints a mask of the person, which nothing here uses. All frames of `run_front`, "
        "one model at a time.\n\n"
    )
    text += table(head, rows)
    print(text)
    if options.write:
        model_path("full").with_name(SUMS_FILE).write_text("".join(sorted(sums, key=lambda line: line.split()[1])))
        write_sections({"Models without their mask": text}, PERFORMANCE)


if __name__ == "__main__":
    main()
