"""Style, scripts and icon: the package's own files, read once."""

from __future__ import annotations

from functools import cache
from importlib.resources import files
from typing import Final

from starlette.requests import Request
from starlette.responses import Response

from kneevision.app.refused import not_there
from kneevision.app.room import render

_TYPES: Final = {".js": "text/javascript; charset=utf-8", ".svg": "image/svg+xml", ".css": "text/css; charset=utf-8"}
_STYLE: Final = "app.css"


def static(request: Request) -> Response:
    """One of these files."""
    found = _files().get(request.path_params["file"])
    if found is None:
        raise not_there()
    content, media_type = found
    return Response(content, media_type=media_type)


@cache
def _files() -> dict[str, tuple[bytes, str]]:
    found = {_STYLE: (render(f"{_STYLE}.j2").encode(), _TYPES[".css"])}
    for file in files("kneevision.app").joinpath("static").iterdir():
        suffix = f".{file.name.rpartition('.')[2]}"
        if suffix in _TYPES:
            found[file.name] = (file.read_bytes(), _TYPES[suffix])
    return found
