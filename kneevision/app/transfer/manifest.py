"""What `person.json` in a person's zip holds: the rows, without their numbers."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Any, Final, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, model_validator

from kneevision.app.library.tables import Clip, Kind, Person, Session
from kneevision.app.names import file_name, one_line, shown_name
from kneevision.result_folder import SUFFIX

MANIFEST_FILE: Final = "person.json"
FORMAT: Final = 1
_Name = Annotated[str, Field(min_length=1, max_length=200)]
_Note = Annotated[str, Field(max_length=4000)]
_Words = Annotated[str, Field(max_length=1000)]
_STRICT = ConfigDict(extra="forbid", frozen=True)


class CheckRow(BaseModel):
    """One thing that the filming check looked at, see `check.result.Check`."""

    model_config = _STRICT
    name: _Words
    state: Literal["good", "better", "bad", "not checked"]
    seen: _Words
    advice: _Words
    source: _Words


class CheckRows(BaseModel):
    """What the filming check said, see `check.result.FilmingCheck`."""

    model_config = _STRICT
    video: _Words
    summary: _Words
    checks: Annotated[tuple[CheckRow, ...], Field(max_length=50)]


class ClipEntry(BaseModel):
    """A clip. Its files are below `folder`: the video, and the result folder beside it if there is one."""

    model_config = _STRICT
    folder: Annotated[str, Field(pattern=r"^clips/[0-9]{1,6}$")]
    kind: Kind
    name: _Name
    file: _Name
    check: CheckRows | None

    @model_validator(mode="after")
    def _names_are_ours(self) -> Self:
        if self.file != file_name(self.file) or self.name != shown_name(self.name):
            raise ValueError("a name that the app does not give")
        return self

    @property
    def video(self) -> str:
        """Where the video is in the zip."""
        return f"{self.folder}/{self.file}"

    @property
    def result(self) -> str:
        """Where the result folder is in the zip, with a '/' at its end."""
        return f"{self.folder}/{self.file.rpartition('.')[0]}{SUFFIX}/"

    @classmethod
    def of(cls, clip: Clip, number: int) -> Self:
        """The entry of a clip."""
        check = None if clip.check is None else CheckRows.model_validate(clip.check)
        return cls(folder=f"clips/{number}", kind=clip.kind, name=clip.name, file=clip.file, check=check)

    def row(self, clip_id: str, session: Session, sha256: str, size_bytes: int) -> Clip:
        """The clip as a new row."""
        check: dict[str, Any] | None = None if self.check is None else self.check.model_dump(mode="json")
        return Clip(
            id=clip_id,
            session=session,
            kind=self.kind,
            name=self.name,
            file=self.file,
            sha256=sha256,
            size_bytes=size_bytes,
            check=check,
        )


class SessionEntry(BaseModel):
    """A session and its clips."""

    model_config = _STRICT
    on: date
    note: _Note
    clips: Annotated[tuple[ClipEntry, ...], Field(max_length=1000)]


class Manifest(BaseModel):
    """A person and their sessions. `format`: of this file."""

    model_config = _STRICT
    format: Literal[1]
    kneevision: _Words
    name: _Name
    note: _Note
    sessions: Annotated[tuple[SessionEntry, ...], Field(max_length=5000)]

    @model_validator(mode="after")
    def _folders_differ(self) -> Self:
        folders = [clip.folder for clip in self.clips]
        if len(set(folders)) < len(folders) or self.name != one_line(self.name):
            raise ValueError("two clips in one folder, or a name of several lines")
        return self

    @property
    def clips(self) -> list[ClipEntry]:
        """All clips."""
        return [clip for session in self.sessions for clip in session.clips]

    def person(self) -> Person:
        """The person as a new row, without sessions."""
        return Person(name=self.name, note=self.note)
