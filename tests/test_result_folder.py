"""A result is there whole or not at all, and takes nobody else's place."""

import json
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
    with writing(tmp_path / "run.kneevision") as folder:
        assert not (tmp_path / "run.kneevision").exists()
        (folder / "report.html").write_text("page")
    assert names(tmp_path) == {"run.kneevision"}
    assert names(tmp_path / "run.kneevision") == {"report.html"}


@pytest.mark.parametrize("trouble", [RuntimeError, KeyboardInterrupt])
def test_nothing_is_there_when_it_did_not(tmp_path: Path, trouble: type[BaseException]) -> None:
    def half_way() -> None:
        with writing(tmp_path / "run.kneevision") as folder:
            (folder / "report.html").write_text("half a page")
            raise trouble

    with pytest.raises(trouble):
        half_way()
    assert names(tmp_path) == set()


def test_an_earlier_result_stays_when_a_new_one_fails(tmp_path: Path) -> None:
    earlier = a_result(tmp_path / "run.kneevision")
    with pytest.raises(RuntimeError), writing(earlier):
        raise RuntimeError
    assert names(tmp_path) == {"run.kneevision"}
    assert names(earlier) == {"analysis.json"}


def test_an_earlier_result_comes_back_when_the_last_step_fails(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    earlier = a_result(tmp_path / "run.kneevision")
    move = Path.rename

    def fails_for_the_new_one(self: Path, target: Path) -> Path:
        if target == earlier and not self.name.endswith("-old"):
            raise KeyboardInterrupt
        return move(self, target)

    monkeypatch.setattr(Path, "rename", fails_for_the_new_one)
    with pytest.raises(KeyboardInterrupt), writing(earlier):
        pass
    assert names(tmp_path) == {"run.kneevision"}
    assert names(earlier) == {"analysis.json"}


def test_a_new_result_takes_the_place_of_an_earlier_one_and_keeps_the_users_files(tmp_path: Path) -> None:
    earlier = a_result(tmp_path / "run.kneevision")
    (earlier / "notes.txt").write_text("left knee better")
    (earlier / "report.html").write_text("old")
    check_place(earlier, VIDEO)
    with writing(earlier) as folder:
        (folder / "analysis.json").write_text("{}")
    assert names(earlier) == {"analysis.json", "notes.txt"}
    assert (earlier / "notes.txt").read_text() == "left knee better"
    assert names(tmp_path) == {"run.kneevision"}


def test_the_result_of_another_video_is_not_replaced(tmp_path: Path) -> None:
    other = a_result(tmp_path / "run.kneevision", "run.mov")
    with pytest.raises(UserError, match=r"run\.mov.*run\.mp4"):
        check_place(other, VIDEO)


def test_a_folder_that_is_no_result_is_refused(tmp_path: Path) -> None:
    (tmp_path / "run.kneevision").mkdir()
    with pytest.raises(UserError, match="not a result"):
        check_place(tmp_path / "run.kneevision", VIDEO)


@pytest.mark.parametrize("out", ["file.txt", "file.txt/run.kneevision", "file.kneevision"])
def test_a_file_in_the_way_is_refused(tmp_path: Path, out: str) -> None:
    (tmp_path / "file.txt").write_text("text")
    (tmp_path / "file.kneevision").write_text("text")
    with pytest.raises(UserError, match="a file"):
        check_place(result_folder(VIDEO, tmp_path / out), VIDEO)


def test_checking_leaves_nothing_behind(tmp_path: Path) -> None:
    check_place(tmp_path / "run.kneevision", VIDEO)
    assert names(tmp_path) == set()
