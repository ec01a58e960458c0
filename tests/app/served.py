"""The app as a user starts it: a process of its own, on a port of its own."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Served:
    """A running app. `address` holds the token, `origin` is where its pages are, `said` what it said up to there."""

    process: subprocess.Popen[str]
    address: str
    said: tuple[str, ...]

    @property
    def origin(self) -> str:
        return self.address.partition("/enter")[0]


def start(data: Path, *arguments: str) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-m", "kneevision", "app", "--data", str(data), "--no-browser", "--port", "0", *arguments],
        env=os.environ | {"PYTHONPATH": str(Path(__file__).parents[2])},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )


@contextmanager
def served(data: Path, *arguments: str) -> Iterator[Served]:
    """Start the app and wait for its address; it is ended as Ctrl-C ends it."""
    with start(data, *arguments) as process:
        try:
            assert process.stdout is not None
            said = []
            for line in process.stdout:
                said.append(line)
                if found := re.search(r"http://\S+/enter\?token=\S+", line):
                    break
            else:
                raise AssertionError(f"it ended with {process.wait()}")
            yield Served(process, found.group(), tuple(said))
        finally:
            process.terminate()
            process.wait(30)
