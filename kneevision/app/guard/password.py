"""The password that a clinic's network demands, and how often it may be guessed."""

from __future__ import annotations

import hashlib
import hmac
import os
import threading
import time
from collections import deque
from collections.abc import Callable
from typing import Final

from kneevision.errors import UserError

SHORTEST: Final = 10
_LONGEST: Final = 1000
# 32 MB and a tenth of a second for each guess. The hash is kept in memory only, for this run of the app.
_COST: Final = {"n": 2**15, "r": 8, "p": 1, "maxmem": 2**26}
# Wrong guesses within a quarter of an hour: from one address, and from all together.
_WITHIN_S: Final = 900.0
_MOST_OF_ONE: Final = 5
_MOST_OF_ALL: Final = 50


class Password:
    """Keeps no more than a slow hash.

    Raises
    ------
    UserError
        It is too short.
    """

    def __init__(self, words: str) -> None:
        if len(words) < SHORTEST:
            raise UserError(f"the password has {len(words)} characters; take {SHORTEST} or more.")
        self._salt = os.urandom(16)
        self._hash = self._hashed(words)
        self._one_at_a_time = threading.Lock()

    def fits(self, guess: str) -> bool:
        """Whether it is this one."""
        with self._one_at_a_time:  # guesses from everywhere at once take no more memory than one
            return hmac.compare_digest(self._hashed(guess), self._hash)

    def _hashed(self, words: str) -> bytes:
        return hashlib.scrypt(words[:_LONGEST].encode(errors="replace"), salt=self._salt, **_COST)


class Guesses:
    """Counts wrong guesses of late, of each address and of all."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._wrong: deque[tuple[float, str]] = deque()
        self._lock = threading.Lock()

    def begin(self, address: str) -> bool:
        """Whether this address may guess now; a guess counts as wrong until `right` is said."""
        with self._lock:
            while self._wrong and self._wrong[0][0] < self._clock() - _WITHIN_S:
                self._wrong.popleft()
            of_one = sum(1 for _, other in self._wrong if other == address)
            if of_one >= _MOST_OF_ONE or len(self._wrong) >= _MOST_OF_ALL:
                return False
            self._wrong.append((self._clock(), address))
            return True

    def right(self, address: str) -> None:
        """It was right: what this address guessed before is forgotten."""
        with self._lock:
            self._wrong = deque(each for each in self._wrong if each[1] != address)
