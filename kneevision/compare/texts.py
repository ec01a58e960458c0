"""A comparison in sentences, the most important first."""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from pathlib import Path

from kneevision.compare.types import Change, Comparison, Difference, Filmed
from kneevision.measures.catalogue import spec
from kneevision.report.texts import VIEW

SIDE = {"left": "left", "right": "right", "both": "both legs", "difference": "left minus right"}
KIND = {"value": "", "variation": ", variation", "drift": ", drift within the clip"}


def findings(
    before: Filmed, after: Filmed, apart: Sequence[Difference], changes: Sequence[Change], same_video: bool
) -> tuple[str, ...]:
    """What was compared, what changed of the first measures, and what the rest shows; a sentence or two each."""
    if same_video:
        return (f"{before.path} and {after.path} are one and the same video: the change is exactly zero.",)
    first = [change for change in changes if not change.exploratory]
    return (_comparable(before, after, apart), _first(first), _exploratory(changes))


def dates(comparison: Comparison) -> list[datetime.datetime] | None:
    """When the clips of a history were filmed; None when a file does not say or the dates are out of order."""
    told = [moment.filmed.filmed_at for moment in comparison.history]
    # a day is what matters, and local times and UTC cannot be told apart
    known = [datetime.datetime.fromisoformat(one).replace(tzinfo=None) for one in told if one is not None]
    in_order = len(known) == len(told) and known == sorted(known)
    return known if in_order and known and known[0] < known[-1] else None


def three_lines(comparison: Comparison, folder: Path) -> list[str]:
    """What the command line ends with: comparable or not, what changed, where it is written."""
    sentences = comparison.findings
    answered = sentences[1] if len(sentences) > 1 else "Nothing can have changed."
    return [sentences[0], answered, f"All numbers: {folder}"]


def title(change: Change) -> str:
    """'FPPA, excursion, right'."""
    return f"{spec(change.measure).title}, {SIDE[change.side]}{KIND[change.kind]}"


def amount(change: Change) -> str:
    """'+5.1 deg (95 % interval +1.2 to +9.0)'."""
    decimals = spec(change.measure).decimals
    text = f"{change.change:+.{decimals}f} {change.unit}"
    if change.interval is None:
        return text
    low, high = change.interval
    return f"{text} (95 % interval {low:+.{decimals}f} to {high:+.{decimals}f})"


def _comparable(before: Filmed, after: Filmed, apart: Sequence[Difference]) -> str:
    what = f"{after.activity.replace('_', ' ')} {VIEW[after.view]}"
    names = f"{before.path} and {after.path}"
    if not apart:
        return f"{names} can be compared: {what}, filmed alike as far as the videos tell."
    texts = " ".join(difference.text for difference in apart)
    gone = len({name for difference in apart for name in difference.spoils})
    withheld = f" Withheld for that: {gone} measures." if gone else ""
    return f"{names} can be compared with reserve ({what}). {texts}{withheld}"


def _first(first: Sequence[Change]) -> str:
    """The answers of the measures that were fixed beforehand."""
    if not first:
        return "From this view no measure of thigh or knee can be compared."
    changed = [f"{title(c)} {amount(c)}{_floor(c)}" for c in first if c.answer == "changed"]
    told = [f"{title(c)} {amount(c)}" for c in first if c.answer == "not_told"]
    withheld = [title(c) for c in first if c.answer == "withheld"]
    parts = [
        ("Changed", changed),
        ("No change that could be told", told),
        ("Cannot be compared", withheld),
    ]
    return " ".join(f"{heading}: {'; '.join(items)}." for heading, items in parts if items)


def _floor(change: Change) -> str:
    if change.detectable is None:
        return ", no detectable change is published"
    return f", detectable is at least {change.detectable.at_least:g} {change.unit}"


def _exploratory(changes: Sequence[Change]) -> str:
    others = [change for change in changes if change.exploratory and change.answer != "withheld"]
    beyond = sum(change.answer == "changed" for change in others)
    return (
        f"Exploratory: {beyond} of {len(others)} other numbers lie beyond what explains them; among so many some do by "
        "chance alone, so they are leads, not results."
    )
