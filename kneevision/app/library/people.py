"""People: the list with its search, and one person."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import func, orm, select

from kneevision.app.library.database import folded
from kneevision.app.library.tables import Person, Session

# More than these are found by searching.
MOST_LISTED = 200


@dataclass(frozen=True)
class Listed:
    """A person in the list. `last`: day of the newest session."""

    person: Person
    sessions: int
    last: date | None


def people(db: orm.Session, search: str = "") -> Sequence[Listed]:
    """Those whose name or note holds the words searched for, by name; at most `MOST_LISTED`."""
    query = (
        select(Person, func.count(Session.id), func.max(Session.on))
        .outerjoin(Session, (Session.person_id == Person.id) & Session.deleted_at.is_(None))
        .where(Person.deleted_at.is_(None))
        .group_by(Person.id)
        .order_by(func.folded(Person.name), Person.id)
        .limit(MOST_LISTED)
    )
    for word in folded(search).split():
        query = query.where(func.folded(Person.name + " " + Person.note).contains(word, autoescape=True))
    return [Listed(person, count, last) for person, count, last in db.execute(query)]


def person(db: orm.Session, person_id: int) -> Person | None:
    """A person who is not in the bin."""
    found = db.get(Person, person_id)
    return found if found is not None and found.deleted_at is None else None


def add_person(db: orm.Session, name: str, note: str = "") -> Person:
    """A new person."""
    new = Person(name=name, note=note)
    db.add(new)
    db.flush()
    return new
