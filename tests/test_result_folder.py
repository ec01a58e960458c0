"""A result is there whole or not at all, and takes nobody else's place."""

import json
import sys
from pathlib import Path

import pytest

from kneevision.errors import UserError
from kneevision.result_folder import check_place, result_folder, writing

VIDEO = Path("run.mp4")


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
    with writing(tmp_path / "run.kneevision", VIDEO) as folder:
        assert not (tmp_path / "run.kneevision").exists()
        (folder / "report.html").write_text("page")
    assert names(tmp_path) == {"run.kneevision"}
    assert names(tmp_path / "run.kneevision") == {"report.html"}


@pytest.mark.parametrize("trouble", [RuntimeError, KeyboardInterrupt])
def test_nothing_is_there_when_it_did_not(tmp_path: Path, trouble: type[BaseException]) -> None:
    def half_way() -> None:
        with writing(tmp_path / "run.kneevision", VIDEO) as folder:
            (folder / "report.html").write_text("half a page")
            raise trouble

    with pytest.raises(trouble):
        half_way()
    assert names(tmp_path) == set()


def test_an_earlier_result_stays_when_a_new_one_fails(tmp_path: Path) -> None:
    earlier = a_result(tmp_path / "run.kneevision")
    with pytest.raises(RuntimeError), writing(earlier, VIDEO):
        raise RuntimeError
    assert names(tmp_path) == {"run.kneevision"}
    assert names(earlier) == {"analysis.json"}


def test_an_earlier_result_comes_back_when_the_last_step_fails(tmp_path: Path) -> None:
    earlier = a_result(tmp_path / "run.kneevision")
    with pytest.raises(UserError, match="could not be written"), writing(earlier, VIDEO) as folder:
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
        with writing(earlier, VIDEO) as folder:
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
    with writing(earlier, VIDEO) as folder:
        (folder / "analysis.json").write_text("{}")
    found = {path.relative_to(earlier).as_posix(): path.read_text() for path in earlier.rglob("*") if path.is_file()}
    assert found == {"analysis.json": "{}"} | theirs
    assert names(tmp_path) == {"run.kneevision"}


@pytest.mark.skipif(sys.platform == "win32", reason="links need a privilege there")
def test_a_link_to_nowhere_is_kept_as_it_is(tmp_path: Path) -> None:
    earlier = a_result(tmp_path / "run.kneevision")
    (earlier / "clip.mp4").symlink_to("../gone.mp4")
    with writing(earlier, VIDEO):
        pass
    assert (earlier / "clip.mp4").readlink() == Path("../gone.mp4")


def test_the_result_of_another_video_is_not_replaced(tmp_path: Path) -> None:
    other = a_result(tmp_path / "run.kneevision", "run.mov")
    with pytest.raises(UserError, match=r"run\.mov.*--out.*run\.mp4"):
        check_place(other, VIDEO)


def test_a_result_that_came_meanwhile_is_not_replaced(tmp_path: Path) -> None:
    check_place(tmp_path / "run.kneevision", VIDEO)
    other = a_result(tmp_path / "run.kneevision", "run.mov")
    with pytest.raises(UserError, match=r"run\.mov"), writing(other, VIDEO):
        pass
    assert names(other) == {"analysis.json"}


def test_a_folder_that_is_no_result_is_refused(tmp_path: Path) -> None:
    (tmp_path / "run.kneevision").mkdir()
    with pytest.raises(UserError, match="not a result"):
        check_place(tmp_path / "run.kneevision", VIDEO)


@pytest.mark.parametrize("out", ["file.txt", "file.txt/run.kneevision", "file.txt/far/below", "file.kneevision"])
def test_a_file_in_the_way_is_refused(tmp_path: Path, out: str) -> None:
    (tmp_path / "file.txt").write_text("text")
    (tmp_path / "file.kneevision").write_text("text")
    with pytest.raises(UserError, match="is a file"):
        check_place(result_folder(VIDEO, tmp_path / out), VIDEO)


@pytest.mark.skipif(sys.platform != "linux", reason="a place where nobody may write, root neither")
def test_a_place_that_cannot_be_written_to_is_refused() -> None:
    with pytest.raises(UserError, match="cannot write there"):
        check_place(Path("/proc/run.kneevision"), VIDEO)


def test_a_name_that_is_too_long_is_refused(tmp_path: Path) -> None:
    with pytest.raises(UserError, match="cannot write there"):
        check_place(tmp_path / f"{'x' * 300}.kneevision", VIDEO)


def test_checking_leaves_nothing_behind(tmp_path: Path) -> None:
    check_place(tmp_path / "new" / "place" / "run.kneevision", VIDEO)
    assert names(tmp_path) == set()
