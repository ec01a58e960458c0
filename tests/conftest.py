"""What every test has: no network, and the paths of the footage."""

from __future__ import annotations

import socket
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from kneevision.offline import offline

REPOSITORY = Path(__file__).resolve().parents[1]
# Files that take minutes each: begun first, so that no worker is left alone with one at the end.
SLOW = ("test_real_footage.py", "test_pipeline.py", "test_cli.py", "test_pipeline_squats.py", "test_files.py")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    items.sort(key=lambda item: item.path.name not in SLOW)


@pytest.fixture(autouse=True)
def _no_network(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let any attempt to reach the network from Python fail the test; local (AF_UNIX) sockets still work."""

    def guard(method: str) -> None:
        allowed = getattr(socket.socket, method)

        def guarded(self: socket.socket, *args: Any) -> Any:
            if self.family in (socket.AF_INET, socket.AF_INET6):
                raise AssertionError(f"the network was reached for: {method}{args}")
            return allowed(self, *args)

        monkeypatch.setattr(socket.socket, method, guarded)

    def refused(host: object, *_: object, **__: object) -> None:
        raise AssertionError(f"the network was reached for: a look-up of {host!r}")

    for method in ("connect", "connect_ex", "sendto"):
        guard(method)
    monkeypatch.setattr(socket, "getaddrinfo", refused)


@pytest.fixture(autouse=True, scope="session")
def _no_network_for_native_code() -> Iterator[None]:
    """The same for MediaPipe's native code, which no guard in Python sees."""
    with offline():
        yield


@pytest.fixture(scope="session")
def repository() -> Path:
    """The project's top folder."""
    return REPOSITORY


@pytest.fixture(scope="session")
def sample_videos() -> Path:
    """The folder of the clips that the project ships as samples."""
    return REPOSITORY / "sample_videos"


@pytest.fixture(scope="session")
def benchmark_clips() -> Path:
    """The folder of the rendered clips with their truth."""
    return REPOSITORY / "benchmarks" / "clips"


@pytest.fixture(scope="session")
def shared_real() -> Path:
    """The folder of real footage beside the repository; not everybody has it."""
    folder = REPOSITORY.parent / "shared" / "real"
    if not folder.is_dir():
        pytest.skip(f"no real footage at {folder}")
    return folder
