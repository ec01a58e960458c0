"""A result's files: those of a list, by a key, in a sandbox."""

from pathlib import Path

import made
import pytest

from tests.app.desk import ORIGIN, Desk
from tests.app.raw import ask

FILES = ("report.html", "annotated.mp4")


@pytest.fixture
def clip(app: Desk, dark_clip: Path) -> str:
    """A clip with a result of which only the files that are asked for are real."""
    clip = app.clip(app.session(app.person()), dark_clip)
    result = app.room.library.folder.clips / clip / "run.kneevision"
    (result / "plots").mkdir(parents=True)
    made.front("run.mp4").save(result)
    (result / "report.html").write_text("<script>fetch('/')</script>")
    (result / "annotated.mp4").write_bytes(bytes(range(100)))
    (result / "plots" / "strides_fppa.png").write_bytes(b"png")
    (result / "diary.txt").write_text("dear diary")
    return clip


def address(app: Desk, clip: str, file: str) -> str:
    return f"/results/{clip}/{app.room.keys.key(clip)}/{file}"


@pytest.mark.parametrize("file", [*FILES, "plots/strides_fppa.png"])
def test_a_key_opens_a_results_files_without_a_cookie(app: Desk, clip: str, file: str) -> None:
    app.client.cookies.clear()
    answer = app.client.get(address(app, clip, file))
    assert answer.status_code == 200
    policy = answer.headers["content-security-policy"]
    assert policy.startswith("sandbox allow-scripts;")
    assert "allow-same-origin" not in policy
    assert f"media-src {ORIGIN}/results/{clip}/" in policy
    assert "connect-src" not in policy
    assert "default-src 'none'" in policy


def test_the_video_is_sent_in_parts(app: Desk, clip: str) -> None:
    answer = app.client.get(address(app, clip, "annotated.mp4"), headers={"Range": "bytes=10-19"})
    assert (answer.status_code, answer.content) == (206, bytes(range(10, 20)))
    assert answer.headers["content-range"] == "bytes 10-19/100"
    assert app.client.get(address(app, clip, "annotated.mp4"), headers={"Range": "bytes=500-"}).status_code == 416


@pytest.mark.parametrize(
    "file",
    [
        "diary.txt",
        "analysis.json",
        "../run.mp4",
        "..%2Frun.mp4",
        "%2e%2e/run.mp4",
        "plots/../report.html",
        "plots/..%2f..%2frun.mp4",
        "plots/%2e%2e%5crun.mp4",
        "plots/x.html",
        "plots/strides_fppa.png%00.html",
        "plots//etc/passwd",
        "/etc/passwd",
        "",
    ],
)
def test_no_other_file_is_sent(app: Desk, clip: str, file: str) -> None:
    assert ask(app, "GET", address(app, clip, file))[0] == 404


@pytest.mark.parametrize("file", [*FILES, "plots/strides_fppa.png"])
def test_a_wrong_key_opens_nothing(app: Desk, clip: str, file: str) -> None:
    other = app.room.keys.key("0" * 32)
    for key in (other, "x", "0-" + "0" * 64):
        assert app.client.get(f"/results/{clip}/{key}/{file}").status_code == 403


def test_a_link_out_of_the_folder_leads_nowhere(app: Desk, clip: str, tmp_path: Path) -> None:
    (tmp_path / "secret").write_text("secret")
    page = app.room.library.folder.clips / clip / "run.kneevision" / "report.html"
    page.unlink()
    page.symlink_to(tmp_path / "secret")
    assert app.client.get(address(app, clip, "report.html")).status_code == 404


def test_what_is_in_the_bin_is_not_sent(app: Desk, clip: str) -> None:
    app.post(f"/clips/{clip}/delete")
    assert app.client.get(address(app, clip, "report.html")).status_code == 404


def test_tables_are_downloads_for_who_was_let_in(app: Desk, clip: str) -> None:
    answer = app.client.get(f"/clips/{clip}/files/cycles.csv")
    assert answer.status_code == 200
    assert answer.headers["content-disposition"].startswith("attachment")
    for file in ("report.html", "diary.txt", "..%2frun.mp4", "../video", "../run.mp4", "%2e%2e/video"):
        assert ask(app, "GET", f"/clips/{clip}/files/{file}")[0] == 404
    app.client.cookies.clear()
    assert app.client.get(f"/clips/{clip}/files/cycles.csv").status_code == 303


def test_the_page_shows_the_report_in_a_frame_without_an_origin(app: Desk, clip: str) -> None:
    app.post(f"/clips/{clip}/cancel")
    page = app.client.get(f"/clips/{clip}").text
    assert 'sandbox="allow-scripts"' in page
    assert f'src="/results/{clip}/' in page


def test_the_first_numbers_are_those_of_the_report(app: Desk, clip: str) -> None:
    page = app.client.get(f"/clips/{clip}/row").text
    measure = made.front().measure("femoral_adduction_peak_deg", "left")
    assert measure is not None
    assert measure.value is not None
    assert f"<b>{measure.value:.1f}°</b>" in page
