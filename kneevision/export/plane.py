"""Landmarks as formats for 3D points take them: in the plane of the picture, with y up."""

from __future__ import annotations

import numpy as np

from kneevision.analysis import Analysis
from kneevision.errors import UserError
from kneevision.frame_table import FrameTable
from kneevision.pose.track import FloatArray


def frames_of(analysis: Analysis) -> FrameTable:
    """The table of frames.

    Raises
    ------
    UserError
        The analysis was loaded without it, or `frames.csv.gz` is not in its folder any more.
    """
    if analysis.frames is None:
        raise UserError(
            f"{analysis.video.path}: this analysis comes without its frames; load the whole result folder, or analyze "
            "the video again."
        )
    return analysis.frames


def in_plane(analysis: Analysis) -> FloatArray:
    """Landmarks in the plane of the picture.

    Returns
    -------
    (T, 33, 3) float
        px; x to the right of the picture, y up from its lower edge, z = 0; NaN where a point is not known.

    Raises
    ------
    UserError
        The analysis comes without its frames.
    """
    x, y = np.moveaxis(frames_of(analysis).points_px, 2, 0)
    return np.stack([x, analysis.video.height - y, 0 * x], axis=2)
