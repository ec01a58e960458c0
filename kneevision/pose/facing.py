"""Which way a foot points in the picture."""

from __future__ import annotations

import numpy as np

from kneevision.pose.track import FloatArray


def forward_x(heel: FloatArray, toe: FloatArray) -> float:
    """+1 when the foot points to the right of the picture, -1 when to the left; from (T, 2) heels and toes."""
    return 1.0 if np.nanmedian(toe[:, 0] - heel[:, 0]) > 0 else -1.0
