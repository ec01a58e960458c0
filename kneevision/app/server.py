"""The web application: which page answers to which address, and what stands before all of them."""

from __future__ import annotations

from starlette.applications import Starlette
from starlette.convertors import Convertor, register_url_convertor
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, Response
from starlette.routing import Route

from kneevision.app.forms import form
from kneevision.app.guard.hosts import Hosts
from kneevision.app.guard.middleware import Guard
from kneevision.app.pages import bin as the_bin
from kneevision.app.pages import clips, entry, events, look, people, results, review, sessions, transfer, versus
from kneevision.app.refused import RefusedError, not_there
from kneevision.app.room import Room, render


def server(room: Room, hosts: Hosts) -> Starlette:
    """The application of one running app."""
    register_url_convertor("number", _Number())
    register_url_convertor("clip", _ClipId())
    register_url_convertor("clips", _ClipIds())
    app = Starlette(
        routes=_routes(),
        middleware=[Middleware(Guard, hosts=hosts, passes=room.passes)],
        exception_handlers={RefusedError: _refused, 404: _no_such_page, 405: _no_such_page, Exception: _broken},
    )
    app.state.room = room
    return app


class _Number(Convertor[int]):
    """A row's number, no larger than the database takes."""

    regex = "[0-9]{1,18}"

    def convert(self, value: str) -> int:
        return int(value)

    def to_string(self, value: int) -> str:
        return str(value)


class _ClipId(Convertor[str]):
    """A clip's id, as `uploads.arriving` makes it."""

    regex = "[0-9a-f]{32}"

    def convert(self, value: str) -> str:
        return value

    def to_string(self, value: str) -> str:
        return value


class _ClipIds(_ClipId):
    """Ids of two clips or more, in order."""

    regex = "[0-9a-f]{32}(?:-[0-9a-f]{32}){1,49}"


def _routes() -> list[Route]:
    def post(path: str, do: object) -> Route:
        return Route(path, do, methods=["POST"])  # type: ignore[arg-type]

    return [
        Route("/enter", entry.enter),
        Route("/sign-in", entry.sign_in_page),
        post("/sign-in", form(entry.sign_in)),
        post("/sign-out", form(entry.sign_out)),
        Route("/static/{file}", look.static),
        Route("/", people.people),
        post("/people", form(people.add_person)),
        Route("/people/{person:number}", people.person),
        post("/people/{person:number}", form(people.change_person)),
        post("/people/{person:number}/delete", form(people.delete_person)),
        post("/people/{person:number}/sessions", form(people.add_session)),
        Route("/people/{person:number}/export", transfer.export_person),
        post("/import", transfer.import_person),
        Route("/sessions/{session:number}", sessions.session),
        post("/sessions/{session:number}", form(sessions.change_session)),
        post("/sessions/{session:number}/delete", form(sessions.delete_session)),
        post("/sessions/{session:number}/clips", sessions.add_clip),
        Route("/clips/{clip:clip}", clips.clip),
        post("/clips/{clip:clip}", form(clips.change_clip)),
        Route("/clips/{clip:clip}/row", clips.row),
        Route("/clips/{clip:clip}/video", clips.video),
        Route("/clips/{clip:clip}/files/{file}", results.download),
        Route("/clips/{clip:clip}/review", review.page),
        Route("/clips/{clip:clip}/scene", review.whole_scene),
        Route("/clips/{clip:clip}/player", review.player_video),
        Route("/clips/{clip:clip}/edits", review.put_edits, methods=["PUT"]),
        post("/clips/{clip:clip}/analyze", form(clips.analyze)),
        post("/clips/{clip:clip}/go-on", form(clips.go_on)),
        post("/clips/{clip:clip}/cancel", form(clips.cancel)),
        post("/clips/{clip:clip}/delete", form(clips.delete_clip)),
        Route("/results/{clip:clip}/{key}/plots/{file}", results.plot),
        Route("/results/{clip:clip}/{key}/{file}", results.result),
        Route("/versus", versus.ask),
        Route("/versus/{clips:clips}", versus.page),
        post("/versus/{clips:clips}", form(versus.make)),
        Route("/versus/{clips:clips}/players", versus.players),
        Route("/versus/{clips:clips}/pair", versus.pair),
        Route("/compared/{clips:clips}/{key}/plots/{file}", results.compared_plot),
        Route("/compared/{clips:clips}/{key}/{file}", results.compared),
        Route("/events/people/{person:number}", events.of_person),
        Route("/events/sessions/{session:number}", events.of_session),
        Route("/events/clips/{clip:clip}", events.of_clip),
        Route("/bin", the_bin.bin_page),
        post("/bin/empty", form(the_bin.empty)),
        post("/bin/restore/{kind}/{number}", form(the_bin.restore)),
    ]


def _refused(request: Request, error: Exception) -> Response:
    assert isinstance(error, RefusedError)
    if "text/html" not in request.headers.get("accept", ""):
        return JSONResponse({"error": error.words}, error.status)
    return HTMLResponse(render("refused.html.j2", words=error.words), error.status)


def _no_such_page(request: Request, error: Exception) -> Response:
    return _refused(request, not_there())


def _broken(request: Request, error: Exception) -> Response:
    words = "Something in the app went wrong; what it was stands in the window where the app was started."
    return _refused(request, RefusedError(500, words))
