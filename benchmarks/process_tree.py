"""What a command takes: time, and memory of it and all processes that it starts (Linux)."""

from __future__ import annotations

import re
import resource
import subprocess
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

# Asking for a large process's memory holds it up for 10 ms: more often would be measured as the analysis's own time.
_EVERY_S: Final = 0.5
_PSS: Final = re.compile(r"^Pss: *(\d+) kB", re.MULTILINE)


@dataclass(frozen=True)
class Taken:
    """Wall clock and CPU time, s; memory at its peak, MB: what is shared counts once (proportional set size)."""

    wall_s: float
    cpu_s: float
    memory_mb: float
    output: str


def run(command: Sequence[str]) -> Taken:
    """Run a command to its end.

    Raises
    ------
    subprocess.CalledProcessError
        It failed.
    """
    before = _cpu_s()
    start = time.perf_counter()
    peak = 0
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as child:
        while child.poll() is None:
            peak = max(peak, sum(_pss_kb(pid) for pid in list(_tree(child.pid))))
            time.sleep(_EVERY_S)
        output = child.stdout.read() if child.stdout else ""
    if child.returncode:
        raise subprocess.CalledProcessError(child.returncode, command, output)
    return Taken(time.perf_counter() - start, _cpu_s() - before, peak / 1000, output)


def _cpu_s() -> float:
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def _tree(pid: int) -> Iterator[int]:
    yield pid
    try:
        children = [task.read_text().split() for task in Path(f"/proc/{pid}/task").glob("*/children")]
    except OSError:  # it has just ended
        return
    for child in (int(number) for some in children for number in some):
        # until it runs a program of its own, a new process is its parent, memory and all
        if _command(child) != _command(pid):
            yield from _tree(child)


def _command(pid: int) -> bytes:
    try:
        return Path(f"/proc/{pid}/cmdline").read_bytes()
    except OSError:
        return b""


def _pss_kb(pid: int) -> int:
    try:
        found = _PSS.search(Path(f"/proc/{pid}/smaps_rollup").read_text())
    except OSError:
        return 0
    return int(found[1]) if found else 0
