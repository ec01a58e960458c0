"""The catalogue of measures: one entry each in `catalogue.toml`, read by every table, flag, page and column.

A new measure is one entry there and one function in `reducers.py`.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from importlib import resources
from typing import Any, Literal


@dataclass(frozen=True)
class MeasureSpec:
    """What there is to know about a measure before it is taken.

    Attributes
    ----------
    name : str
        Its outside name, with the unit.
    title, definition, sign : str
        For people: heading, how it is defined, what a positive number means.
    unit : str
        'deg', 's', 'steps/min' or 'ratio'.
    decimals : int
        Digits worth printing.
    views, activities : tuple of str
        Where it can be measured.
    sides : str
        'each': left, right and their difference, and in a squat of both legs, before these, the mean of both.
        'both': one number for the person; in a single-leg squat one for each standing leg.
    near_leg : bool
        From the side it can be taken of the near leg only: the far one is hidden for part of every stride.
    frames_of_error : float
        Error, in frames, that the frame rate adds to a time: half a frame at either of its two ends.
    judged_from_fps : float
        Frames per second below which it is not held against a line.
    series : str or None
        Angle series that it is read from, without side and unit (e.g. 'fppa').
    detectable_change : float or None
        Smallest change between two recordings that published repeatability can tell, in `unit`; a floor ('at least').
    detectable_source : str or None
    detectable_grade : mapping
        Activity to how near the source's task is: A this task, B a neighbouring task or moment, C borrowed.
    missing : str or None
        Why no cycle may have it though the view could give it.
    """

    name: str
    title: str
    definition: str
    sign: str
    unit: str
    decimals: int
    views: tuple[str, ...]
    activities: tuple[str, ...]
    sides: str
    near_leg: bool = False
    frames_of_error: float = 0.0
    judged_from_fps: float = 0.0
    series: str | None = None
    detectable_change: float | None = None
    detectable_source: str | None = None
    detectable_grade: Mapping[str, Literal["A", "B", "C"]] = field(default_factory=dict)
    missing: str | None = None


@cache
def catalogue() -> tuple[MeasureSpec, ...]:
    """All measures, in the order in which a reader should see them."""
    text = (resources.files("kneevision.measures") / "catalogue.toml").read_text(encoding="utf-8")
    return tuple(_entry(fields) for fields in tomllib.loads(text)["measure"])


def _entry(fields: dict[str, Any]) -> MeasureSpec:
    frozen: dict[str, Any] = {k: tuple(v) if isinstance(v, list) else v for k, v in fields.items()}
    return MeasureSpec(**frozen)


def spec(name: str) -> MeasureSpec:
    """One entry; KeyError when there is none of that name."""
    for entry in catalogue():
        if entry.name == name:
            return entry
    raise KeyError(name)


def for_activity(activity: str) -> tuple[MeasureSpec, ...]:
    """The measures that this activity has, whatever the view."""
    return tuple(entry for entry in catalogue() if activity in entry.activities)
