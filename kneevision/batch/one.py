"""One clip of a batch, in a process of its own."""

from __future__ import annotations

import contextlib
import pickle
import signal
import subprocess
import sys
import time
from tempfile import TemporaryFile
from typing import Any

from kneevision.batch.job import Job, done
from kneevision.batch.row import Row, failed, finished
from kneevision.errors import EXIT_USER_ERROR
from kneevision.own_process import command
from kneevision.result_folder import wait_until_free

_STOPPING_S = 30.0


def look(job: Job) -> Row | None:
    """The row of a clip that is done already; None when it is to be made, or cannot be read."""
    with contextlib.suppress(OSError):
        if (analysis := done(job)) is not None:
            return finished(job, analysis)
    return None


def run(job: Job) -> Row:
    """Analyze a clip, unless it is done, and tell how that went. Called again, elsewhere too, it finds what it made."""
    wait_until_free(job.result)
    if (row := look(job)) is not None:
        return row
    start = time.monotonic()
    code, words = _in_its_process(job)
    seconds = time.monotonic() - start
    made = look(job)
    return failed(job, code, _error(job, code, words), seconds) if made is None else made.taking(seconds)


def _in_its_process(job: Job) -> tuple[int, str]:
    """Exit code of the clip's process (negative: the signal that stopped it), and what it said on standard error."""
    # To a file: a process that the child has started and that outlives it would keep a pipe open.
    with TemporaryFile() as said:
        with subprocess.Popen(
            command("kneevision.batch.child"),
            stdin=subprocess.PIPE,
            stdout=subprocess.DEVNULL,
            stderr=said,
            **_apart(),
        ) as child:
            assert child.stdin is not None
            try:
                with contextlib.suppress(BrokenPipeError):
                    child.stdin.write(pickle.dumps(job))
                    child.stdin.flush()
                code = child.wait()
            except BaseException:
                _stop(child)
                raise
        said.seek(0)
        return code, said.read().decode(errors="replace")


def _apart() -> dict[str, Any]:
    """Keep the child out of the group of processes to which a terminal's Ctrl-C goes.

    It is told to stop by the end of its standard input instead, so that it tidies up undisturbed.
    """
    if sys.platform == "win32":
        return {"creationflags": subprocess.CREATE_NEW_PROCESS_GROUP}
    return {"process_group": 0}


def _stop(child: subprocess.Popen[bytes]) -> None:
    """Let the child tidy up and end; whoever cannot wait for it (a second Ctrl-C) ends it at once."""
    try:
        if child.stdin is not None:
            with contextlib.suppress(OSError):
                child.stdin.close()
        child.wait(_STOPPING_S)
    finally:
        child.kill()


def _error(job: Job, code: int, words: str) -> str:
    """Why there is no result, in one line."""
    if code < 0:
        return f"its process was stopped by {_signal(-code)}, often for want of memory; analyze it by itself."
    lines = [line.strip() for line in words.splitlines() if line.strip()]
    last = lines[-1] if lines else "it said nothing"
    if code == EXIT_USER_ERROR:
        return last.removeprefix(f"{job.video}: ")
    return f"its process ended with exit code {code} ({last}); analyze it by itself to see more."


def _signal(number: int) -> str:
    try:
        return signal.Signals(number).name
    except ValueError:
        return f"signal {number}"
