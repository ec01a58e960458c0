"""How a browser is let in: by the address that the start opens, or by the password."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response

from kneevision.app.forms import Form
from kneevision.app.guard.middleware import cookie_name
from kneevision.app.guard.passes import KEPT_S
from kneevision.app.refused import RefusedError
from kneevision.app.room import Room, render, room_of


def enter(request: Request) -> Response:
    """Exchange the token for a pass, and leave the address that holds it."""
    room = room_of(request)
    if not room.passes.opens(request.query_params.get("token", "")):
        raise RefusedError(403, "This address is not valid any more: open the one that the app's last start printed.")
    return _let_in(room)


def sign_in_page(request: Request) -> Response:
    """Ask for the password, or say where the address is to be found."""
    return _page(room_of(request), 200, "")


def sign_in(request: Request, form: Form) -> Response:
    """Take the password."""
    room = room_of(request)
    address = request.client.host if request.client else ""
    if room.password is None:
        raise RefusedError(403, "There is no password: open the address that the app's start printed.")
    if not room.guesses.begin(address):
        return _page(room, 429, "That was wrong too often. Wait a quarter of an hour, then try again.")
    if not room.password.fits(form.get("password", "")):
        return _page(room, 403, "That is not the password.")
    room.guesses.right(address)
    return _let_in(room)


def sign_out(request: Request, form: Form) -> Response:
    """Take the pass back."""
    room = room_of(request)
    name = cookie_name(room.port)
    room.passes.take_back(request.cookies.get(name))
    answer = RedirectResponse("/sign-in", 303)
    answer.delete_cookie(name, httponly=True, samesite="strict")
    return answer


def _let_in(room: Room) -> Response:
    answer = RedirectResponse("/", 303)
    answer.set_cookie(cookie_name(room.port), room.passes.give(), max_age=KEPT_S, httponly=True, samesite="strict")
    return answer


def _page(room: Room, status: int, wrong: str) -> Response:
    return HTMLResponse(render("sign_in.html.j2", guarded=room.password is not None, wrong=wrong), status)
