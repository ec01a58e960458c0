"""Markdown tables of errors."""

from __future__ import annotations

from collections.abc import Sequence

from kneevision.pose.track import FloatArray


def table(head: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    """Markdown."""
    return "\n".join(
        ["| " + " | ".join(head) + " |", "|" + " --- |" * len(head), *("| " + " | ".join(r) + " |" for r in rows)]
    )


def signed(values: FloatArray, decimals: int = 1) -> str:
    """Mean and sd of errors, or a dash."""
    return f"{values.mean():+.{decimals}f} ± {values.std():.{decimals}f}" if len(values) else "-"
