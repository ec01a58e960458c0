"""`sighting.npz`: all that later stages take from the pictures, kept with a result so that edits need no pictures.

Landmarks and straight edges of the room, no picture.
"""

from __future__ import annotations

import json
import zipfile
import zlib
from collections.abc import Mapping
from dataclasses import asdict, fields, replace
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from kneevision.errors import UserError
from kneevision.pose.backdrop import Edges
from kneevision.pose.see import Sighting
from kneevision.pose.subject import Subject
from kneevision.pose.track import Mirror, SecondLook, Track
from kneevision.video import VideoInfo

_PARTS = {"mirror": Mirror, "second": SecondLook, "subject": Subject, "still": Edges}
_Arrays = Mapping[str, NDArray[Any]]


def write_sighting(sighting: Sighting, info: VideoInfo, file: Path) -> None:
    """Keep a sighting and what its video's container says, to the last bit."""
    parts = {
        "track": replace(sighting.track, mirror=None, second=None),
        "mirror": sighting.track.mirror,
        "second": sighting.track.second,
        "subject": sighting.subject,
        "still": sighting.still,
    }
    arrays: dict[str, NDArray[Any]] = {}
    plain: dict[str, Any] = {"brightness": sighting.brightness, "info": {**asdict(info), "path": info.path.name}}
    for name, part in parts.items():
        values = {} if part is None else {field.name: getattr(part, field.name) for field in fields(part)}
        arrays |= {f"{name}.{key}": value for key, value in values.items() if isinstance(value, np.ndarray)}
        plain[name] = {key: value for key, value in values.items() if not isinstance(value, np.ndarray)}
    with file.open("wb") as stream:
        np.savez_compressed(stream, allow_pickle=False, plain=np.array(json.dumps(plain)), **arrays)


def read_sighting(file: Path) -> tuple[Sighting, VideoInfo]:
    """What `write_sighting` kept; the video's path is its name alone.

    Raises
    ------
    UserError
        It is not there, or damaged.
    """
    try:
        with file.open("rb") as stream, np.load(stream, allow_pickle=False) as stored:
            arrays = {name: stored[name] for name in stored.files}
        plain = json.loads(str(arrays["plain"]))
        parts = {name: _part(kind, name, arrays, plain[name]) for name, kind in _PARTS.items()}
        track = _part(Track, "track", arrays, plain["track"])
        info = VideoInfo(**(plain["info"] | {"path": Path(plain["info"]["path"])}))
        track = replace(track, mirror=parts["mirror"], second=parts["second"])
        return Sighting(parts["subject"], track, parts["still"], plain["brightness"]), info
    except FileNotFoundError as error:
        raise UserError(f"{file}: is not there: made by an earlier version; analyze the video again.") from error
    except (OSError, EOFError, KeyError, TypeError, ValueError, zipfile.BadZipFile, zlib.error) as error:
        raise UserError(f"{file}: damaged, or not of this version; analyze the video again.") from error


def _part(kind: type[Any], name: str, arrays: _Arrays, plain: Mapping[str, Any]) -> Any:
    own = {key.removeprefix(f"{name}."): value for key, value in arrays.items() if key.startswith(f"{name}.")}
    if not own:
        return None
    # JSON has lists only: a size is a pair again
    return kind(**own, **{key: tuple(value) if isinstance(value, list) else value for key, value in plain.items()})
