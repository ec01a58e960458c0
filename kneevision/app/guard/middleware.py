"""Every request passes here first."""

from __future__ import annotations

from typing import Final

from starlette.datastructures import Headers, MutableHeaders
from starlette.requests import HTTPConnection
from starlette.responses import PlainTextResponse, RedirectResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from kneevision.app.guard.headers import ALWAYS
from kneevision.app.guard.hosts import Hosts
from kneevision.app.guard.passes import Passes

_ONLY_READ: Final = ("GET", "HEAD")
# What is asked for without a pass: how to get one, the look, and results, whose addresses hold a key.
_WITHOUT_PASS: Final = ("/enter", "/sign-in")
_WITHOUT_PASS_BELOW: Final = ("/static/", "/results/", "/compared/")


class Guard:
    """Refuses what does not come from the app's own page in a browser that was let in."""

    def __init__(self, app: ASGIApp, hosts: Hosts, passes: Passes) -> None:
        self._app = app
        self._hosts = hosts
        self._passes = passes

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on, or answer it."""
        if scope["type"] == "lifespan":
            await self._app(scope, receive, send)
            return
        if scope["type"] != "http":
            return

        async def send_with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, value in ALWAYS.items():
                    headers.setdefault(name, value)
            await send(message)

        refused = self._refused(scope)
        await (self._app if refused is None else refused)(scope, receive, send_with_headers)

    def _refused(self, scope: Scope) -> Response | None:
        headers = Headers(scope=scope)
        hosts = headers.getlist("host")
        if len(hosts) != 1 or not self._hosts.knows(hosts[0]):
            return PlainTextResponse("This address is not the app's own: open it as the app's start said.", 403)
        if scope["method"] not in _ONLY_READ and not _from_own_page(headers, f"{scope['scheme']}://{hosts[0]}"):
            return PlainTextResponse("Only the app's own pages may change something.", 403)
        path = scope["path"]
        if path in _WITHOUT_PASS or path.startswith(_WITHOUT_PASS_BELOW) or self._has_pass(scope):
            return None
        if scope["method"] in _ONLY_READ and "text/html" in headers.get("accept", ""):
            return RedirectResponse("/sign-in", 303)
        return PlainTextResponse("Open the app anew, as its start said.", 401)

    def _has_pass(self, scope: Scope) -> bool:
        """Whether a request comes from a browser that was let in."""
        return self._passes.holds(HTTPConnection(scope).cookies.get(cookie_name(self._hosts.port)))


def cookie_name(port: int) -> str:
    """Browsers do not tell one port's cookies from another's; two apps on one machine keep theirs apart by name."""
    return f"kneevision_{port}"


def _from_own_page(headers: Headers, own_origin: str) -> bool:
    """Browsers tell the origin of what changes something; whatever tells neither origin nor site is none."""
    origin = headers.get("origin")
    site = headers.get("sec-fetch-site")
    if site is not None and site != "same-origin":
        return False
    return origin == own_origin if origin is not None else site == "same-origin"
