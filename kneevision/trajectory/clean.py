"""The one public function of this stage."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from kneevision.pose.track import Track
from kneevision.trajectory.gaps import fill_gaps
from kneevision.trajectory.outliers import without_outliers
from kneevision.trajectory.scale import leg_length
from kneevision.trajectory.smooth import CUTOFF_HZ, cutoff_for, smooth
from kneevision.trajectory.swaps import swapped_parts, with_parts_exchanged


def clean(track: Track, cutoff_hz: float = CUTOFF_HZ) -> Track:
    """Mend, fill and smooth a raw track.

    Parameters
    ----------
    track : Track
        Raw.
    cutoff_hz : float
        Of the low-pass; lower where the frame rate cannot carry it.

    Left/right swaps of the legs or their lower parts are exchanged back (`Track.swapped`), single outliers removed,
    gaps of up to 0.1 s filled (`Track.filled`), and all points low-passed without delay (`Track.cutoff_hz`). Longer
    gaps stay NaN.
    A track in which nobody was seen comes back as it is.
    """
    if track.seen.sum() < 2 or not np.isfinite(leg_length(track.points_px)):
        return track
    track = with_parts_exchanged(track, swapped_parts(track))
    points, filled = fill_gaps(track.time_s, without_outliers(track.time_s, track.points_px))
    cutoff_hz = cutoff_for(track.fps, cutoff_hz)
    return replace(track, points_px=smooth(track.time_s, points, cutoff_hz), filled=filled, cutoff_hz=cutoff_hz)
