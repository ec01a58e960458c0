"""The marks of cycles that stand out, drawn the same wherever the video shows them, and the legend that names them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import cv2
import numpy as np

from kneevision.report import texts
from kneevision.report.focus import Mark
from kneevision.report.lettering import Lettering, Picture
from kneevision.report.style import FLAG_COLOUR, NIGHT, NIGHT_DIM, PAPER, rgb
from kneevision.report.words import Words

_SCALE = 0.8  # of a legend's letters


def draw_mark(drawn: Picture, mark: Mark, at: tuple[int, int], radius: int) -> None:
    """A diamond for a line (filled when flagged, open when not certain), a filled triangle for an odd cycle."""
    x, y = at
    top, right, bottom, left = (x, y - radius), (x + radius, y), (x, y + radius), (x - radius, y)
    corners = [top, right, bottom, left]
    if mark == "atypical":
        corners = [top, (x + radius, y + radius), (x - radius, y + radius)]
    outline = np.array(corners, np.int32)
    cv2.fillPoly(drawn, [outline], rgb(NIGHT if mark == "uncertain" else FLAG_COLOUR), cv2.LINE_AA)
    cv2.polylines(drawn, [outline], True, rgb(PAPER), max(1, radius // 4), cv2.LINE_AA)


@dataclass(frozen=True)
class Entry:
    """One thing that a legend names, with its mark or its colour if it has one."""

    text: str
    mark: Mark | None = None
    colour: str | None = None


@dataclass(frozen=True)
class Legend:
    """Entries beside a heading when there is room for all of them, else in rows of their own below it.

    `rows`: per row below the heading its entries; `beside`: the entries beside the heading.
    """

    beside: tuple[Entry, ...]
    rows: tuple[tuple[Entry, ...], ...]
    lettering: Lettering

    def draw(self, drawn: Picture, left: float, right: float, row_height: float) -> None:
        """Write the entries, those beside the heading up to `right`, the others from `left`."""
        middle = row_height / 2
        self._row(drawn, self.beside, right - row_width(self.beside, self.lettering), middle)
        for number, row in enumerate(self.rows, start=1):
            self._row(drawn, row, left, middle + number * row_height)

    def _row(self, drawn: Picture, entries: Sequence[Entry], x: float, y: float) -> None:
        size = self.lettering.size
        for entry in entries:
            if entry.mark is not None:
                draw_mark(drawn, entry.mark, (round(x + size * 0.4), round(y)), round(size * 0.4))
            if entry.colour is not None:
                corners = (round(x), round(y - size * 0.4)), (round(x + size * 0.8), round(y + size * 0.4))
                cv2.rectangle(drawn, *corners, rgb(entry.colour), -1)
            at = (x + _mark_width(entry, size), y)
            self.lettering.write(drawn, entry.text, at, rgb(NIGHT_DIM), scale=_SCALE)
            x += _width(entry, self.lettering)


def legend(entries: Sequence[Entry], beside: float, below: float, lettering: Lettering) -> Legend:
    """Lay out a legend.

    Parameters
    ----------
    beside : float
        Room beside the heading, px.
    below : float
        Room of a row of its own, px; an entry that is wider is left out.
    """
    if row_width(entries, lettering) <= beside:
        return Legend(tuple(entries), (), lettering)
    rows: list[tuple[Entry, ...]] = []
    for entry in entries:
        if _width(entry, lettering) > below:
            continue
        if rows and row_width([*rows[-1], entry], lettering) <= below:
            rows[-1] += (entry,)
        else:
            rows.append((entry,))
    return Legend((), tuple(rows), lettering)


def row_width(entries: Sequence[Entry], lettering: Lettering) -> float:
    """Width, px, that these entries take side by side."""
    return sum(_width(entry, lettering) for entry in entries)


def _width(entry: Entry, lettering: Lettering) -> float:
    return _mark_width(entry, lettering.size) + lettering.extent(entry.text, _SCALE)[0] + lettering.size


def _mark_width(entry: Entry, size: float) -> float:
    return 0.0 if entry.mark is None and entry.colour is None else size * 1.2


def names(marks: Sequence[Mark], words: Words) -> list[Entry]:
    """The marks that occur, named, in the order in which they matter."""
    return [Entry(text, mark) for mark, text in texts.marks(words).items() if mark in marks]
