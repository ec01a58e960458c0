"""The database file: made when it is not there, refused when a newer version of the app wrote it."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final

from sqlalchemy import URL, Engine, create_engine, event, orm
from sqlalchemy.exc import DatabaseError

from kneevision.app.folder import DataFolder
from kneevision.app.library.tables import Base, Clip
from kneevision.errors import UserError
from kneevision.result_folder import result_folder

# Kept in the file as PRAGMA user_version; 0 is a new file.
VERSION: Final = 1
_BUSY_S: Final = 10.0


class Library:
    """The database and the files, for all threads of the app."""

    def __init__(self, folder: DataFolder, engine: Engine) -> None:
        self.folder = folder
        self._engine = engine
        self._sessions = orm.sessionmaker(engine, expire_on_commit=False)

    @contextmanager
    def begin(self) -> Iterator[orm.Session]:
        """One transaction: kept when all goes well, undone when not."""
        with self._sessions.begin() as session:
            yield session

    def video(self, clip: Clip) -> Path:
        """A clip's file."""
        return self.folder.clips / clip.id / clip.file

    def result(self, clip: Clip) -> Path:
        """A clip's result folder, whether it is there or not."""
        return result_folder(self.video(clip), self.folder.clips / clip.id)

    def close(self) -> None:
        """Close all connections."""
        self._engine.dispose()


@contextmanager
def library(folder: DataFolder) -> Iterator[Library]:
    """Open the database of a data folder that this app holds.

    Raises
    ------
    UserError
        It was written by a newer version, or is no database.
    """
    engine = create_engine(URL.create("sqlite", database=str(folder.database)), connect_args={"timeout": _BUSY_S})
    event.listen(engine, "connect", _prepare)
    opened = Library(folder, engine)
    try:
        _bring_up_to_date(engine, folder.database)
        yield opened
    finally:
        opened.close()


def folded(text: str) -> str:
    """Text as a search compares it: neither case nor accents count."""
    plain = unicodedata.normalize("NFKD", text)
    return "".join(c for c in plain if not unicodedata.combining(c)).casefold()


def _prepare(connection: Any, _: object) -> None:
    connection.execute("PRAGMA foreign_keys = ON")
    connection.execute("PRAGMA journal_mode = WAL")
    connection.execute("PRAGMA synchronous = NORMAL")
    connection.create_function("folded", 1, folded, deterministic=True)


def _bring_up_to_date(engine: Engine, file: Path) -> None:
    try:
        with engine.begin() as connection:
            found = connection.exec_driver_sql("PRAGMA user_version").scalar_one()
            if found > VERSION:
                raise UserError(
                    f"{file}: was written by a newer kneevision (data version {found}, this one knows {VERSION}); "
                    "update kneevision, or choose another --data."
                )
            if found == 0:
                Base.metadata.create_all(connection)
                connection.exec_driver_sql(f"PRAGMA user_version = {VERSION}")
    except DatabaseError as error:
        raise UserError(
            f"{file}: cannot be read as the app's database ({error.orig}); put a copy of it back, or choose another "
            "--data."
        ) from error
