"""A thread that takes one job after the other."""

from __future__ import annotations

import logging
import threading
from abc import ABC, abstractmethod
from contextlib import suppress

from sqlalchemy import orm

from kneevision.app.library.database import Library
from kneevision.app.library.tables import Job
from kneevision.long_work import LongWork

# A signal that got lost costs no more than this.
_LOOK_EVERY_S = 5.0
_LOG = logging.getLogger(__name__)


class Hand(ABC):
    """Takes jobs while there are any; sleeps until it is woken when there are none."""

    def __init__(self, library: Library, name: str) -> None:
        self._library = library
        self._work: LongWork | None = None
        self._at: int | None = None
        self._lock = threading.Lock()
        self._awake = threading.Event()
        self._closing = threading.Event()
        self._thread = threading.Thread(target=self._run, name=name)

    @abstractmethod
    def take(self, db: orm.Session) -> Job | None:
        """The next job, begun."""

    @abstractmethod
    def do(self, job: Job) -> None:
        """Do it, and keep how it ended."""

    @abstractmethod
    def put_back(self, db: orm.Session, job: Job) -> None:
        """Keep that a job was not ended, since the app is being stopped."""

    def start(self) -> None:
        """Begin to take jobs."""
        self._thread.start()

    def wake(self) -> None:
        """There may be something to do."""
        self._awake.set()

    def stop_job(self, job_id: int) -> None:
        """Stop the work at this job, if it is at it; that the job is over by then is kept already."""
        with self._lock:
            if self._at == job_id and self._work is not None:
                self._work.stop()

    def close(self) -> None:
        """Take no more jobs, and stop the work at the present one."""
        self._closing.set()
        self._awake.set()
        with self._lock:
            if self._work is not None:
                self._work.stop()

    def wait(self) -> None:
        """Until its last work has tidied up."""
        self._thread.join()

    def started(self, work: LongWork) -> None:
        """The work at the present job has begun in its process."""
        with self._lock:
            self._work = work
            if self._closing.is_set() or not self._still_wanted():
                work.stop()

    def _still_wanted(self) -> bool:
        with self._library.begin() as db:
            job = None if self._at is None else db.get(Job, self._at)
            return job is not None and job.state in ("checking", "running")

    def _run(self) -> None:
        while not self._closing.is_set():
            self._awake.clear()
            try:
                idle = not self._take_one()
            except Exception:  # a full disk, say: another job may fare better, this one is taken up at the next start
                _LOG.exception("the %s could not end a job", self._thread.name)
                idle = True
            if idle:
                self._awake.wait(_LOOK_EVERY_S)

    def _take_one(self) -> bool:
        with self._library.begin() as db:
            job = self.take(db)
        if job is None:
            return False
        self._at = job.id
        try:
            self.do(job)
        finally:
            with self._lock:
                self._work, self._at = None, None
        if self._closing.is_set():
            with self._library.begin() as db:
                self.put_back(db, job)
        return True


def words_of(error: BaseException) -> str:
    """What went wrong that nobody foresaw, on one line."""
    with suppress(Exception):
        return f"{type(error).__name__}: {error}".splitlines()[0]
    return type(error).__name__
