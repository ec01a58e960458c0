"""The queue at work: checks, analyses, stops, and what becomes of a job that something happens to."""

from contextlib import suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path

import psutil
import pytest

from kneevision.app.jobs import store
from kneevision.app.jobs.options import Wishes
from kneevision.app.jobs.progress import seconds_left, time_left, whole_fraction
from kneevision.app.library.tables import Clip, Job
from tests.app.desk import Desk, desk
from tests.batch.clips import wait_for


def job(app: Desk, clip: str) -> Job:
    with app.room.library.begin() as db:
        found = db.get_one(Clip, clip).job
        assert found is not None
        return found


def until(app: Desk, clip: str, *states: str) -> Job:
    wait_for(lambda: job(app, clip).state in states, 120)
    return job(app, clip)


def at_once(app: Desk, clip: str) -> None:
    """Queue a clip without a check before."""
    with app.room.library.begin() as db:
        app.room.queue.analyze(db.get_one(Clip, clip), db, Wishes(model="lite"))
    app.room.queue.wake()


def child() -> psutil.Process | None:
    """The process that analyzes a clip by now."""
    for process in psutil.Process().children():
        with suppress(psutil.NoSuchProcess):
            if any("long_work_process" in word for word in process.cmdline()):
                return process
    return None


def test_a_spoilt_clip_waits_for_the_users_word_and_is_then_analyzed(app: Desk, dark_clip: Path) -> None:
    session = app.session(app.person())
    clip = app.upload(session, dark_clip, model="lite").json()["clip"]
    with app.room.queue.at_work():
        until(app, clip, "held")
        page = app.client.get(f"/sessions/{session}").text
        assert "Film again" in page
        assert "Nobody" in page
        assert app.post(f"/clips/{clip}/go-on").status_code == 303
        done = until(app, clip, "done", "failed")
    assert (done.state, done.attempts, done.error) == ("done", 1, "")
    assert "Nothing could be measured" in app.client.get(f"/sessions/{session}").text
    result = app.room.library.folder.clips / clip / "run.kneevision"
    assert (result / "report.html").is_file()
    assert app.client.get(f"/clips/{clip}").status_code == 200


def test_a_clip_that_is_taken_back_while_it_is_analyzed_is_left_alone(app: Desk, dark_clip: Path) -> None:
    clip = app.clip(app.session(app.person()), dark_clip)
    at_once(app, clip)
    with app.room.queue.at_work():
        wait_for(lambda: child() is not None)
        app.post(f"/clips/{clip}/cancel")
        wait_for(lambda: child() is None)
        assert job(app, clip).state == "cancelled"
        assert app.files() == [f"clips/{clip}", f"clips/{clip}/run.mp4"]


def test_one_clips_end_is_not_the_next_ones(app: Desk, dark_clip: Path) -> None:
    session = app.session(app.person())
    lost, killed, whole = (app.clip(session, dark_clip) for _ in range(3))
    for clip in (lost, killed, whole):
        at_once(app, clip)
    (app.room.library.folder.clips / lost / "run.mp4").unlink()
    with app.room.queue.at_work():
        assert until(app, lost, "failed").error.startswith("no such file")
        until(app, killed, "running")
        wait_for(lambda: child() is not None)
        process = child()
        assert process is not None
        process.kill()
        assert "SIGKILL" in until(app, killed, "failed").error
        assert until(app, whole, "done", "failed").state == "done"
    assert [job(app, clip).attempts for clip in (lost, killed, whole)] == [1, 1, 1]
    page = app.client.get(f"/sessions/{session}").text
    assert page.count("Could not be analyzed") == 2


def test_a_stop_of_the_app_puts_a_job_back_and_the_next_start_ends_it(tmp_path: Path, dark_clip: Path) -> None:
    with desk(tmp_path) as app:
        clip = app.clip(app.session(app.person()), dark_clip)
        at_once(app, clip)
        with app.room.queue.at_work():
            wait_for(lambda: child() is not None)
        stopped = job(app, clip)
        assert (stopped.state, stopped.attempts, stopped.stage) == ("queued", 0, "")
        assert child() is None
        assert app.files() == [f"clips/{clip}", f"clips/{clip}/run.mp4"]
    with desk(tmp_path) as again, again.room.queue.at_work():
        assert until(again, clip, "done", "failed").attempts == 1


def test_a_job_that_takes_the_app_down_is_not_begun_for_ever(app: Desk, dark_clip: Path) -> None:
    clip = app.clip(app.session(app.person()), dark_clip)
    at_once(app, clip)
    for attempt in range(1, 4):
        with app.room.library.begin() as db:
            begun = store.take(db)
            assert begun is not None
            assert begun.attempts == attempt
        with app.room.library.begin() as db:
            store.take_up(db)
        assert job(app, clip).state == ("queued" if attempt < 3 else "failed")
    assert "3 times" in job(app, clip).error


def test_a_job_is_taken_once_and_leaves_only_the_state_it_is_in(app: Desk, dark_clip: Path) -> None:
    clip = app.clip(app.session(app.person()), dark_clip)
    at_once(app, clip)
    with app.room.library.begin() as db:
        taken = store.take(db)
        assert taken is not None
        assert store.take(db) is None
        assert not store.move(db, taken.id, ["queued"], "running")
        assert store.move(db, taken.id, store.LIVE, "cancelled")
        store.tell_progress(db, taken.id, "Measuring", 0.5)
    assert (job(app, clip).state, job(app, clip).stage) == ("cancelled", "")


def test_an_earlier_job_gives_way(app: Desk, dark_clip: Path) -> None:
    clip = app.clip(app.session(app.person()), dark_clip)
    at_once(app, clip)
    at_once(app, clip)
    with app.room.library.begin() as db:
        states = [each.state for each in db.get_one(Clip, clip).jobs]
    assert states == ["cancelled", "cancelled", "queued"]


STAGES = (
    "",
    "Finding the person",
    "Following the legs",
    "Measuring",
    "Drawing the video",
    "Plotting",
    "Writing the page",
    "Preparing the review room",
)


def test_the_whole_never_goes_backwards() -> None:
    told = [whole_fraction(Job(stage=stage, fraction=part)) for stage in STAGES for part in (0.0, 0.5, 1.0)]
    assert told == sorted(told)
    assert told[0] == 0
    assert told[-1] == pytest.approx(1.0)


@pytest.mark.parametrize(
    ("stage", "minutes", "words"),
    [
        ("Finding the person", 0.1, ""),
        ("Measuring", 0.5, "less than a minute left"),
        ("Measuring", 4, "about 1 minute left"),
        ("Following the legs", 1, "about 7 minutes left"),
    ],
)
def test_the_time_left_follows_from_the_time_taken(stage: str, minutes: float, words: str) -> None:
    at = datetime(2026, 3, 31, tzinfo=UTC)
    running = Job(stage=stage, fraction=0.0, started_at=at - timedelta(minutes=minutes))
    assert time_left(running, at) == words
    assert seconds_left(Job(stage="", fraction=0.0, started_at=at), at) is None


def test_wishes_reach_the_analysis() -> None:
    wishes = Wishes.model_validate({"model": "heavy", "activity": "squat", "capture_fps": "240", "blur_face": "true"})
    options = Wishes.model_validate(wishes.kept()).options()
    assert (options.model, options.activity, options.capture_fps) == ("heavy", "squat", 240.0)
    assert options.drawing.blur_face
    assert Wishes().kept() == {}
