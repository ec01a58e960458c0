"""The bin: what was deleted stays until the bin is emptied."""

from __future__ import annotations

import shutil
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass

from sqlalchemy import orm, select

from kneevision.app.library import comparisons
from kneevision.app.library.database import Library
from kneevision.app.library.tables import Clip, Person, Session, now

# A clip's folder that is to go; one whose row is still there comes back.
_GOING = "going-"


@dataclass(frozen=True)
class Binned:
    """What was deleted by itself. What went with its person or session is not listed, and comes back with them."""

    people: Sequence[Person]
    sessions: Sequence[Session]
    clips: Sequence[Clip]

    @property
    def count(self) -> int:
        """How many things."""
        return len(self.people) + len(self.sessions) + len(self.clips)


def binned(db: orm.Session) -> Binned:
    """What is in the bin, the newest first."""
    people = select(Person).where(Person.deleted_at.is_not(None))
    sessions = select(Session).join(Person).where(Session.deleted_at.is_not(None), Person.deleted_at.is_(None))
    clips = (
        select(Clip)
        .join(Session)
        .join(Person)
        .where(Clip.deleted_at.is_not(None), Session.deleted_at.is_(None), Person.deleted_at.is_(None))
    )
    return Binned(
        db.scalars(people.order_by(Person.deleted_at.desc())).all(),
        db.scalars(sessions.order_by(Session.deleted_at.desc())).all(),
        db.scalars(clips.order_by(Clip.deleted_at.desc())).all(),
    )


def delete(thing: Person | Session | Clip) -> None:
    """Put something into the bin."""
    thing.deleted_at = now()


def restore(thing: Person | Session | Clip) -> None:
    """Take it out of the bin."""
    thing.deleted_at = None


def clips_of(db: orm.Session, thing: Person | Session | Clip) -> Sequence[Clip]:
    """All clips that go where something goes, whether they are in the bin by themselves or not."""
    if isinstance(thing, Clip):
        return [thing]
    query = select(Clip).join(Session)
    if isinstance(thing, Session):
        return db.scalars(query.where(Session.id == thing.id)).all()
    return db.scalars(query.where(Session.person_id == thing.id)).all()


def empty(library: Library) -> int:
    """Remove for good what is in the bin, files and all; gives how many things that were.

    The folders get another name first, and lose it again where the rows could not be removed.
    """
    clips = library.folder.clips
    try:
        with library.begin() as db:
            found = binned(db)
            things: list[Person | Session | Clip] = [*found.people, *found.sessions, *found.clips]
            for clip in (clip for thing in things for clip in clips_of(db, thing)):
                with suppress(FileNotFoundError):
                    (clips / clip.id).rename(clips / f"{_GOING}{clip.id}")
            for thing in things:
                db.delete(thing)
    finally:
        sweep(library)
    return len(things)


def sweep(library: Library) -> None:
    """Finish what an emptying left undone, however it ended."""
    with library.begin() as db:
        for going in library.folder.clips.glob(f"{_GOING}*"):
            clip_id = going.name.removeprefix(_GOING)
            if db.get(Clip, clip_id) is None:
                shutil.rmtree(going, ignore_errors=True)
            else:
                with suppress(OSError):
                    going.rename(library.folder.clips / clip_id)
    comparisons.sweep(library)


def jobs_of(db: orm.Session, thing: Person | Session | Clip) -> Sequence[int]:
    """The jobs of all clips that go where something goes."""
    return [job.id for clip in clips_of(db, thing) for job in clip.jobs]
