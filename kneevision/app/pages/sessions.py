"""One session: where clips are dropped, and how they stand."""

from __future__ import annotations

from pydantic import ValidationError
from sqlalchemy import orm
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import JSONResponse, RedirectResponse, Response

from kneevision.app.forms import Form, day_of, note_of
from kneevision.app.jobs.options import Wishes
from kneevision.app.library import bin as the_bin
from kneevision.app.library import people, sessions
from kneevision.app.library.arrivals import arrive
from kneevision.app.library.tables import Clip, Session
from kneevision.app.names import file_name, shown_name
from kneevision.app.pages.clip_rows import rows_of
from kneevision.app.refused import RefusedError, not_there
from kneevision.app.room import Room, room_of
from kneevision.app.uploads import Arrived, arriving, video_words


def session(request: Request) -> Response:
    """The drop zone and the clips."""
    room = room_of(request)
    with room.library.begin() as db:
        shown = _session(request, db)
        rows = rows_of(room, db, sessions.clips(db, shown))
        person = shown.person
        others = [listed.person for listed in people.people(db) if listed.person.id != person.id]
    return room.page(
        "session.html.j2",
        session=shown,
        person=person,
        rows=rows,
        others=others,
        limits=room.limits,
        wishes=Wishes(),
    )


def change_session(request: Request, form: Form) -> Response:
    """Another day or note, or another person's."""
    with room_of(request).library.begin() as db:
        changed = _session(request, db)
        changed.on, changed.note = day_of(form), note_of(form)
        if "person" in form:
            owner = people.person(db, _number(form["person"]))
            if owner is None:
                raise not_there()
            changed.person = owner
    return RedirectResponse(f"/sessions/{changed.id}", 303)


def delete_session(request: Request, form: Form) -> Response:
    """Into the bin, with all clips."""
    room = room_of(request)
    with room.library.begin() as db:
        gone = _session(request, db)
        the_bin.delete(gone)
        jobs = the_bin.jobs_of(db, gone)
    room.queue.cancel(jobs)
    return RedirectResponse(f"/people/{gone.person_id}", 303)


async def add_clip(request: Request) -> Response:
    """One file, as the body of the request: a clip of this session, first in line for its filming check."""
    room = room_of(request)
    name = shown_name(request.query_params.get("name", ""))
    wishes = _wishes(request)
    await run_in_threadpool(_check_session, room, request)
    async with arriving(request, room.library.folder, room.limits, file_name(name)) as arrived:
        async with room.reading:
            sha256, why_not = await run_in_threadpool(video_words, arrived.path)
        if why_not:
            raise RefusedError(422, f"{name}: {why_not}")
        await run_in_threadpool(_keep, room, request, arrived, name, sha256, wishes)
    return JSONResponse({"clip": arrived.clip_id}, 201)


def _check_session(room: Room, request: Request) -> None:
    with room.library.begin() as db:
        _session(request, db)


def _keep(room: Room, request: Request, arrived: Arrived, name: str, sha256: str, wishes: Wishes) -> None:
    with room.library.begin() as db:
        clip = Clip(
            id=arrived.clip_id,
            session=_session(request, db),
            name=name,
            file=arrived.path.name,
            sha256=sha256,
            size_bytes=arrived.size_bytes,
        )
        db.add(clip)
    try:
        arrive(room.library, clip.id)
    except OSError:
        with room.library.begin() as db:
            db.delete(db.get_one(Clip, clip.id))
        raise
    with room.library.begin() as db:
        kept = db.get_one(Clip, clip.id)
        room.queue.check_then_analyze(kept, db, wishes)
    room.queue.wake()


def _wishes(request: Request) -> Wishes:
    told = {key: value for key, value in request.query_params.items() if key != "name" and value}
    try:
        return Wishes.model_validate(told)
    except ValidationError:
        raise RefusedError(422, "This cannot be asked of an analysis.") from None


def _session(request: Request, db: orm.Session) -> Session:
    found = sessions.session(db, request.path_params["session"])
    if found is None:
        raise not_there()
    return found


def _number(text: str) -> int:
    try:
        return int(text)
    except ValueError:
        raise not_there() from None
