"""Files are read in processes of their own: what goes wrong there ends as one line here, and leaves nothing behind."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from kneevision import UserError
from kneevision.video import open_clip
from kneevision.video.apart import ask

JOBS = "tests.video.jobs"
linux = pytest.mark.skipif(sys.platform != "linux", reason="reads /proc, and other systems bound less")


def children() -> list[int]:
    return [int(pid) for task in Path("/proc/self/task").glob("*/children") for pid in task.read_text().split()]


@linux
@pytest.mark.parametrize(
    ("harm", "words"),
    [
        ("hang", "could not be read"),
        ("fill_memory", "takes more than 4 GB of memory"),
        ("fill_disk", "could not be read"),
        ("crash", "could not be read"),
        ("raise_what_nobody_expects", "could not be read"),
    ],
)
def test_harm_ends_in_one_line_and_within_bounds(
    harm: str, words: str, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "written"
    start = time.monotonic()
    answers = ask(JOBS, Path("run.mp4"), {"harm": harm, "file": str(file)})
    assert next(answers) == ({"begun": True}, None)
    with pytest.raises(UserError, match=f"run.mp4: .*{words}") as caught:
        next(answers)
    assert "\n" not in str(caught.value)
    assert time.monotonic() - start < 30
    assert not file.exists() or file.stat().st_size <= 2**20
    assert children() == []
    capfd.readouterr()  # what the process said of its end


@linux
def test_a_reader_killed_from_outside_ends_in_one_line(run_clip: Path) -> None:
    frames = open_clip(run_clip).frames()
    next(frames)
    (reader,) = children()
    os.kill(reader, signal.SIGKILL)
    with pytest.raises(UserError, match="could not be read"):
        list(frames)


@linux
def test_a_reader_of_which_no_more_is_asked_ends(run_clip: Path) -> None:
    frames = open_clip(run_clip).frames()
    next(frames)
    assert len(children()) == 1
    frames.close()  # type: ignore[attr-defined]
    assert children() == []


@linux
def test_without_a_standard_error_it_reads_as_with_one(run_clip: Path) -> None:
    """A service may have none, and what it starts has none then either."""
    look = (
        "import sys; from pathlib import Path; from kneevision.video import open_clip; "
        "print(open_clip(Path(sys.argv[1])).info.frames)"
    )
    done = subprocess.run(
        ["sh", "-c", 'exec "$0" -c "$1" "$2" 2>&-', sys.executable, look, str(run_clip)],
        env=os.environ | {"PYTHONPATH": os.pathsep.join(sys.path)},
        stdout=subprocess.PIPE,
        text=True,
        timeout=60,
        check=False,
    )
    assert done.stdout.strip() == str(open_clip(run_clip).info.frames)
