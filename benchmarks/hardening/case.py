"""What a case is: something put on the disk, a command, and the endings that are right for it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path

# How a run may end. A result: exit 0 and a whole folder; nothing measured: 3 and a whole folder; refused: 2, one line
# and nothing left behind.
RESULT, NOTHING_MEASURED, REFUSED = "result", "nothing measured", "refused"
AS_THE_CLIP = "as the clip"  # a result whose cycles and angles are those of the clip that the input was made from
UNPRINTED = "unprinted"  # a result, and 2 and one line since the three lines could not be printed
ANY = frozenset({RESULT, NOTHING_MEASURED, REFUSED})


class PassedOverError(Exception):
    """A case that cannot be tried on this machine, with the reason."""


@dataclass(frozen=True)
class Stage:
    """Where a case is set up.

    Attributes
    ----------
    folder : an empty folder, in which the command is run
    clip : a whole clip of a runner: MP4, its index in front
    held : what is to be undone after the run
    """

    folder: Path
    clip: Path
    held: ExitStack

    def copy(self, name: str = "run.mp4") -> str:
        """Put the whole clip into the folder under a name; gives the name."""
        (self.folder / name).write_bytes(self.clip.read_bytes())
        return name


@dataclass(frozen=True)
class Run:
    """A command to try. `kneevision` itself and what makes it quick are added."""

    arguments: Sequence[str]
    environment: Mapping[str, str | None] = field(default_factory=dict)  # None: not set
    shell: str = ""  # e.g. "ulimit -n 64;" before it, "> /dev/full" after it: `{}` is the command


@dataclass(frozen=True)
class Case:
    """One bad or odd input.

    Attributes
    ----------
    family, name : str
    make : callable
        Sets the stage and gives the command.
    endings : set of str
        The right ones.
    short : bool
        Part of the short run.
    """

    family: str
    name: str
    make: Callable[[Stage], Run]
    endings: frozenset[str] = ANY
    short: bool = False


def file_case(
    family: str,
    name: str,
    write: Callable[[Stage, Path], object],
    endings: Iterable[str] = ANY,
    file: str = "run.mp4",
    short: bool = False,
    command: str = "analyze",
) -> Case:
    """A case that is one file, analyzed under its own name; `write` makes it."""

    def make(stage: Stage) -> Run:
        write(stage, stage.folder / file)
        return Run([command, file])

    return Case(family, name, make, frozenset(endings), short)
