"""`frames.csv.gz`: a row per frame with the landmarks and every angle series.

Numbers are rounded when the table is made (px and visibility to 0.01, the rest to 0.001), so that what is written
and read again is the same to the last digit.
"""

from __future__ import annotations

import csv
import gzip
import io
import zlib
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from kneevision.errors import UserError
from kneevision.pose.landmarks import COUNT, NAMES
from kneevision.pose.track import BoolArray, FloatArray, Track

_TIME = "time_s"
_ROWS_AT_ONCE = 1000  # of ten minutes, all at once would be 60 MB more
_FLAGS = ("swapped", "filled_points")
_COLUMNS = (_TIME, *_FLAGS, *(f"{name}_{what}" for name in NAMES for what in ("x_px", "y_px", "visibility")))


@dataclass(frozen=True, eq=False)
class FrameTable:
    """Landmarks and angle series over the clip.

    Attributes
    ----------
    time_s : (T,) float
        Real time.
    points_px : (T, 33, 2) float
        Cleaned landmarks, NaN where unknown.
    visibility : (T, 33) float
        MediaPipe's confidence, NaN where the person was not seen.
    swapped : (T,) bool
        Legs exchanged back in this frame.
    filled_points : (T,) float
        How many of the 33 points were interpolated.
    series : dict of name -> (T,) float
        E.g. ``fppa_left_deg``; NaN where unknown.
    """

    time_s: FloatArray
    points_px: FloatArray
    visibility: FloatArray
    swapped: BoolArray
    filled_points: FloatArray
    series: dict[str, FloatArray]

    @classmethod
    def of(cls, track: Track, series: dict[str, FloatArray]) -> FrameTable:
        """The table of a cleaned track and its angle series."""
        return cls(
            time_s=np.round(track.time_s, 6),
            points_px=np.round(track.points_px, 2),
            visibility=np.round(track.visibility, 2),
            swapped=track.swapped,
            filled_points=track.filled.sum(axis=1).astype(float),
            series={name: np.round(values, 3) for name, values in series.items()},
        )

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, FrameTable):
            return NotImplemented
        return self.columns() == other.columns() and np.array_equal(self.matrix(), other.matrix(), equal_nan=True)

    __hash__ = None  # type: ignore[assignment]

    def columns(self) -> list[str]:
        """The names of the table's columns."""
        return [*_COLUMNS, *self.series]

    def matrix(self, rows: slice = slice(None)) -> FloatArray:
        """The numbers of the table (T, columns), or of some of its rows; NaN where unknown, flags are 0 and 1."""
        landmarks = np.concatenate([self.points_px[rows], self.visibility[rows, :, None]], axis=2)
        head = [self.time_s[rows], self.swapped[rows].astype(float), self.filled_points[rows]]
        series = [values[rows] for values in self.series.values()]
        return np.column_stack([*head, landmarks.reshape(-1, 3 * COUNT), *series])

    def write(self, path: Path) -> None:
        """Write as gzipped CSV; what is not known is an empty cell. The same table gives the same bytes."""
        with (
            path.open("wb") as raw,
            gzip.GzipFile(fileobj=raw, mode="wb", compresslevel=6, filename="", mtime=0) as packed,
            io.TextIOWrapper(packed, encoding="utf-8", newline="") as text,
        ):
            writer = csv.writer(text, lineterminator="\n")
            writer.writerow(self.columns())
            for first in range(0, len(self.time_s), _ROWS_AT_ONCE):
                for row in self.matrix(slice(first, first + _ROWS_AT_ONCE)):
                    writer.writerow([_cell(value) for value in row])

    @classmethod
    def read(cls, path: Path) -> FrameTable:
        """Read what `write` wrote.

        Raises
        ------
        UserError
            It is damaged.
        """
        try:
            columns, matrix = _read(path)
        except (OSError, EOFError, ValueError, zlib.error, csv.Error) as error:
            raise UserError(f"{path}: damaged, or not of this version; analyze the video again.") from error
        first_landmark = 1 + len(_FLAGS)
        first_series = first_landmark + 3 * COUNT
        landmarks = matrix[:, first_landmark:first_series].reshape(-1, COUNT, 3)
        return cls(
            time_s=matrix[:, 0],
            points_px=landmarks[:, :, :2],
            visibility=landmarks[:, :, 2],
            swapped=matrix[:, 1].astype(bool),
            filled_points=matrix[:, 2],
            series={name: matrix[:, first_series + i] for i, name in enumerate(columns[first_series:])},
        )


def _cell(value: float) -> str:
    return "" if np.isnan(value) else f"{value:.6f}".rstrip("0").rstrip(".")


def _read(path: Path) -> tuple[list[str], FloatArray]:
    """The columns' names, and the numbers (T, columns)."""
    with gzip.open(path, "rt", newline="", encoding="utf-8") as file:
        rows = csv.reader(file)
        columns = next(rows, [])
        if tuple(columns[: len(_COLUMNS)]) != _COLUMNS:
            raise ValueError("other columns")
        matrix = np.array([[float(cell) if cell else np.nan for cell in row] for row in rows])
    return columns, matrix.reshape(-1, len(columns))
