"""What is put right by hand changes just the numbers that it is about, and leaves no trace when taken back."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from kneevision import Analysis, Options, UserError, analyze, write_exports
from kneevision.analysis import SIGHTING_FILE, CycleRow
from kneevision.cycles.by_hand import MARKED, marked
from kneevision.cycles.types import Cycle, Cycles
from kneevision.edit import edit, edited
from kneevision.edits import NO_EDITS, BadCycle, Edits, MovedEvent, Note
from kneevision.report.drawing import Drawing
from tests import remake

STILLS_ONLY = Drawing(video=False)


@pytest.fixture(scope="module")
def clip(benchmark_clips: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return remake.cut(benchmark_clips / "run_front.mp4", tmp_path_factory.mktemp("edit") / "run.mp4", 1.0, 5.0)


@pytest.fixture(scope="module")
def folder(clip: Path) -> Path:
    analyze(clip, Options(model="lite", drawing=STILLS_ONLY, lines={"fppa_peak_deg": 9.5}), out=clip.parent)
    return clip.with_suffix(".kneevision")


@pytest.fixture(scope="module")
def found(folder: Path) -> Analysis:
    return Analysis.load(folder)


def undated(analysis: Analysis) -> dict[str, Any]:
    plain = analysis.to_dict()
    plain["provenance"].pop("analyzed_at")
    return plain


def stride(analysis: Analysis, number: int = 1) -> CycleRow:
    return [row for row in analysis.cycles if row.side == "right" and row.valid][number]


def test_without_edits_everything_is_as_it_was_to_the_last_digit(folder: Path, found: Analysis) -> None:
    again = edited(folder, NO_EDITS)
    assert undated(again) == undated(found)
    assert again.frames == found.frames


def test_a_bad_stride_leaves_the_mean_of_the_others(folder: Path, found: Analysis) -> None:
    bad = stride(found)
    after = edited(folder, Edits(bad=(BadCycle("right", bad.index),)))
    row = next(row for row in after.cycles if (row.side, row.index) == ("right", bad.index))
    assert (row.valid, row.reason) == (False, MARKED)
    for name in ("femoral_adduction_peak_deg", "fppa_peak_deg"):
        others = [s.values[name] for s in after.cycles if s.side == "right" and s.valid]
        measure, before = after.measure(name, "right"), found.measure(name, "right")
        assert measure is not None
        assert before is not None
        assert measure.n == before.n - 1 == len(others)
        assert measure.value == pytest.approx(np.mean([value for value in others if value is not None]))
        assert measure.value != before.value
    (told,) = (warning.text for warning in after.warnings if warning.code == "edited")
    assert told == "By hand: 1 stride or repetition was marked as bad."


def test_a_moved_contact_moves_what_is_measured_from_it(folder: Path, found: Analysis) -> None:
    before = stride(found)
    assert before.contact_s is not None
    to_s = before.contact_s + 0.02
    move = MovedEvent("right", "initial_contact", before.contact_s, to_s)
    after = edited(folder, Edits(moved=(move,)))
    moved = next(row for row in after.cycles if (row.side, row.index) == ("right", before.index))
    earlier = next(row for row in after.cycles if (row.side, row.index) == ("right", before.index - 1))
    assert (moved.start_s, moved.contact_s, earlier.end_s) == (to_s, to_s, to_s)
    assert moved.toe_off_s == before.toe_off_s
    was, now = before.values["contact_time_s"], moved.values["contact_time_s"]
    assert was is not None
    assert now == pytest.approx(was - 0.02)
    left = [[row for row in one.cycles if row.side == "left"] for one in (found, after)]
    assert [row.contact_s for row in left[0]] == [row.contact_s for row in left[1]]


@pytest.mark.parametrize(
    ("wrong", "says"),
    [
        (lambda s: Edits(moved=(MovedEvent("right", "initial_contact", s.contact_s, s.toe_off_s + 0.01),)), "in order"),
        (lambda s: Edits(moved=(MovedEvent("right", "toe_off", s.toe_off_s, s.end_s + 0.01),)), "in order"),
        (lambda s: Edits(moved=(MovedEvent("right", "toe_off", s.contact_s, s.contact_s + 0.01),)), "no right toe-off"),
        (lambda s: Edits(bad=(BadCycle("left", 99),)), "no left stride or repetition 100"),
    ],
)
def test_edits_that_cannot_be_are_refused(
    folder: Path, found: Analysis, wrong: Callable[[CycleRow], Edits], says: str
) -> None:
    with pytest.raises(UserError, match=says):
        edited(folder, wrong(stride(found)))


def test_a_squat_has_no_contacts_to_move() -> None:
    squats = Cycles("squat", (Cycle("left", 0, 1.0, 3.0, valid=True, reason=None, bottom_s=2.0),))
    with pytest.raises(UserError, match="Only steps"):
        marked(squats, Edits(moved=(MovedEvent("left", "toe_off", 1.0, 1.1),)))
    assert not marked(squats, Edits(bad=(BadCycle("left", 0),))).of("left")


def test_a_written_edit_is_kept_and_taken_back(clip: Path, folder: Path, found: Analysis, tmp_path: Path) -> None:
    mine = shutil.copytree(folder, tmp_path / folder.name)
    (mine / "notes.txt").write_text("mine", "utf-8")
    edits = Edits(bad=(BadCycle("right", stride(found).index),), notes=(Note(2.5, "<b>shoe</b> change\nhere"),))
    edit(mine, clip, edits)
    kept = Analysis.load(mine)
    assert kept.edits == edits
    assert undated(kept) == undated(edited(folder, edits))
    page = (mine / "report.html").read_text(encoding="utf-8")
    assert "marked as bad" in page
    assert "&lt;b&gt;shoe&lt;/b&gt; change\nhere" in page
    assert (mine / "notes.txt").read_text(encoding="utf-8") == "mine"
    edit(mine, clip, NO_EDITS)
    assert undated(Analysis.load(mine)) == undated(found)


def test_the_exports_of_a_result_follow(clip: Path, folder: Path, found: Analysis, tmp_path: Path) -> None:
    pytest.importorskip("ezc3d")
    mine = shutil.copytree(folder, tmp_path / folder.name)
    (path,) = write_exports(found, ["c3d"], mine)
    before = path.read_bytes()
    edit(mine, clip, Edits(bad=(BadCycle("right", stride(found).index),)))
    assert path.read_bytes() != before
    write_exports(Analysis.load(mine), ["c3d"], tmp_path)
    assert path.read_bytes() == (tmp_path / path.name).read_bytes()
    assert not (mine / "landmarks.trc").exists()


def test_another_video_and_another_version_are_refused(folder: Path, found: Analysis, tmp_path: Path) -> None:
    other = tmp_path / "run.mp4"
    remake.cut(folder.with_suffix(".mp4"), other, 0.0, 3.0)
    with pytest.raises(UserError, match="is not the video of"):
        edit(folder, other, NO_EDITS)
    mine = shutil.copytree(folder, tmp_path / folder.name)
    replace(found, provenance=found.provenance | {"kneevision": "0.0.1"}).save(mine)
    with pytest.raises(UserError, match=r"made by kneevision 0\.0\.1"):
        edited(mine, NO_EDITS)


@pytest.mark.parametrize("spoil", [lambda data: b"", lambda data: data[:1000], lambda data: data[:5000] + data[5010:]])
def test_damaged_landmarks_are_told(folder: Path, tmp_path: Path, spoil: Callable[[bytes], bytes]) -> None:
    mine = shutil.copytree(folder, tmp_path / folder.name)
    (mine / SIGHTING_FILE).write_bytes(spoil((folder / SIGHTING_FILE).read_bytes()))
    with pytest.raises(UserError, match="damaged"):
        edited(mine, NO_EDITS)
    (mine / SIGHTING_FILE).unlink()
    with pytest.raises(UserError, match="earlier version"):
        edited(mine, NO_EDITS)


@pytest.mark.parametrize(
    "options",
    [
        Options(),
        Options(
            model="heavy",
            person=(12.5, 300.0),
            capture_fps=240.0,
            lines={"fppa_peak_deg": 10.0, "kasr_bottom": 0.8},
            activity="squat",
            sex="female",
            focal_35mm=26.0,
            drawing=Drawing(clean=True, blur_face=True, slow=0.25),
        ),
        Options(drawing=STILLS_ONLY),
    ],
)
def test_a_result_tells_how_it_was_made(options: Options) -> None:
    assert Options.of(options.asked()) == options


def test_a_result_that_does_not_tell_is_refused() -> None:
    with pytest.raises(UserError, match="does not say how it was made"):
        Options.of(Options().asked() | {"drawing": "in crayon"})
