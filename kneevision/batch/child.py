"""The process that analyzes one clip: a crash takes this clip only."""

from __future__ import annotations

import _thread
import os
import pickle
import sys
import threading
import time

from kneevision.batch.job import Job
from kneevision.errors import EXIT_INTERRUPTED, EXIT_NOTHING_MEASURED, EXIT_USER_ERROR, UserError
from kneevision.pipeline import analyze, measured_anything
from kneevision.quiet import quiet_stderr

_TIDYING_S = 20.0


def main() -> None:
    """Do the job that standard input holds, pickled, and stop when that is closed: whoever asked is gone then."""
    job = pickle.load(sys.stdin.buffer)
    threading.Thread(target=_stop_when_alone, daemon=True).start()
    with quiet_stderr():
        code = _work(job)
    os._exit(code)  # native threads may hang on; the result is whole, or nothing is there


def _work(job: Job) -> int:
    try:
        analysis = analyze(job.video, job.options, job.result, force=job.force)
    except UserError as error:
        print(error, file=sys.stderr, flush=True)
        return EXIT_USER_ERROR
    except KeyboardInterrupt:
        return EXIT_INTERRUPTED
    return 0 if measured_anything(analysis) else EXIT_NOTHING_MEASURED


def _stop_when_alone() -> None:
    # Not through sys.stdin: a thread that waits in it would keep the interpreter from ending.
    while os.read(0, 1):
        pass
    _thread.interrupt_main()
    time.sleep(_TIDYING_S)
    os._exit(EXIT_INTERRUPTED)
