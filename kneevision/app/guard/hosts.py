"""Which names the app answers to.

A page of a stranger can make its own name lead to this machine (DNS rebinding); the browser then takes the app for part
of that page. It still says that name in `Host`, which is why only our own names are answered. A plain address cannot be
rebound, so that a clinic's network may use any of the machine's.
"""

from __future__ import annotations

import ipaddress
from dataclasses import dataclass
from typing import Final

_LOOPBACK: Final = frozenset({"127.0.0.1", "localhost", "[::1]"})


@dataclass(frozen=True)
class Hosts:
    """The app's own names. `names`: beside the loopback's; `any_address`: also any plain address."""

    port: int
    names: frozenset[str] = frozenset()
    any_address: bool = False

    def knows(self, host: str) -> bool:
        """Whether a `Host` header is ours, port and all."""
        name, colon, port = host.rpartition(":")
        if not colon or name.endswith(":") or "]" in port:
            name, port = host, "80"
        if port != str(self.port):
            return False
        name = name.lower()
        return name in _LOOPBACK or name in self.names or (self.any_address and _is_address(name))


def is_loopback(host: str) -> bool:
    """Whether an address to listen on is reached from this machine only."""
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def _is_address(name: str) -> bool:
    """Without a zone: after its '%' anything may follow, and a host becomes part of a result's policy."""
    if "%" in name:
        return False
    try:
        ipaddress.ip_address(name.removeprefix("[").removesuffix("]"))
    except ValueError:
        return False
    return True
