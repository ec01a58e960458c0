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

    `line` is in the measure's unit (a z-score for atypical strides); `per_deg_yaw`, `per_deg_roll`: false side
    difference, in the measure's unit, that a degree of the camera's yaw or roll makes (0 where the yaw is taken out of
    the measure: what is not known of it is then in the measure's interval); `least`: deviation of a single
    cycle, in the measure's unit, below which it is never odd; `systematic`: 95 % half width of what camera and pose
    model add to every cycle alike, None when not known; `own`: set by the user.
    """

    kind: Kind
    measure: str
    line: float
    grade: Literal["A", "B", "C"]
    source: str
    per_deg_yaw: float = 0.0
    per_deg_roll: float = 0.0
    least: float = 0.0
    systematic: float | None = None
    own: bool = False
    activities: tuple[str, ...] = ("running",)
    sex: Sex | None = None
    flexion: tuple[float, float] | None = None


@dataclass(frozen=True)
class Rules:
    """All rules; how many valid cycles of a kind a side takes before anything is flagged; systematic errors."""

    rules: tuple[Rule, ...]
    least: Mapping[str, int]
    least_source: Mapping[str, str]
    systematic: Mapping[str, float | None]


def published(sex: Sex | None = None) -> Rules:
    """The rules that ship with the package, of those that are for one sex only this one's."""
    text = (resources.files("kneevision.findings") / "rules.toml").read_text(encoding="utf-8")
    table = tomllib.loads(text)
    rules = tuple(_rule(table, kind, entry) for kind in _KINDS for entry in table.get(kind, []))
    systematic = {entry.name: _systematic(table, "reference_line", entry.name) for entry in catalogue()}
    least = {kind: int(entry["cycles"]) for kind, entry in table["least"].items()}
    sources = {kind: str(table["least"][kind]["source"]) for kind in least}
    return Rules(tuple(rule for rule in rules if rule.sex in (None, sex)), least, sources, systematic)


def _rule(table: dict[str, Any], kind: Kind, entry: dict[str, Any]) -> Rule:
    fields: dict[str, Any] = {k: tuple(v) if isinstance(v, list) else v for k, v in entry.items()}
    return Rule(kind, **fields, systematic=_systematic(table, kind, entry["measure"]))


def _systematic(table: dict[str, Any], kind: Kind, measure: str) -> float | None:
    known = table["systematic"]["difference" if kind == "side_difference" else "each"]
    half = known.get(measure)
    return None if half is None else float(half)


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
            systematic=rules.systematic[name],
            own=True,
            activities=spec(name).activities,
        )
        for name, value in lines.items()
    )
    return replace(rules, rules=own + kept)
