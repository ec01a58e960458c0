"""Where each job stands. A step is one statement that holds only from the state it leaves: two cannot both take it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

from sqlalchemy import func, orm, select, update
from sqlalchemy.engine import CursorResult

from kneevision.app.jobs.options import Wishes
from kneevision.app.library.tables import Clip, Job, State, now

LIVE: Final[tuple[State, ...]] = ("checking", "held", "queued", "running")
# One that takes the app down with it each time is not begun for ever.
MOST_ATTEMPTS: Final = 3


def add_job(db: orm.Session, clip: Clip, wishes: Wishes, state: State) -> Job:
    """A new job of a clip; an earlier one that is not over gives way."""
    for job in clip.jobs:
        move(db, job.id, LIVE, "cancelled", ended_at=now())
    new = Job(clip=clip, options=wishes.kept(), state=state)
    db.add(new)
    db.flush()
    return new


def move(db: orm.Session, job_id: int, leaves: Sequence[State], enters: State, **others: Any) -> bool:
    """Take a job from one of some states to another; False when it was in none of them."""
    done = db.execute(
        update(Job)
        .where(Job.id == job_id, Job.state.in_(leaves))
        .values(state=enters, **others)
        .execution_options(synchronize_session="fetch")
    )
    assert isinstance(done, CursorResult)
    return done.rowcount == 1


def first_of(db: orm.Session, state: State) -> Job | None:
    """The oldest job in a state."""
    return db.scalars(select(Job).where(Job.state == state).order_by(Job.id).limit(1)).first()


def before(db: orm.Session, job: Job) -> int:
    """How many jobs come before a queued one, the running one too."""
    query = select(func.count(Job.id)).where(
        (Job.state == "running") | ((Job.state == "queued") & (Job.id < job.id)),
    )
    return db.scalars(query).one()


def take(db: orm.Session) -> Job | None:
    """Begin the oldest queued job: it is running from now on."""
    while (job := first_of(db, "queued")) is not None:
        begun = {"stage": "", "fraction": 0.0, "started_at": now(), "attempts": job.attempts + 1}
        if move(db, job.id, ["queued"], "running", **begun):
            db.refresh(job)
            return job
    return None


def put_back(db: orm.Session, job: Job) -> None:
    """A running job waits again, as if it had not been begun: the app is being stopped."""
    move(db, job.id, ["running"], "queued", stage="", fraction=0.0, started_at=None, attempts=job.attempts - 1)


def take_up(db: orm.Session) -> None:
    """After a start: what was running when the app was killed waits again, unless that happened too often."""
    for job in db.scalars(select(Job).where(Job.state == "running")).all():
        if job.attempts >= MOST_ATTEMPTS:
            words = f"the app ended {job.attempts} times while this clip was analyzed, often for want of memory."
            move(db, job.id, ["running"], "failed", error=words, ended_at=now())
        else:
            move(db, job.id, ["running"], "queued", stage="", fraction=0.0, started_at=None)


def tell_progress(db: orm.Session, job_id: int, stage: str, fraction: float) -> None:
    """Keep how far a running job is."""
    move(db, job_id, ["running"], "running", stage=stage, fraction=fraction)
