"""A clip in stretches that can be followed at the same time, the same ones whatever there is to follow them with."""

from __future__ import annotations

from dataclasses import dataclass

from kneevision.video import VideoInfo

# Long enough that starting a model and warming it up costs little, short enough that a clip keeps several cores busy
# to its end.
_FRAMES = 300
# A follower begins with a search for the person; by then it has settled on where they are. Its landmarks remember its
# past longer than that: they move by 2-4 px with any other start, as they would had the clip been cut there.
_WARM_UP = 8


@dataclass(frozen=True)
class Chunk:
    """A stretch of a clip: `from_s` <= time < `until_s` (None: to the end), followed from `warm_from_s` on (None: the
    clip's start).
    """

    warm_from_s: float | None
    from_s: float
    until_s: float | None
    frames: int


def chunks(info: VideoInfo) -> tuple[Chunk, ...]:
    """The chunks of a clip in order of time; together they hold each of its frames once."""
    count = max(1, round(info.frames / _FRAMES))
    edges = [number * info.duration_s / count for number in range(count)]
    warm_up_s = _WARM_UP * info.frame_interval_s
    frames = -(-info.frames // count)
    return tuple(
        Chunk(
            warm_from_s=edge - warm_up_s if number else None,
            from_s=edge,
            until_s=edges[number + 1] if number + 1 < count else None,
            frames=frames,
        )
        for number, edge in enumerate(edges)
    )
