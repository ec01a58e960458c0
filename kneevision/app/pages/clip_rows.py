"""How a clip stands, as its row shows it and as events tell it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

from sqlalchemy import orm

from kneevision.app.jobs import store
from kneevision.app.jobs.progress import time_left, whole_fraction
from kneevision.app.library.results import summary
from kneevision.app.library.tables import Clip, Job, Kind, State, now
from kneevision.app.room import Room
from kneevision.batch.page import Line

KIND: Final[dict[Kind, str]] = {
    "front": "From the front",
    "back": "From behind",
    "side": "From the side",
    "squat": "Squat",
    "unknown": "Not told yet",
}
_STATE: Final[dict[State, str]] = {
    "checking": "Looking at how it was filmed",
    "held": "Waiting for your word",
    "queued": "Waiting",
    "running": "Starting",
    "done": "Done",
    "failed": "Could not be analyzed",
    "cancelled": "Stopped",
}


@dataclass(frozen=True)
class ClipRow:
    """One clip.

    Attributes
    ----------
    clip : Clip
    job : Job or None
        The newest.
    words : str
        How it stands, in one line.
    percent : int or None
        Of the whole analysis, while it runs.
    line : Line or None
        What was measured, when there is a result.
    live : bool
        Something more will happen by itself, or on the user's word.
    """

    clip: Clip
    job: Job | None
    words: str
    percent: int | None
    line: Line | None
    live: bool

    @property
    def state(self) -> str:
        """Of the newest job; 'none' when there was none."""
        return "none" if self.job is None else self.job.state

    @property
    def kind(self) -> str:
        """What it shows, in words."""
        return KIND[self.clip.kind]

    @property
    def look(self) -> str:
        """Changes whenever the row must be drawn anew; what else changes are `words` and `percent`."""
        number = 0 if self.job is None else self.job.id
        checked, result = self.clip.check is not None, self.line is not None
        return f"{number}-{self.state}-{checked:d}{result:d}-{self.clip.kind}"

    def event(self) -> dict[str, Any]:
        """What the page is told while it is open."""
        return {"id": self.clip.id, "look": self.look, "words": self.words, "percent": self.percent}


def rows_of(room: Room, db: orm.Session, clips: Sequence[Clip]) -> list[ClipRow]:
    """A row for each clip."""
    return [row_of(room, db, clip) for clip in clips]


def row_of(room: Room, db: orm.Session, clip: Clip) -> ClipRow:
    """The row of a clip."""
    job = clip.job
    line = summary(room.library.result(clip))
    if job is None:
        return ClipRow(clip, None, "Done" if line else "Not analyzed", None, line, False)
    percent = round(100 * whole_fraction(job)) if job.state == "running" else None
    return ClipRow(clip, job, _words(db, job), percent, line, job.state in store.LIVE)


def _words(db: orm.Session, job: Job) -> str:
    words = _STATE[job.state]
    if job.state == "running":
        return ", ".join(filter(None, [job.stage or words, time_left(job, now())]))
    if job.state == "queued":
        count = store.before(db, job)
        return f"{words}: {count} before it" if count else f"{words}: next"
    if job.state == "failed":
        return f"{words}: {job.error}"
    return words
