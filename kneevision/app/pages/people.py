"""The list of people, and one person with their sessions."""

from __future__ import annotations

from datetime import date

from sqlalchemy import orm
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from kneevision.app.forms import Form, day_of, name_of, note_of
from kneevision.app.library import bin as the_bin
from kneevision.app.library import people as stored
from kneevision.app.library import sessions as stored_sessions
from kneevision.app.library.tables import Person
from kneevision.app.pages.clip_rows import KIND, rows_of
from kneevision.app.pages.courses import courses
from kneevision.app.refused import not_there
from kneevision.app.room import room_of


def people(request: Request) -> Response:
    """Everybody, or those who are searched for."""
    room = room_of(request)
    search = request.query_params.get("search", "")[:200]
    with room.library.begin() as db:
        found = stored.people(db, search)
    return room.page("people.html.j2", people=found, search=search, most=stored.MOST_LISTED, limits=room.limits)


def add_person(request: Request, form: Form) -> Response:
    """A new person, and on to their page."""
    with room_of(request).library.begin() as db:
        new = stored.add_person(db, name_of(form, "A person"), note_of(form))
    return RedirectResponse(f"/people/{new.id}", 303)


def person(request: Request) -> Response:
    """One person: sessions, the newest first, each with its clips."""
    room = room_of(request)
    with room.library.begin() as db:
        shown = _person(request, db)
        sessions = [
            (session, rows_of(room, db, stored_sessions.clips(db, session)))
            for session in stored_sessions.sessions(db, shown)
        ]
    return room.page(
        "person.html.j2", person=shown, sessions=sessions, courses=courses(sessions), kinds=KIND, today=date.today()
    )


def change_person(request: Request, form: Form) -> Response:
    """Another name or note."""
    with room_of(request).library.begin() as db:
        changed = _person(request, db)
        changed.name, changed.note = name_of(form, "A person"), note_of(form)
    return RedirectResponse(f"/people/{changed.id}", 303)


def delete_person(request: Request, form: Form) -> Response:
    """Into the bin, with all sessions."""
    room = room_of(request)
    with room.library.begin() as db:
        gone = _person(request, db)
        the_bin.delete(gone)
        jobs = the_bin.jobs_of(db, gone)
    room.queue.cancel(jobs)
    return RedirectResponse("/", 303)


def add_session(request: Request, form: Form) -> Response:
    """A new session of this person, and on to its page."""
    with room_of(request).library.begin() as db:
        new = stored_sessions.add_session(db, _person(request, db), day_of(form), note_of(form))
    return RedirectResponse(f"/sessions/{new.id}", 303)


def _person(request: Request, db: orm.Session) -> Person:
    found = stored.person(db, request.path_params["person"])
    if found is None:
        raise not_there()
    return found
