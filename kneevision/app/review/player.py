"""The clip as every browser plays it, for drawing over: upright, in real time, without anything drawn in."""

from __future__ import annotations

import threading
from collections.abc import Callable
from contextlib import ExitStack
from functools import partial
from pathlib import Path
from typing import Final

from kneevision.long_work import LongWork, Tell, long_work
from kneevision.pipeline import Progress
from kneevision.video import open_clip
from kneevision.video.behind import Behind
from kneevision.video.thin import thinned
from kneevision.video.writer import VideoWriter

# Begins with a dot: no clip that comes in has such a name (`names.file_name`).
PLAYER_FILE: Final = ".player.mp4"
# Larger pictures show no more of a leg on a screen, and stepping through them takes longer.
_MOST_SIDE: Final = 1280
_LOCK: Final = threading.Lock()


def player(video: Path, capture_fps: float | None, file: Path) -> Path:
    """The file, made when it is not there; one is made at a time.

    Raises
    ------
    UserError
        The clip cannot be read.
    OSError
        There is no room.
    """
    with _LOCK:
        if not file.is_file():
            _write(video, capture_fps, file, lambda told: None)
    return file


def prepare_player(
    video: Path, capture_fps: float | None, progress: Progress, started: Callable[[LongWork], None]
) -> None:
    """Make the file of a clip beside it, in a process of its own; where that fails, `player` will say why."""
    file = video.parent / PLAYER_FILE
    file.unlink(missing_ok=True)  # it may have been filmed at another rate than was told before
    with long_work(partial(_write, video, capture_fps, file)) as work:
        started(work)
        for fraction in work.told():
            progress("Preparing the review room", fraction)
        work.ended()


def _write(video: Path, capture_fps: float | None, file: Path, tell: Tell) -> int:
    """Write it beside its place first: a file that is there is whole. Its first picture is the clip's first."""
    clip = thinned(open_clip(video, capture_fps))
    unfinished = file.with_name(f"{file.name}.part")
    try:
        with ExitStack() as held:
            behind: Behind | None = None
            for frame in clip.frames(max_side=_MOST_SIDE):
                if behind is None:
                    height, width = frame.image.shape[:2]
                    writer = held.enter_context(VideoWriter(unfinished, width, height, clip.info.fps))
                    behind = held.enter_context(Behind())
                behind.order(writer.write, frame.image, frame.time_s)
                tell(min(1.0, frame.index / max(clip.info.frames, 1)))
        unfinished.replace(file)
    finally:
        unfinished.unlink(missing_ok=True)
    return 0
