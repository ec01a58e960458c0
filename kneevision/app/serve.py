"""Start the app, and keep it up until Ctrl-C."""

from __future__ import annotations

import logging
import os
import signal
import socket
import sys
import webbrowser
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from types import FrameType
from typing import Final

import anyio
import platformdirs
import typer
import uvicorn

from kneevision import screen
from kneevision.app.folder import data_folder
from kneevision.app.guard.hosts import Hosts, is_loopback
from kneevision.app.guard.keys import Keys
from kneevision.app.guard.passes import Passes
from kneevision.app.guard.password import Guesses, Password
from kneevision.app.jobs.queue import Queue
from kneevision.app.library import arrivals
from kneevision.app.library import bin as the_bin
from kneevision.app.library.database import library
from kneevision.app.room import Limits, Room
from kneevision.app.server import server
from kneevision.errors import UserError

PASSWORD_VARIABLE: Final = "KNEEVISION_PASSWORD"
_PORT: Final = 8420
# A result is larger than its clip at times, and a full disk stops more than the app.
_SPARE_BYTES: Final = 2**30
# Files looked into at a time; each is a process that decodes.
_READ_AT_A_TIME: Final = 2
_CLOSING_S: Final = 3


def serve(data: Path | None, port: int | None, host: str, open_browser: bool, upload_bytes: int) -> None:
    """Serve until Ctrl-C or a signal to end.

    Parameters
    ----------
    data : Path or None
        The data folder; None: the one that the system has for this user's programs.
    port : int or None
        0: any that is free; None: the usual one, or any that is free.
    host : str
        Address to listen on; any but the loopback's demands a password.
    open_browser : bool
        Open the page in the user's browser.
    upload_bytes : int
        Largest clip that is taken.

    Raises
    ------
    UserError
        The folder or the port cannot be had, or there is no password where one is demanded.
    """
    root = platformdirs.user_data_path("kneevision", appauthor=False) if data is None else data.absolute()
    local = is_loopback(host)
    with data_folder(root) as folder, _listening(host, port) as listener:
        password = None if local else _password()
        port = listener.getsockname()[1]
        signal.signal(signal.SIGTERM, signal.default_int_handler)  # tidies up as Ctrl-C does
        with library(folder) as opened:
            arrivals.settle(opened)
            the_bin.sweep(opened)
            with suppress(KeyboardInterrupt), Queue(opened).at_work() as queue:
                room = Room(
                    library=opened,
                    queue=queue,
                    passes=Passes(),
                    keys=Keys(),
                    limits=Limits(upload_bytes, _SPARE_BYTES),
                    port=port,
                    password=password,
                    guesses=Guesses(),
                    reading=anyio.CapacityLimiter(_READ_AT_A_TIME),
                )
                names = frozenset() if local else frozenset({socket.gethostname().lower(), host.lower()})
                _say_where(room, host, local, root, open_browser)
                _run(room, Hosts(port, names, any_address=not local), listener)
    screen.put("stopped; what was being analyzed goes on at the next start.")


class _Server(uvicorn.Server):
    """Lets the streams of events end when it is told to."""

    def __init__(self, config: uvicorn.Config, queue: Queue) -> None:
        super().__init__(config)
        self._queue = queue

    def handle_exit(self, sig: int, frame: FrameType | None) -> None:
        self._queue.closing.set()
        super().handle_exit(sig, frame)


def _run(room: Room, hosts: Hosts, listener: socket.socket) -> None:
    logging.getLogger("uvicorn.error").setLevel(logging.ERROR)
    config = uvicorn.Config(
        server(room, hosts),
        log_config=None,
        access_log=False,
        server_header=False,
        proxy_headers=False,
        lifespan="off",
        ws="none",
        timeout_graceful_shutdown=_CLOSING_S,
    )
    _Server(config, room.queue).run(sockets=[listener])


@contextmanager
def _listening(host: str, port: int | None) -> Iterator[socket.socket]:
    """A socket that listens; a browser that comes before the server is up waits in it."""
    wanted = [_PORT, 0] if port is None else [port]
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    for number in wanted:
        listener = socket.socket(family)
        try:
            if sys.platform != "win32":  # there the same option would let another program take the port over
                listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            listener.bind((host, number))
            listener.listen(100)
        except OSError as error:
            listener.close()
            if number == wanted[-1]:
                where = f"{host}, port {number}"
                raise UserError(
                    f"{where}: cannot listen there ({error.strerror or error}); choose another --port."
                ) from error
        else:
            with listener:
                yield listener
            return


def _password() -> Password:
    """From the environment, or asked for; never from the command line, where everybody on the machine can read it."""
    told = os.environ.pop(PASSWORD_VARIABLE, None)
    if told is None:
        if not sys.stdin.isatty():
            raise UserError(f"--host opens the app to the network: set {PASSWORD_VARIABLE}, or start it in a terminal.")
        told = str(typer.prompt("Password for the app", hide_input=True, confirmation_prompt=True, err=True))
    return Password(told)


def _say_where(room: Room, host: str, local: bool, root: Path, open_browser: bool) -> None:
    shown = "127.0.0.1" if host in ("0.0.0.0", "::") else f"[{host}]" if ":" in host else host
    address = f"http://{shown}:{room.port}/enter?token={room.passes.token}"
    if not local:
        elsewhere = socket.gethostname() if host in ("0.0.0.0", "::") else shown
        screen.put(
            f"Open to the network: whoever reaches http://{elsewhere}:{room.port}/ and knows the password sees all "
            "people and clips.\nIt is plain http: what is sent can be read within that network. Use it in one that you "
            "trust, never on the open internet."
        )
    screen.put(f"kneevision app: {address}\nPeople, clips and results: {root}\nCtrl-C stops it.")
    sys.stdout.flush()
    if open_browser:
        webbrowser.open(address)
