"""The tables. Times are UTC; a row with `deleted_at` is in the bin, with all that hangs on it."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any, Literal

from sqlalchemy import JSON, DateTime, Dialect, ForeignKey, String, orm
from sqlalchemy.orm import Mapped, mapped_column, relationship
from sqlalchemy.types import TypeDecorator

Kind = Literal["front", "back", "side", "squat", "unknown"]
State = Literal["checking", "held", "queued", "running", "done", "failed", "cancelled"]


class _Utc(TypeDecorator[datetime]):
    """SQLite keeps no time zone: all times are UTC."""

    impl = DateTime
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        return None if value is None else value.astimezone(UTC).replace(tzinfo=None)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        return None if value is None else value.replace(tzinfo=UTC)


def now() -> datetime:
    """The present moment."""
    return datetime.now(UTC)


class Base(orm.DeclarativeBase):
    """What all tables share."""

    type_annotation_map = {datetime: _Utc, dict[str, Any]: JSON, Kind: String, State: String}  # noqa: RUF012


class Person(Base):
    """Somebody who is filmed: a name or a code, as the user likes."""

    __tablename__ = "people"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str]
    note: Mapped[str] = mapped_column(default="")
    created_at: Mapped[datetime] = mapped_column(default=now)
    deleted_at: Mapped[datetime | None]
    sessions: Mapped[list[Session]] = relationship(back_populates="person", cascade="all, delete", passive_deletes=True)


class Session(Base):
    """A day on which a person was filmed."""

    __tablename__ = "sessions"

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id", ondelete="CASCADE"), index=True)
    on: Mapped[date]
    note: Mapped[str] = mapped_column(default="")
    created_at: Mapped[datetime] = mapped_column(default=now)
    deleted_at: Mapped[datetime | None]
    person: Mapped[Person] = relationship(back_populates="sessions")
    clips: Mapped[list[Clip]] = relationship(back_populates="session", cascade="all, delete", passive_deletes=True)


class Clip(Base):
    """A video of a session.

    `name`: as its file was called; `file`: what it is called in its folder, see `names.file_name`; `check`: what the
    filming check says, as `FilmingCheck.to_json` writes it.
    """

    __tablename__ = "clips"

    id: Mapped[str] = mapped_column(primary_key=True)
    session_id: Mapped[int] = mapped_column(ForeignKey("sessions.id", ondelete="CASCADE"), index=True)
    kind: Mapped[Kind] = mapped_column(default="unknown")
    name: Mapped[str]
    file: Mapped[str]
    sha256: Mapped[str]
    size_bytes: Mapped[int]
    check: Mapped[dict[str, Any] | None]
    created_at: Mapped[datetime] = mapped_column(default=now)
    deleted_at: Mapped[datetime | None]
    session: Mapped[Session] = relationship(back_populates="clips")
    jobs: Mapped[list[Job]] = relationship(
        back_populates="clip", cascade="all, delete", passive_deletes=True, order_by="Job.id"
    )

    @property
    def job(self) -> Job | None:
        """The newest one: it says how things stand."""
        return self.jobs[-1] if self.jobs else None


class Job(Base):
    """One analysis of a clip, from the filming check before it to its end.

    `state`: 'held' waits for the user's word after a check that found the clip spoilt; `options`: what was asked for,
    see `jobs/options.py`; `fraction`: of `stage`; `attempts`: how often it was begun.
    """

    __tablename__ = "jobs"

    id: Mapped[int] = mapped_column(primary_key=True)
    clip_id: Mapped[str] = mapped_column(ForeignKey("clips.id", ondelete="CASCADE"), index=True)
    state: Mapped[State] = mapped_column(index=True)
    options: Mapped[dict[str, Any]] = mapped_column(default=dict)
    stage: Mapped[str] = mapped_column(default="")
    fraction: Mapped[float] = mapped_column(default=0.0)
    error: Mapped[str] = mapped_column(default="")
    attempts: Mapped[int] = mapped_column(default=0)
    created_at: Mapped[datetime] = mapped_column(default=now)
    started_at: Mapped[datetime | None]
    ended_at: Mapped[datetime | None]
    clip: Mapped[Clip] = relationship(back_populates="jobs")
