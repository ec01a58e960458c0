"""The data folder: the database and a folder for each clip, for one running app at a time."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from kneevision.errors import UserError
from kneevision.only_one import only_one

_INCOMING: Final = "incoming"
_CLIPS: Final = "clips"
_COMPARISONS: Final = "comparisons"


@dataclass(frozen=True)
class DataFolder:
    """Where everything of the app lies. No name that a client chose makes a path outside a clip's own folder."""

    root: Path

    @property
    def database(self) -> Path:
        """The SQLite file."""
        return self.root / "kneevision.sqlite3"

    @property
    def clips(self) -> Path:
        """Has a folder for each clip, named by the clip's id: the video and, beside it, its result folder."""
        return self.root / _CLIPS

    @property
    def comparisons(self) -> Path:
        """Has a folder for each comparison of clips, see `library/comparisons.py`."""
        return self.root / _COMPARISONS

    @property
    def incoming(self) -> Path:
        """Has a folder for each upload that is on its way, on the same file system as `clips`."""
        return self.root / _INCOMING

    def free_bytes(self) -> int:
        """What the disk has left."""
        return shutil.disk_usage(self.root).free


@contextmanager
def data_folder(root: Path) -> Iterator[DataFolder]:
    """Make the data folder and hold it for this app.

    Raises
    ------
    UserError
        It cannot be written to, or another app holds it.
    """
    folder = DataFolder(root)
    with ExitStack() as held:
        try:
            root.mkdir(mode=0o700, parents=True, exist_ok=True)  # films of people: for this user only
            if not held.enter_context(only_one(root / ".app.lock")):
                raise UserError(f"{root}: the app is running with this folder already; choose another --data.")
            for place in (folder.clips, folder.comparisons, folder.incoming):
                place.mkdir(exist_ok=True)
        except OSError as error:
            told = error.strerror or error
            raise UserError(f"{root}: cannot write there ({told}); choose another --data.") from error
        yield folder
