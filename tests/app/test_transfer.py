"""A person out of one app and into another; and zips that were made to do harm."""

import gzip
import hashlib
import io
import json
import stat
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import made
import pytest

from kneevision.analysis import Analysis
from kneevision.app.room import Limits
from kneevision.video.probe import sha256
from tests.app.desk import MB, Desk, desk

ENTRY = {"folder": "clips/1", "kind": "front", "name": "run.mp4", "file": "run.mp4", "check": None}


def manifest(**other: Any) -> dict[str, Any]:
    """Of one person with one session with one clip."""
    sessions = [{"on": "2026-03-31", "note": "", "clips": [{**ENTRY, **other}]}]
    return {"format": 1, "kneevision": "0.1.0", "name": "Eve", "note": "", "sessions": sessions}


def packed(files: dict[str, bytes], told: dict[str, Any] | str | None, how: int = zipfile.ZIP_STORED) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", how) as into:
        if told is not None:
            into.writestr("person.json", told if isinstance(told, str) else json.dumps(told))
        for name, content in files.items():
            into.writestr(name, content)
    return out.getvalue()


def put_in(app: Desk, content: bytes) -> Any:
    return app.client.post("/import", content=content, headers={"Accept": "*/*"})


@pytest.fixture
def whole(app: Desk, dark_clip: Path) -> int:
    """A person with two sessions, one of them with a clip that has a result, and something in the bin."""
    person = app.person("Zoë K.", "two\nlines")
    session = app.session(person, "2026-03-31")
    app.session(person, "2026-04-30")
    clip = app.clip(session, dark_clip)
    app.post(f"/clips/{clip}", {"name": "Läufe 1.mp4", "kind": "back"})
    result = app.room.library.folder.clips / clip / "run.kneevision"
    analysis = made.front("run.mp4").to_dict()
    analysis["video"]["sha256"] = sha256(dark_clip)
    result.mkdir()
    (result / "analysis.json").write_text(json.dumps(analysis), encoding="utf-8")
    (result / "report.html").write_text("<p>report")
    (result / "plots").mkdir()
    (result / "plots" / "strides_fppa.svg").write_text("<svg/>")
    (result / "diary.txt").write_text("dear diary")
    app.post(f"/clips/{app.clip(session, dark_clip)}/delete")
    return person


def test_a_person_comes_out_and_in_whole(app: Desk, whole: int, tmp_path: Path, dark_clip: Path) -> None:
    exported = app.client.get(f"/people/{whole}/export")
    assert exported.headers["content-disposition"] == 'attachment; filename="Zoe_K.zip"'
    with zipfile.ZipFile(io.BytesIO(exported.content)) as source:
        assert source.testzip() is None
        assert source.namelist() == [
            "person.json",
            "clips/1/run.mp4",
            "clips/1/run.kneevision/analysis.json",
            "clips/1/run.kneevision/plots/strides_fppa.svg",
            "clips/1/run.kneevision/report.html",
        ]
    with desk(tmp_path / "elsewhere") as other:
        answer = put_in(other, exported.content)
        assert answer.status_code == 201, answer.text
        page = other.client.get(f"/people/{answer.json()['person']}").text
        for words in (
            "Zoë K.",
            "two\nlines",
            "31 March 2026",
            "30 April 2026",
            "Läufe 1.mp4",
            "From behind",
            "Running",
        ):
            assert words in page
        (clip,) = other.room.library.folder.clips.iterdir()
        assert (clip / "run.mp4").read_bytes() == dark_clip.read_bytes()
        assert Analysis.load(clip / "run.kneevision").video.sha256 == sha256(dark_clip)
        assert list(other.room.library.folder.incoming.iterdir()) == []
        again = put_in(other, exported.content).json()["person"]
        assert again != answer.json()["person"]
        assert other.rows() == {"people": 2, "sessions": 4, "clips": 2}


def bomb(_: bytes) -> bytes:
    return packed({"clips/1/run.mp4": b"\x00" * (100 * MB)}, manifest(), zipfile.ZIP_DEFLATED)


def with_link(video: bytes) -> bytes:
    out = io.BytesIO(packed({}, manifest()))
    with zipfile.ZipFile(out, "a") as into:
        head = zipfile.ZipInfo("clips/1/run.mp4")
        head.external_attr = (stat.S_IFLNK | 0o777) << 16
        into.writestr(head, "/etc/passwd")
    return out.getvalue()


def twice(video: bytes) -> bytes:
    out = io.BytesIO(packed({"clips/1/run.mp4": video}, manifest()))
    with zipfile.ZipFile(out, "a") as into, pytest.warns(UserWarning, match="Duplicate"):
        into.writestr("clips/1/run.mp4", b"other")
    return out.getvalue()


def lies(video: bytes) -> bytes:
    """Its directory announces one byte less than there is."""
    content = bytearray(packed({"clips/1/run.mp4": b"a" * 5000}, manifest()))
    for mark, offset in ((b"PK\x01\x02", 24), (b"PK\x03\x04", 22)):
        at = content.rindex(mark) + offset
        content[at : at + 4] = (4999).to_bytes(4, "little")
    return bytes(content)


def with_file(name: str) -> Callable[[bytes], bytes]:
    return lambda video: packed({"clips/1/run.mp4": video, name: b"x"}, manifest())


def with_entry(**other: Any) -> Callable[[bytes], bytes]:
    def make(video: bytes) -> bytes:
        entry = {**ENTRY, **other}
        return packed({f"{entry['folder']}/{entry['file']}": video}, manifest(**other))

    return make


def with_result(**files: bytes | Callable[[], bytes]) -> Callable[[bytes], bytes]:
    """A result that is well but for these files."""

    def make(video: bytes) -> bytes:
        analysis = made.front("run.mp4").to_dict()
        analysis["video"]["sha256"] = hashlib.sha256(video).hexdigest()
        told = {"analysis__json": json.dumps(analysis).encode(), **files}
        inside = {
            f"clips/1/run.kneevision/{name.replace('__', '.')}": content if isinstance(content, bytes) else content()
            for name, content in told.items()
        }
        return packed({"clips/1/run.mp4": video, **inside}, manifest())

    return make


def swollen_gzip() -> bytes:
    return gzip.compress(b"\x00" * 2**26) * 17


def swollen_npz() -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as into:
        into.writestr("a.npy", b"")
        into.filelist[0].file_size = 2**31
    return out.getvalue()


EVIL_ZIPS: dict[str, Callable[[bytes], bytes]] = {
    "a path upward": with_file("../../evil.txt"),
    "a path upward within": with_file("clips/1/../../../evil.txt"),
    "a path upward in a result": with_file("clips/1/run.kneevision/plots/../../../../evil.txt"),
    "a pattern stretched": with_file("clips/1/run.kneevision/plots/strides_../../../x.y"),
    "a path from the root": with_file("/etc/cron.d/evil"),
    "a Windows path": with_file("C:\\evil.txt"),
    "a Windows path upward": with_file("clips/1/run.kneevision/plots/strides_..\\..\\x.png"),
    "a hidden file": with_file("clips/1/run.kneevision/.bashrc"),
    "a file that no result has": with_file("clips/1/run.kneevision/evil.js"),
    "a file of no clip": with_file("clips/2/run.mp4"),
    "a folder": with_file("clips/1/run.kneevision/plots/"),
    "an analysis that is none": with_file("clips/1/run.kneevision/analysis.json"),
    "a result without an analysis": with_file("clips/1/run.kneevision/report.html"),
    "a link": with_link,
    "a bomb": bomb,
    "an entry twice": twice,
    "a size that lies": lies,
    "no manifest": lambda video: packed({"clips/1/run.mp4": video}, None),
    "a manifest that is no JSON": lambda video: packed({}, "{"),
    "a manifest of later": lambda video: packed({"clips/1/run.mp4": video}, manifest() | {"format": 2}),
    "a manifest with more": lambda video: packed({"clips/1/run.mp4": video}, manifest() | {"id": 1}),
    "no video": lambda video: packed({}, manifest()),
    "a video that is none": lambda video: packed({"clips/1/run.mp4": b"MZ evil"}, manifest()),
    "a file name upward": with_entry(file="../../evil.mp4"),
    "a file name from the root": with_entry(file="/etc/passwd"),
    "a file name of a device": with_entry(file="con.mp4"),
    "a folder upward": with_entry(folder="clips/../.."),
    "a folder elsewhere": with_entry(folder="/tmp/1"),
    "a kind that is none": with_entry(kind="evil"),
    "a name of a path": with_entry(name="../../x"),
    "a table that swells": with_result(frames__csv__gz=swollen_gzip),
    "a table that is cut": with_result(frames__csv__gz=gzip.compress(b"a" * 1000)[:-9]),
    "landmarks that swell": with_result(sighting__npz=swollen_npz),
    "landmarks that are none": with_result(sighting__npz=b"evil"),
    "a result of another video": lambda video: packed(
        {
            "clips/1/run.mp4": video,
            "clips/1/run.kneevision/analysis.json": json.dumps(made.front("run.mp4").to_dict()).encode(),
        },
        manifest(),
    ),
    "no zip": lambda video: video,
    "half a zip": lambda video: packed({"clips/1/run.mp4": video}, manifest())[:-40],
    "nothing": lambda video: b"",
}


@pytest.mark.parametrize("evil", EVIL_ZIPS)
def test_an_evil_zip_is_refused_and_leaves_nothing(app: Desk, tmp_path: Path, dark_clip: Path, evil: str) -> None:
    everything = set(tmp_path.rglob("*"))
    answer = put_in(app, EVIL_ZIPS[evil](dark_clip.read_bytes()))
    assert answer.status_code == 422, answer.text
    assert answer.json()["error"]
    assert app.rows() == {"people": 0, "sessions": 0, "clips": 0}
    assert set(tmp_path.rglob("*")) == everything


def test_the_same_zips_without_evil_are_taken(app: Desk, dark_clip: Path) -> None:
    assert put_in(app, with_result(frames__csv__gz=gzip.compress(b"a"))(dark_clip.read_bytes())).status_code == 201
    assert put_in(app, packed({"clips/1/run.mp4": dark_clip.read_bytes()}, manifest())).status_code == 201


def test_a_zip_too_large_for_the_disk_is_refused(tmp_path: Path, dark_clip: Path) -> None:
    with desk(tmp_path, limits=Limits(64 * MB, 2**60)) as app:
        assert put_in(app, packed({"clips/1/run.mp4": dark_clip.read_bytes()}, manifest())).status_code == 507
        assert app.files() == []
