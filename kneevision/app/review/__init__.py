"""The review room: the clip with what was seen drawn over it, its numbers over time, and what is put right by hand."""

from kneevision.app.review.scene import edits_of, scene

__all__ = ["edits_of", "scene"]
