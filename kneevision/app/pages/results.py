"""The files of a result folder, each by a name from a fixed list.

The page of a result has its script and style inline, and it may have come from elsewhere inside somebody's zip. So it
is shown in a sandbox that may run scripts but has no origin: it can neither read the app's pages, nor send the app's
cookie, nor ask the app for anything (its policy allows no connection, no form and no frame; the page around it lets the
frame lead nowhere else). Hashes of its script instead would have to be taken from the file itself, which proves
nothing, or from this version's own script, which an older result does not have. Since a frame without an origin sends
no cookie with what it asks for, a key in the address opens its folder, see `guard/keys.py`.
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import Final, Literal

from starlette.requests import Request
from starlette.responses import FileResponse, Response

from kneevision.analysis import ANALYSIS_FILE, CYCLES_FILE, FRAMES_FILE
from kneevision.app.library import sessions
from kneevision.app.pages.versus import folder_of
from kneevision.app.refused import RefusedError, not_there
from kneevision.app.room import room_of
from kneevision.compare import page as compare_page
from kneevision.compare.side_by_side import SIDE_BY_SIDE_FILE
from kneevision.report.page import VIDEO_FILE
from kneevision.report.summary import PAGE_FILE

# What the page shows, and how it is told to the browser.
_SHOWN: Final = {PAGE_FILE: "text/html; charset=utf-8", VIDEO_FILE: "video/mp4"}
_COMPARED: Final = {compare_page.PAGE_FILE: _SHOWN[PAGE_FILE], SIDE_BY_SIDE_FILE: _SHOWN[VIDEO_FILE]}
_PLOTS: Final = {".png": "image/png", ".svg": "image/svg+xml"}
_PLOT_NAME: Final = re.compile(r"[a-z0-9_]+\.(png|svg)")
# What is kept to go on with, and what it is in words.
DOWNLOADS: Final = {
    CYCLES_FILE: "a row for each stride or repetition",
    FRAMES_FILE: "a row for each frame",
    ANALYSIS_FILE: "everything",
}
# Chrome takes a frame without an origin for another site, whatever its address.
_WITHOUT_ORIGIN: Final = {"Cross-Origin-Resource-Policy": "cross-origin", "Referrer-Policy": "no-referrer"}


def result(request: Request) -> Response:
    """The page of a result or its video, by a key."""
    return _by_key(request, "clip", request.path_params["file"], _SHOWN.get(request.path_params["file"]))


def plot(request: Request) -> Response:
    """A plot of a result, by a key."""
    name = request.path_params["file"]
    if not _PLOT_NAME.fullmatch(name):
        raise not_there()
    return _by_key(request, "clip", f"plots/{name}", _PLOTS[Path(name).suffix])


def compared(request: Request) -> Response:
    """The page of a comparison or its video, by a key."""
    return _by_key(request, "clips", request.path_params["file"], _COMPARED.get(request.path_params["file"]))


def compared_plot(request: Request) -> Response:
    """A plot of a comparison, by a key."""
    name = request.path_params["file"]
    if not _PLOT_NAME.fullmatch(name):
        raise not_there()
    return _by_key(request, "clips", f"plots/{name}", _PLOTS[Path(name).suffix])


def download(request: Request) -> Response:
    """A table of a result or its JSON, for who was let in."""
    name = request.path_params["file"]
    if name not in DOWNLOADS:
        raise not_there()
    return FileResponse(_file(_result_of(request), name), media_type="application/octet-stream", filename=name)


def _by_key(request: Request, of: Literal["clip", "clips"], inside: str, media_type: str | None) -> Response:
    """A file of one clip's result, or of the comparison of several."""
    if not room_of(request).keys.opens(request.path_params[of], request.path_params["key"]):
        raise RefusedError(403, "Open this result from the app's own page.")
    if media_type is None:
        raise not_there()
    headers = {"Content-Security-Policy": _policy(request), **_WITHOUT_ORIGIN}
    folder = _result_of(request) if of == "clip" else folder_of(request)
    return FileResponse(_file(folder, inside), media_type=media_type, headers=headers)


def _policy(request: Request) -> str:
    """Of one result's folder: 'self' means nothing where there is no origin, so that the folder is named in full."""
    path = "/".join(request.url.path.split("/")[:4])  # '/results/<clip>/<key>'
    folder = f"{request.url.scheme}://{request.headers['host']}{path}/"
    return "; ".join(
        (
            "sandbox allow-scripts",
            "default-src 'none'",
            "script-src 'unsafe-inline'",
            "style-src 'unsafe-inline'",
            f"img-src data: {folder}",
            f"media-src {folder}",
            "form-action 'none'",
            "base-uri 'none'",
            "frame-ancestors 'self'",
        )
    )


def _result_of(request: Request) -> Path:
    room = room_of(request)
    with room.library.begin() as db:
        clip = sessions.clip(db, request.path_params["clip"])
        if clip is None:
            raise not_there()
        return room.library.result(clip)


def _file(folder: Path, inside: str) -> Path:
    """A file that lies within a folder, links followed."""
    path = (folder / inside).resolve()
    if not (path.is_file() and path.is_relative_to(folder.resolve())):
        raise not_there()
    return path
