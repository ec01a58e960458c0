"""The analysis that is exported."""

from dataclasses import replace

import made
import numpy as np
import pytest

from kneevision.analysis import Analysis
from kneevision.pose.landmarks import index

LOST = slice(10, 13)  # frames in which the left knee is not known


@pytest.fixture(scope="module")
def analysis() -> Analysis:
    """A run from the front, in which arms and head are nowhere known, and the left knee is lost for three frames."""
    analysis = made.front()
    assert analysis.frames is not None
    points = np.round(analysis.frames.points_px, 2)
    points[LOST, index("left", "knee")] = np.nan
    series = {name: np.round(values, 3) for name, values in analysis.frames.series.items()}
    series["fppa_left_deg"][LOST] = np.nan
    return analysis.with_frames(replace(analysis.frames, points_px=points, series=series))
