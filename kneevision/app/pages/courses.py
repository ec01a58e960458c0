"""Which of a person's clips can be held against each other: those of one kind, in order of their days."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from kneevision.app.library.tables import Kind, Session
from kneevision.app.pages.clip_rows import KIND, ClipRow


@dataclass(frozen=True)
class Course:
    """The measured clips of one kind, two or more.

    Attributes
    ----------
    kind : Kind
    clips : sequence of (date, ClipRow)
        The oldest first.
    trend : str
        Ids of the newest clip of each day, the oldest day first, as an address of `/versus/` has them; of clips of one
        day, all.
    days : int
        How many clips `trend` has.
    """

    kind: Kind
    clips: Sequence[tuple[date, ClipRow]]
    trend: str
    days: int


def courses(sessions: Sequence[tuple[Session, Sequence[ClipRow]]]) -> list[Course]:
    """The courses of a person's sessions (the newest first), kind by kind."""
    return [course for kind in KIND if kind != "unknown" and (course := _course(kind, sessions)) is not None]


def _course(kind: Kind, sessions: Sequence[tuple[Session, Sequence[ClipRow]]]) -> Course | None:
    clips = [
        (session.on, row)
        for session, rows in reversed(sessions)
        for row in rows
        if row.clip.kind == kind and row.line is not None and row.line.row.status == "done"
    ]
    if len(clips) < 2:
        return None
    newest = {on: row.clip.id for on, row in clips}
    trend = list(newest.values()) if len(newest) > 1 else [row.clip.id for _, row in clips]
    return Course(kind, clips, "-".join(trend), len(trend))
