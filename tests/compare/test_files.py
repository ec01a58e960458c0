"""`kneevision compare` as a user runs it, and what it leaves on the disk."""

from __future__ import annotations

import csv
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from kneevision import UserError
from kneevision.analysis import Analysis
from kneevision.compare import Comparison
from kneevision.compare.files import between, comparison_folder
from kneevision.errors import StoppedError
from tests import remake
from tests.compare.made import KNEE, THIGH, a_run, steady

DRIFTS = "run_front_right_drift.mp4"


def run(*arguments: str | Path, cwd: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "kneevision", "compare", *map(str, arguments)],
        cwd=cwd,
        env=os.environ | {"PYTHONPATH": str(Path(__file__).parents[2])},
        capture_output=True,
        text=True,
        timeout=400,
        check=False,
    )


def saved(analysis: Analysis, folder: Path) -> Path:
    folder.mkdir(parents=True)
    analysis.save(folder)
    return folder


def a_result(place: Path, name: str, knee: float = 8.0, **facts: object) -> Path:
    levels = {THIGH: {"left": steady(5.0), "right": steady(5.0)}, KNEE: {"left": steady(8.0), "right": steady(knee)}}
    return saved(a_run(levels, name, **facts), place / f"{name}.kneevision")


@pytest.fixture(scope="module")
def halves(benchmark_clips: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Both halves of a clip whose right knee's valgus grows, as files, and what the command made of them."""
    place = tmp_path_factory.mktemp("halves")
    remake.cut(benchmark_clips / DRIFTS, place / "before.mp4", 0.0, 5.0)
    remake.cut(benchmark_clips / DRIFTS, place / "after.mp4", 5.0, 10.0)
    done = run("before.mp4", "after.mp4", cwd=place)
    assert done.returncode == 0, done.stderr
    assert done.stderr == ""
    (place / "said.txt").write_text(done.stdout, encoding="utf-8")
    return place


def test_two_videos_become_a_folder_and_three_lines(halves: Path) -> None:
    folder = halves / "before-vs-after.kneevision"
    files = {"comparison.json", "changes.csv", "compare.html", "side_by_side.mp4", "plots"}
    assert {path.name for path in folder.iterdir()} == files
    plots = {path.name for path in (folder / "plots").iterdir()}
    for name in ("first_measures", "course_fppa_right", "course_femoral_adduction_left"):
        assert {f"{name}.png", f"{name}.svg"} <= plots
    lines = (halves / "said.txt").read_text(encoding="utf-8").splitlines()
    assert len(lines) == 3
    assert "before.mp4 and after.mp4 can be compared" in lines[0]
    assert "FPPA" in lines[1]
    assert str(folder) in lines[2]


def test_the_side_that_did_not_change_is_not_called_so_and_the_other_moves_as_it_does(halves: Path) -> None:
    found = Comparison.load(halves / "before-vs-after.kneevision")
    assert found.differences == ()
    for measure in (THIGH, KNEE):
        change = found.change(measure, "left")
        assert change is not None
        assert change.answer == "not_told"
    right = found.change(KNEE, "right")
    assert right is not None
    assert right.interval is not None
    assert right.interval[0] < 3.4 < right.interval[1]  # the true change


def test_the_table_has_every_change(halves: Path) -> None:
    folder = halves / "before-vs-after.kneevision"
    with (folder / "changes.csv").open(newline="", encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    changes = json.loads((folder / "comparison.json").read_text(encoding="utf-8"))["changes"]
    assert [(r["measure"], r["side"], r["kind"]) for r in rows] == [
        (c["measure"], c["side"], c["kind"]) for c in changes
    ]
    assert {row["answer"] for row in rows} <= {"changed", "not_told", "withheld"}
    for row, change in zip(rows, changes, strict=True):
        assert (row["change"] == "") == (change["change"] is None)


def test_nothing_is_analyzed_twice(halves: Path) -> None:
    results = [halves / f"{name}.kneevision" / "analysis.json" for name in ("before", "after")]
    made = [result.stat().st_mtime_ns for result in results]
    stages: list[str] = []
    found, folder = between(
        [halves / "before.mp4", halves / "after.kneevision"],
        progress=lambda stage, done: stages.append(stage),
        force=True,
    )
    assert stages == []
    assert [result.stat().st_mtime_ns for result in results] == made
    assert Comparison.load(folder).changes == found.changes


def test_a_history_is_drawn_over_the_dates(tmp_path: Path) -> None:
    days = ["2026-01-05T10:00:00", "2026-02-02T10:00:00", "2026-03-09T10:00:00"]
    folders = [a_result(tmp_path, name, filmed_at=day) for name, day in zip("abc", days, strict=True)]
    done = run(*folders, "--out", tmp_path / "course.kneevision", cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    plots = {path.name for path in (tmp_path / "course.kneevision" / "plots").iterdir()}
    assert {f"history_{THIGH}.png", f"history_{KNEE}.svg"} <= plots
    assert len(Comparison.load(tmp_path / "course.kneevision").history) == 3


def test_the_folder_is_named_after_the_first_and_the_last() -> None:
    inputs = [Path("x/a.mp4"), Path("b.mp4"), Path("y/c.kneevision")]
    assert comparison_folder(inputs, Path("out")) == Path("out/a-vs-c.kneevision")
    assert comparison_folder(inputs, Path("one.kneevision")) == Path("one.kneevision")
    assert comparison_folder(inputs, None) == Path("x").absolute() / "a-vs-c.kneevision"


@pytest.mark.parametrize(
    ("more", "words"),
    [
        (["nothing.mp4"], "no such file"),
        ([], "two clips"),
        (["back.kneevision"], "cannot be compared: views differ"),
        (["empty"], "no analysis there"),
        (["text.mp4"], "text.mp4"),
        (["b.kneevision", "--speed-before", "10"], "go together"),
        (["b.kneevision", "back.kneevision", "--speed-before", "10", "--speed-after", "10"], "for two clips"),
    ],
)
def test_what_cannot_be_compared_is_refused_in_one_line(tmp_path: Path, more: list[str], words: str) -> None:
    for name, facts in (("a", {}), ("b", {}), ("back", {"view": "back"})):
        a_result(tmp_path, name, **facts)
    (tmp_path / "empty").mkdir()
    (tmp_path / "text.mp4").write_text("no video")
    done = run("a.kneevision", *more, cwd=tmp_path)
    assert done.returncode == 2
    assert words in done.stderr
    assert len(done.stderr.splitlines()) == 1
    assert done.stdout == ""
    assert not list(tmp_path.glob("*-vs-*"))


def test_a_result_of_an_earlier_file_of_that_name_is_told_of_before_anything_is_analyzed(
    benchmark_clips: Path, tmp_path: Path
) -> None:
    for name in "ab":
        remake.cut(benchmark_clips / DRIFTS, tmp_path / f"{name}.mp4", 0.0, 2.5)
    a_result(tmp_path, "b")
    stages: list[str] = []
    with pytest.raises(UserError, match=r"b\.kneevision: is there already; --force"):
        between([tmp_path / "a.mp4", tmp_path / "b.mp4"], progress=lambda stage, done: stages.append(stage))
    assert stages == []
    assert {path.name for path in tmp_path.iterdir()} == {"a.mp4", "b.mp4", "b.kneevision"}


def test_another_result_in_the_place_is_not_replaced(tmp_path: Path) -> None:
    one, two, three = (a_result(tmp_path, name) for name in "abc")
    _, folder = between([one, two], out=tmp_path / "x.kneevision")
    before = (folder / "comparison.json").read_bytes()
    with pytest.raises(UserError, match=r"a\.mp4 and b\.mp4"):
        between([one, three], out=folder)
    with pytest.raises(UserError, match="not a result"):
        between([one, three], out=two)
    assert (folder / "comparison.json").read_bytes() == before
    (folder / "notes.txt").write_text("mine")
    with pytest.raises(UserError, match="--force"):
        between([one, two], out=folder)
    assert (folder / "comparison.json").read_bytes() == before
    between([one, two], out=folder, force=True)
    assert (folder / "notes.txt").read_text() == "mine"


def test_what_ctrl_c_leaves_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """At the second clip the first one has its result."""
    for name in ("before", "after"):
        (tmp_path / f"{name}.mp4").write_bytes(name.encode())

    def stopped_at_the_second(video: Path, *options: object) -> Analysis:
        if video.stem == "after":
            raise KeyboardInterrupt
        return a_run({THIGH: {"left": steady(5.0), "right": steady(5.0)}}, video.stem)

    monkeypatch.setattr("kneevision.compare.files.analyze", stopped_at_the_second)
    with pytest.raises(StoppedError, match=r"before\.kneevision") as told:
        between([tmp_path / "before.mp4", tmp_path / "after.mp4"])
    assert "after.kneevision" not in str(told.value)
