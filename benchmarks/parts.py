"""`python -m benchmarks.parts`: CPU time of an analysis's parts, one after another; `--write` keeps it.

The clip is a minute of `run_front` at its own size and blown up. On Linux, with nothing else running.
"""

from __future__ import annotations

import argparse
import resource
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TypeVar

from benchmarks.page import PERFORMANCE, write_sections
from benchmarks.speed import CLIP, SIZES
from benchmarks.tables import table
from kneevision.offline import offline
from kneevision.pipeline import Options, analysis_of, rules_of
from kneevision.pose.asides import asides
from kneevision.pose.chunks import chunks
from kneevision.pose.follow import follow
from kneevision.pose.search import search
from kneevision.pose.see import MAX_SIDE, see
from kneevision.pose.subject import choose
from kneevision.pose.together import Tick, default_workers, together
from kneevision.quiet import quiet_stderr
from kneevision.report import tell
from kneevision.video import Clip, open_clip
from tests import remake

Result = TypeVar("Result")

_MINUTE = 6  # times the clip


def tell_nobody(*told: object) -> None:
    """Progress that nobody sees."""


@dataclass(frozen=True)
class Part:
    """What one part took, s of CPU: in this process, and in those that read the clip for it."""

    name: str
    own_s: float
    reading_s: float


def parts(clip: Clip, folder: Path) -> Iterator[Part]:
    """The parts of an analysis, each done by itself."""
    workers = default_workers()
    looks, part = _timed(
        "looking for people", lambda: search(clip, "full", MAX_SIDE, tell_nobody, workers, tell_nobody)
    )
    yield part
    subject = choose(looks, None)
    assert subject is not None
    tasks: dict[str, list[Callable[[Tick], object]]] = {
        "following the legs": [partial(follow, clip, chunk, "full", subject, MAX_SIDE) for chunk in chunks(clip.info)],
        "looks of the most careful model and in the mirror": [*asides(clip, "full", subject, MAX_SIDE, workers)],
    }
    for name, some in tasks.items():
        yield _timed(name, partial(together, some, workers, 1, tell_nobody))[1]
    options = Options()
    sighting = see(clip)
    analysis, part = _timed("measuring", lambda: analysis_of(sighting, clip.info, options, rules_of(options)))
    yield part
    yield _timed("video, plots and page", lambda: tell(analysis, clip, folder, tell_nobody))[1]


def _timed(name: str, do: Callable[[], Result]) -> tuple[Result, Part]:
    before = _cpu_s()
    result = do()
    own, reading = (after - earlier for after, earlier in zip(_cpu_s(), before, strict=True))
    return result, Part(name, own, reading)


def _cpu_s() -> tuple[float, float]:
    used = (resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    own, children = (each.ru_utime + each.ru_stime for each in used)
    return own, children


def main() -> None:
    """Print the table; with --write keep it."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--write", action="store_true")
    options = parser.parse_args()
    rows: dict[str, list[str]] = {}
    with TemporaryDirectory() as folder, offline(), quiet_stderr():
        for number, size in enumerate(SIZES.values()):
            clip = CLIP if size is None else remake.scaled(CLIP, Path(folder) / "large.mp4", *size)
            minute = remake.looped(clip, Path(folder) / f"{number}.mp4", _MINUTE)
            result = Path(folder) / f"{number}"
            result.mkdir()
            for part in parts(open_clip(minute), result):
                rows.setdefault(part.name, []).extend((f"{part.own_s:.1f}", f"{part.reading_s:.1f}"))
    head = [f"{size}: {what}, s" for size in SIZES for what in ("own CPU", "reading the clip")]
    text = (
        "`python -m benchmarks.parts`: a minute of 60 frames a second, the full model. Processes of their own read.\n\n"
    )
    text += table(["part", *head], [[name, *cells] for name, cells in rows.items()])
    print(text)
    if options.write:
        write_sections({"Where the time goes": text}, PERFORMANCE)


if __name__ == "__main__":
    main()
