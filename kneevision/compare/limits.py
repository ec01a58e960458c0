"""The limits of `limits.toml`: how far two filmings may differ, and which measures a larger difference takes away."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Any

from kneevision.compare.types import Filmed, Grade
from kneevision.measures.catalogue import for_activity

_ALL = "*"


@dataclass(frozen=True)
class Limit:
    """How far apart something may be in two filmings.

    `most`: largest difference that is let pass, in the unit of its reader in `comparable.py`; `spoils`: what a larger
    one takes away, by measure or angle series, '*' for all; `widens`: with a larger one nothing is taken to cancel;
    `views`, `activities`: where it holds, () everywhere.
    """

    code: str
    most: float
    spoils: tuple[str, ...]
    effect: str
    source: str
    grade: Grade
    widens: bool = False
    views: tuple[str, ...] = ()
    activities: tuple[str, ...] = ()

    def is_for(self, filmed: Filmed) -> bool:
        """Whether it holds for this activity and view."""
        return (not self.views or filmed.view in self.views) and (
            not self.activities or filmed.activity in self.activities
        )

    def spoilt(self, filmed: Filmed) -> tuple[str, ...]:
        """Names of the activity's measures that are taken away."""
        wanted = set(self.spoils)
        return tuple(e.name for e in for_activity(filmed.activity) if wanted & {_ALL, e.name, e.series})


@dataclass(frozen=True)
class Least:
    """Valid cycles in either clip below which there is no answer, and below which it is said that there are few."""

    judged: int
    advised: int
    source: str
    grade: Grade


@cache
def least(cycle_kind: str) -> Least:
    """For 'stride' or 'rep'."""
    return Least(**_table()["least"][cycle_kind])


@cache
def limits() -> tuple[Limit, ...]:
    """All limits, in the order in which a reader should see them."""
    return tuple(_limit(entry) for entry in _table()["limit"])


@cache
def _table() -> dict[str, Any]:
    return tomllib.loads((resources.files("kneevision.compare") / "limits.toml").read_text(encoding="utf-8"))


def _limit(entry: dict[str, Any]) -> Limit:
    fields: dict[str, Any] = {k: tuple(v) if isinstance(v, list) else v for k, v in entry.items()}
    return Limit(**fields)
