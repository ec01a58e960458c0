"""Compare: what changed between filmings of one person, and whether that can be told.

`compare` takes analyses and gives a `Comparison`; `files.between` takes videos or result folders and writes a folder.
"""

from kneevision.compare.compare import compare
from kneevision.compare.types import Change, Comparison

__all__ = ["Change", "Comparison", "compare"]
