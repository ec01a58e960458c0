"""The thread that analyzes what is queued."""

from __future__ import annotations

import time
from typing import Final

from sqlalchemy import orm

from kneevision.analysis import Analysis
from kneevision.app.jobs import store
from kneevision.app.jobs.correct import correct
from kneevision.app.jobs.hand import Hand, words_of
from kneevision.app.jobs.options import Wishes
from kneevision.app.library.database import Library
from kneevision.app.library.tables import Clip, Job, Kind, now
from kneevision.app.review.player import prepare_player
from kneevision.batch.job import Job as Work
from kneevision.batch.one import run
from kneevision.batch.row import Row

_TELL_EVERY_S: Final = 0.5


class Analyst(Hand):
    """One analysis after the other, each with all cores."""

    def __init__(self, library: Library) -> None:
        super().__init__(library, "analyst")

    def take(self, db: orm.Session) -> Job | None:
        """The oldest that is queued."""
        job = store.take(db)
        if job is not None:
            _ = job.clip  # read while the transaction lasts
        return job

    def put_back(self, db: orm.Session, job: Job) -> None:
        """Begun again at the next start, from its beginning."""
        store.put_back(db, job)

    def do(self, job: Job) -> None:
        """Analyze the clip; whatever happens, the job ends and the next one can begin."""
        try:
            row = self._done(job, Wishes.model_validate(job.options))
        except Exception as error:
            self._end(job, Row(job.clip.name, "failed", "", words_of(error)))
        else:
            self._end(job, row)

    def _done(self, job: Job, wishes: Wishes) -> Row:
        video, result = self._library.video(job.clip), self._library.result(job.clip)
        work = Work(job.clip.name, video, result, video.parent, wishes.options(), force=True)
        tell = _Teller(self._library, job.id)
        if wishes.edits is not None:
            return correct(work, wishes.edits, tell, self.started)
        row = run(work, tell, self.started)
        if row.analysis is not None:
            prepare_player(video, wishes.capture_fps, tell, self.started)
        return row

    def _end(self, job: Job, row: Row) -> None:
        if row.analysis is None and self._closing.is_set():
            return  # it was stopped with the app
        with self._library.begin() as db:
            if row.analysis is None:
                store.move(db, job.id, ["running"], "failed", error=row.error, ended_at=now())
                return
            store.move(db, job.id, ["running"], "done", stage="", fraction=1.0, ended_at=now())
            clip = db.get(Clip, job.clip_id)
            if clip is not None and clip.kind == "unknown":
                clip.kind = kind_of(row.analysis)


class _Teller:
    """Keeps how far a job is, not more often than anybody looks."""

    def __init__(self, library: Library, job_id: int) -> None:
        self._library = library
        self._job_id = job_id
        self._stage, self._told_s = "", 0.0

    def __call__(self, stage: str, fraction: float) -> None:
        if stage == self._stage and time.monotonic() < self._told_s + _TELL_EVERY_S:
            return
        self._stage, self._told_s = stage, time.monotonic()
        with self._library.begin() as db:
            store.tell_progress(db, self._job_id, stage, fraction)


def kind_of(analysis: Analysis) -> Kind:
    """What a clip shows, by its analysis."""
    if analysis.activity in ("squat", "single_leg_squat"):
        return "squat"
    if analysis.view == "front":
        return "front"
    if analysis.view == "back":
        return "back"
    return "side" if analysis.view in ("left", "right") else "unknown"
