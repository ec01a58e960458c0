"""What all pages work with."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Any

import anyio
from jinja2 import ChoiceLoader, Environment, PackageLoader, StrictUndefined
from starlette.requests import Request
from starlette.responses import HTMLResponse

from kneevision.app.guard.keys import Keys
from kneevision.app.guard.passes import Passes
from kneevision.app.guard.password import Guesses, Password
from kneevision.app.jobs.queue import Queue
from kneevision.app.library.bin import binned
from kneevision.app.library.database import Library
from kneevision.report import style, texts
from kneevision.version import __version__


@dataclass(frozen=True)
class Limits:
    """`upload_bytes`: of one file; `spare_bytes`: what the disk must have left."""

    upload_bytes: int
    spare_bytes: int


@dataclass(frozen=True)
class Room:
    """One running app.

    Attributes
    ----------
    library : Library
    queue : Queue
    passes : Passes
    keys : Keys
    limits : Limits
    port : int
    password : Password or None
        None where only this machine is served.
    guesses : Guesses
        At the password.
    reading : CapacityLimiter
        How many new files are looked into at a time.
    """

    library: Library
    queue: Queue
    passes: Passes
    keys: Keys
    limits: Limits
    port: int
    password: Password | None
    guesses: Guesses
    reading: anyio.CapacityLimiter

    def page(self, template: str, status: int = 200, **context: Any) -> HTMLResponse:
        """A page for somebody who was let in."""
        with self.library.begin() as db:
            in_bin = binned(db).count
        return HTMLResponse(render(template, in_bin=in_bin, guarded=self.password is not None, **context), status)


def room_of(request: Request) -> Room:
    """The app that a request came to."""
    room: Room = request.app.state.room
    return room


def render(template: str, **context: Any) -> str:
    """A template as text. Everything is escaped: names and notes are text that a stranger may have chosen."""
    return _environment().get_template(template).render(version=__version__, style=style, **context)


def _day(on: date) -> str:
    """'3 March 2026': no order of numbers that somebody reads the other way round."""
    return f"{on.day} {on:%B %Y}"


@cache
def _environment() -> Environment:
    environment = Environment(
        loader=ChoiceLoader([PackageLoader("kneevision.app"), PackageLoader("kneevision.report")]),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters |= {
        "day": _day,
        "interval_name": texts.interval_name,
        "measure": texts.title,
        "side": texts.SIDE.get,
    }
    return environment
