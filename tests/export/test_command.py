"""`--export` as a user gives it."""

import os
import shutil
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from kneevision import Options, write_exports
from kneevision.analysis import Analysis
from kneevision.batch.job import Job
from kneevision.batch.run import here, run_batch
from kneevision.report.drawing import Drawing
from kneevision.result_folder import claimed, writing
from kneevision.video.probe import sha256
from tests.batch.clips import dark

MAIN = "import sys; sys.modules.update(dict.fromkeys({blocked!r})); from kneevision.cli import main; main()"


def run(*arguments: str | Path, cwd: Path, blocked: tuple[str, ...] = ()) -> subprocess.CompletedProcess[str]:
    """The command where the `blocked` packages are not installed."""
    return subprocess.run(
        [sys.executable, "-c", MAIN.format(blocked=blocked), *map(str, arguments)],
        cwd=cwd,
        env=os.environ | {"PYTHONPATH": str(Path(__file__).parents[2])},
        capture_output=True,
        text=True,
        check=False,
    )


def test_the_files_are_in_the_result_folder_and_known_as_ours(tmp_path: Path) -> None:
    pytest.importorskip("ezc3d")
    clip = dark(tmp_path / "run.mp4")
    done = run("analyze", clip, "--model", "lite", "--no-video", "--export", "c3d, TRC,mot", cwd=tmp_path)
    assert (done.returncode, done.stderr) == (3, "")
    folder = tmp_path / "run.kneevision"
    exported = {"landmarks.trc", "angles.mot", "landmarks.c3d"}
    assert exported < {path.name for path in folder.iterdir()}
    again = tmp_path / "again"
    again.mkdir()
    for path in write_exports(Analysis.load(folder), ["trc", "mot", "c3d"], again):
        assert path.read_bytes() == (folder / path.name).read_bytes()
    with claimed(folder, clip, force=True) as place, writing(place):
        pass
    assert not list(folder.iterdir())


def test_trc_and_mot_take_nothing_that_is_not_installed_anyway(analysis: Analysis, tmp_path: Path) -> None:
    analysis.save(tmp_path)
    code = (
        "import sys; sys.modules.update(dict.fromkeys(('ezc3d', 'pandas', 'xarray')))\n"
        "from kneevision import Analysis, write_exports\n"
        f"write_exports(Analysis.load({str(tmp_path)!r}), ['trc', 'mot'], {str(tmp_path)!r})"
    )
    environment = os.environ | {"PYTHONPATH": str(Path(__file__).parents[2])}
    subprocess.run([sys.executable, "-c", code], env=environment, check=True)
    assert (tmp_path / "landmarks.trc").stat().st_size > 0
    assert (tmp_path / "angles.mot").stat().st_size > 0


@pytest.mark.parametrize(
    ("command", "kinds", "words"),
    [
        (("analyze", "run.mp4"), "c3d", "pip install 'kneevision[c3d]'"),
        (("analyze", "run.mp4"), "trc,fbx", "--export fbx: no such kind"),
        (("batch", ".", "--out", "out"), "c3d", "pip install 'kneevision[c3d]'"),
    ],
)
def test_what_cannot_be_exported_is_said_before_the_analysis(
    tmp_path: Path, command: tuple[str, ...], kinds: str, words: str
) -> None:
    done = run(*command, "--export", kinds, cwd=tmp_path, blocked=("ezc3d",))
    assert (done.returncode, done.stdout) == (2, "")
    assert len(done.stderr.splitlines()) == 1
    assert words in done.stderr
    assert not list(tmp_path.iterdir())


def complete(words: str, tmp_path: Path) -> list[str]:
    """What bash is told to complete the last word with."""
    number = str(len(words.split(" ")) - 1)
    asked = {"_KNEEVISION_COMPLETE": "complete_bash", "COMP_WORDS": words, "COMP_CWORD": number}
    done = subprocess.run(
        [sys.executable, "-m", "kneevision"],
        cwd=tmp_path,
        env=os.environ | {"PYTHONPATH": str(Path(__file__).parents[2])} | asked,
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stderr == ""
    return done.stdout.split()


@pytest.mark.parametrize(
    ("words", "completed"),
    [
        ("kneevision ana", ["analyze"]),
        ("kneevision ba", ["batch"]),
        ("kneevision analyze run.mp4 --blur", ["--blur-face"]),
        ("kneevision analyze run.mp4 --model h", ["heavy"]),
        ("kneevision analyze run.mp4 --export ", ["trc", "mot", "c3d"]),
        ("kneevision analyze run.mp4 --export trc,m", ["trc,mot"]),
    ],
)
def test_the_shell_completes(words: str, completed: list[str], tmp_path: Path) -> None:
    assert complete(words, tmp_path) == completed


@pytest.mark.skipif(shutil.which("bash") is None, reason="no bash on this machine")
def test_the_shells_script_is_shown_and_calls_the_command(tmp_path: Path) -> None:
    """Which shell it is for is told by the process that starts it."""
    shown = subprocess.run(
        ["bash", "-c", '"$0" -c "$1" --show-completion; exit $?', sys.executable, MAIN.format(blocked=())],
        cwd=tmp_path,
        env=os.environ | {"PYTHONPATH": str(Path(__file__).parents[2])},
        capture_output=True,
        text=True,
        check=False,
    )
    assert shown.returncode == 0
    assert "_KNEEVISION_COMPLETE=complete_bash" in shown.stdout
    assert shown.stdout.rstrip().endswith(" kneevision")


def test_a_batch_adds_what_is_missing_to_results_that_are_done(analysis: Analysis, tmp_path: Path) -> None:
    options = Options(drawing=Drawing(video=False), exports=("trc", "mot"))
    clip, result = dark(tmp_path / "run.mp4"), tmp_path / "run.kneevision"
    result.mkdir()
    video = replace(analysis.video, path="run.mp4", sha256=sha256(clip))
    replace(analysis, video=video, provenance={**analysis.provenance, **options.asked()}).save(result)
    (result / "report.html").touch()
    before = (result / "analysis.json").stat().st_mtime_ns
    (row,) = run_batch([Job("run.mp4", clip, result, tmp_path, options)], tmp_path, here, print)
    assert row.status == "done"
    assert (result / "landmarks.trc").is_file()
    assert (result / "angles.mot").is_file()
    assert (result / "analysis.json").stat().st_mtime_ns == before
