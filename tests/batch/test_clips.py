"""Which clips are found, and where their results go."""

from pathlib import Path

import pytest

from kneevision import UserError
from kneevision.batch.clips import find_clips


def made(folder: Path, *names: str) -> Path:
    for name in names:
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).touch()
    return folder


def test_a_folders_clips_keep_the_names_of_its_sub_folders(tmp_path: Path) -> None:
    clips = find_clips([made(tmp_path, "b.MOV", "monday/a.mp4", "tuesday/a.mp4", "notes.txt")])
    assert [clip.name for clip in clips] == ["b.MOV", "monday/a.mp4", "tuesday/a.mp4"]
    assert [clip.result(Path("out")) for clip in clips] == [
        Path("out/b.kneevision"), Path("out/monday/a.kneevision"), Path("out/tuesday/a.kneevision"),
    ]  # fmt: skip
    assert clips[1].path == tmp_path / "monday" / "a.mp4"


def test_results_and_hidden_files_are_no_clips(tmp_path: Path) -> None:
    made(tmp_path, "a.mp4", "a.kneevision/annotated.mp4", "._a.mp4", ".trash/b.mp4")
    assert [clip.name for clip in find_clips([tmp_path])] == ["a.mp4"]


def test_a_clip_has_the_same_place_whatever_else_is_given(tmp_path: Path) -> None:
    made(tmp_path, "one/a.mp4", "two/b.mp4")
    alone = find_clips([tmp_path / "one"])
    both = find_clips([tmp_path / "one", tmp_path / "two" / "b.mp4"])
    assert [clip.name for clip in alone] == ["a.mp4"]
    assert [clip.name for clip in both] == ["a.mp4", "b.mp4"]


def test_a_clip_that_is_given_twice_is_one(tmp_path: Path) -> None:
    made(tmp_path, "a.mp4")
    assert len(find_clips([tmp_path, tmp_path / "a.mp4"])) == 1


@pytest.mark.parametrize(("one", "other"), [("x/a.mp4", "y/a.mp4"), ("x/a.mp4", "x/a.mov"), ("x/a.mp4", "y/A.mp4")])
def test_clips_that_would_share_a_result_are_refused_by_name(tmp_path: Path, one: str, other: str) -> None:
    made(tmp_path, one, other)
    with pytest.raises(UserError) as refused:
        find_clips([tmp_path / one, tmp_path / other])
    assert str(tmp_path / one) in str(refused.value)
    assert str(tmp_path / other) in str(refused.value)


@pytest.mark.parametrize("given", ["nowhere", "empty"])
def test_where_nothing_is_to_be_found_one_line_says_so(tmp_path: Path, given: str) -> None:
    (tmp_path / "empty").mkdir()
    with pytest.raises(UserError, match=given):
        find_clips([tmp_path / given])
