"""Clips of one person held against each other: before and after, or in order of their dates."""

from __future__ import annotations

import threading
from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any, Final

from sqlalchemy import orm
from starlette.requests import Request
from starlette.responses import JSONResponse, RedirectResponse, Response

from kneevision.analysis import Analysis
from kneevision.app.forms import Form
from kneevision.app.library import comparisons, sessions
from kneevision.app.library.tables import Clip
from kneevision.app.refused import RefusedError, not_there
from kneevision.app.review import scene
from kneevision.app.room import Room, room_of
from kneevision.compare.files import between
from kneevision.compare.together import RATE_HZ, SLOW, together
from kneevision.errors import UserError
from kneevision.long_work import Tell, long_work

_SEPARATOR: Final = "-"
# Each takes a core and some seconds, and nobody asks for two at a time.
_ONE_AT_A_TIME: Final = threading.Lock()


@dataclass(frozen=True)
class Chosen:
    """The clips, with the days of their sessions; all of one person."""

    clips: Sequence[Clip]

    @property
    def ids(self) -> str:
        """As the address has them."""
        return _SEPARATOR.join(clip.id for clip in self.clips)


def ask(request: Request) -> Response:
    """From the person's page to the address of the comparison."""
    before, after = (request.query_params.get(name, "") for name in ("before", "after"))
    with room_of(request).library.begin() as db:
        chosen = _chosen(db, (before, after))
    return RedirectResponse(f"/versus/{chosen.ids}", 303)


def page(request: Request) -> Response:
    """The comparison; where it is still to be made, the page asks for that by itself."""
    room = room_of(request)
    with room.library.begin() as db:
        chosen = _of_address(request, db)
        person = chosen.clips[0].session.person
        days = [clip.session.on for clip in chosen.clips]
    fresh = comparisons.is_fresh(room.library, chosen.clips)
    return room.page(
        "versus.html.j2", chosen=chosen, person=person, days=days, fresh=fresh, key=room.keys.key(chosen.ids)
    )


def make(request: Request, form: Form) -> Response:
    """Compare, and show it."""
    room = room_of(request)
    with room.library.begin() as db:
        chosen = _of_address(request, db)
    with _ONE_AT_A_TIME:
        if not comparisons.is_fresh(room.library, chosen.clips):
            _make(room, chosen.clips)
    return RedirectResponse(f"/versus/{chosen.ids}", 303)


def players(request: Request) -> Response:
    """First and last clip in two players with one control."""
    room = room_of(request)
    with room.library.begin() as db:
        chosen = _of_address(request, db)
        person = chosen.clips[0].session.person
        ends = [(clip, clip.session.on) for clip in (chosen.clips[0], chosen.clips[-1])]
    return room.page("players.html.j2", chosen=chosen, person=person, ends=ends)


def pair(request: Request) -> Response:
    """What the players draw, and which moments belong together: those of each side's most typical cycle."""
    room = room_of(request)
    with room.library.begin() as db:
        chosen = _of_address(request, db)
    try:
        both = [Analysis.load(room.library.result(chosen.clips[end])) for end in (0, -1)]
    except UserError as error:
        raise RefusedError(422, str(error)) from None
    found = together(both[0], both[1])
    return JSONResponse(
        {
            "scenes": [scene(one) for one in both],
            "steps_per_s": RATE_HZ / SLOW,
            "sides": {each.side: {"times": each.times_s.tolist(), "middle": each.middle} for each in found},
        }
    )


def folder_of(request: Request) -> Path:
    """The folder of the comparison that an address names."""
    room = room_of(request)
    with room.library.begin() as db:
        chosen = _of_address(request, db)
    return comparisons.comparison_of(room.library, chosen.clips)


def _make(room: Room, clips: Sequence[Clip]) -> None:
    comparisons.prepare(room.library, clips)
    results = [room.library.result(clip) for clip in clips]
    out = comparisons.comparison_of(room.library, clips)
    with long_work(partial(_compare, results, out)) as work:
        for _ in work.told():
            pass
        code, words = work.ended()
    if code:
        lines = [line for line in words.splitlines() if line.strip()]
        raise RefusedError(422, lines[-1] if lines else f"Comparing ended with {code}.")


def _compare(results: Sequence[Path], out: Path, tell: Tell) -> int:
    between(results, out, force=True)
    return 0


def _of_address(request: Request, db: orm.Session) -> Chosen:
    return _chosen(db, request.path_params["clips"].split(_SEPARATOR))


def _chosen(db: orm.Session, ids: Sequence[str]) -> Chosen:
    found: list[Any] = [sessions.clip(db, clip_id) for clip_id in ids]
    if None in found:
        raise not_there()
    if len(set(ids)) < len(ids):
        raise RefusedError(422, "Choose two clips: one and the same shows no change.")
    if len({clip.session.person_id for clip in found}) > 1:
        raise RefusedError(422, "These clips are of two people; only one person's can be compared.")
    return Chosen(found)
