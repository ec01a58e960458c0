"""Runs that are killed at any moment, and two at once."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import time
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from benchmarks.hardening.case import Run
from benchmarks.hardening.endings import command, environment
from kneevision.analysis import Analysis

_SEED = 20
_ORPHANS_END_S = 5.0
_FILES = ("analysis.json", "report.html", "cycles.csv", "frames.csv.gz")


@dataclass(frozen=True)
class Kills:
    """What was there after kills: how often no result, a whole one, a part of one (which must not be).

    `aside`: an earlier result was not at its place but came back at the next start; `left`: names that the run after
    the last one still found; `orphans`: processes that went on for 5 s.
    """

    absent: int
    whole: int
    half: int
    aside: int
    left: tuple[str, ...]
    orphans: int


def kills(clip: Path, count: int) -> Kills:
    """Kill -9 `count` runs at moments of chance: the first half with no result there, the others replacing one."""
    chance = random.Random(_SEED)
    absent = whole = half = aside = orphans = 0
    with TemporaryDirectory() as place:
        folder = Path(place)
        (folder / "run.mp4").write_bytes(clip.read_bytes())
        result = folder / "run.kneevision"
        length_s = _whole_run(folder)
        for index in range(count):
            replacing = index >= count // 2
            if result.exists() and not replacing:
                result.rename(folder / f"done_{index}.kneevision")
            process = _started(folder)
            time.sleep(chance.uniform(0.0, length_s))
            process.send_signal(signal.SIGKILL)
            process.communicate()
            orphans += _orphans(process.pid)
            if not result.exists() and replacing:
                aside += 1
                _started(folder).communicate()
            if not result.exists():
                absent += 1
            elif _is_whole(result):
                whole += 1
            else:
                half += 1
        _whole_run(folder)
        left = tuple(sorted(path.name for path in folder.iterdir() if path.name.startswith(".")))
    return Kills(absent, whole, half, aside, left, orphans)


def two_at_once(clip: Path) -> tuple[int, int]:
    """The exit codes of two runs on one clip that begin together, the lower first; their result is whole."""
    with TemporaryDirectory() as place:
        folder = Path(place)
        (folder / "run.mp4").write_bytes(clip.read_bytes())
        runs = [_started(folder) for _ in range(2)]
        for run in runs:
            run.communicate()
        if not _is_whole(folder / "run.kneevision") or len(list(folder.iterdir())) != 2:
            raise AssertionError(f"two runs left {sorted(path.name for path in folder.iterdir())}")
        lower, higher = sorted(run.returncode for run in runs)
    return lower, higher


def _started(folder: Path) -> subprocess.Popen[bytes]:
    run = Run(["analyze", "run.mp4", "--force"])
    return subprocess.Popen(
        command(run),
        cwd=folder,
        env=environment(run),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        start_new_session=True,
    )


def _whole_run(folder: Path) -> float:
    """Seconds that a run takes that is let be."""
    begun = time.perf_counter()
    _started(folder).communicate()
    return time.perf_counter() - begun


def _is_whole(result: Path) -> bool:
    return all((result / name).is_file() for name in _FILES) and Analysis.load(result).frames is not None


def _orphans(session: int) -> int:
    """Whether a killed run's own processes are still there after a few seconds; they are ended then."""
    until = time.monotonic() + _ORPHANS_END_S
    while time.monotonic() < until:
        try:
            os.killpg(session, 0)
        except ProcessLookupError:
            return 0
        time.sleep(0.05)
    os.killpg(session, signal.SIGKILL)
    return 1
