"""What a file made to do harm may do to the process that reads it (`tests/video/test_video_apart.py`)."""

from __future__ import annotations

import os
import signal
import time
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from kneevision.video import apart_process

apart_process.SECONDS = 1


def job(request: Mapping[str, Any]) -> Iterator[tuple[dict[str, Any], None]]:
    """Begin well, then do what is asked for."""
    print("libraries print what they like")
    yield {"begun": True}, None
    yield {"done": str(getattr(Harm, request["harm"])(request))}, None


class Harm:
    @staticmethod
    def hang(request: Mapping[str, Any]) -> None:
        time.sleep(60)

    @staticmethod
    def fill_memory(request: Mapping[str, Any]) -> int:
        return len(bytearray(apart_process.MEMORY_BYTES))

    @staticmethod
    def fill_disk(request: Mapping[str, Any]) -> int:
        return Path(request["file"]).write_bytes(bytes(2**21))

    @staticmethod
    def crash(request: Mapping[str, Any]) -> None:
        os.kill(os.getpid(), signal.SIGSEGV)

    @staticmethod
    def raise_what_nobody_expects(request: Mapping[str, Any]) -> None:
        raise ZeroDivisionError
