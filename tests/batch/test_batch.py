"""`kneevision batch` as a user runs it on one machine: bad clips, stops, kills, and going on."""

import os
import shutil
import signal
import subprocess
import sys
from contextlib import suppress
from dataclasses import replace
from pathlib import Path

import made
import psutil
import pytest

from kneevision import Options, UserError
from kneevision.analysis import Analysis
from kneevision.batch.job import Job
from kneevision.batch.row import Row
from kneevision.batch.run import batch_folder, here, run_batch
from kneevision.cli import app
from kneevision.report.drawing import Drawing
from kneevision.video.probe import sha256
from tests.batch.clips import QUICK, dark, results, rows, run, start, wait_for

posix = pytest.mark.skipif(sys.platform == "win32", reason="signals are sent differently there")


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder of clips: one that has its result already, a dark one of the same name, and a file that is no video."""
    place = tmp_path_factory.mktemp("batch")
    measured, result = dark(place / "clips" / "run.mp4", shade=9), place / "out" / "run.kneevision"
    dark(place / "clips" / "dark" / "run.mp4")
    (place / "clips" / "bad.mp4").write_text("not a video")
    result.mkdir(parents=True)
    analysis = made.front("run.mp4")
    asked = Options(model="lite", drawing=Drawing(video=False)).asked()
    replace(
        analysis,
        video=replace(analysis.video, sha256=sha256(measured)),
        provenance={**analysis.provenance, **asked},
    ).save(result)
    (result / "report.html").touch()
    return place


@pytest.fixture(scope="module")
def said(place: Path) -> tuple[int, str, str]:
    return run("clips", "--out", "out", cwd=place)


def test_each_clip_has_its_row_and_a_bad_one_stops_nothing(place: Path, said: tuple[int, str, str]) -> None:
    told = rows(place / "out")
    assert {name: (row["status"], row["exit_code"]) for name, row in told.items()} == {
        "bad.mp4": ("failed", "2"),
        "dark/run.mp4": ("nothing_measured", "3"),
        "run.mp4": ("done", "0"),
    }
    assert told["bad.mp4"]["error"].startswith("not a video")
    assert told["run.mp4"]["result"] == "run.kneevision"
    assert (place / "out" / told["dark/run.mp4"]["result"] / "report.html").is_file()


def test_it_ends_with_3_and_says_how_many_and_where(place: Path, said: tuple[int, str, str]) -> None:
    code, words, errors = said
    assert (code, errors) == (3, "")
    assert [line.partition("  ")[0] for line in words.splitlines()[:-1]] == [
        "1 of 3 clips are done already.",
        "2 of 3",
        "3 of 3",
    ]
    assert words.splitlines()[-1] == f"1 of 3 clips measured. All of them: {place / 'out' / 'index.html'}"


def test_nothing_else_is_left_behind(place: Path, said: tuple[int, str, str]) -> None:
    assert {path.name for path in (place / "out").iterdir()} == {"batch.csv", "index.html", "run.kneevision", "dark"}


def test_a_clip_is_analyzed_as_by_itself_with_the_same_options(place: Path, said: tuple[int, str, str]) -> None:
    analysis = Analysis.load(place / "out" / "dark" / "run.kneevision")
    assert (analysis.provenance["model"], analysis.provenance["drawing"]) == ("lite", "no-video")


def test_all_well_ends_with_0(place: Path, said: tuple[int, str, str], capsys: pytest.CaptureFixture[str]) -> None:
    clip, out = place / "clips" / "run.mp4", place / "out"
    assert not app(["batch", str(clip), "--out", str(out), *QUICK], standalone_mode=False)
    assert capsys.readouterr().out.splitlines()[-1].startswith("1 of 1 clips measured.")


def test_a_result_of_other_wishes_is_kept_unless_forced(
    place: Path, said: tuple[int, str, str], tmp_path: Path
) -> None:
    shutil.copytree(place / "out" / "dark" / "run.kneevision", tmp_path / "run.kneevision")
    before = results(tmp_path, ["run.mp4"])

    def row(blur_face: bool, force: bool) -> Row:
        drawing = Drawing(video=False, blur_face=blur_face)
        clip, result = place / "clips" / "dark" / "run.mp4", tmp_path / "run.kneevision"
        job = Job("run.mp4", clip, result, tmp_path, Options(model="lite", drawing=drawing), force)
        return run_batch([job], tmp_path, here, print)[0]

    assert row(blur_face=False, force=False).status == row(blur_face=False, force=True).status == "nothing_measured"
    refused = row(blur_face=True, force=False)
    assert (refused.status, refused.exit_code) == ("failed", 2)
    assert "--force" in refused.error
    assert results(tmp_path, ["run.mp4"]) == before
    assert row(blur_face=True, force=True).status == "nothing_measured"
    assert results(tmp_path, ["run.mp4"]) != before


def test_wrong_use_ends_with_2_and_one_line(tmp_path: Path) -> None:
    code, said, errors = run("nowhere", "--out", "out", cwd=tmp_path)
    assert (code, said) == (2, "")
    assert len(errors.splitlines()) == 1
    assert "nowhere" in errors
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize(
    ("out", "options", "words"),
    [
        ("x.kneevision", (), r"x\.kneevision"),
        ("a.mp4", (), r"a\.mp4: cannot write there"),
        ("out", ("--focal-35mm", "2600"), "--focal-35mm 2600"),
        ("out", ("--line", "speed=10"), "--line speed"),
    ],
)
def test_what_no_clip_can_meet_is_refused_before_the_first(
    tmp_path: Path, out: str, options: tuple[str, ...], words: str
) -> None:
    (tmp_path / "a.mp4").touch()
    with pytest.raises(UserError, match=words):
        app(["batch", str(tmp_path), "--out", str(tmp_path / out), *options], standalone_mode=False)
    assert [path.name for path in tmp_path.iterdir()] == ["a.mp4"]


def test_a_folder_takes_one_batch_at_a_time(tmp_path: Path) -> None:
    with (
        batch_folder(tmp_path / "out"),
        pytest.raises(UserError, match="another batch"),
        batch_folder(tmp_path / "out"),
    ):
        pass


def child_of(batch: subprocess.Popen[str]) -> psutil.Process:
    """The process that analyzes a clip by now. (Libraries that look for others start short ones, too.)"""
    found: list[psutil.Process] = []

    def seen() -> bool:
        with suppress(psutil.NoSuchProcess):
            children = psutil.Process(batch.pid).children()
            found[:] = [
                child for child in children if any("kneevision.long_work_process" in word for word in child.cmdline())
            ]
        return bool(found)

    wait_for(seen)
    return found[0]


@posix
def test_what_a_kill_leaves_is_whole_and_the_same_command_goes_on(tmp_path: Path) -> None:
    names, out = ["a.mp4", "b.mp4", "c.mp4"], tmp_path / "out"
    for name in names:
        dark(tmp_path / "clips" / name)
    with start("clips", "--out", "out", cwd=tmp_path) as batch:
        child_of(batch).kill()  # one clip's process
        wait_for((out / ".c.kneevision.lock").exists)
        child = child_of(batch)
        batch.kill()
    killed = rows(out)
    assert {name: row["status"] for name, row in killed.items()} == {
        "a.mp4": "failed",
        "b.mp4": "nothing_measured",
        "c.mp4": "waiting",
    }
    assert killed["a.mp4"]["exit_code"] == str(-signal.SIGKILL)
    assert "SIGKILL" in killed["a.mp4"]["error"]
    assert (out / "index.html").read_text(encoding="utf-8").endswith("</html>")
    before = results(out, names)
    assert list(before) == ["b.mp4"]
    wait_for(lambda: not child.is_running(), 20)
    assert not list(out.glob(".c.*"))
    code, words, _ = run("clips", "--out", "out", cwd=tmp_path)
    assert code == 3
    assert words.startswith("1 of 3 clips are done already.")
    assert results(out, names)["b.mp4"] == before["b.mp4"]
    after = rows(out)
    assert {row["status"] for row in after.values()} == {"nothing_measured"}
    assert after["b.mp4"] == killed["b.mp4"]


@posix
def test_ctrl_c_stops_the_clip_and_says_how_to_go_on(tmp_path: Path) -> None:
    dark(tmp_path / "a.mp4")
    with start("a.mp4", "--out", "out", cwd=tmp_path) as batch:
        wait_for((tmp_path / "out" / ".a.kneevision.lock").exists)
        child = child_of(batch)
        os.kill(batch.pid, signal.SIGINT)
        _, errors = batch.communicate(timeout=30)
    assert batch.returncode == 130
    assert len(errors.splitlines()) == 1
    assert "0 of 1 clips" in errors
    assert "the same command goes on" in errors
    assert not child.is_running()
    assert {path.name for path in (tmp_path / "out").iterdir()} == {"batch.csv", "index.html"}
