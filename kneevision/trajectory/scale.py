"""The person's size in the picture, by which every distance is judged."""

from __future__ import annotations

import numpy as np

from kneevision.pose.landmarks import SIDES, index
from kneevision.pose.track import FloatArray


def leg_length(points_px: FloatArray) -> float:
    """Length of a leg, px: 90th percentile over frames and sides of thigh plus shank in (T, 33, 2) points.

    A projected segment is never longer than the real one, so that a high percentile comes close to the leg seen
    square on, and is not moved by single bad frames. NaN when no leg was seen.
    """
    lengths = []
    for side in SIDES:
        hip, knee, ankle = (points_px[:, index(side, part)] for part in ("hip", "knee", "ankle"))
        lengths.append(np.linalg.norm(knee - hip, axis=1) + np.linalg.norm(ankle - knee, axis=1))
    known = np.concatenate(lengths)
    known = known[np.isfinite(known)]
    return float(np.percentile(known, 90)) if known.size else float("nan")
