"""Fewer frames of a clip that has more than its movement takes."""

from __future__ import annotations

from dataclasses import replace
from typing import Final

from kneevision.video.clip import Clip

# So many frames a second are always left: contact times are told from 100 on (`findings/quality.py`), and above it
# every second frame tells the same (`python -m benchmarks.high_rate`).
_LEAST_FPS: Final = 100.0


def thinned(clip: Clip) -> Clip:
    """The clip with one of so many frames as leave at least 100 a second: every second one at 240; all below 200."""
    info = clip.info
    one_of = max(1, int(info.fps / _LEAST_FPS + 0.005))  # "200 frames a second" may be 199.8
    if one_of == 1:
        return clip
    return replace(
        clip,
        info=replace(
            info,
            one_of=one_of,
            fps=info.fps / one_of,
            frames=-(-info.frames // one_of),
            announced=-(-info.announced // one_of),
            # the mean: by it no frame is left out or taken too many however their times jitter
            frame_interval_s=info.duration_s / info.frames * one_of,
        ),
    )
