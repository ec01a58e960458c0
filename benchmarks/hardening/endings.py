"""Run a case in a process of its own, and say how it ended."""

from __future__ import annotations

import os
import shlex
import signal
import subprocess
import sys
import time
from contextlib import ExitStack, suppress
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from benchmarks.hardening.case import (
    AS_THE_CLIP,
    NOTHING_MEASURED,
    REFUSED,
    RESULT,
    UNPRINTED,
    Case,
    PassedOverError,
    Run,
    Stage,
)
from kneevision.analysis import Analysis
from kneevision.compare import Comparison
from kneevision.errors import UserError

BOUND_S = 90.0
PASSED_OVER = "passed over"
TRACEBACK, HANG, HALF, WRONG, UNCLEAR = "TRACEBACK", "HANG", "HALF", "WRONG", "UNCLEAR"
BAD = (TRACEBACK, HANG, HALF, WRONG, UNCLEAR)
REPOSITORY = Path(__file__).resolve().parents[2]
_QUICK = {"analyze": ("--model", "lite", "--no-video")}
_EXITS = {0: RESULT, 2: REFUSED, 3: NOTHING_MEASURED}
# Angles of the same pictures, packed or coloured in another way, seen by the lite model in seven strides.
_SAME_DEG = 3.0
_MEASURE = "femoral_adduction_peak_deg"
_WHOLE = {"analysis.json": {"report.html", "cycles.csv", "frames.csv.gz"}, "comparison.json": {"compare.html"}}


@dataclass(frozen=True)
class Ended:
    """How a case ended: one of the endings, what was said or is wrong, and after how many seconds."""

    case: Case
    ending: str
    words: str
    seconds: float

    @property
    def bad(self) -> bool:
        """Whether it is an ending that must not be."""
        return self.ending in BAD


def tried(case: Case, clip: Path, expected: Analysis) -> Ended:
    """Set a case up in a temporary folder, run it, and judge.

    Parameters
    ----------
    case : Case
    clip : Path
        The whole clip.
    expected : Analysis
        Of that clip.
    """
    with TemporaryDirectory(prefix="kneevision-hardening-") as folder, ExitStack() as held:
        stage = Stage(Path(folder).resolve(), clip, held)
        try:
            run = case.make(stage)
        except PassedOverError as reason:
            return Ended(case, PASSED_OVER, str(reason), 0.0)
        before = _everything(stage.folder)
        started = time.perf_counter()
        done = _run(run, stage.folder)
        seconds = time.perf_counter() - started
        if done is None:
            return Ended(case, HANG, f"not done after {BOUND_S:.0f} s", seconds)
        return Ended(case, *_judged(case, done, stage.folder, before, expected), seconds)


def command(run: Run) -> list[str]:
    """The whole command line, through a shell where the case asks for one."""
    quick = _QUICK.get(run.arguments[0], ())
    plain = [sys.executable, "-m", "kneevision", run.arguments[0], *quick, *run.arguments[1:]]
    return ["bash", "-c", run.shell.replace("{}", shlex.join(plain))] if run.shell else plain


def environment(run: Run) -> dict[str, str]:
    """The surroundings in which a case is run."""
    everything = {**os.environ, "PYTHONPATH": str(REPOSITORY), **run.environment}
    return {name: value for name, value in everything.items() if value is not None}


def _run(run: Run, folder: Path) -> subprocess.CompletedProcess[bytes] | None:
    """None when it is not done in time; then it and all that it began is ended."""
    with subprocess.Popen(
        command(run),
        cwd=folder,
        env=environment(run),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        start_new_session=True,
    ) as process:
        try:
            said, errors = process.communicate(timeout=BOUND_S)
        except subprocess.TimeoutExpired:
            kill_all(process.pid)
            process.communicate()
            return None
        return subprocess.CompletedProcess(process.args, process.returncode, said, errors)


def kill_all(leader: int) -> None:
    """End a process that leads a session, and all that it began."""
    with suppress(ProcessLookupError):
        os.killpg(leader, signal.SIGKILL)


def _judged(
    case: Case, done: subprocess.CompletedProcess[bytes], folder: Path, before: dict[Path, int], expected: Analysis
) -> tuple[str, str]:
    errors = done.stderr.decode(errors="replace").strip()
    last = errors.splitlines()[-1] if errors else ""
    if "Traceback (most recent call last)" in errors:
        return TRACEBACK, last
    ending = _EXITS.get(done.returncode)
    if ending is None or not _is_clear(ending, errors):
        return UNCLEAR, f"exit {done.returncode}: {errors[:200]}"
    after = _everything(folder)
    results = {path for path, changed in after.items() if path.name in _WHOLE and before.get(path) != changed}
    if left := _left_over(folder, after.keys() - before.keys(), results):
        return HALF, left
    if ending == REFUSED and results:
        return (RESULT if UNPRINTED in case.endings else HALF), last
    return _against_what_is_right(case, ending, results, expected, last.removeprefix("kneevision: "))


def _is_clear(ending: str, errors: str) -> bool:
    """One line when it was refused, and none when not."""
    return len(errors.splitlines()) == 1 and errors.startswith("kneevision: ") if ending == REFUSED else not errors


def _against_what_is_right(
    case: Case, ending: str, results: set[Path], expected: Analysis, said: str
) -> tuple[str, str]:
    try:
        loaded = [_loaded(path) for path in results]
    except UserError as error:
        return HALF, str(error)
    analyses = [one for one in loaded if isinstance(one, Analysis)]
    if AS_THE_CLIP in case.endings and ending == RESULT:
        apart = _apart(analyses[0], expected) if analyses else ""
        return (WRONG, apart) if apart else (RESULT, AS_THE_CLIP)
    if ending not in case.endings:
        return WRONG, f"{ending}: {said or [one.activity for one in analyses]}"
    return ending, said


def _loaded(path: Path) -> Analysis | Comparison:
    return Analysis.load(path) if path.name == "analysis.json" else Comparison.load(path)


def _everything(folder: Path) -> dict[Path, int]:
    """What is below a folder and when it changed, links not followed."""
    found = (Path(above, name) for above, folders, files in os.walk(folder) for name in folders + files)
    return {path: path.lstat().st_mtime_ns for path in found}


def _left_over(folder: Path, new: set[Path], results: set[Path]) -> str:
    """What is wrong with what a run left: parts of results, or anything beside them."""
    whole = {path.parent for path in results}
    for path in results:
        missing = {name for name in _WHOLE[path.name] if not (path.parent / name).exists()}
        if missing:
            return f"{path.parent.relative_to(folder)} is without {', '.join(sorted(missing))}"
    above = {parent for place in whole for parent in (place, *place.parents)}
    beside = [path for path in new if path not in above and not whole & set(path.parents)]
    return f"left behind: {min(beside).relative_to(folder)}" if beside else ""


def _apart(found: Analysis, expected: Analysis) -> str:
    """In what an analysis differs from the clip's own."""
    if (found.activity, found.view) != (expected.activity, expected.view):
        return f"{found.activity} from {found.view}"
    counts = [sum(cycle.valid for cycle in one.cycles) for one in (found, expected)]
    if counts[0] != counts[1]:
        return f"{counts[0]} valid cycles, not {counts[1]}"
    for side in ("left", "right"):
        one, other = (analysis.measure(_MEASURE, side) for analysis in (found, expected))
        assert other is not None
        assert other.value is not None
        if one is None or one.value is None or abs(one.value - other.value) > _SAME_DEG:
            return f"{side} {_MEASURE} {one and one.value}, not {other.value:.1f}"
    return ""
