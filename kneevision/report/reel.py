"""The clip's frames on their way to whoever draws on them or keeps them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import Final

from kneevision.video import Clip, Frame

MAX_SIDE: Final = 1280  # of the drawn picture, px


def reel(
    clip: Clip,
    hide: Callable[[Frame], Frame],
    looks: Iterable[Callable[[Frame], None]],
    progress: Callable[[float], None],
) -> Iterator[Frame]:
    """Yield the clip's frames at the size at which they are drawn.

    Parameters
    ----------
    hide : callable
        Takes from a frame what nobody may see, before anybody sees it.
    looks : callables
        Are shown every frame before it is drawn on, so that stills need no second reading of the clip.
    progress : callable
        Is told the fraction done.
    """
    looks = tuple(looks)
    for done, frame in enumerate(clip.frames(max_side=MAX_SIDE), start=1):
        shown = hide(frame)
        for look in looks:
            look(shown)
        yield shown
        progress(min(1.0, done / max(clip.info.frames, 1)))
