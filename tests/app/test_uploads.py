"""Files on their way in: by content, within limits, wherever their names would lead."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from kneevision.app.names import file_name, one_line, shown_name
from kneevision.app.room import Limits
from kneevision.result_folder import result_folder
from tests.app.desk import MB, Desk, desk
from tests.app.raw import ask

EVIL_NAMES = [
    "../../../etc/passwd",
    "..\\..\\windows\\system32\\run.mp4",
    "/etc/cron.d/run.mp4",
    "C:\\run.mp4",
    "..",
    ".",
    "",
    ".mp4",
    "~/run.mp4",
    "run.mp4\x00.txt",
    "run\n.mp4",
    "con.mp4",
    "LPT1.mov",
    "-rf.mp4",
    "run.kneevision",
    "run.kneevision.mp4",
    "a" * 5000 + ".mp4",
    "\u202egpm.4pm",
    "🏃‍♀️.mp4",
    "<script>alert(1)</script>.mp4",
    "run.mp4/../../..",
    "%2e%2e%2frun.mp4",
    "run.exe",
    "   ",
]


@pytest.mark.parametrize("name", EVIL_NAMES)
def test_no_name_leads_out_of_a_clips_own_folder(tmp_path: Path, name: str) -> None:
    file = file_name(name)
    assert (tmp_path / file).resolve().parent == tmp_path.resolve()
    assert result_folder(tmp_path / file, tmp_path) != tmp_path / file
    assert len(file) < 80
    assert file.isascii()
    assert file[0] not in ".-"
    assert file_name(file) == file
    assert shown_name(shown_name(name)) == shown_name(name) != ""
    assert one_line(one_line(name)) == one_line(name)


def test_evil_names_are_taken_as_names_only(app: Desk, dark_clip: Path) -> None:
    session = app.session(app.person())
    for name in EVIL_NAMES[:6]:
        assert app.upload(session, dark_clip, name).status_code == 201
    folder = app.room.library.folder
    assert {
        path.parent.parent for path in folder.root.rglob("*.*") if path.is_file() and path.parent != folder.root
    } == {folder.clips}
    assert list(folder.incoming.iterdir()) == []
    assert "passwd" in app.client.get(f"/sessions/{session}").text


def test_a_clip_comes_in_whole_and_waits_for_its_check(app: Desk, dark_clip: Path) -> None:
    session = app.session(app.person())
    clip = app.clip(session, dark_clip)
    assert app.files() == [f"clips/{clip}", f"clips/{clip}/run.mp4"]
    assert (app.room.library.folder.clips / clip / "run.mp4").read_bytes() == dark_clip.read_bytes()
    assert "Looking at how it was filmed" in app.client.get(f"/sessions/{session}").text


@pytest.mark.parametrize("content", [b"", b"not a video", b"\x00" * 5000, b"<html><video>"])
def test_what_is_no_video_is_refused_whatever_it_is_called(app: Desk, content: bytes) -> None:
    session = app.session(app.person())
    answer = app.client.post(f"/sessions/{session}/clips?name=run.mp4", content=content, headers={"Accept": "*/*"})
    assert answer.status_code == 422
    assert str(app.room.library.folder.root) not in answer.text
    assert len(answer.json()["error"]) > 10
    assert_nothing_left(app)


def test_a_video_is_taken_whatever_it_is_called(app: Desk, dark_clip: Path) -> None:
    session = app.session(app.person())
    assert app.upload(session, dark_clip, "notes.txt").status_code == 201


def pieces(count: int) -> Iterator[bytes]:
    for _ in range(count):
        yield b"\x00" * MB


def test_an_upload_beyond_the_limit_is_cut_off_as_it_comes(tmp_path: Path) -> None:
    with desk(tmp_path, limits=Limits(5 * MB, 0)) as app:
        session, sent = app.session(app.person()), [0]

        def counted() -> Iterator[bytes]:
            for piece in pieces(5000):  # 5 GB
                sent[0] += 1
                yield piece

        status, words = ask(app, "POST", f"/sessions/{session}/clips?name=run.mp4", counted())
        assert status == 413
        assert "--max-gb" in words
        assert sent[0] == 6
        assert_nothing_left(app)


def test_an_upload_that_announces_too_much_is_refused_unread(tmp_path: Path) -> None:
    with desk(tmp_path, limits=Limits(4 * 2**30, 0)) as app:
        session = app.session(app.person())

        def unread() -> Iterator[bytes]:
            raise AssertionError("it was read")
            yield b""

        path = f"/sessions/{session}/clips?name=run.mp4"
        assert ask(app, "POST", path, unread(), content_length=str(5 * 2**30))[0] == 413
        assert_nothing_left(app)


def test_a_full_disk_is_told_before_and_during(tmp_path: Path) -> None:
    everything = 2**60
    with desk(tmp_path, limits=Limits(64 * MB, everything)) as app:
        session = app.session(app.person())
        for headers in ({}, {"content_length": str(MB)}, {"content_length": "-1"}):
            assert ask(app, "POST", f"/sessions/{session}/clips?name=run.mp4", pieces(1), **headers)[0] == 507
        assert_nothing_left(app)


def test_a_connection_that_breaks_leaves_nothing(app: Desk) -> None:
    session = app.session(app.person())

    def broken() -> Iterator[bytes]:
        yield b"\x00" * MB
        raise ConnectionError

    assert ask(app, "POST", f"/sessions/{session}/clips?name=run.mp4", broken())[0] == 400
    assert_nothing_left(app)


@pytest.mark.parametrize("asked", [{"model": "huge"}, {"capture_fps": "fast"}, {"person": "x"}, {"activity": "swim"}])
def test_what_cannot_be_asked_is_refused_before_the_file_is_read(
    app: Desk, dark_clip: Path, asked: dict[str, str]
) -> None:
    assert app.upload(app.session(app.person()), dark_clip, **asked).status_code == 422
    assert_nothing_left(app)


def test_a_session_that_is_not_there_takes_nothing(app: Desk, dark_clip: Path) -> None:
    person = app.person()
    session = app.session(person)
    app.post(f"/people/{person}/delete")
    assert app.upload(session, dark_clip).status_code == 404
    assert_nothing_left(app)


def assert_nothing_left(app: Desk) -> None:
    assert app.files() == []
    assert app.rows()["clips"] == 0
