"""What lets a browser in: the token of the opened address, and the pass that it is exchanged for."""

from __future__ import annotations

import hmac
import secrets
import threading
from typing import Final

# More browsers than a clinic has: the oldest must then come in anew.
_MOST: Final = 200
KEPT_S: Final = 7 * 24 * 3600


class Passes:
    """Passes of this run of the app; all end with it. They are random, so that none can be made up."""

    def __init__(self) -> None:
        self.token = secrets.token_urlsafe(32)
        self._given: dict[str, None] = {}
        self._lock = threading.Lock()

    def opens(self, token: str) -> bool:
        """Whether this is the token of the opened address."""
        return hmac.compare_digest(token.encode(), self.token.encode())

    def give(self) -> str:
        """A new pass."""
        new = secrets.token_urlsafe(32)
        with self._lock:
            self._given[new] = None
            while len(self._given) > _MOST:
                del self._given[next(iter(self._given))]
        return new

    def holds(self, shown: str | None) -> bool:
        """Whether a pass was given, and not taken back."""
        if not shown:
            return False
        with self._lock:
            return shown in self._given

    def take_back(self, shown: str | None) -> None:
        """Let a pass end."""
        with self._lock:
            self._given.pop(shown or "", None)
