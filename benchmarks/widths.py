"""The tables of half widths in the package, by measure and pose model, each written by a benchmark."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from pathlib import Path

from kneevision.pose.models import ModelName

Kind = str  # 'each': of one side; 'difference': of left less right


def store(file: Path, head: str, model: ModelName, widths: Mapping[tuple[Kind, str], float]) -> None:
    """Put one model's half widths into a table, (kind, measure) to half width, in the place of its earlier ones."""
    stored: dict[str, dict[str, dict[str, float]]] = tomllib.loads(file.read_text(encoding="utf-8"))
    for measures in stored.values():
        for halves in measures.values():
            halves.pop(model, None)
    for (kind, name), half in widths.items():
        stored[kind].setdefault(name, {})[model] = float(f"{half:.3g}")
    file.write_text(head + "".join(_section(kind, stored[kind]) for kind in ("each", "difference")), "utf-8")


def _section(kind: Kind, measures: Mapping[str, Mapping[str, float]]) -> str:
    lines = [
        f"{name} = {{ {', '.join(f'{model} = {half:g}' for model, half in sorted(halves.items()))} }}"
        for name, halves in measures.items()
        if halves
    ]
    return "\n".join(["", f"[{kind}]", *lines, ""])
