"""The command as a user runs it: a process of its own, its exit code, its words, what it leaves on the disk."""

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from kneevision import analyze
from tests import remake

RESULT = {"report.html", "annotated.mp4", "cycles.csv", "frames.csv.gz", "analysis.json", "plots"}


def run(*arguments: str | Path, cwd: Path, timeout_s: float = 120) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "kneevision", *map(str, arguments)],
        cwd=cwd,
        env=_environment(),
        capture_output=True,
        text=True,
        timeout=timeout_s,
        check=False,
    )


def _environment() -> dict[str, str]:
    return os.environ | {"PYTHONPATH": str(Path(__file__).parents[1])}


@pytest.fixture(scope="module")
def clip(benchmark_clips: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return remake.cut(benchmark_clips / "run_front.mp4", tmp_path_factory.mktemp("clip") / "run.mp4", 2.0, 5.0)


@pytest.fixture(scope="module")
def result(clip: Path) -> subprocess.CompletedProcess[str]:
    return run("analyze", clip, cwd=clip.parent)


def test_a_clip_gives_a_folder_beside_it_three_lines_and_exit_code_0(
    clip: Path, result: subprocess.CompletedProcess[str]
) -> None:
    assert result.returncode == 0, result.stderr
    assert {path.name for path in (clip.parent / "run.kneevision").iterdir()} == RESULT
    lines = result.stdout.splitlines()
    assert len(lines) == 3
    assert "Femoral adduction" in lines[1]
    assert str(clip.parent / "run.kneevision" / "report.html") in lines[2]


def test_it_is_quiet_otherwise(result: subprocess.CompletedProcess[str]) -> None:
    assert result.stderr == ""


def test_nothing_else_is_left_behind(clip: Path, result: subprocess.CompletedProcess[str]) -> None:
    assert {path.name for path in clip.parent.iterdir()} == {"run.mp4", "run.kneevision"}


def test_json_is_what_python_gets(clip: Path, tmp_path: Path) -> None:
    printed = run("analyze", clip, "--json", "--out", tmp_path, cwd=tmp_path)
    command = json.loads(printed.stdout)
    written = json.loads((tmp_path / "run.kneevision" / "analysis.json").read_text(encoding="utf-8"))
    assert command == written
    python = analyze(clip).to_dict()
    for analysis in (command, python):
        del analysis["provenance"]["analyzed_at"]
    assert command == python


def test_what_cannot_be_measured_ends_with_3_and_still_a_whole_folder(sample_videos: Path, tmp_path: Path) -> None:
    clip = remake.cut(sample_videos / "squat_valgus.mp4", tmp_path / "squat.mp4", 0.0, 3.0)
    done = run("analyze", clip, cwd=tmp_path)
    assert done.returncode == 3
    assert done.stderr == ""
    assert {"report.html", "annotated.mp4", "frames.csv.gz", "analysis.json"} <= {
        path.name for path in (tmp_path / "squat.kneevision").iterdir()
    }


def make_text(path: Path) -> None:
    path.write_text("not a video")


@pytest.mark.parametrize(
    ("make", "words"),
    [
        (lambda path: None, "no such file"),
        (Path.mkdir, "folder"),
        (make_text, "video"),
        (Path.touch, "video"),
    ],
)
def test_what_is_no_video_ends_with_2_and_one_line(tmp_path: Path, make: object, words: str) -> None:
    path = tmp_path / "run.mp4"
    make(path)  # type: ignore[operator]
    before = set(tmp_path.iterdir())
    done = run("analyze", path, cwd=tmp_path)
    assert done.returncode == 2
    assert done.stdout == ""
    assert len(done.stderr.splitlines()) == 1
    assert words in done.stderr.lower()
    assert set(tmp_path.iterdir()) == before


@pytest.mark.parametrize(
    "arguments",
    [
        ("--person", "left"),
        ("--line", "fppa_peak_deg"),
        ("--line", "fppa_peak_deg=high"),
        ("--line", "fppa_peak_deg=nan"),
        ("--line", "speed=10"),
        ("--model", "huge"),
        ("--capture-fps", "fast"),
        ("--person", "1,2,3"),
        ("--out", "run.mp4"),
    ],
)
def test_an_option_that_cannot_be_met_ends_with_2_and_one_line(clip: Path, arguments: tuple[str, str]) -> None:
    done = run("analyze", clip, *arguments, cwd=clip.parent)
    assert done.returncode == 2
    assert len(done.stderr.splitlines()) == 1
    assert "Traceback" not in done.stderr


def test_a_folder_that_is_not_ours_is_not_touched(clip: Path, tmp_path: Path) -> None:
    mine = tmp_path / "run.kneevision"
    mine.mkdir()
    (mine / "diary.txt").write_text("dear diary")
    done = run("analyze", clip, "--out", tmp_path, cwd=tmp_path)
    assert done.returncode == 2
    assert [path.name for path in mine.iterdir()] == ["diary.txt"]


@pytest.mark.skipif(sys.platform == "win32", reason="signals are sent differently there")
@pytest.mark.parametrize("after_s", [0.5, 2.5, 5.0])
def test_ctrl_c_leaves_nothing_behind(clip: Path, tmp_path: Path, after_s: float) -> None:
    process = subprocess.Popen(
        [sys.executable, "-m", "kneevision", "analyze", str(clip), "--out", str(tmp_path)],
        env=_environment(),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    time.sleep(after_s)
    process.send_signal(signal.SIGINT)
    _, said = process.communicate(timeout=30)
    if process.returncode == 0:
        pytest.skip("it was done before")
    assert process.returncode == 130
    assert said == "kneevision: stopped; nothing was written.\n"
    assert list(tmp_path.iterdir()) == []


def test_without_words_the_help_is_shown(tmp_path: Path) -> None:
    done = run(cwd=tmp_path)
    assert done.returncode == 0
    assert done.stdout.startswith("Usage:")


def test_version_and_help_are_there(tmp_path: Path) -> None:
    assert run("--version", cwd=tmp_path).stdout.startswith("kneevision ")
    assert "analyze" in run("--help", cwd=tmp_path).stdout
    assert "--capture-fps" in run("analyze", "--help", cwd=tmp_path).stdout


def test_help_loads_nothing_heavy(tmp_path: Path) -> None:
    heavy = ("mediapipe", "cv2", "numpy", "matplotlib", "av", "pydantic")
    code = f"import sys, kneevision.cli; print([m for m in {heavy} if m in sys.modules])"
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=tmp_path, env=_environment(), capture_output=True, text=True, check=True
    )
    assert done.stdout.strip() == "[]"


def test_doctor_finds_all_well_here(tmp_path: Path) -> None:
    done = run("doctor", cwd=tmp_path)
    assert done.returncode == 0, done.stdout
    assert "MISSING" not in done.stdout
