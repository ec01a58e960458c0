"""The clip as every browser plays it, for drawing over: upright, in real time, without anything drawn in."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import ExitStack
from pathlib import Path
from typing import Final

from kneevision.video import Clip
from kneevision.video.behind import Behind
from kneevision.video.writer import VideoWriter

PLAYER_FILE: Final = "player.mp4"
# Larger pictures show no more of a leg on a screen, and stepping through them takes longer.
_MOST_SIDE: Final = 1280


def write_player(clip: Clip, file: Path, progress: Callable[[float], None] = lambda fraction: None) -> None:
    """Write it beside its place first: a file that is there is whole.

    Parameters
    ----------
    clip : Clip
    file : Path
        The MP4 to write; its first picture is the clip's first.
    progress : callable
        Told the fraction done, 0..1.

    Raises
    ------
    UserError
        The clip cannot be read.
    OSError
        There is no room.
    """
    unfinished = file.with_name(f".{file.name}")
    try:
        with ExitStack() as held:
            behind: Behind | None = None
            for frame in clip.frames(max_side=_MOST_SIDE):
                if behind is None:
                    height, width = frame.image.shape[:2]
                    writer = held.enter_context(VideoWriter(unfinished, width, height, clip.info.fps))
                    behind = held.enter_context(Behind())
                behind.order(writer.write, frame.image, frame.time_s)
                progress(min(1.0, frame.index / max(clip.info.frames, 1)))
        unfinished.replace(file)
    finally:
        unfinished.unlink(missing_ok=True)
