"""C3D: the binary format of motion laboratories."""

from __future__ import annotations

import errno
import os
import struct
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np

from kneevision.analysis import Analysis
from kneevision.export.even import even
from kneevision.export.events import Event, events
from kneevision.export.kinds import check_length
from kneevision.export.plane import frames_of, in_plane
from kneevision.extras import require
from kneevision.pose.landmarks import NAMES

_MOST_IN_PARAMETER = 255  # dimensions of a parameter are bytes
_BLOCK, _POINT = 512, 16  # bytes; a point is x, y, z and residual in single precision


def write_c3d(analysis: Analysis, path: Path) -> None:
    """Write landmarks (px, y up, z = 0) and events as C3D.

    The format knows one rate and no times, so that the frames of a clip whose rate varies are laid at even times
    (`even`). Its time begins at the first frame. A point that is not known has residual -1.

    Raises
    ------
    UserError
        The analysis comes without its frames, it has more of them than the format counts, or ezc3d is not installed.
    OSError
        It cannot be written whole.
    """
    require("ezc3d", "c3d", "C3D")
    import ezc3d

    time_s = frames_of(analysis).time_s
    points, fps = even(time_s, in_plane(analysis), analysis.video.fps)
    check_length(("c3d",), len(points))
    made = ezc3d.c3d()
    kept = made["parameters"]["POINT"]
    kept["RATE"]["value"] = [fps]
    kept["LABELS"]["value"] = list(NAMES)
    kept["UNITS"]["value"] = ["px"]
    made.add_parameter("POINT", "X_SCREEN", ["+X"])
    made.add_parameter("POINT", "Y_SCREEN", ["+Y"])
    made.add_parameter("MANUFACTURER", "SOFTWARE", ["kneevision"])
    made["data"]["points"] = np.ones((4, len(NAMES), len(points)))
    made["data"]["points"][:3] = points.transpose(2, 1, 0)
    known = np.isfinite(points).all(axis=2)
    made["data"]["meta_points"]["residuals"] = np.where(known, 0.0, -1.0).T[None]
    _add_events(made, events(analysis), float(time_s[0]) if len(time_s) else 0.0)
    made.write(str(path))
    _check_whole(path, len(points))


def _check_whole(path: Path, frames: int) -> None:
    """ezc3d does not say when the disk is full: the header tells where the points begin, in blocks of 512 bytes."""
    with path.open("rb") as file:
        (block,) = struct.unpack_from("<H", file.read(_BLOCK), 16)
    if path.stat().st_size < (block - 1) * _BLOCK + frames * len(NAMES) * _POINT:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))


def _add_events(made: Any, happened: Sequence[Event], begin_s: float) -> None:
    """Fill the EVENT group; what a parameter has no room for goes on in LABELS2, LABELS3, ... as BTK reads it."""
    made.add_parameter("EVENT", "USED", len(happened))
    for start in range(0, len(happened), _MOST_IN_PARAMETER):
        part = happened[start : start + _MOST_IN_PARAMETER]
        number = "" if start == 0 else str(start // _MOST_IN_PARAMETER + 1)
        minutes, seconds = np.divmod([event.time_s - begin_s for event in part], 60)
        made.add_parameter("EVENT", f"CONTEXTS{number}", [event.side.capitalize() for event in part])
        made.add_parameter("EVENT", f"LABELS{number}", [event.label for event in part])
        made.add_parameter("EVENT", f"TIMES{number}", np.stack([minutes, seconds]))
