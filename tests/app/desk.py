"""An app in this process, asked without a network, as its own page would ask it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import anyio
from starlette.testclient import TestClient

from kneevision.app.folder import data_folder
from kneevision.app.guard.hosts import Hosts
from kneevision.app.guard.keys import Keys
from kneevision.app.guard.middleware import cookie_name
from kneevision.app.guard.passes import Passes
from kneevision.app.guard.password import Guesses, Password
from kneevision.app.jobs.queue import Queue
from kneevision.app.library.database import library
from kneevision.app.library.tables import Clip, Person, Session
from kneevision.app.room import Limits, Room
from kneevision.app.server import server

PORT = 8420
ORIGIN = f"http://127.0.0.1:{PORT}"
OWN_PAGE = {"Origin": ORIGIN, "Sec-Fetch-Site": "same-origin", "Accept": "text/html"}
MB = 2**20
LIMITS = Limits(64 * MB, 0)


@dataclass(frozen=True)
class Desk:
    """An app and a browser that was let in. The queue is not at work: jobs stay as they are put."""

    room: Room
    client: TestClient

    def post(self, path: str, data: dict[str, str] | None = None, **more: Any) -> Any:
        return self.client.post(path, data=data or {}, **more)

    def person(self, name: str = "Anna", note: str = "") -> int:
        answer = self.post("/people", {"name": name, "note": note})
        assert answer.status_code == 303, answer.text
        return int(answer.headers["location"].rpartition("/")[2])

    def session(self, person: int, on: str = "2026-03-31") -> int:
        answer = self.post(f"/people/{person}/sessions", {"on": on, "note": ""})
        assert answer.status_code == 303, answer.text
        return int(answer.headers["location"].rpartition("/")[2])

    def upload(self, session: int, path: Path, name: str | None = None, **asked: str) -> Any:
        params = {"name": name or path.name, **asked}
        return self.client.post(f"/sessions/{session}/clips", params=params, content=path.read_bytes())

    def clip(self, session: int, path: Path) -> str:
        answer = self.upload(session, path)
        assert answer.status_code == 201, answer.text
        return str(answer.json()["clip"])

    def rows(self) -> dict[str, int]:
        """How many people, sessions and clips there are, the bin's too."""
        with self.room.library.begin() as db:
            return {table.__tablename__: db.query(table).count() for table in (Person, Session, Clip)}

    def files(self) -> list[str]:
        """Everything below the folders of clips and uploads."""
        root = self.room.library.folder.root
        places = (self.room.library.folder.clips, self.room.library.folder.incoming)
        return sorted(str(path.relative_to(root)) for place in places for path in place.rglob("*"))


@contextmanager
def desk(root: Path, password: str | None = None, limits: Limits = LIMITS, any_address: bool = False) -> Iterator[Desk]:
    """Open an app with this data folder."""
    with data_folder(root) as folder, library(folder) as opened:
        room = Room(
            library=opened,
            queue=Queue(opened),
            passes=Passes(),
            keys=Keys(),
            limits=limits,
            port=PORT,
            password=None if password is None else Password(password),
            guesses=Guesses(),
            reading=anyio.CapacityLimiter(2),
        )
        client = TestClient(
            server(room, Hosts(PORT, any_address=any_address)),
            base_url=ORIGIN,
            headers=OWN_PAGE,
            cookies={cookie_name(PORT): room.passes.give()},
            follow_redirects=False,
        )
        yield Desk(room, client)
