"""Measure: signed angles over time, as seen in the picture."""

from kneevision.geometry.angles import AngleSeries, angles

__all__ = ["AngleSeries", "angles"]
