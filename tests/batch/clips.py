"""Clips that cost little, and the command as a user runs it."""

from __future__ import annotations

import csv
import os
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path

import av
import numpy as np

QUICK = ("--model", "lite", "--no-video")
_ENVIRONMENT = os.environ | {"PYTHONPATH": str(Path(__file__).parents[2])}


def dark(path: Path, shade: int = 0) -> Path:
    """Two seconds with nobody in them: a whole result after two seconds, without a measure."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with av.open(str(path), "w") as out:
        stream = out.add_stream("libx264", rate=10)
        stream.width, stream.height, stream.pix_fmt = 64, 64, "yuv420p"
        for _ in range(22):
            out.mux(stream.encode(av.VideoFrame.from_ndarray(np.full((64, 64, 3), shade, np.uint8), format="rgb24")))
        out.mux(stream.encode(None))
    return path


def start(*arguments: str | Path, cwd: Path) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-m", "kneevision", "batch", *map(str, arguments), *QUICK],
        cwd=cwd,
        env=_ENVIRONMENT,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def run(*arguments: str | Path, cwd: Path) -> tuple[int, str, str]:
    """Exit code, standard output, standard error."""
    with start(*arguments, cwd=cwd) as process:
        said, errors = process.communicate(timeout=120)
    return process.returncode, said, errors


def rows(out: Path) -> dict[str, dict[str, str]]:
    """The rows of batch.csv by clip; each clip has one."""
    with (out / "batch.csv").open(newline="", encoding="utf-8") as file:
        told = list(csv.DictReader(file))
    assert len({row["clip"] for row in told}) == len(told)
    return {row["clip"]: row for row in told}


def results(out: Path, names: Sequence[str]) -> dict[str, tuple[int, int]]:
    """Where and when the results that are there were written: two runs of a clip would differ."""
    files = {name: (out / name).with_suffix(".kneevision") / "analysis.json" for name in names}
    return {name: (file.stat().st_ino, file.stat().st_mtime_ns) for name, file in files.items() if file.exists()}


def wait_for(seen: Callable[[], bool], timeout_s: float = 60) -> None:
    end = time.monotonic() + timeout_s
    while not seen():
        assert time.monotonic() < end, "it did not come"
        time.sleep(0.02)
