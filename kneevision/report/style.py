"""The look that video, plots and page share. Blue and orange stay apart for every kind of colour vision."""

from __future__ import annotations

from functools import cache
from typing import Final

from kneevision.pose.landmarks import Side

RGB = tuple[int, int, int]

SIDE_COLOUR: Final[dict[Side, str]] = {"left": "#2f86dd", "right": "#ec7a1c"}
SIDE_LETTER: Final[dict[Side, str]] = {"left": "L", "right": "R"}
SIDE_MARKER: Final[dict[Side, str]] = {"left": "o", "right": "s"}
FLAG_COLOUR: Final = "#d81b8c"
LINE_COLOUR: Final = "#5b6673"
SHADE: Final = {"left": SIDE_COLOUR["left"], "right": SIDE_COLOUR["right"], "both": LINE_COLOUR}  # of a cycle's window
INK: Final = "#1b2026"
PAPER: Final = "#ffffff"
NIGHT: Final = "#12161b"
NIGHT_GRID: Final = "#39424d"
NIGHT_TEXT: Final = "#eef2f6"
NIGHT_DIM: Final = "#a3afbb"


@cache
def rgb(colour: str) -> RGB:
    """'#rrggbb' as three numbers 0..255, in the order of the frames' channels."""
    return int(colour[1:3], 16), int(colour[3:5], 16), int(colour[5:7], 16)
