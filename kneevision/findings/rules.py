"""The rules of `rules.toml`, and the user's own lines on top of them."""

from __future__ import annotations

import math
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, replace
from importlib import resources
from typing import Any, Literal

from kneevision.errors import UserError
from kneevision.measures.catalogue import catalogue, spec

Kind = Literal["reference_line", "side_difference", "drift", "atypical_stride"]
Sex = Literal["female", "male"]
_KINDS: tuple[Kind, ...] = ("reference_line", "side_difference", "drift", "atypical_stride")


@dataclass(frozen=True)
class Rule:
    """One line that a measure is held against.

    `line` is in the measure's unit (a z-score for atypical strides); `least`: deviation of a single cycle, in the
    measure's unit, below which it is never odd; `own`: set by the user; `flexion`: of the knee, deg, in the squats that
    the line is from.
    """

    kind: Kind
    measure: str
    line: float
    grade: Literal["A", "B", "C"]
    source: str
    least: float = 0.0
    own: bool = False
    activities: tuple[str, ...] = ("running",)
    sex: Sex | None = None
    flexion: tuple[float, float] | None = None


@dataclass(frozen=True)
class Rules:
    """All rules; how many valid cycles of a kind a side takes before anything is flagged, and who says so."""

    rules: tuple[Rule, ...]
    least: Mapping[str, int]
    least_source: Mapping[str, str]


def published(sex: Sex | None = None) -> Rules:
    """The rules that ship with the package, of those that are for one sex only this one's."""
    text = (resources.files("kneevision.findings") / "rules.toml").read_text(encoding="utf-8")
    table = tomllib.loads(text)
    rules = tuple(_rule(kind, entry) for kind in _KINDS for entry in table.get(kind, []))
    least = {kind: int(entry["cycles"]) for kind, entry in table["least"].items()}
    sources = {kind: str(table["least"][kind]["source"]) for kind in least}
    return Rules(tuple(rule for rule in rules if rule.sex in (None, sex)), least, sources)


def _rule(kind: Kind, entry: dict[str, Any]) -> Rule:
    fields: dict[str, Any] = {k: tuple(v) if isinstance(v, list) else v for k, v in entry.items()}
    return Rule(kind, **fields)


def with_lines(lines: Mapping[str, float], sex: Sex | None = None) -> Rules:
    """The rules for a sex (None: those for everybody) with the user's own reference lines in place of ours.

    Raises
    ------
    UserError
        When a line is for a measure that does not exist or has no sides.
    """
    rules = published(sex)
    judged = {entry.name for entry in catalogue() if entry.sides == "each"}
    for name, value in lines.items():
        if not math.isfinite(value):
            raise UserError(f"--line {name}={value}: a line is a number, e.g. {name}=10.")
        if name not in judged:
            raise UserError(f"--line {name}: no such measure; those that can have a line: {', '.join(sorted(judged))}.")
    kept = tuple(rule for rule in rules.rules if rule.kind != "reference_line" or rule.measure not in lines)
    own = tuple(
        Rule(
            "reference_line",
            name,
            value,
            "C",
            "Line set by the user",
            own=True,
            activities=spec(name).activities,
        )
        for name, value in lines.items()
    )
    return replace(rules, rules=own + kept)
