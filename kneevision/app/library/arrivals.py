"""How a new clip gets its place: its row is kept first, then its folder moves out of `incoming`.

Whenever the app is killed, a clip is there with its files or not at all.
"""

from __future__ import annotations

import shutil
from contextlib import suppress

from kneevision.app.library.database import Library
from kneevision.app.library.tables import Clip


def arrive(library: Library, *clip_ids: str) -> None:
    """Move the folders of clips, whose rows are kept by now, to their place."""
    for clip_id in clip_ids:
        (library.folder.incoming / clip_id).rename(library.folder.clips / clip_id)


def settle(library: Library) -> None:
    """After a start: finish what arrived before the app was killed, and remove what was on its way."""
    with library.begin() as db:
        for folder in library.folder.incoming.iterdir():
            if db.get(Clip, folder.name) is not None and not (library.folder.clips / folder.name).exists():
                with suppress(OSError):
                    arrive(library, folder.name)
            elif folder.is_dir():
                shutil.rmtree(folder, ignore_errors=True)
            else:
                folder.unlink(missing_ok=True)
