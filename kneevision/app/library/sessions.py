"""Sessions of a person, and the clips of a session: what is there and not in the bin."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from sqlalchemy import orm, select

from kneevision.app.library.tables import Clip, Person, Session


def sessions(db: orm.Session, person: Person) -> Sequence[Session]:
    """A person's sessions, the newest first."""
    query = select(Session).where(Session.person_id == person.id, Session.deleted_at.is_(None))
    return db.scalars(query.order_by(Session.on.desc(), Session.id.desc())).all()


def session(db: orm.Session, session_id: int) -> Session | None:
    """A session that is not in the bin, nor its person."""
    found = db.get(Session, session_id)
    return found if found is not None and found.deleted_at is None and found.person.deleted_at is None else None


def add_session(db: orm.Session, person: Person, on: date, note: str = "") -> Session:
    """A new session."""
    new = Session(person=person, on=on, note=note)
    db.add(new)
    db.flush()
    return new


def clips(db: orm.Session, session: Session) -> Sequence[Clip]:
    """A session's clips, as they came."""
    query = select(Clip).where(Clip.session_id == session.id, Clip.deleted_at.is_(None))
    return db.scalars(query.order_by(Clip.created_at, Clip.id)).all()


def clip(db: orm.Session, clip_id: str) -> Clip | None:
    """A clip that is not in the bin, nor its session or person."""
    found = db.get(Clip, clip_id)
    if found is None or found.deleted_at is not None or session(db, found.session_id) is None:
        return None
    return found
