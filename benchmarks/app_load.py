"""`python -m benchmarks.app_load [--write]`: how long pages of the app take while 20 clips are analyzed.

The clip is `run_front` (10 s, 60 frames a second). `--write`: keep it in docs/performance.md.
"""

from __future__ import annotations

import argparse
import http.client
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from tempfile import TemporaryDirectory
from urllib.parse import urlencode, urlsplit

import numpy as np

from benchmarks.accuracy import OWN_CLIPS
from benchmarks.page import PERFORMANCE, write_sections
from benchmarks.tables import table
from tests.app.served import served

_CLIPS = 20
_WATCHED_S = 60.0
_BOUND_MS = 200.0


class _Visitor:
    """Asks the app as its own page does."""

    def __init__(self, address: str) -> None:
        parts = urlsplit(address)
        assert parts.hostname is not None
        assert parts.port is not None
        self._host, self._port = parts.hostname, parts.port
        self._headers = {"Origin": f"http://{parts.netloc}", "Sec-Fetch-Site": "same-origin", "Accept": "text/html"}
        _, headers, _ = self.ask("GET", f"{parts.path}?{parts.query}")
        self._headers["Cookie"] = headers["Set-Cookie"].partition(";")[0]

    def ask(self, method: str, path: str, body: bytes | None = None) -> tuple[int, http.client.HTTPMessage, float]:
        """Status, headers and milliseconds."""
        begun = time.perf_counter()
        connection = http.client.HTTPConnection(self._host, self._port, timeout=120)
        connection.request(method, path, body, self._headers)
        answer = connection.getresponse()
        answer.read()
        connection.close()
        return answer.status, answer.headers, (time.perf_counter() - begun) * 1000

    def made(self, path: str, form: dict[str, str]) -> str:
        """Where a form leads."""
        status, headers, _ = self.ask("POST", path, urlencode(form).encode())
        assert status == 303, status
        return headers["Location"]


def measured() -> tuple[float, dict[str, list[float]]]:
    """Seconds that all uploads took, and page to the milliseconds of each time that it was asked for."""
    clip = (OWN_CLIPS / "run_front.mp4").read_bytes()
    with TemporaryDirectory() as folder, served(Path(folder) / "data") as app:
        visitor = _Visitor(app.address)
        person = visitor.made("/people", {"name": "Anna", "note": ""})
        session = visitor.made(f"{person}/sessions", {"on": "2026-03-31", "note": ""})
        begun = time.perf_counter()
        with ThreadPoolExecutor(_CLIPS) as pool:
            asked = [pool.submit(visitor.ask, "POST", f"{session}/clips?name=run{i}.mp4", clip) for i in range(_CLIPS)]
            took: dict[str, list[float]] = {"while they come in": []}
            while not all(one.done() for one in asked):
                took["while they come in"].append(visitor.ask("GET", session)[2])
        assert all(one.result()[0] == 201 for one in asked)
        came_s = time.perf_counter() - begun
        pages = {"all people": "/", "the person": person, "the session": session}
        took |= {name: [] for name in pages}
        until = time.perf_counter() + _WATCHED_S
        while time.perf_counter() < until:
            for name, path in pages.items():
                took[name].append(visitor.ask("GET", path)[2])
            time.sleep(0.2)
    return came_s, took


def report(came_s: float, took: dict[str, list[float]]) -> str:
    """The table, with its words."""
    rows = [
        [name, str(len(each)), *(f"{value:.0f}" for value in (np.median(each), np.percentile(each, 95), max(each)))]
        for name, each in took.items()
        if each
    ]
    late = sum(ms > _BOUND_MS for each in took.values() for ms in each)
    words = (
        f"`python -m benchmarks.app_load`: {_CLIPS} clips of 10 s uploaded at once came in {came_s:.1f} s; pages were "
        f"asked for meanwhile and for {_WATCHED_S:.0f} s after, while filming checks and analyses were at work. "
        f"Answers that took more than {_BOUND_MS:.0f} ms: {late} of {sum(map(len, took.values()))}."
    )
    return f"{words}\n\n{table(['page', 'asked for', 'median, ms', '95 % within, ms', 'longest, ms'], rows)}"


def main() -> None:
    """Print the table; with --write keep it."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--write", action="store_true")
    text = report(*measured())
    print(text)
    if parser.parse_args().write:
        write_sections({"The app under load": text}, PERFORMANCE)


if __name__ == "__main__":
    main()
