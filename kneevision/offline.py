"""Keep MediaPipe's usage metrics on this machine."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager

from kneevision.for_all import ForAll

# Port 9 is 'discard': nothing listens there, so that a connection is refused at once.
_NOWHERE = "http://127.0.0.1:9"
_SETTINGS = {"https_proxy": _NOWHERE, "HTTPS_PROXY": _NOWHERE, "no_proxy": "", "NO_PROXY": ""}


@contextmanager
def offline() -> Iterator[None]:
    """Point the process's HTTPS proxy at a closed port of this machine.

    MediaPipe's native code reports how its API is used (not the pictures) to Google when a graph is closed,
    and has no switch for it. It honours the proxy variables: with these settings the report does not leave
    the machine, and no name is looked up. Wrap the whole run: the report is sent from a thread of its own.

    Acts on the environment of the whole process and of the worker processes that it starts meanwhile. Threads may be
    inside at the same time: the last one out puts the environment back.
    """
    with _FOR_ALL.inside():
        yield


@contextmanager
def _settings() -> Iterator[None]:
    before = {name: os.environ.get(name) for name in _SETTINGS}
    os.environ.update(_SETTINGS)
    try:
        yield
    finally:
        for name, value in before.items():
            _put_back(name, value)


def _put_back(name: str, value: str | None) -> None:
    if value is None:
        os.environ.pop(name, None)
    else:
        os.environ[name] = value


_FOR_ALL = ForAll(_settings)
