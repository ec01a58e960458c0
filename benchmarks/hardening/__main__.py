"""`python -m benchmarks.hardening`: try bad and odd inputs, and print how each ended; exit 1 when one ended badly.

Then runs are killed at moments of chance, and two are begun at once. `--short`: some inputs of each family, no kills.
`--only WORD`: those whose family or name holds it, no kills. `--write`: the counts into docs/hardening.md.
"""

from __future__ import annotations

import argparse
import sys
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from itertools import chain
from pathlib import Path
from tempfile import TemporaryDirectory

from benchmarks.hardening import damage, files, names, odd, places, words
from benchmarks.hardening.case import NOTHING_MEASURED, REFUSED, RESULT, Case
from benchmarks.hardening.clip import record
from benchmarks.hardening.endings import BAD, BOUND_S, PASSED_OVER, Ended, tried
from benchmarks.hardening.killed import Kills, kills, two_at_once
from benchmarks.page import HARDENING, write_sections
from benchmarks.tables import table
from kneevision import Analysis, Options, analyze

_COLUMNS = (RESULT, NOTHING_MEASURED, REFUSED, PASSED_OVER, *BAD)
_KILLS = 50
_INPUTS = f"""Made by `python -m benchmarks.hardening --write`: `kneevision analyze`, `check`, `compare` and `batch`
in an empty folder, as a user runs them. 'Result', exit 0: right, or that of the clip that the input was made from.
'Nothing measured', exit 3: a whole folder that says why. 'Refused', exit 2: one line, and nothing left behind.
'Passed over': this machine lacks what the case takes. What must not be: a traceback, no end after {BOUND_S:.0f} s,
half a result, a wrong one, more than one line."""


def all_cases() -> Iterator[Case]:
    """Every case, family by family."""
    return chain(files.cases(), damage.cases(), odd.cases(), names.cases(), places.cases(), words.cases())


def the_clip(folder: Path) -> tuple[Path, Analysis]:
    """The whole clip, and its analysis as the cases' commands make it."""
    clip = record(folder / "clip.mp4")
    return clip, analyze(clip, Options(model="lite"))


def main() -> int:
    """Try what is asked for; tell each that ended badly as it comes, and the counts in the end."""
    asked = _asked()
    with TemporaryDirectory() as folder:
        clip, expected = the_clip(Path(folder))
        ended = []
        for case in _chosen(all_cases(), asked.short, asked.only):
            ended.append(tried(case, clip, expected))
            _tell(ended[-1], asked.verbose)
        print(counts(ended))
        if asked.short or asked.only:
            return 1 if any(one.bad for one in ended) else 0
        killed, both = kills(clip, _KILLS), two_at_once(clip)
    sections = {"Inputs": f"{_INPUTS}\n\n{counts(ended)}", "Kills and collisions": _told(killed, both)}
    print(sections["Kills and collisions"])
    if asked.write:
        write_sections(sections, HARDENING)
    return 1 if any(one.bad for one in ended) or killed.half or killed.left or killed.orphans else 0


def _told(killed: Kills, both: tuple[int, int]) -> str:
    """What kills and collisions left, in words."""
    left = ", ".join(killed.left) or "nothing"
    return (
        f"Of {_KILLS} runs that were killed (`kill -9`) at moments of chance, the first half with no result at the "
        f"place and the others replacing one, {killed.absent} left no result, {killed.whole} a whole one, "
        f"{killed.half} a part of one. After {killed.aside} of them an earlier result stood aside and came back with "
        "the next start. "
        f"{killed.orphans} left a process that went on for 5 s. What the next run did not sweep: {left}.\n\n"
        f"Two runs on one clip, begun at once, ended with {both[0]} and {both[1]} (0: its result; 2: another run is at "
        "work) and left one whole result."
    )


def _asked() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--short", action="store_true")
    parser.add_argument("--only", default="", metavar="WORD")
    parser.add_argument("--verbose", action="store_true")
    parser.add_argument("--write", action="store_true")
    return parser.parse_args()


def _chosen(cases: Iterable[Case], short: bool, only: str) -> Iterator[Case]:
    return (case for case in cases if (case.short or not short) and only in f"{case.family}: {case.name}")


def _tell(ended: Ended, verbose: bool) -> None:
    if ended.bad or verbose:
        case = ended.case
        print(f"{ended.ending:17} {ended.seconds:5.1f} s  {case.family}: {case.name!r}: {ended.words!r}", flush=True)


def counts(ended: Sequence[Ended]) -> str:
    """A table: per family, how many were tried and how they ended."""
    rows = []
    for family in dict.fromkeys(one.case.family for one in ended):
        rows.append(_row(family, [one for one in ended if one.case.family == family]))
    shown = _row("all", ended)
    return table(["inputs", "tried", *_COLUMNS, "longest, s"], [*rows, shown])


def _row(name: str, ended: Sequence[Ended]) -> list[str]:
    found = Counter(one.ending for one in ended)
    return [
        name,
        str(len(ended)),
        *(str(found[ending]) for ending in _COLUMNS),
        f"{max((o.seconds for o in ended), default=0.0):.1f}",
    ]


if __name__ == "__main__":
    sys.exit(main())
