"""What holds for the whole process while anybody in it wants it: set up by the first one, undone by the last one."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, ExitStack, contextmanager


class ForAll:
    """A context of the whole process that threads may be in at the same time, and that may be nested.

    Parameters
    ----------
    made : callable
        Gives the context; asked for anew whenever the first one comes in.
    """

    def __init__(self, made: Callable[[], AbstractContextManager[None]]) -> None:
        self._made = made
        self._lock = threading.Lock()
        self._inside = 0
        self._held = ExitStack()

    @contextmanager
    def inside(self) -> Iterator[None]:
        """The context holds from before this one until after it."""
        with self._lock:
            if not self._inside:
                self._held.enter_context(self._made())
            self._inside += 1
        try:
            yield
        finally:
            with self._lock:
                self._inside -= 1
                if not self._inside:
                    self._held.close()
