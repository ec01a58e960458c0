"""Long work in a process of its own: it tells how far it is, can be stopped cleanly, and its crash is its own."""

from __future__ import annotations

import contextlib
import json
import os
import pickle
import subprocess
import sys
from collections.abc import Callable, Iterator
from tempfile import TemporaryFile
from typing import IO, Any

from kneevision.own_process import command

# Tells the process that started the work something, as JSON takes it.
Tell = Callable[[Any], None]
# Is given such a function, and gives the exit code.
Work = Callable[[Tell], int]

_STOPPING_S = 30.0
# Of the scale from 0 to 19 by which processes step back where cores are short.
_STEPS_BACK = 10


class LongWork:
    """Work that began in a process of its own, see `long_work`."""

    def __init__(self, child: subprocess.Popen[bytes], said: IO[bytes]) -> None:
        self._child = child
        self._said = said

    def told(self) -> Iterator[Any]:
        """Yield what the work tells, until it has ended."""
        assert self._child.stdout is not None
        for line in self._child.stdout:
            with contextlib.suppress(ValueError):  # the last line of one that was killed
                yield json.loads(line)

    def ended(self) -> tuple[int, str]:
        """Wait for the end: exit code (negative: the signal that stopped it), and what was said on standard error."""
        code = self._child.wait()
        self._said.seek(0)
        return code, self._said.read().decode(errors="replace")

    def stop(self) -> None:
        """Ask it to tidy up and end, from any thread; it may be over already."""
        assert self._child.stdin is not None
        with contextlib.suppress(OSError):
            self._child.stdin.close()


@contextlib.contextmanager
def long_work(work: Work) -> Iterator[LongWork]:
    """Begin work in a process of its own; it has ended when the context is left.

    It and all processes that it starts step back behind whoever asked for it, who has to answer meanwhile (the app has
    pages to show).

    Parameters
    ----------
    work : callable
        As pickle takes it: a function of a module, or a partial of one.
    """
    # To a file: a process that the child has started and that outlives it would keep a pipe open.
    with (
        TemporaryFile() as said,
        subprocess.Popen(
            command("kneevision.long_work_process"),
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=said,
            **_apart(),
        ) as child,
    ):
        begun = LongWork(child, said)
        try:
            assert child.stdin is not None
            _step_back(child)
            with contextlib.suppress(BrokenPipeError):
                child.stdin.write(pickle.dumps(work))
                child.stdin.flush()
            yield begun
        finally:
            try:
                begun.stop()
                child.wait(_STOPPING_S)  # whoever cannot wait for it (a second Ctrl-C) ends it at once
            except subprocess.TimeoutExpired:
                pass
            finally:
                child.kill()


def _apart() -> dict[str, Any]:
    """Keep the child out of the group of processes to which a terminal's Ctrl-C goes.

    It is told to stop by the end of its standard input instead, so that it tidies up undisturbed.
    """
    if sys.platform == "win32":
        return {"creationflags": subprocess.CREATE_NEW_PROCESS_GROUP | subprocess.BELOW_NORMAL_PRIORITY_CLASS}
    return {"process_group": 0}


def _step_back(child: subprocess.Popen[bytes]) -> None:
    if sys.platform != "win32":
        os.setpriority(os.PRIO_PROCESS, child.pid, os.getpriority(os.PRIO_PROCESS, 0) + _STEPS_BACK)
