"""`kneevision app`: for people who do not open a terminal again."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer


def app(
    data: Annotated[
        Path | None, typer.Option(help="Folder for people, clips and results. Default: this user's own for programs.")
    ] = None,
    port: Annotated[
        int | None, typer.Option(min=0, max=65535, help="Port to listen on. Default: 8420, or any that is free.")
    ] = None,
    host: Annotated[
        str, typer.Option(help="Address to listen on. Any but this machine's own demands a password.")
    ] = "127.0.0.1",
    no_browser: Annotated[bool, typer.Option("--no-browser", help="Open no browser; print the address only.")] = False,
    max_gb: Annotated[float, typer.Option(min=0.001, help="Largest clip that is taken, in GB.")] = 4.0,
) -> None:
    """Open the app in the browser: people, sessions, clips by drag and drop, reports. Served from this machine only.

    With --host it asks for a password, or takes it from the environment variable KNEEVISION_PASSWORD.
    """
    from kneevision.app.serve import serve

    serve(data, port, host, open_browser=not no_browser, upload_bytes=int(max_gb * 2**30))
