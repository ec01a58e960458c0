"""A person out of the app as a zip, and into it again."""

from __future__ import annotations

from dataclasses import replace
from typing import Final
from urllib.parse import quote

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import JSONResponse, Response, StreamingResponse

from kneevision.app.library import people
from kneevision.app.names import file_stem
from kneevision.app.refused import not_there
from kneevision.app.room import room_of
from kneevision.app.transfer.pack import contents, packed
from kneevision.app.transfer.unpack import unpack
from kneevision.app.uploads import arriving

# A person has many clips: the disk is what bounds a zip of them.
_CLIPS_IN_A_ZIP: Final = 1000


def export_person(request: Request) -> Response:
    """The zip, made while it is sent."""
    room = room_of(request)
    with room.library.begin() as db:
        person = people.person(db, request.path_params["person"])
        if person is None:
            raise not_there()
        manifest, files = contents(room.library, db, person)
    name = quote(f"{file_stem(person.name)}.zip")
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return StreamingResponse(packed(manifest, files), media_type="application/zip", headers=headers)


async def import_person(request: Request) -> Response:
    """A zip, as the body of the request, becomes a new person."""
    room = room_of(request)
    limits = replace(room.limits, upload_bytes=_CLIPS_IN_A_ZIP * room.limits.upload_bytes)
    async with arriving(request, room.library.folder, limits, "person.zip") as arrived, room.reading:
        person_id = await run_in_threadpool(unpack, room.library, room.limits, arrived.path)
    return JSONResponse({"person": person_id}, 201)
