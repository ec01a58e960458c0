"""The process that does long work for another one."""

from __future__ import annotations

import _thread
import contextlib
import json
import os
import pickle
import signal
import sys
import threading
import time

from kneevision.errors import EXIT_INTERRUPTED, EXIT_USER_ERROR, UserError
from kneevision.long_work import Tell, Work
from kneevision.quiet import quiet_stderr

_TIDYING_S = 20.0


def main() -> None:
    """Do the work that standard input holds, pickled, and stop when that is closed: whoever asked is gone then."""
    # What was started in the background of a shell ignores it, and `interrupt_main` then does nothing.
    signal.signal(signal.SIGINT, signal.default_int_handler)
    tell = _teller()
    work = pickle.load(sys.stdin.buffer)
    threading.Thread(target=_stop_when_alone, daemon=True).start()
    with quiet_stderr():
        code = _done(work, tell)
    os._exit(code)  # native threads may hang on; what the work leaves is whole by now


def _done(work: Work, tell: Tell) -> int:
    try:
        return work(tell)
    except UserError as error:
        print(error, file=sys.stderr, flush=True)
        return EXIT_USER_ERROR
    except KeyboardInterrupt:
        return EXIT_INTERRUPTED


def _teller() -> Tell:
    """Write a line of JSON to what was standard output, where nothing else that is printed gets from now on."""
    answers = os.fdopen(os.dup(1), "w", encoding="utf-8")
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, 1)
    os.close(nowhere)

    def tell(words: object) -> None:
        with contextlib.suppress(BrokenPipeError):  # whoever asked is gone, which `_stop_when_alone` sees to
            print(json.dumps(words), file=answers, flush=True)

    return tell


def _stop_when_alone() -> None:
    # Not through sys.stdin: a thread that waits in it would keep the interpreter from ending.
    while os.read(0, 1):
        pass
    _thread.interrupt_main()
    time.sleep(_TIDYING_S)
    os._exit(EXIT_INTERRUPTED)
