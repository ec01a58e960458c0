"""kneevision: how thigh and knee move in running, from a phone video, with honest error bars."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from kneevision.analysis import Analysis
    from kneevision.errors import UserError
    from kneevision.export import write_exports
    from kneevision.pipeline import Options, analyze

__all__ = ["Analysis", "Options", "UserError", "analyze", "write_exports"]

_HOMES = {
    "Analysis": "kneevision.analysis",
    "Options": "kneevision.pipeline",
    "UserError": "kneevision.errors",
    "analyze": "kneevision.pipeline",
    "write_exports": "kneevision.export",
}


def __getattr__(name: str) -> Any:
    """Load what is asked for and no more: importing the package stays instant."""
    if name not in _HOMES:
        raise AttributeError(f"module 'kneevision' has no attribute {name!r}")
    from importlib import import_module

    return getattr(import_module(_HOMES[name]), name)
