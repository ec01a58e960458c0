"""The bin."""

from __future__ import annotations

from typing import Final

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from kneevision.app.forms import Form
from kneevision.app.library import bin as the_bin
from kneevision.app.library.tables import Clip, Person, Session
from kneevision.app.refused import not_there
from kneevision.app.room import room_of

_KINDS: Final[dict[str, type[Person] | type[Session] | type[Clip]]] = {
    "people": Person,
    "sessions": Session,
    "clips": Clip,
}


def bin_page(request: Request) -> Response:
    """What was deleted."""
    room = room_of(request)
    with room.library.begin() as db:
        found = the_bin.binned(db)
        sessions = [(session, session.person) for session in found.sessions]
        clips = [(clip, clip.session, clip.session.person) for clip in found.clips]
    return room.page("bin.html.j2", people=found.people, sessions=sessions, clips=clips)


def restore(request: Request, form: Form) -> Response:
    """Out of the bin, and on to its page."""
    kind, number = request.path_params["kind"], request.path_params["number"]
    table = _KINDS.get(kind)
    key = number if table is Clip else int(number) if number.isdecimal() else None
    with room_of(request).library.begin() as db:
        found = None if table is None or key is None else db.get(table, key)
        if not isinstance(found, Person | Session | Clip):
            raise not_there()
        the_bin.restore(found)
    return RedirectResponse(f"/{kind}/{number}", 303)


def empty(request: Request, form: Form) -> Response:
    """Remove what is in it for good."""
    the_bin.empty(room_of(request).library)
    return RedirectResponse("/bin", 303)
