"""Judge: measures in; flags with their source, quality warnings, and why something could not be told, out."""

from kneevision.findings.judge import judge
from kneevision.findings.quality import by_hand, quality
from kneevision.findings.rules import with_lines

__all__ = ["by_hand", "judge", "quality", "with_lines"]
