"""A request as it comes from the wire: the path untouched, the body piece by piece, perhaps broken off."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any
from urllib.parse import unquote

import anyio

from kneevision.app.guard.middleware import cookie_name
from tests.app.desk import ORIGIN, PORT, Desk


def ask(app: Desk, method: str, path: str, body: Iterator[bytes] | None = None, **headers: str) -> tuple[int, str]:
    """Status and text of the answer; a body that ends with an error is one whose sender has gone."""
    plain, _, query = path.partition("?")
    pieces = iter(()) if body is None else body
    told = {
        "host": f"127.0.0.1:{PORT}",
        "origin": ORIGIN,
        "cookie": f"{cookie_name(PORT)}={app.room.passes.give()}",
        **{name.replace("_", "-"): value for name, value in headers.items()},
    }
    scope = {
        "type": "http",
        "asgi": {"version": "3.0", "spec_version": "2.4"},
        "http_version": "1.1",
        "method": method,
        "scheme": "http",
        "path": unquote(plain),
        "raw_path": plain.encode(),
        "query_string": query.encode(),
        "headers": [(name.encode(), value.encode()) for name, value in told.items()],
        "client": ("127.0.0.1", 50000),
        "server": ("127.0.0.1", PORT),
    }
    answer: dict[str, Any] = {"status": 0, "text": b""}

    async def receive() -> dict[str, Any]:
        try:
            return {"type": "http.request", "body": next(pieces), "more_body": True}
        except StopIteration:
            return {"type": "http.request", "body": b"", "more_body": False}
        except ConnectionError:
            return {"type": "http.disconnect"}

    async def send(message: Any) -> None:
        answer["status"] = message.get("status", answer["status"])
        answer["text"] += message.get("body", b"")

    async def run() -> None:
        await app.client.app(scope, receive, send)

    anyio.run(run)
    return answer["status"], answer["text"].decode(errors="replace")
