"""`index.html`: all clips of a batch on one page that needs nothing but the result folders beside it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final
from urllib.parse import quote

from jinja2 import Environment, PackageLoader, StrictUndefined

from kneevision.batch.row import Row, Status
from kneevision.batch.table import TABLE_FILE, counted
from kneevision.report import focus, nothing, style, texts
from kneevision.report import rows as shown
from kneevision.report.summary import PAGE_FILE
from kneevision.report.words import words
from kneevision.version import __version__

INDEX_FILE = "index.html"
STATUS: Final[dict[Status, str]] = {
    "done": "Measured",
    "nothing_measured": "Nothing measured",
    "failed": "Failed",
    "waiting": "Waiting",
}


@dataclass(frozen=True)
class Line:
    """A clip, printed."""

    row: Row
    status: str
    link: str
    seen: str
    counted: str
    flagged: int
    numbers: tuple[shown.Row, ...]
    why: str


def page(rows: Sequence[Row]) -> str:
    """The HTML of the index page."""
    environment = Environment(
        loader=PackageLoader("kneevision.report"),
        autoescape=True,  # a clip's name is text that a stranger may have chosen
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    counts = Counter(row.status for row in rows)
    lines = [line(row) for row in rows]
    return environment.get_template("batch.html.j2").render(
        style=style,
        texts=texts,
        lines=lines,
        counts=[(status, STATUS[status], counts[status]) for status in STATUS if counts[status]],
        waiting=counts["waiting"],
        flagged=sum(1 for each in lines if each.flagged),
        partial=any(shown.without_pose_model(list(each.numbers)) for each in lines),
        table_file=TABLE_FILE,
        version=__version__,
    )


def line(row: Row) -> Line:
    """What the page says of one clip."""
    analysis = row.analysis
    if analysis is None:
        return Line(row, STATUS[row.status], "", "", "", 0, (), texts.upper(texts.shown(row.error)))
    link = quote(f"{row.result}/{PAGE_FILE}")
    if row.status == "nothing_measured":
        return Line(row, STATUS[row.status], link, "", "", 0, (), " ".join(nothing.reasons(analysis)[:1]))
    called = words(analysis)
    return Line(
        row,
        STATUS[row.status],
        link,
        f"{texts.ACTIVITY[analysis.activity]}, {texts.VIEW[analysis.view]}",
        texts.counted(counted(analysis), called.many, focus.both_legs(analysis)),
        sum(finding.state == "flagged" for finding in analysis.findings),
        tuple(shown.first_numbers(analysis)),
        "",
    )
