"""The queue: what can be asked of it, and its two threads."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from threading import Event
from typing import Self

from sqlalchemy import orm

from kneevision.app.jobs import store
from kneevision.app.jobs.analyst import Analyst
from kneevision.app.jobs.checker import Checker
from kneevision.app.jobs.options import Wishes
from kneevision.app.library.database import Library
from kneevision.app.library.tables import Clip, Job, now


class Queue:
    """Jobs of clips, from the filming check to the result. What is asked is kept in the database before it is done."""

    def __init__(self, library: Library) -> None:
        self.closing = Event()
        self._library = library
        self._analyst = Analyst(library)
        self._checker = Checker(library, self._analyst.wake)
        self._hands = (self._checker, self._analyst)

    def check_then_analyze(self, clip: Clip, db: orm.Session, wishes: Wishes) -> Job:
        """For a new clip. Call `wake` when the transaction is over."""
        return store.add_job(db, clip, wishes, "checking")

    def analyze(self, clip: Clip, db: orm.Session, wishes: Wishes) -> Job:
        """Once more, perhaps otherwise. Call `wake` when the transaction is over."""
        return store.add_job(db, clip, wishes, "queued")

    def go_on(self, job_id: int) -> None:
        """A held job is wanted all the same."""
        with self._library.begin() as db:
            store.move(db, job_id, ["held"], "queued")
        self.wake()

    def cancel(self, job_ids: Sequence[int]) -> None:
        """Nobody wants these any more; those that are over stay as they are."""
        with self._library.begin() as db:
            for job_id in job_ids:
                store.move(db, job_id, store.LIVE, "cancelled", ended_at=now())
        for hand in self._hands:
            for job_id in job_ids:
                hand.stop_job(job_id)

    def wake(self) -> None:
        """There may be something to do."""
        for hand in self._hands:
            hand.wake()

    @contextmanager
    def at_work(self) -> Iterator[Self]:
        """Take up what an earlier app left, and work until the context is left."""
        with self._library.begin() as db:
            store.take_up(db)
        for hand in self._hands:
            hand.start()
        try:
            yield self
        finally:
            self.closing.set()
            for hand in self._hands:
                hand.close()
            for hand in self._hands:
                hand.wait()
