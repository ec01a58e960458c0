"""The command as a user runs it: a process of its own, its exit code, its words, what it leaves on the disk."""

import csv
import io
import json
import os
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from kneevision import Options, UserError, analyze, cli
from kneevision.report.drawing import Drawing
from kneevision.result_folder import claimed, writing
from tests import remake

RESULT = {
    "analysis.json",
    "annotated.mp4",
    "cycles.csv",
    "frames.csv.gz",
    "plots",
    "report.html",
    "sighting.npz",
}


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


def test_all_of_an_earlier_result_is_known_as_ours_and_not_kept_as_the_users(
    clip: Path, result: subprocess.CompletedProcess[str], tmp_path: Path
) -> None:
    earlier = shutil.copytree(clip.parent / "run.kneevision", tmp_path / "run.kneevision")
    with claimed(earlier, clip, force=True) as place, writing(place):
        pass
    assert list(earlier.iterdir()) == []


def test_a_result_that_is_there_is_neither_made_again_nor_touched(
    clip: Path, result: subprocess.CompletedProcess[str]
) -> None:
    before = (clip.parent / "run.kneevision" / "analysis.json").stat()
    assert_refused(run("analyze", clip, cwd=clip.parent, timeout_s=5), "--force")
    assert (clip.parent / "run.kneevision" / "analysis.json").stat() == before


def test_the_table_of_cycles_has_four_decimals_and_the_json_all(
    clip: Path, result: subprocess.CompletedProcess[str]
) -> None:
    folder = clip.parent / "run.kneevision"
    cycles = json.loads((folder / "analysis.json").read_text(encoding="utf-8"))["cycles"]
    with (folder / "cycles.csv").open(newline="", encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    name = "fppa_peak_deg"
    assert {"start_s", "end_s", name} <= rows[0].keys()
    for cycle, row in zip(cycles, rows, strict=True):
        for column, exact in {"start_s": cycle["start_s"], "end_s": cycle["end_s"], **cycle["values"]}.items():
            if exact is not None:
                assert len(row[column].partition(".")[2]) <= 4
                assert float(row[column]) == pytest.approx(exact, abs=0.5001e-4)
    assert any(cycle["values"][name] not in (None, round(cycle["values"][name] or 0, 4)) for cycle in cycles)


def test_the_result_of_a_clip_of_another_kind_is_not_replaced(
    clip: Path, result: subprocess.CompletedProcess[str], tmp_path: Path
) -> None:
    other = shutil.copy(clip, tmp_path / "run.mov")
    before = (clip.parent / "run.kneevision" / "analysis.json").read_bytes()
    done = run("analyze", other, "--out", clip.parent, cwd=tmp_path)
    for words in ("run.mp4", "run.mov", "--out"):
        assert_refused(done, words)
    assert (clip.parent / "run.kneevision" / "analysis.json").read_bytes() == before


@pytest.mark.parametrize("out", ["file.txt", "taken"])
def test_a_place_that_cannot_be_had_is_refused_before_the_work(clip: Path, tmp_path: Path, out: str) -> None:
    (tmp_path / "file.txt").touch()
    (tmp_path / "taken" / "run.kneevision").mkdir(parents=True)
    done: list[str] = []
    with pytest.raises(UserError, match="is a f"):
        analyze(clip, Options(model="lite"), tmp_path / out, lambda stage, fraction: done.append(stage))
    assert done == []


def test_python_is_as_quiet_as_the_command_unless_told_otherwise(clip: Path, tmp_path: Path) -> None:
    code = (
        "import sys; from kneevision import Options, analyze\n"
        f"for verbose in (False, True): analyze({str(clip)!r}, Options(model='lite'), verbose=verbose);"
        " print('done', file=sys.stderr)"
    )
    said = subprocess.run(
        [sys.executable, "-c", code], cwd=tmp_path, env=_environment(), capture_output=True, text=True, check=True
    ).stderr.splitlines()
    assert said[0] == "done"
    assert said.index("done", 1) > 1


def test_json_is_what_python_gets(clip: Path, tmp_path: Path) -> None:
    printed = run("analyze", clip, "--json", "--model", "lite", "--no-video", "--out", tmp_path, cwd=tmp_path)
    command = json.loads(printed.stdout)
    written = json.loads((tmp_path / "run.kneevision" / "analysis.json").read_text(encoding="utf-8"))
    assert command == written
    python = analyze(clip, Options(model="lite", drawing=Drawing(video=False))).to_dict()
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
    ("arguments", "words"),
    [
        (("--person", "left"), "--person left"),
        (("--person", "1,2,3"), "--person 1,2,3"),
        (("--focal-35mm", "2600"), "--focal-35mm 2600"),
        (("--line", "fppa_peak_deg"), "NAME=NUMBER"),
        (("--line", "fppa_peak_deg=high"), "NAME=NUMBER"),
        (("--line", "fppa_peak_deg=nan"), "fppa_peak_deg=nan"),
        (("--line", "fppa_peak_deg=inf"), "fppa_peak_deg=inf"),
        (("--line", "speed=10"), "no such measure"),
        (("--model", "huge"), "'--model'"),
        (("--capture-fps", "fast"), "'--capture-fps'"),
        (("--capture-fps", "0"), "'--capture-fps'"),
        (("--slow", "4"), "--slow 4"),
        (("--no-video", "--clean"), "--no-video"),
        (("--out", "run.mp4"), "run.mp4: is a file"),
        (("--speed", "10"), "--speed"),
        (("another.mp4",), "another.mp4"),
    ],
)
def test_an_option_that_cannot_be_met_ends_with_2_and_one_line(
    clip: Path, arguments: tuple[str, ...], words: str
) -> None:
    assert_refused(run("analyze", clip, "--force", *arguments, cwd=clip.parent), words)


@pytest.mark.parametrize(("arguments", "words"), [(("analyze",), "video"), (("analyse", "run.mp4"), "analyze")])
def test_words_that_are_missing_or_wrong_end_with_2_and_one_line(
    tmp_path: Path, arguments: tuple[str, ...], words: str
) -> None:
    assert_refused(run(*arguments, cwd=tmp_path), words)


def assert_refused(done: subprocess.CompletedProcess[str], words: str) -> None:
    assert done.returncode == 2
    assert done.stdout == ""
    assert len(done.stderr.splitlines()) == 1
    assert done.stderr.startswith("kneevision: ")
    assert words in done.stderr


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


def test_a_second_ctrl_c_while_the_first_is_told_changes_nothing(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def interrupted(*arguments: object, **options: object) -> int:
        raise KeyboardInterrupt

    class Impatient(io.StringIO):
        def write(self, text: str) -> int:
            signal.raise_signal(signal.SIGINT)
            return super().write(text)

    before = signal.getsignal(signal.SIGINT)
    said = Impatient()
    monkeypatch.setattr(cli, "app", interrupted)
    monkeypatch.setattr(sys, "stderr", said)
    try:
        assert cli._run(["check", "run.mp4"]) == 130
    finally:
        signal.signal(signal.SIGINT, before)
    assert said.getvalue() == "kneevision: stopped; nothing was written.\n"


def test_without_words_the_help_is_shown(tmp_path: Path) -> None:
    done = run(cwd=tmp_path)
    assert done.returncode == 0
    assert done.stdout.startswith("Usage:")


def test_version_and_help_are_there(tmp_path: Path) -> None:
    assert run("--version", cwd=tmp_path).stdout.startswith("kneevision ")
    assert "analyze" in run("--help", cwd=tmp_path).stdout
    assert "--capture-fps" in run("analyze", "--help", cwd=tmp_path).stdout


def test_help_loads_nothing_heavy(tmp_path: Path) -> None:
    heavy = (
        *("mediapipe", "cv2", "numpy", "matplotlib", "av", "pydantic", "ezc3d", "pandas", "xarray"),
        *("starlette", "uvicorn", "sqlalchemy"),
    )
    code = f"import sys, kneevision.cli; print([m for m in {heavy} if m in sys.modules])"
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=tmp_path, env=_environment(), capture_output=True, text=True, check=True
    )
    assert done.stdout.strip() == "[]"


def test_doctor_finds_all_well_here(tmp_path: Path) -> None:
    done = run("doctor", cwd=tmp_path)
    assert done.returncode == 0, done.stdout
    assert "MISSING" not in done.stdout


def test_what_the_user_tells_of_activity_and_sex_is_used_and_kept(sample_videos: Path, tmp_path: Path) -> None:
    clip = remake.cut(sample_videos / "squat_valgus.mp4", tmp_path / "squat.mp4", 0.0, 4.6)
    told = ("--activity", "squat", "--sex", "female")
    done = run("analyze", clip, *told, "--model", "lite", "--no-video", "--out", tmp_path, cwd=tmp_path)
    assert done.returncode == 0
    assert "Squat, seen from the front: 1 repetition counted" in done.stdout
    written = json.loads((tmp_path / "squat.kneevision" / "analysis.json").read_text(encoding="utf-8"))
    assert written["activity_confidence"] is None
    assert (written["provenance"]["activity"], written["provenance"]["sex"]) == ("squat", "female")
    assert {cycle["kind"] for cycle in written["cycles"]} == {"rep"}
    wrong = run("analyze", clip, "--activity", "swimming", cwd=tmp_path)
    assert wrong.returncode == 2
    assert "swimming" in wrong.stderr
