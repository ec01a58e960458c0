"""`kneevision batch` as a user runs it on one machine: bad clips, stops, kills, and going on."""

import json
import os
import signal
import subprocess
import sys
from pathlib import Path

import psutil
import pytest

from tests import remake
from tests.batch.clips import dark, results, rows, run, start, wait_for

posix = pytest.mark.skipif(sys.platform == "win32", reason="signals are sent differently there")


@pytest.fixture(scope="module")
def clips(sample_videos: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a runner, a dark clip of the same name in a sub-folder, and a file that is no video."""
    place = tmp_path_factory.mktemp("batch")
    dark(place / "clips" / "dark" / "run.mp4")
    remake.cut(sample_videos / "run_front.mp4", place / "clips" / "run.mp4", 2.0, 4.2)
    (place / "clips" / "bad.mp4").write_text("not a video")
    return place / "clips"


@pytest.fixture(scope="module")
def said(clips: Path) -> tuple[int, str, str]:
    return run("clips", "--out", "out", cwd=clips.parent)


def test_each_clip_has_its_row_and_a_bad_one_stops_nothing(clips: Path, said: tuple[int, str, str]) -> None:
    told = rows(clips.parent / "out")
    assert {name: (row["status"], row["exit_code"]) for name, row in told.items()} == {
        "bad.mp4": ("failed", "2"),
        "dark/run.mp4": ("nothing_measured", "3"),
        "run.mp4": ("done", "0"),
    }
    assert told["bad.mp4"]["error"].startswith("not a video")
    assert {(clips.parent / "out" / told[name]["result"] / "report.html").is_file() for name in said_done} == {True}


said_done = ("run.mp4", "dark/run.mp4")


def test_it_ends_with_3_and_says_how_many_and_where(clips: Path, said: tuple[int, str, str]) -> None:
    code, words, errors = said
    assert (code, errors) == (3, "")
    assert len(words.splitlines()) == 4
    assert words.splitlines()[-1].startswith("1 of 3 clips measured.")
    assert str(clips.parent / "out" / "index.html") in words


def test_nothing_else_is_left_behind(clips: Path, said: tuple[int, str, str]) -> None:
    left = {path.name for path in (clips.parent / "out").iterdir()}
    assert left == {"batch.csv", "index.html", "run.kneevision", "dark"}


def test_a_clip_is_analyzed_as_by_itself(clips: Path, said: tuple[int, str, str]) -> None:
    analysis = json.loads((clips.parent / "out" / "run.kneevision" / "analysis.json").read_text(encoding="utf-8"))
    row = rows(clips.parent / "out")["run.mp4"]
    measures = {(m["name"], m["side"]): m for m in analysis["measures"]}
    for side in ("left", "right"):
        measure = measures["femoral_adduction_peak_deg", side]
        assert float(row[f"femoral_adduction_peak_deg_{side}"]) == round(measure["value"], 4)
        assert float(row[f"femoral_adduction_peak_deg_{side}_high"]) == round(measure["interval"][1], 4)
    assert analysis["provenance"]["model"] == "lite"
    assert analysis["provenance"]["drawing"] == "no-video"


def test_what_is_done_is_passed_over_and_the_table_stays(clips: Path, said: tuple[int, str, str]) -> None:
    out = clips.parent / "out"
    before, table = results(out, said_done), rows(out)
    code, words, _ = run("clips", "--out", "out", cwd=clips.parent)
    assert code == 3
    assert words.startswith("2 of 3 clips are done already.")
    assert results(out, said_done) == before
    after = rows(out)
    del table["bad.mp4"]["seconds"], after["bad.mp4"]["seconds"]
    assert after == table


def test_a_result_of_other_wishes_is_kept_unless_forced(clips: Path, said: tuple[int, str, str]) -> None:
    out, clip = clips.parent / "out" / "dark", clips / "dark" / "run.mp4"
    before = results(out, ["run.mp4"])
    code, words, _ = run(clip, "--out", out, "--blur-face", cwd=clips)
    assert code == 3
    assert "--force" in rows(out)["run.mp4"]["error"]
    assert results(out, ["run.mp4"]) == before
    run(clip, "--out", out, "--blur-face", "--force", cwd=clips)
    assert rows(out)["run.mp4"]["status"] == "nothing_measured"
    forced = results(out, ["run.mp4"])
    assert forced != before
    run(clip, "--out", out, "--blur-face", "--force", cwd=clips)
    assert results(out, ["run.mp4"]) == forced


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("nowhere", "--out", "out"), "nowhere"),
        (("clips",), "'--out'"),
        (("clips", "--out", "x.kneevision"), "x.kneevision"),
        (("clips", "--out", "out", "--focal-35mm", "2600"), "--focal-35mm 2600"),
    ],
)
def test_wrong_use_ends_with_2_and_one_line_before_anything_is_done(
    clips: Path, arguments: tuple[str, ...], words: str
) -> None:
    code, said, errors = run(*arguments, cwd=clips.parent)
    assert (code, said) == (2, "")
    assert len(errors.splitlines()) == 1
    assert words in errors


def child_of(batch: subprocess.Popen[str]) -> psutil.Process:
    """The process that analyzes a clip by now."""
    found: list[psutil.Process] = []

    def seen() -> bool:
        found[:] = psutil.Process(batch.pid).children()
        return bool(found)

    wait_for(seen)
    return found[0]


@posix
def test_a_clip_whose_process_is_killed_is_one_row_and_the_others_go_on(tmp_path: Path) -> None:
    for name in ("a.mp4", "b.mp4"):
        dark(tmp_path / "clips" / name)
    with start("clips", "--out", "out", cwd=tmp_path) as batch:
        child_of(batch).kill()
        batch.communicate(timeout=60)
    told = rows(tmp_path / "out")
    assert (told["a.mp4"]["status"], told["a.mp4"]["exit_code"]) == ("failed", str(-signal.SIGKILL))
    assert "SIGKILL" in told["a.mp4"]["error"]
    assert told["b.mp4"]["status"] == "nothing_measured"


@posix
@pytest.mark.parametrize("by", [signal.SIGKILL, signal.SIGINT])
def test_after_a_kill_or_ctrl_c_all_is_whole_and_the_same_command_goes_on(tmp_path: Path, by: signal.Signals) -> None:
    names = ["a.mp4", "b.mp4"]
    for name in names:
        dark(tmp_path / "clips" / name)
    out = tmp_path / "out"
    with start("clips", "--out", "out", cwd=tmp_path) as batch:
        wait_for(lambda: (out / ".b.kneevision.lock").exists())
        child = child_of(batch)
        os.kill(batch.pid, by)
        _, errors = batch.communicate(timeout=30)
    assert {name: row["status"] for name, row in rows(out).items()} == {"a.mp4": "nothing_measured", "b.mp4": "waiting"}
    assert (out / "index.html").read_text(encoding="utf-8").endswith("</html>")
    before = results(out, names)
    assert list(before) == ["a.mp4"]
    if by == signal.SIGINT:
        assert batch.returncode == 130
        assert len(errors.splitlines()) == 1
        assert "1 of 2 clips" in errors
        assert not child.is_running()
    wait_for(lambda: not child.is_running(), 20)
    assert not list(out.glob(".b.*"))
    code, words, _ = run("clips", "--out", "out", cwd=tmp_path)
    assert code == 3
    assert words.startswith("1 of 2 clips are done already.")
    assert results(out, names)["a.mp4"] == before["a.mp4"]
    assert {row["status"] for row in rows(out).values()} == {"nothing_measured"}
