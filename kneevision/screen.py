"""What a command shows: its answer on standard output, bars on standard error while it works."""

from __future__ import annotations

import io
import os
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import typer

from kneevision.errors import UserError


def prepare() -> None:
    """Make standard input, output and error fit for whatever is said, also where they are closed."""
    _open_what_is_closed()
    if isinstance(sys.stdout, io.TextIOWrapper):
        sys.stdout.reconfigure(errors="backslashreplace")  # a file's name may hold what a terminal cannot show


def _open_what_is_closed() -> None:
    """Lead standard descriptors that are closed nowhere, before a pipe or a file takes their number."""
    for descriptor in range(3):
        try:
            os.fstat(descriptor)
        except OSError:
            os.open(os.devnull, os.O_RDWR)  # the lowest that is free


def put(text: str) -> None:
    """Put text on standard output, whose reader may have gone.

    Raises
    ------
    UserError
        It takes no more.
    """
    try:
        typer.echo(text)
    except OSError as error:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())  # what is left is not tried again at the end
        if not isinstance(error, BrokenPipeError):
            raise UserError(f"the answer could not be printed ({error.strerror}); all else is done.") from error


def is_seen() -> bool:
    """Whether standard error is a screen."""
    return sys.stderr is not None and sys.stderr.isatty()


@contextmanager
def progress_bars(shown: bool) -> Iterator[Callable[[str, float], None]]:
    """A bar per stage with the time left, on standard error; silent when that is no screen."""
    if not shown:
        yield lambda stage, fraction: None
        return
    from rich.console import Console
    from rich.progress import BarColumn, Progress, TextColumn, TimeRemainingColumn

    columns = (TextColumn("{task.description:<22}", markup=False), BarColumn(), TimeRemainingColumn())
    with Progress(*columns, console=Console(file=sys.stderr), transient=True) as bars:
        tasks = {}

        def progress(stage: str, fraction: float) -> None:
            if stage not in tasks:
                tasks[stage] = bars.add_task(stage, total=1.0)
            bars.update(tasks[stage], completed=fraction)

        yield progress
