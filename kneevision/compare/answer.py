"""One of three answers: changed, no change that could be told, or (elsewhere) not to be compared; and why, in words."""

from __future__ import annotations

from dataclasses import dataclass

from kneevision.analysis import Interval
from kneevision.compare.limits import least
from kneevision.compare.types import Answer, ChangeParts, Detectable, Kind
from kneevision.measures.catalogue import spec

SAME_VIDEO = "Both are analyses of one and the same video: nothing can have changed."
_BORROWED = {"A": "", "B": ", published for a neighbouring task", "C": ", borrowed from another task"}


@dataclass(frozen=True)
class Case:
    """What an answer rests on: `change` in the measure's unit, the interval's `parts` (None: too few cycles), `cycles`:
    valid ones that have the measure, in the clip with fewer; `cycle_kind`: 'stride' or 'rep'; `fps`: the lower one.
    """

    name: str
    kind: Kind
    change: float
    parts: ChangeParts | None
    detectable: Detectable | None
    cycles: int
    cycle_kind: str
    fps: float


def answer(case: Case) -> tuple[Answer, str]:
    """The answer and its reason.

    'changed' takes a change beyond the published detectable one, where there is one, and an interval of all known
    errors without zero in it; with enough cycles, from enough frames a second. What training changes in a runner is
    about as much as trained raters can tell (Bramah et al. 2019; Dingenen et al. 2018): mostly it cannot be told.
    """
    if (missing := _missing(case)) is not None:
        return "not_told", missing
    assert case.parts is not None
    assert case.parts.half is not None
    floor = case.detectable.at_least if case.detectable else 0.0
    size, half = abs(case.change), case.parts.half
    if size <= half:
        smallest = f"Less than {_amount(case, max(half, floor))} could not have been told here."
        return "not_told", f"Measurement and the {noun(case)}s' variation explain it. {smallest}"
    if size <= floor:
        return "not_told", f"Beyond its interval, but below what is published as detectable, {_published(case)}."
    beyond = f"and beyond what is published as detectable, {_published(case)}" if case.detectable else _none(case)
    explained = f"Beyond all that measurement and the {noun(case)}s' variation explain, {beyond}."
    return "changed", " ".join(filter(None, (explained, _if_unlike(case), _few(case))))


def _if_unlike(case: Case) -> str:
    """Whether a change can also be told when clothes or lens were not the same."""
    widest = None if case.parts is None else case.parts.widest
    if case.kind != "value":
        return "More noise in one of the videos would look alike." if case.kind == "variation" else ""
    if widest is not None and abs(case.change) > widest:
        return "That holds in other clothes and with another lens too."
    return "That holds for the same clothes, shoes and lens only."


def _few(case: Case) -> str:
    advised = least(case.cycle_kind).advised
    return f"Few {noun(case)}s: {case.cycles}; at least {advised} are advised." if case.cycles < advised else ""


def _missing(case: Case) -> str | None:
    """What keeps a number from being judged."""
    needed = least(case.cycle_kind).judged
    if case.cycles < needed:
        return f"Not judged: valid {noun(case)}s in a clip: {case.cycles}, it takes {needed}."
    if case.fps < spec(case.name).judged_from_fps:
        return f"Not judged from {case.fps:.0f} frames a second: film at 120."
    if case.parts is None or case.parts.half is None:
        return "Not judged: how far it is off between two filmings was never measured."
    return None


def noun(case: Case) -> str:
    """What a cycle is called."""
    return "stride" if case.cycle_kind == "stride" else "repetition"


def interval(change: float, half: float | None) -> Interval | None:
    """95 % interval of a change; None without its half width."""
    return None if half is None else (change - half, change + half)


def _published(case: Case) -> str:
    assert case.detectable is not None
    return f"at least {_amount(case, case.detectable.at_least)}{_BORROWED[case.detectable.grade]}"


def _none(case: Case) -> str:
    what = {"value": "", "variation": " of its variation", "drift": " of its drift"}[case.kind]
    return f"but no detectable change{what} is published: how much a person varies from day to day is not in it"


def _amount(case: Case, size: float) -> str:
    entry = spec(case.name)
    return f"{size:.{entry.decimals}f} {entry.unit}"
