"""Parts of a clip as if each had been filmed alone: in time, without looking at pictures again, or by strides."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import numpy as np

from kneevision.analysis import Analysis, CycleRow, Measure
from kneevision.pose.see import Sighting
from kneevision.pose.track import BoolArray, Mirror, SecondLook, Track


def piece(sighting: Sighting, start_s: float, stop_s: float) -> Sighting:
    """The landmarks of [start_s, stop_s); the first frame's time becomes 0."""
    track = sighting.track
    kept = (track.time_s >= start_s) & (track.time_s < stop_s)
    first = int(np.flatnonzero(kept)[0])
    return replace(sighting, track=_kept(track, kept, first))


def _kept(track: Track, kept: BoolArray, first: int) -> Track:
    return replace(
        track,
        time_s=track.time_s[kept] - track.time_s[first],
        points_px=track.points_px[kept],
        world_m=track.world_m[kept],
        visibility=track.visibility[kept],
        filled=track.filled[kept],
        swapped=track.swapped[kept],
        mirror=None if track.mirror is None else _mirror(track.mirror, kept, first),
        second=None if track.second is None else _second(track.second, kept, first),
    )


def _mirror(mirror: Mirror, kept: BoolArray, first: int) -> Mirror:
    looked = kept[mirror.frames]
    return Mirror(
        frames=mirror.frames[looked] - first,
        points_px=mirror.points_px[looked],
        world_m=mirror.world_m[looked],
        picture_px=mirror.picture_px[looked],
    )


def _second(second: SecondLook, kept: BoolArray, first: int) -> SecondLook:
    looked = kept[second.frames]
    return SecondLook(frames=second.frames[looked] - first, points_px=second.points_px[looked])


def with_cycles(analysis: Analysis, keep: Callable[[CycleRow], bool], sha256: str) -> Analysis:
    """The analysis as if only some of its cycles had been filmed, with measures over these; `sha256` of its own."""
    rows = tuple(row for row in analysis.cycles if keep(row))
    part = replace(analysis, cycles=rows, video=replace(analysis.video, sha256=sha256))
    return replace(part, measures=tuple(_over(part, measure) for measure in analysis.measures))


def _over(part: Analysis, measure: Measure) -> Measure:
    """A measure of strides over the cycles that are left: what was the same in all of them stays in its error."""
    means = {}
    for side, legs in {"left": ("left",), "right": ("right",), "both": ("left", "right")}.items():
        values = [row.values.get(measure.name) for row in part.cycles if row.valid and row.side in legs]
        known = [value for value in values if value is not None]
        means[side] = float(np.mean(known)) if known else None
    left, right = means["left"], means["right"]
    means["difference"] = None if left is None or right is None else left - right
    value = means[measure.side]
    if value is None:
        return replace(measure, value=None, reason=measure.reason or "no stride is left", interval=None)
    return replace(measure, value=value)
