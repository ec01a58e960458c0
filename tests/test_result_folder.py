"""A result is there whole or not at all, and takes nobody else's place."""

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from kneevision.errors import UserError
from kneevision.only_one import only_one
from kneevision.result_folder import check_free, claimed, result_folder, writing

VIDEO = Path("run.mp4")


@contextmanager
def replacing(folder: Path) -> Iterator[Path]:
    """As a run with --force writes."""
    with claimed(folder, VIDEO, force=True) as place, writing(place) as unfinished:
        yield unfinished


def claim(folder: Path) -> None:
    with claimed(folder, VIDEO):
        pass


def a_result(folder: Path, video: str = "run.mp4") -> Path:
    folder.mkdir(parents=True)
    (folder / "analysis.json").write_text(json.dumps({"video": {"path": video}}))
    return folder


def names(folder: Path) -> set[str]:
    return {path.name for path in folder.iterdir()}


def test_it_is_named_after_the_video_unless_it_is_named_itself(tmp_path: Path) -> None:
    assert result_folder(VIDEO, tmp_path) == tmp_path / "run.kneevision"
    assert result_folder(VIDEO, tmp_path / "knee.kneevision") == tmp_path / "knee.kneevision"


def test_what_was_written_is_there_when_all_went_well(tmp_path: Path) -> None:
    with replacing(tmp_path / "run.kneevision") as folder:
        assert not (tmp_path / "run.kneevision").exists()
        (folder / "report.html").write_text("page")
    assert names(tmp_path) == {"run.kneevision"}
    assert names(tmp_path / "run.kneevision") == {"report.html"}


@pytest.mark.parametrize("trouble", [RuntimeError, KeyboardInterrupt])
def test_nothing_is_there_when_it_did_not(tmp_path: Path, trouble: type[BaseException]) -> None:
    def half_way() -> None:
        with replacing(tmp_path / "run.kneevision") as folder:
            (folder / "report.html").write_text("half a page")
            raise trouble

    with pytest.raises(trouble):
        half_way()
    assert names(tmp_path) == set()


def test_an_earlier_result_stays_when_a_new_one_fails(tmp_path: Path) -> None:
    earlier = a_result(tmp_path / "run.kneevision")
    with pytest.raises(RuntimeError), replacing(earlier):
        raise RuntimeError
    assert names(tmp_path) == {"run.kneevision"}
    assert names(earlier) == {"analysis.json"}


def test_an_earlier_result_comes_back_when_the_last_step_fails(tmp_path: Path) -> None:
    earlier = a_result(tmp_path / "run.kneevision")
    with pytest.raises(UserError, match="could not be written"), replacing(earlier) as folder:
        folder.rmdir()  # so that it cannot be renamed
    assert names(tmp_path) == {"run.kneevision"}
    assert names(earlier) == {"analysis.json"}


@pytest.mark.parametrize(("after_move", "left"), [(1, {"analysis.json"}), (2, {"report.html"})])
def test_ctrl_c_between_the_moves_leaves_one_whole_result(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, after_move: int, left: set[str]
) -> None:
    earlier = a_result(tmp_path / "run.kneevision")
    moves: list[Path] = []
    move = Path.rename

    def pressed_after(self: Path, target: Path) -> Path:
        moved = move(self, target)
        moves.append(moved)
        if len(moves) == after_move:
            raise KeyboardInterrupt
        return moved

    def again() -> None:
        with replacing(earlier) as folder:
            (folder / "report.html").write_text("new")
            monkeypatch.setattr(Path, "rename", pressed_after)

    with pytest.raises(KeyboardInterrupt):
        again()
    assert names(tmp_path) == {"run.kneevision"}
    assert names(earlier) == left


def test_a_new_result_takes_the_place_of_an_earlier_one_and_keeps_the_users_files(tmp_path: Path) -> None:
    earlier = a_result(tmp_path / "run.kneevision")
    theirs = {"notes.txt": "left knee better", "photos/analysis.json": "a photo's", "plots/mine.png": "drawn by hand"}
    ours = ("report.html", "plots/strides_fppa_deg.png", "plots/clip_fppa_deg.svg")
    for name, text in {**theirs, **dict.fromkeys(ours, "old")}.items():
        (earlier / name).parent.mkdir(exist_ok=True)
        (earlier / name).write_text(text)
    with replacing(earlier) as folder:
        (folder / "analysis.json").write_text("{}")
    found = {path.relative_to(earlier).as_posix(): path.read_text() for path in earlier.rglob("*") if path.is_file()}
    assert found == {"analysis.json": "{}"} | theirs
    assert names(tmp_path) == {"run.kneevision"}


@pytest.mark.skipif(sys.platform == "win32", reason="links need a privilege there")
def test_a_link_to_nowhere_is_kept_as_it_is(tmp_path: Path) -> None:
    earlier = a_result(tmp_path / "run.kneevision")
    (earlier / "clip.mp4").symlink_to("../gone.mp4")
    with replacing(earlier):
        pass
    assert (earlier / "clip.mp4").readlink() == Path("../gone.mp4")


def test_an_earlier_result_is_not_replaced_unasked(tmp_path: Path) -> None:
    earlier = a_result(tmp_path / "run.kneevision")
    for take in (claim, lambda folder: check_free(folder, VIDEO)):
        with pytest.raises(UserError, match=r"run\.kneevision: is there already; --force"):
            take(earlier)
    assert names(tmp_path) == {"run.kneevision"}
    check_free(earlier, VIDEO, force=True)


@pytest.mark.parametrize("force", [False, True])
def test_the_result_of_another_video_is_not_replaced(tmp_path: Path, force: bool) -> None:
    other = a_result(tmp_path / "run.kneevision", "run.mov")
    with pytest.raises(UserError, match=r"run\.mov.*--out.*run\.mp4"), claimed(other, VIDEO, force=force):
        pass


def test_a_result_that_came_meanwhile_is_not_replaced(tmp_path: Path) -> None:
    with claimed(tmp_path / "run.kneevision", VIDEO) as place:
        other = a_result(tmp_path / "run.kneevision")
        with pytest.raises(UserError, match="is there already"), writing(place):
            pass
    assert names(other) == {"analysis.json"}


@pytest.mark.parametrize("force", [False, True])
def test_a_folder_that_is_no_result_is_refused(tmp_path: Path, force: bool) -> None:
    (tmp_path / "run.kneevision").mkdir()
    with pytest.raises(UserError, match="not a result"), claimed(tmp_path / "run.kneevision", VIDEO, force=force):
        pass
    assert names(tmp_path) == {"run.kneevision"}


@pytest.mark.parametrize("out", ["file.txt", "file.txt/run.kneevision", "file.txt/far/below", "file.kneevision"])
def test_a_file_in_the_way_is_refused(tmp_path: Path, out: str) -> None:
    (tmp_path / "file.txt").write_text("text")
    (tmp_path / "file.kneevision").write_text("text")
    with pytest.raises(UserError, match="is a file"):
        claim(result_folder(VIDEO, tmp_path / out))
    assert names(tmp_path) == {"file.txt", "file.kneevision"}


@pytest.mark.skipif(sys.platform != "linux", reason="a place where nobody may write, root neither")
def test_a_place_that_cannot_be_written_to_is_refused() -> None:
    with pytest.raises(UserError, match="cannot write there"):
        claim(Path("/proc/run.kneevision"))


def test_a_name_that_is_too_long_is_refused(tmp_path: Path) -> None:
    with pytest.raises(UserError, match="cannot write there"):
        claim(tmp_path / f"{'x' * 300}.kneevision")
    assert names(tmp_path) == set()


def test_a_claim_that_came_to_nothing_leaves_nothing_behind(tmp_path: Path) -> None:
    claim(tmp_path / "new" / "place" / "run.kneevision")
    assert names(tmp_path) == set()


def test_two_runs_at_once_do_not_mix(tmp_path: Path) -> None:
    folder = tmp_path / "run.kneevision"
    with claimed(folder, VIDEO) as place, writing(place) as first:
        with pytest.raises(UserError, match=r"run\.kneevision: another run"):
            claim(folder)
        claim(tmp_path / "squat.kneevision")  # beside it there is room
        assert first.is_dir()
        (first / "analysis.json").write_text("first")
    assert names(tmp_path) == {"run.kneevision"}
    assert (folder / "analysis.json").read_text() == "first"


_KILLED = """
import os, signal, sys
from pathlib import Path
from kneevision.result_folder import claimed, writing
force, before = sys.argv[2] == "force", sys.argv[3]
with claimed(Path(sys.argv[1]), Path("run.mp4"), force=force) as place, writing(place) as folder:
    (folder / "report.html").write_text("half a page")
    if before == "end":
        os._exit(9)
    move, moves = Path.rename, []
    def killed_at(self, target):
        moves.append(move(self, target))
        os._exit(9)
    Path.rename = killed_at
"""


def killed(folder: Path, *how: str) -> None:
    """A run that ends without tidying: while it writes ('end'), or between the two moves that replace a result."""
    done = subprocess.run([sys.executable, "-c", _KILLED, str(folder), *how], check=False)
    assert done.returncode == 9


def test_what_a_killed_run_left_is_swept_at_the_next_start(tmp_path: Path) -> None:
    for clip in ("run", "squat"):
        killed(tmp_path / f"{clip}.kneevision", "no", "end")
        assert {name[: len(clip) + 12] for name in names(tmp_path)} == {f".{clip}.kneevision"}
        assert len(names(tmp_path)) == 2  # a lock and a folder; those of the one before are gone
    theirs = {"notes.txt", ".run.kneevision-notes.txt", ".diary-12345678"}
    for name in theirs:
        (tmp_path / name).touch()
    claim(tmp_path / "run.kneevision")
    assert names(tmp_path) == theirs


def test_an_earlier_result_comes_back_when_the_run_that_replaced_it_was_killed(tmp_path: Path) -> None:
    earlier = a_result(tmp_path / "run.kneevision")
    killed(earlier, "force", "moves")
    assert not earlier.exists()
    claim(tmp_path / "squat.kneevision")
    assert names(tmp_path) == {"run.kneevision"}
    assert names(earlier) == {"analysis.json"}


def test_a_lock_keeps_others_out_until_it_is_given_back(tmp_path: Path) -> None:
    file = tmp_path / "lock"
    with only_one(file) as first, only_one(file) as second:
        assert (first, second) == (True, False)
    assert not file.exists()
    with only_one(file) as again:
        assert again


@pytest.mark.skipif(sys.platform == "win32", reason="folders have no such permissions there")
def test_others_may_look_into_it_only_where_they_may_into_the_users_folders(tmp_path: Path) -> None:
    before = os.umask(0o077)
    try:
        with replacing(tmp_path / "run.kneevision") as folder:
            (folder / "report.html").write_text("page")
    finally:
        os.umask(before)
    assert (tmp_path / "run.kneevision").stat().st_mode & 0o777 == 0o700
