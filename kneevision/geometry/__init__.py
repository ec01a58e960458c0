"""Measure: signed angles over time, as seen in the picture."""

from kneevision.geometry.angles import DEEPEST_DEG, AngleSeries, angles
from kneevision.geometry.gait_depth import DEPTH_HALF
from kneevision.geometry.level import levelled

__all__ = ["DEEPEST_DEG", "DEPTH_HALF", "AngleSeries", "angles", "levelled"]
