"""How clips stand, told to an open page as it changes (server-sent events)."""

from __future__ import annotations

import json
import time
from collections.abc import AsyncIterator, Callable, Sequence
from typing import Final

import anyio
from sqlalchemy import orm
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response, StreamingResponse

from kneevision.app.library import people, sessions
from kneevision.app.library.tables import Clip
from kneevision.app.pages.clip_rows import rows_of
from kneevision.app.refused import not_there
from kneevision.app.room import Room, room_of

_LOOK_EVERY_S: Final = 0.5
# A line that means nothing: whoever has gone is found out by it.
_STILL_HERE_EVERY_S: Final = 15.0

_Find = Callable[[orm.Session], Sequence[Clip] | None]


def of_session(request: Request) -> Response:
    """The clips of a session."""
    number = request.path_params["session"]

    def find(db: orm.Session) -> Sequence[Clip] | None:
        found = sessions.session(db, number)
        return None if found is None else sessions.clips(db, found)

    return _stream(request, find)


def of_person(request: Request) -> Response:
    """The clips of all sessions of a person."""
    number = request.path_params["person"]

    def find(db: orm.Session) -> Sequence[Clip] | None:
        found = people.person(db, number)
        if found is None:
            return None
        return [clip for session in sessions.sessions(db, found) for clip in sessions.clips(db, session)]

    return _stream(request, find)


def of_clip(request: Request) -> Response:
    """One clip."""
    clip_id = request.path_params["clip"]

    def find(db: orm.Session) -> Sequence[Clip] | None:
        found = sessions.clip(db, clip_id)
        return None if found is None else [found]

    return _stream(request, find)


def _stream(request: Request, find: _Find) -> Response:
    room = room_of(request)
    if _state(room, find) is None:
        raise not_there()
    return StreamingResponse(_told(room, find), media_type="text/event-stream")


async def _told(room: Room, find: _Find) -> AsyncIterator[str]:
    """The state at once, and whenever it has changed, until the app is stopped or there is nothing to tell of."""
    told, told_s = "", 0.0
    while not room.queue.closing.is_set():
        state = await run_in_threadpool(_state, room, find)
        if state is None:
            return
        if state != told:
            yield f"data: {state}\n\n"
            told, told_s = state, time.monotonic()
        elif time.monotonic() > told_s + _STILL_HERE_EVERY_S:
            yield ":\n\n"
            told_s = time.monotonic()
        await anyio.sleep(_LOOK_EVERY_S)


def _state(room: Room, find: _Find) -> str | None:
    with room.library.begin() as db:
        clips = find(db)
        return None if clips is None else json.dumps([row.event() for row in rows_of(room, db, clips)])
