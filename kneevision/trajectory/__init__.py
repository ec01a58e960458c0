"""Clean: raw landmarks in; swaps mended, outliers and short gaps filled, smoothed without delay.

Then, once the cycles are cut, `sharpened`: the legs where the most careful model saw them.
"""

from kneevision.trajectory.clean import clean
from kneevision.trajectory.sharpen import sharpened

__all__ = ["clean", "sharpened"]
