"""Clean: raw landmarks in; swaps mended, outliers and short gaps filled, smoothed without delay."""

from kneevision.trajectory.clean import clean

__all__ = ["clean"]
