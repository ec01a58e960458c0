"""MOT: OpenSim's text format for angles over time."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from kneevision.analysis import Analysis
from kneevision.export.plane import frames_of


def write_mot(analysis: Analysis, path: Path) -> None:
    """Write the angle series as MOT, in degrees, under the names that they have in `frames.csv.gz`.

    Only frames in which every angle is known are in it, and only angles that are known somewhere: part of OpenSim
    (`Storage`) stops reading at the first nan without a word. Where no angle is known it has no rows.

    Raises
    ------
    UserError
        The analysis comes without its frames.
    """
    frames = frames_of(analysis)
    series = {name: values for name, values in frames.series.items() if np.isfinite(values).any()}
    table = np.column_stack([frames.time_s, *series.values()])
    table = table[np.isfinite(table).all(axis=1)] if series else table[:0]
    head = [
        "kneevision angles",
        "version=1",
        f"nRows={table.shape[0]}",
        f"nColumns={table.shape[1]}",
        "inDegrees=yes",
        "endheader",
        "\t".join(["time", *series]),
    ]
    rows = ("\t".join([f"{row[0]:.6f}", *(f"{value:.3f}" for value in row[1:])]) for row in table)
    path.write_text("\n".join([*head, *rows]) + "\n", encoding="utf-8", newline="\n")
