"""People, sessions and the bin, as the pages' forms ask for them; the database and its versions."""

import sqlite3
from pathlib import Path

import pytest

from kneevision import UserError
from kneevision.app.folder import data_folder
from kneevision.app.library.arrivals import settle
from kneevision.app.library.bin import sweep
from kneevision.app.library.database import VERSION, library
from tests.app.desk import Desk, desk

SCRIPT = "<script>alert(1)</script>"


def test_people_are_found_by_name_and_note_whatever_the_case_and_accents(app: Desk) -> None:
    app.person("Élodie Ångström", "left knee")
    app.person("B-17", "100% of plan_b")
    for search, found in {
        "elodie": True, "ANGST": True, "knee LEFT": True, "": True, "%": False, "b-17": False, "'": False,
    }.items():  # fmt: skip
        assert ("Élodie" in app.client.get("/", params={"search": search}).text) == found, search
    for search, found in {"%": True, "_": True, "n_b": True, "n%b": False, "0%": True}.items():
        assert ("B-17" in app.client.get("/", params={"search": search}).text) == found, search


def test_what_people_write_is_shown_as_text(app: Desk) -> None:
    person = app.person(f"Eve {SCRIPT}", f'"><img src=x onerror=alert(1)> {SCRIPT}')
    session = app.session(person)
    app.post(f"/sessions/{session}", {"on": "2026-03-31", "note": SCRIPT})
    for path in ("/", f"/people/{person}", f"/sessions/{session}", "/?search=%3Cscript%3E"):
        page = app.client.get(path).text
        assert "<script>alert" not in page
        assert "<img" not in page
    assert "&lt;script&gt;alert" in app.client.get(f"/sessions/{session}").text


@pytest.mark.parametrize("name", ["", " \t", "\x00\x1f", "\u202e"])
def test_a_person_has_a_name(app: Desk, name: str) -> None:
    assert app.post("/people", {"name": name}).status_code == 422
    assert app.rows()["people"] == 0


@pytest.mark.parametrize("on", ["", "31.3.2026", "2026-02-30", "<b>"])
def test_a_session_has_a_day(app: Desk, on: str) -> None:
    person = app.person()
    assert app.post(f"/people/{person}/sessions", {"on": on}).status_code == 422
    assert app.rows()["sessions"] == 0


def test_rename_move_delete_restore_empty(app: Desk, dark_clip: Path) -> None:
    anna, ben = app.person("Anna"), app.person("Ben")
    session = app.session(anna)
    clip = app.clip(session, dark_clip)
    app.post(f"/people/{anna}", {"name": "Anna K.", "note": "two\nlines"})
    app.post(f"/sessions/{session}", {"on": "2026-04-01", "note": "", "person": str(ben)})
    assert "1 April 2026" in app.client.get(f"/people/{ben}").text
    assert "1 April 2026" not in app.client.get(f"/people/{anna}").text
    other = app.session(ben, "2026-05-02")
    app.post(f"/clips/{clip}", {"name": "../../first run", "kind": "front", "session": str(other)})
    page = app.client.get(f"/sessions/{other}").text
    assert "first run" in page
    assert "From the front" in page

    for path in (f"/clips/{clip}", f"/sessions/{other}", f"/people/{ben}"):
        assert app.post(f"{path}/delete").status_code == 303
        assert app.client.get(path).status_code == 404
    assert "Ben" in app.client.get("/bin").text
    assert "first run" not in app.client.get("/bin").text  # it is within what was deleted later
    assert app.post(f"/bin/restore/people/{ben}").status_code == 303
    assert app.client.get(f"/clips/{clip}").status_code == 404
    assert app.post(f"/bin/restore/sessions/{other}").status_code == 303
    assert app.post(f"/bin/restore/clips/{clip}").headers["location"] == f"/clips/{clip}"
    assert app.client.get(f"/clips/{clip}").status_code == 200

    app.post(f"/sessions/{other}/delete")
    assert app.files() != []
    assert app.post("/bin/empty").status_code == 303
    assert app.files() == []
    assert app.rows() == {"people": 2, "sessions": 1, "clips": 0}
    assert "The bin is empty" in app.client.get("/bin").text


def test_deleting_stops_what_waits(app: Desk, dark_clip: Path) -> None:
    person = app.person()
    session = app.session(person)
    clip = app.clip(session, dark_clip)
    app.post(f"/people/{person}/delete")
    app.post(f"/bin/restore/people/{person}")
    page = app.client.get(f"/clips/{clip}").text
    assert "Stopped" in page
    assert "Analyze it again" in page


@pytest.mark.parametrize("path", ["people/../people", "sessions/x", "clips/..", "people/1e9", "jobs/1", "people/٣"])
def test_restoring_what_is_not_there_is_refused(app: Desk, path: str) -> None:
    assert app.post(f"/bin/restore/{path}").status_code == 404


@pytest.mark.parametrize("number", ["0", "9" * 18, "9" * 40, "-1", "1%00", "../1"])
def test_numbers_that_lead_nowhere_are_not_there(app: Desk, number: str) -> None:
    for kind in ("people", "sessions", "clips", "events/people"):
        assert app.client.get(f"/{kind}/{number}").status_code == 404


def test_an_emptying_that_was_cut_short_is_finished_or_undone(tmp_path: Path, dark_clip: Path) -> None:
    with desk(tmp_path) as app:
        kept = app.clip(app.session(app.person()), dark_clip)
        clips = app.room.library.folder.clips
        (clips / kept).rename(clips / f"going-{kept}")  # killed before the rows went
        (clips / f"going-{'0' * 32}").mkdir()  # killed after they went
        sweep(app.room.library)
        assert [path.name for path in clips.iterdir()] == [kept]


def test_an_arrival_that_was_cut_short_is_finished_or_undone(tmp_path: Path, dark_clip: Path) -> None:
    with desk(tmp_path) as app:
        kept, folder = app.clip(app.session(app.person()), dark_clip), app.room.library.folder
        (folder.clips / kept).rename(folder.incoming / kept)  # killed after its row was kept
        (folder.incoming / ("0" * 32)).mkdir()
        (folder.incoming / ("0" * 32) / "run.mp4").write_bytes(b"half")
        settle(app.room.library)
        assert app.files() == [f"clips/{kept}", f"clips/{kept}/run.mp4"]


def test_a_newer_version_is_refused_in_one_line_and_left_alone(tmp_path: Path) -> None:
    with desk(tmp_path) as app:
        app.person()
    file = tmp_path / "kneevision.sqlite3"
    with sqlite3.connect(file) as newer:
        assert newer.execute("PRAGMA user_version").fetchone() == (VERSION,)
        newer.execute(f"PRAGMA user_version = {VERSION + 1}")
    newer.close()
    before = file.read_bytes()
    with (
        pytest.raises(UserError, match="newer kneevision") as refused,
        data_folder(tmp_path) as folder,
        library(folder),
    ):
        pass
    assert len(str(refused.value).splitlines()) == 1
    assert file.read_bytes() == before


def test_a_file_that_is_no_database_is_refused_and_left_alone(tmp_path: Path) -> None:
    (tmp_path / "kneevision.sqlite3").write_text("dear diary" * 100)
    with pytest.raises(UserError, match="cannot be read"), data_folder(tmp_path) as folder, library(folder):
        pass
    assert (tmp_path / "kneevision.sqlite3").read_text() == "dear diary" * 100


def test_a_folder_takes_one_app_at_a_time(tmp_path: Path) -> None:
    with data_folder(tmp_path), pytest.raises(UserError, match="running with this folder"), data_folder(tmp_path):
        pass


def test_what_was_kept_is_there_again(tmp_path: Path, dark_clip: Path) -> None:
    with desk(tmp_path) as app:
        session = app.session(app.person("Anna"))
        clip = app.clip(session, dark_clip)
    with desk(tmp_path) as again:
        assert "Anna" in again.client.get("/").text
        assert again.client.get(f"/clips/{clip}/video").content == dark_clip.read_bytes()
