"""One clip: its result, and what can be done with it."""

from __future__ import annotations

from pydantic import ValidationError
from sqlalchemy import orm
from starlette.requests import Request
from starlette.responses import FileResponse, HTMLResponse, RedirectResponse, Response

from kneevision.app.forms import Form, name_of
from kneevision.app.jobs.options import Wishes
from kneevision.app.library import bin as the_bin
from kneevision.app.library import sessions
from kneevision.app.library.tables import Clip
from kneevision.app.names import shown_name
from kneevision.app.pages.clip_rows import KIND, row_of
from kneevision.app.pages.results import DOWNLOADS
from kneevision.app.refused import RefusedError, not_there
from kneevision.app.room import render, room_of


def clip(request: Request) -> Response:
    """The report, in a frame, and the clip's own settings."""
    room = room_of(request)
    with room.library.begin() as db:
        shown = _clip(request, db)
        row = row_of(room, db, shown)
        session, person = shown.session, shown.session.person
        others = [other for other in sessions.sessions(db, person) if other.id != session.id]
    return room.page(
        "clip.html.j2",
        row=row,
        clip=shown,
        session=session,
        person=person,
        others=others,
        kinds=KIND,
        downloads=DOWNLOADS,
        wishes=Wishes.model_validate(row.job.options if row.job else {}),
        key=room.keys.key(shown.id),
    )


def row(request: Request) -> Response:
    """The clip's row as it stands now, for a page that is open."""
    room = room_of(request)
    with room.library.begin() as db:
        shown = row_of(room, db, _clip(request, db))
    return HTMLResponse(render("clip_row.html.j2", row=shown))


def change_clip(request: Request, form: Form) -> Response:
    """Another name, kind or session of the same person."""
    room = room_of(request)
    with room.library.begin() as db:
        changed = _clip(request, db)
        changed.name = shown_name(name_of(form, "A clip"))
        kind = next((kind for kind in KIND if kind == form.get("kind")), None)
        if kind is not None:
            changed.kind = kind
        if form.get("session", "").isdecimal():
            there = sessions.session(db, int(form["session"][:18]))
            if there is None:
                raise not_there()
            changed.session = there
    return RedirectResponse(f"/clips/{changed.id}", 303)


def delete_clip(request: Request, form: Form) -> Response:
    """Into the bin; what is being done with it is stopped."""
    room = room_of(request)
    with room.library.begin() as db:
        gone = _clip(request, db)
        the_bin.delete(gone)
        jobs = the_bin.jobs_of(db, gone)
    room.queue.cancel(jobs)
    return RedirectResponse(f"/sessions/{gone.session_id}", 303)


def cancel(request: Request, form: Form) -> Response:
    """Stop waiting for it, or stop the analysis; the clip stays."""
    room = room_of(request)
    with room.library.begin() as db:
        shown = _clip(request, db)
        jobs = the_bin.jobs_of(db, shown)
    room.queue.cancel(jobs)
    return RedirectResponse(f"/sessions/{shown.session_id}", 303)


def go_on(request: Request, form: Form) -> Response:
    """Analyze it although the filming check found it spoilt."""
    room = room_of(request)
    with room.library.begin() as db:
        shown = _clip(request, db)
        job = shown.job
    if job is not None:
        room.queue.go_on(job.id)
    return RedirectResponse(f"/sessions/{shown.session_id}", 303)


def analyze(request: Request, form: Form) -> Response:
    """Once more, perhaps otherwise."""
    room = room_of(request)
    try:
        wishes = Wishes.model_validate({key: value for key, value in form.items() if value and key != "edits"})
    except ValidationError:
        raise RefusedError(422, "This cannot be asked of an analysis.") from None
    with room.library.begin() as db:
        shown = _clip(request, db)
        jobs = the_bin.jobs_of(db, shown)
    room.queue.cancel(jobs)
    with room.library.begin() as db:
        room.queue.analyze(_clip(request, db), db, wishes)
    room.queue.wake()
    return RedirectResponse(f"/clips/{shown.id}", 303)


def video(request: Request) -> Response:
    """The clip as it was uploaded."""
    room = room_of(request)
    with room.library.begin() as db:
        path = room.library.video(_clip(request, db))
    if not path.is_file():
        raise not_there()
    return FileResponse(path, media_type="application/octet-stream", filename=path.name)


def _clip(request: Request, db: orm.Session) -> Clip:
    found = sessions.clip(db, request.path_params["clip"])
    if found is None:
        raise not_there()
    return found
