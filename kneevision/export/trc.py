"""TRC: OpenSim's text format for markers over time."""

from __future__ import annotations

from pathlib import Path

from kneevision.analysis import Analysis
from kneevision.export.kinds import FILES
from kneevision.export.plane import frames_of, in_plane
from kneevision.pose.landmarks import COUNT, NAMES

_RATES = (
    "DataRate", "CameraRate", "NumFrames", "NumMarkers", "Units", "OrigDataRate", "OrigDataStartFrame",
    "OrigNumFrames",
)  # fmt: skip


def write_trc(analysis: Analysis, path: Path) -> None:
    """Write the landmarks as TRC: px, y up, z = 0; each frame with its own time, also where the rate varies.

    A point that is not known is ``nan``: OpenSim counts columns, so that an empty cell at the end of a row is an error
    to it.

    Raises
    ------
    UserError
        The analysis comes without its frames.
    """
    time_s, points = frames_of(analysis).time_s, in_plane(analysis)
    fps, count = f"{analysis.video.fps:g}", str(len(time_s))
    rows = [
        ["PathFileType", "4", "(X/Y/Z)", FILES["trc"]],
        _RATES,
        [fps, fps, count, str(COUNT), "px", fps, "1", count],
        ["Frame#", "Time", *(cell for name in NAMES for cell in (name, "", ""))],
        ["", "", *(f"{axis}{number}" for number in range(1, COUNT + 1) for axis in "XYZ")],
        [],
        *(
            [str(number), f"{moment:.6f}", *(f"{value:.2f}" for value in frame)]
            for number, (moment, frame) in enumerate(zip(time_s, points.reshape(len(points), -1), strict=True), 1)
        ),
    ]
    path.write_text("".join("\t".join(row) + "\n" for row in rows), encoding="utf-8", newline="\n")
