"""How far an analysis is as a whole, and how long it will take, from the stage that it is in."""

from __future__ import annotations

from datetime import datetime
from typing import Final

from kneevision.app.library.tables import Job

# Where each stage begins, as a share of the whole: a clip of 6 s in 720p took 23 s on two cores.
_BEGINS: Final = {
    "": 0.0,
    "Finding the person": 0.02,
    "Following the legs": 0.12,
    "Measuring": 0.77,
    "Drawing the video": 0.81,
    "Plotting": 0.95,
    "Writing the page": 0.96,
    "Preparing the review room": 0.97,
}
# Earlier than this a guess would jump about.
_LEAST_FRACTION: Final = 0.1


def whole_fraction(job: Job) -> float:
    """0..1 of the whole analysis; stages that are not known count as just begun."""
    begins = _BEGINS.get(job.stage, 0.0)
    after = [share for share in _BEGINS.values() if share > begins]
    ends = min(after, default=1.0)
    return begins + (ends - begins) * min(1.0, max(0.0, job.fraction))


def seconds_left(job: Job, at: datetime) -> float | None:
    """By how long it has taken so far; None when that is too early to tell."""
    done = whole_fraction(job)
    if job.started_at is None or done < _LEAST_FRACTION:
        return None
    taken = (at - job.started_at).total_seconds()
    return max(0.0, taken * (1 - done) / done)


def time_left(job: Job, at: datetime) -> str:
    """The same in words; empty when it is too early to tell."""
    seconds = seconds_left(job, at)
    if seconds is None:
        return ""
    if seconds < 50:
        return "less than a minute left"
    minutes = max(1, round(seconds / 60))
    return f"about {minutes} {'minute' if minutes == 1 else 'minutes'} left"
