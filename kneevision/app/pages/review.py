"""The review room of a clip: what it draws, and what is put right in it."""

from __future__ import annotations

from typing import Final

from pydantic import ValidationError
from sqlalchemy import orm
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import FileResponse, JSONResponse, Response

from kneevision.analysis import Analysis
from kneevision.app.jobs.options import Wishes
from kneevision.app.jobs.store import LIVE
from kneevision.app.library import sessions
from kneevision.app.library.tables import Clip
from kneevision.app.pages.clip_rows import row_of
from kneevision.app.refused import RefusedError, not_there
from kneevision.app.review import edits_of, scene
from kneevision.app.review.player import PLAYER_FILE, player
from kneevision.app.room import Room, room_of
from kneevision.edit import edited
from kneevision.edits import Edits
from kneevision.errors import UserError
from kneevision.pipeline import Options
from kneevision.report.words import words

_MOST_BYTES: Final = 256 * 1024


def page(request: Request) -> Response:
    """The room."""
    room = room_of(request)
    with room.library.begin() as db:
        shown = _clip(request, db)
        row = row_of(room, db, shown)
        session, person = shown.session, shown.session.person
        wishes = _wishes(shown)
    called = words(_stored(room, shown, frames=False))
    return room.page(
        "review.html.j2", row=row, clip=shown, session=session, person=person, wishes=wishes, called=called
    )


def whole_scene(request: Request) -> Response:
    """What the room draws, with the edits that hold or are being written."""
    room = room_of(request)
    with room.library.begin() as db:
        shown = _clip(request, db)
        job = shown.job
        waiting = _wishes(shown).edits if job is not None and job.state in LIVE else None
    stored = _stored(room, shown)
    return JSONResponse(scene(stored if waiting in (None, stored.edits) else _edited(room, shown, waiting)))


async def put_edits(request: Request) -> Response:
    """Take all edits of a clip anew: answers with the scene by them, and has the result written."""
    body = b""
    async for piece in request.stream():
        body += piece
        if len(body) > _MOST_BYTES:
            raise RefusedError(413, "That is too much text.")
    return await run_in_threadpool(_put, request, body)


def player_video(request: Request) -> Response:
    """The clip as the browser plays it; made now where no analysis has made it."""
    room = room_of(request)
    with room.library.begin() as db:
        shown = _clip(request, db)
    options = Options.of(_stored(room, shown, frames=False).provenance)
    video = room.library.video(shown)
    try:
        file = player(video, options.capture_fps, video.parent / PLAYER_FILE)
    except UserError as error:
        raise RefusedError(422, str(error)) from None
    return FileResponse(file, media_type="video/mp4")


def _put(request: Request, body: bytes) -> Response:
    room = room_of(request)
    try:
        edits = edits_of(body)
    except ValidationError:
        raise RefusedError(422, "This cannot be put right that way.") from None
    with room.library.begin() as db:
        shown = _clip(request, db)
        busy = [job for job in shown.jobs if job.state in LIVE]
    if any(Wishes.model_validate(job.options).edits is None for job in busy):
        raise RefusedError(409, "This clip is being analyzed; wait until that is done.")
    drawn = scene(_edited(room, shown, edits))
    room.queue.cancel([job.id for job in busy])  # what it writes is out of date
    with room.library.begin() as db:
        shown = _clip(request, db)
        room.queue.analyze(shown, db, _wishes(shown).model_copy(update={"edits": edits}))
    room.queue.wake()
    return JSONResponse(drawn)


def _wishes(clip: Clip) -> Wishes:
    return Wishes.model_validate(clip.job.options if clip.job else {})


def _edited(room: Room, clip: Clip, edits: Edits | None) -> Analysis:
    try:
        return edited(room.library.result(clip), edits or Edits())
    except UserError as error:
        raise RefusedError(422, str(error)) from None


def _stored(room: Room, clip: Clip, frames: bool = True) -> Analysis:
    try:
        stored = Analysis.load(room.library.result(clip), frames=frames)
    except UserError:
        raise RefusedError(404, "This clip has no result to look at; analyze it first.") from None
    if frames and stored.frames is None:
        raise RefusedError(404, "This clip's result has no table of frames; analyze it again.")
    return stored


def _clip(request: Request, db: orm.Session) -> Clip:
    found = sessions.clip(db, request.path_params["clip"])
    if found is None:
        raise not_there()
    return found
