"""Do one kind of work in a thread behind the one that orders it, in the order in which it was ordered."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from types import TracebackType
from typing import Final, ParamSpec, Self

Arguments = ParamSpec("Arguments")

# So many orders may wait; each holds a picture.
_MOST_WAITING: Final = 3


class Behind:
    """Calls functions one after another in a thread; what one of them raises is raised at a later order or at the end.

    When the block is left by an exception, orders that wait are dropped.
    """

    def __init__(self) -> None:
        self._pool = ThreadPoolExecutor(max_workers=1)
        self._ordered: deque[Future[None]] = deque()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        try:
            while error is None and self._ordered:
                self._ordered.popleft().result()
        finally:
            self._pool.shutdown(cancel_futures=True)

    def order(
        self, function: Callable[Arguments, None], *arguments: Arguments.args, **options: Arguments.kwargs
    ) -> None:
        """Have a function called; waits when too many calls are waiting already."""
        self._ordered.append(self._pool.submit(function, *arguments, **options))
        while len(self._ordered) > _MOST_WAITING or self._ordered[0].done():
            self._ordered.popleft().result()
            if not self._ordered:
                return
