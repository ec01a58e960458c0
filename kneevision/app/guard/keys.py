"""Keys to what the page of a result asks for.

That page runs its own script, in a sandbox without an origin (see `pages/result.py`), from where no cookie is sent. So
the address of its folder holds a key that opens this folder only, and for some hours only.
"""

from __future__ import annotations

import hashlib
import hmac
import secrets
import time
from typing import Final

_OPEN_S: Final = 12 * 3600


class Keys:
    """Keys of this run of the app."""

    def __init__(self) -> None:
        self._secret = secrets.token_bytes(32)

    def key(self, clip_id: str) -> str:
        """A key to a clip's result, for the next hours."""
        until = int(time.time()) + _OPEN_S
        return f"{until:x}-{self._sign(clip_id, until)}"

    def opens(self, clip_id: str, key: str) -> bool:
        """Whether a key opens this result now."""
        until_hex, _, sign = key.partition("-")
        try:
            until = int(until_hex, 16)
        except ValueError:
            return False
        return until > time.time() and hmac.compare_digest(sign.encode(), self._sign(clip_id, until).encode())

    def _sign(self, clip_id: str, until: int) -> str:
        return hmac.new(self._secret, f"{clip_id} {until}".encode(), hashlib.sha256).hexdigest()
