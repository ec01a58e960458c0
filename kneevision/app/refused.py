"""What the app does not do, in words for who asked."""

from __future__ import annotations


class RefusedError(Exception):
    """A request that is not met: the status of the answer, and one sentence that says why and what to do."""

    def __init__(self, status: int, words: str) -> None:
        super().__init__(words)
        self.status = status
        self.words = words


def not_there() -> RefusedError:
    """What was asked for is not there, or is in the bin."""
    return RefusedError(404, "This is not there any more. It may be in the bin.")
