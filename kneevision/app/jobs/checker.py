"""The thread that looks at how each new clip was filmed, before it is queued."""

from __future__ import annotations

import json
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

from sqlalchemy import orm

from kneevision.app.jobs import store
from kneevision.app.jobs.hand import Hand
from kneevision.app.library.database import Library
from kneevision.app.library.tables import Clip, Job, State
from kneevision.long_work import Tell, long_work


class Checker(Hand):
    """One filming check after the other, also while something is analyzed: its answer is for who is still filming."""

    def __init__(self, library: Library, checked: Callable[[], None]) -> None:
        super().__init__(library, "checker")
        self._checked = checked

    def take(self, db: orm.Session) -> Job | None:
        """The oldest that was not checked yet."""
        job = store.first_of(db, "checking")
        if job is not None:
            _ = job.clip
        return job

    def put_back(self, db: orm.Session, job: Job) -> None:
        """It waits for its check as before."""

    def do(self, job: Job) -> None:
        """Check the clip: a spoilt one waits for the user's word. A check that fails keeps nobody from the analysis."""
        found = self._found(self._library.video(job.clip))
        if self._closing.is_set():
            return
        spoilt = found is not None and any(check["state"] == "bad" for check in found["checks"])
        enters: State = "held" if spoilt else "queued"
        with self._library.begin() as db:
            clip = db.get(Clip, job.clip_id)
            if clip is not None:
                clip.check = found
            store.move(db, job.id, ["checking"], enters)
        self._checked()

    def _found(self, video: Path) -> dict[str, Any] | None:
        try:
            with long_work(partial(check_clip, video)) as work:
                self.started(work)
                return next(iter(work.told()), None)
        except OSError:
            return None


def check_clip(video: Path, tell: Tell) -> int:
    """Check a clip in this process and tell what was found."""
    from kneevision.check import check

    tell(json.loads(check(video).to_json()))
    return 0
