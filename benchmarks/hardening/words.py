"""Options that tell nonsense, and result folders that were damaged before they are compared."""

from __future__ import annotations

import gzip
import json
import os
from collections.abc import Callable, Iterator
from functools import lru_cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from benchmarks.hardening.case import AS_THE_CLIP, REFUSED, RESULT, Case, Run, Stage
from kneevision import Options, analyze

_OPTIONS = (
    ("--person", "nan,nan"),
    ("--person", "inf,0"),
    ("--person", "1e308,1e308"),
    ("--person", "-5,-5"),
    ("--person", "<script>,1"),
    ("--person", "\N{ARABIC-INDIC DIGIT ONE},2"),
    ("--capture-fps", "nan"),
    ("--capture-fps", "inf"),
    ("--capture-fps", "1e300"),
    ("--capture-fps", "-1"),
    ("--focal-35mm", "nan"),
    ("--focal-35mm", "-26"),
    ("--slow", "nan"),
    ("--slow", "0"),
    ("--slow", "1e-300"),
    ("--slow", "-1"),
    ("--line", "<script>alert(1)</script>=3"),
    ("--line", "fppa_peak_deg=1e999"),
    ("--line", "="),
    ("--line", ""),
    ("--activity", "<script>"),
    ("--model", "../../etc/passwd"),
    ("--out",),
    ("--no-such-option",),
    ("another.mp4",),
)


def cases() -> Iterator[Case]:
    """All of them."""
    refused = frozenset({REFUSED})
    for option in _OPTIONS:
        short = option == ("--person", "nan,nan")
        yield Case("options", " ".join(option), _with_option(option), refused, short=short)
    yield Case("options", "--line twice, the second counts", _lines, frozenset({AS_THE_CLIP}))
    for name, change in _DAMAGES.items():
        endings = frozenset({RESULT, REFUSED})
        yield Case("results to compare", name, _compared(change), endings)


def _with_option(option: tuple[str, ...]) -> Callable[[Stage], Run]:
    return lambda stage: Run(["analyze", stage.copy(), *option])


def _lines(stage: Stage) -> Run:
    return Run(["analyze", stage.copy(), "--line", "fppa_peak_deg=-1e300", "--line", "fppa_peak_deg=10"])


@lru_cache(maxsize=1)
def _result(clip: Path) -> dict[str, bytes]:
    """The files that a comparison reads of the clip's result."""
    with TemporaryDirectory() as folder:
        analyze(clip, Options(model="lite")).save(Path(folder))
        return {file.name: file.read_bytes() for file in Path(folder).iterdir()}


def _compared(change: Callable[[Path], object]) -> Callable[[Stage], Run]:
    def make(stage: Stage) -> Run:
        for name in ("before", "after"):
            folder = stage.folder / f"{name}.kneevision"
            folder.mkdir()
            for file, content in _result(stage.clip).items():
                (folder / file).write_bytes(content)
        change(stage.folder / "after.kneevision")
        return Run(["compare", "before.kneevision", "after.kneevision"])

    return make


def _json(change: Callable[[dict[str, Any]], object]) -> Callable[[Path], object]:
    def damage(folder: Path) -> None:
        file = folder / "analysis.json"
        told = json.loads(file.read_text(encoding="utf-8"))
        change(told)
        file.write_text(json.dumps(told), encoding="utf-8")

    return damage


def _text(text: str) -> Callable[[Path], object]:
    return lambda folder: (folder / "analysis.json").write_text(text, encoding="utf-8")


def _cut(name: str, part: float) -> Callable[[Path], object]:
    def damage(folder: Path) -> None:
        whole = (folder / name).read_bytes()
        (folder / name).write_bytes(whole[: round(len(whole) * part)])

    return damage


def _scripts(told: dict[str, Any]) -> None:
    script = "<script>alert(1)</script>"
    told["video"] |= {"path": f"{script}.mp4", "sha256": "other"}
    told["warnings"] = [{"code": script, "text": script}]
    told["provenance"] |= {"model": script, "mediapipe": script}
    for measure in told["measures"]:
        measure["reason"] = measure["reason"] and script


def _frames(change: Callable[[list[str]], list[str]]) -> Callable[[Path], object]:
    def damage(folder: Path) -> None:
        file = folder / "frames.csv.gz"
        lines = gzip.decompress(file.read_bytes()).decode().splitlines()
        file.write_bytes(gzip.compress("\n".join(change(lines)).encode()))

    return damage


def _set(path: str, value: object) -> Callable[[Path], object]:
    """Put a value at a place like ``video.fps`` of the JSON."""

    def change(told: dict[str, Any]) -> None:
        *above, last = path.split(".")
        for name in above:
            told = told[name]
        told[last] = value

    return _json(change)


def _pipe(folder: Path) -> None:
    (folder / "analysis.json").unlink()
    os.mkfifo(folder / "analysis.json")


_DAMAGES: dict[str, Callable[[Path], object]] = {
    "none: the same twice": lambda folder: None,
    "scripts in its texts": _json(_scripts),
    "a path with mathematics": _set("video.path", r"a $\frac{1}{$ $x_{.mp4"),
    "a path of many lines": _set("video.path", "a\nb\rc.mp4"),
    "a path with half a character": _set("video.path", "a\ud800.mp4"),
    "an empty path": _set("video.path", ""),
    "JSON cut off": _cut("analysis.json", 0.5),
    "empty JSON": _text(""),
    "a list": _text("[]"),
    "a number": _text("1e999"),
    "nested 100000 deep": _text("[" * 100_000),
    "a number of 100000 digits": _text('{"schema_version": ' + "9" * 100_000 + "}"),
    "no text": lambda folder: (folder / "analysis.json").write_bytes(b"\xff\xfe\x00"),
    "a pipe": _pipe,
    "a version to come": _set("schema_version", 999),
    "times that are no numbers": _set("video.fps", "fast"),
    "0 frames a second": _set("video.fps", 0),
    "a date without sense": _set("video.filmed_at", "9999-99-99T99:99"),
    "no strides": _set("cycles", []),
    "no measures": _set("measures", []),
    "an unknown activity": _set("activity", "swimming"),
    "no camera": _set("camera", None),
    "frames cut off": _cut("frames.csv.gz", 0.5),
    "frames empty": _cut("frames.csv.gz", 0.0),
    "frames without a head": _frames(lambda lines: lines[1:]),
    "frames with a head only": _frames(lambda lines: lines[:1]),
    "frames with words": _frames(lambda lines: [lines[0], *("x," + line for line in lines[1:])]),
    "frames in another order": _frames(lambda lines: [lines[0], *lines[:0:-1]]),
    "no frames": lambda folder: (folder / "frames.csv.gz").unlink(),
}
