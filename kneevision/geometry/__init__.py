"""Measure: signed angles over time, as seen in the picture."""

from kneevision.geometry.angles import DEEPEST_DEG, AngleSeries, angles

__all__ = ["DEEPEST_DEG", "AngleSeries", "angles"]
