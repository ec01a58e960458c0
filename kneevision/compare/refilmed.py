"""What the pose model moves a measure by between two filmings, by `refilmed.toml` (`python -m benchmarks.refilmed`)."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping, Sequence
from functools import cache
from importlib import resources

from kneevision.analysis import MeasureSide


def moved_by_filming(name: str, side: MeasureSide, models: Sequence[str]) -> float | None:
    """95 % half width of a change between two filmings of one person in the same clothes, in the measure's unit.

    None when the clips were followed by two models, or by one that it was never measured for.
    """
    kind = "difference" if side == "difference" else "each"
    return _table()[kind].get(name, {}).get(models[0]) if len(set(models)) == 1 else None


@cache
def _table() -> Mapping[str, Mapping[str, Mapping[str, float]]]:
    text = (resources.files("kneevision.compare") / "refilmed.toml").read_text(encoding="utf-8")
    return tomllib.loads(text)
