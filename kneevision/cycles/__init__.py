"""Cut: a clean track in; what is done, and its strides with their contacts, out."""

from kneevision.cycles.cut import cut
from kneevision.cycles.types import Activity, Contact, Cycle, Cycles

__all__ = ["Activity", "Contact", "Cycle", "Cycles", "cut"]
