"""Reading a form that a page of the app sends: small, and as text."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from datetime import date
from typing import Final
from urllib.parse import parse_qsl

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response

from kneevision.app.names import one_line
from kneevision.app.refused import RefusedError

_MOST_BYTES: Final = 64 * 1024
_LONGEST_NOTE: Final = 4000

Form = Mapping[str, str]


def form(do: Callable[[Request, Form], Response]) -> Callable[[Request], Awaitable[Response]]:
    """An endpoint that is given the form, in a thread where it may wait for disk and database."""

    async def endpoint(request: Request) -> Response:
        return await run_in_threadpool(do, request, await _read(request))

    return endpoint


async def _read(request: Request) -> Form:
    body = b""
    async for piece in request.stream():
        body += piece
        if len(body) > _MOST_BYTES:
            raise RefusedError(413, "That is too much text.")
    try:
        return dict(parse_qsl(body.decode(), keep_blank_values=True, errors="strict", max_num_fields=50))
    except ValueError:
        raise RefusedError(400, "This form could not be read.") from None


def name_of(form: Form, what: str) -> str:
    """The field `name`, which must hold something."""
    name = one_line(form.get("name", ""))
    if not name:
        raise RefusedError(422, f"{what} needs a name or a code.")
    return name


def note_of(form: Form) -> str:
    """The field `note`."""
    return form.get("note", "").replace("\r\n", "\n").strip()[:_LONGEST_NOTE]


def day_of(form: Form) -> date:
    """The field `on`, a day."""
    try:
        return date.fromisoformat(form.get("on", ""))
    except ValueError:
        raise RefusedError(422, "Tell the day as year, month and day, for example 2026-03-31.") from None
