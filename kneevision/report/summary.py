"""The three lines with which the command line ends."""

from __future__ import annotations

from pathlib import Path

from kneevision.analysis import Analysis
from kneevision.report import nothing, rows, short, texts

PAGE_FILE = "report.html"


def three_lines(analysis: Analysis, folder: Path) -> list[str]:
    """What was found, the first number per side, where the page is: plain text, one line each."""
    sentences = (short.what_was_seen(analysis), short.what_was_flagged(analysis), nothing.slow_motion_hint(analysis))
    found = " ".join(filter(None, sentences))
    return [found, _first_number(analysis), f"Report: {folder / PAGE_FILE}"]


def _first_number(analysis: Analysis) -> str:
    table = rows.first_numbers(analysis)
    if not table:
        return "No angle was measured; the report says why and what to film."
    row = table[0]
    numbers = f"{texts.title(row.entry.name)}: {'; '.join(_side(cell) for cell in row.cells)}"
    if not any(cell.interval for cell in row.cells):
        return numbers
    return f"{numbers} ({texts.interval_name(all(cell.whole for cell in row.cells if cell.interval))})"


def _side(cell: rows.Cell) -> str:
    side = texts.SIDE[cell.side].lower()
    if cell.reason is not None:
        return f"{side} not measured ({cell.reason})"
    return f"{side} {cell.value}" + (f" [{cell.interval}]" if cell.interval else "")
