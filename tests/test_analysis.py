"""The result keeps its promises: it round-trips, matches its schema, and refuses what is neither number nor reason."""

import dataclasses
import json
from pathlib import Path

import numpy as np
import pytest
from pydantic import ValidationError

from docs import generate
from kneevision import Analysis, Options, UserError, analyze
from kneevision.analysis import Measure
from kneevision.frame_table import FrameTable
from tests.remake import cut


@pytest.fixture(scope="module")
def analysis(tmp_path_factory: pytest.TempPathFactory, benchmark_clips: Path) -> Analysis:
    clip = cut(benchmark_clips / "run_front.mp4", tmp_path_factory.mktemp("clip") / "run.mp4", 2.0, 5.0)
    return analyze(clip, Options(model="lite"))


def test_it_round_trips_to_the_last_digit(analysis: Analysis, tmp_path: Path) -> None:
    analysis.save(tmp_path)
    for path in (tmp_path, tmp_path / "analysis.json"):
        loaded = Analysis.load(path)
        assert loaded == analysis
        assert loaded.frames == analysis.frames


def test_the_promised_names_are_there(analysis: Analysis) -> None:
    plain = analysis.to_dict()
    for name in (
        "schema_version", "video", "activity", "view", "camera", "cycles", "measures", "findings", "warnings",
        "provenance",
    ):  # fmt: skip
        assert name in plain
    assert {"path", "sha256", "duration_s", "fps", "frames", "width", "height", "rotation_deg"} <= set(plain["video"])
    assert {"yaw_deg", "yaw_interval_deg", "roll_deg", "method"} <= set(plain["camera"])
    assert plain["cycles"][0]["kind"] == "stride"
    assert "fppa_peak_deg" in plain["cycles"][0]["values"]


def test_json_has_no_nan_and_null_comes_with_a_reason(analysis: Analysis) -> None:
    assert "NaN" not in analysis.to_json()
    for row in json.loads(analysis.to_json())["measures"]:
        assert (row["value"] is None) == (row["reason"] is not None)


def test_the_table_of_cycles_has_a_row_each_and_a_column_per_measure(analysis: Analysis, tmp_path: Path) -> None:
    analysis.save(tmp_path)
    lines = (tmp_path / "cycles.csv").read_text().splitlines()
    assert len(lines) == 1 + len(analysis.cycles)
    columns = lines[0].split(",")
    assert columns[:10] == [
        "side", "kind", "index", "valid", "reason", "start_s", "contact_s", "toe_off_s", "bottom_s", "end_s",
    ]  # fmt: skip
    assert set(analysis.cycles[0].values) == set(columns[10:])


def test_the_table_of_frames_has_a_row_each(analysis: Analysis) -> None:
    assert analysis.frames is not None
    assert len(analysis.frames.time_s) == analysis.video.frames
    assert np.isfinite(analysis.frames.series["fppa_left_deg"]).all()


def test_a_measure_needs_a_value_or_a_reason() -> None:
    with pytest.raises(ValidationError):
        Measure("fppa_peak_deg", "left", None, "deg", 0, None, None, None, None)
    with pytest.raises(ValidationError):
        Measure("fppa_peak_deg", "left", float("nan"), "deg", 3, None, None, None, None)


def test_it_cannot_be_changed(analysis: Analysis) -> None:
    with pytest.raises(dataclasses.FrozenInstanceError):
        analysis.activity = "walking"  # type: ignore[misc]


@pytest.mark.parametrize("content", ["", "not json", "{}", '{"schema_version": "1.0"}'])
def test_what_is_no_analysis_is_refused_in_one_line(tmp_path: Path, content: str) -> None:
    (tmp_path / "analysis.json").write_text(content)
    with pytest.raises(UserError, match="not an analysis") as refusal:
        Analysis.load(tmp_path)
    assert "\n" not in str(refusal.value)


def test_a_missing_analysis_is_refused_in_one_line(tmp_path: Path) -> None:
    with pytest.raises(UserError, match="no analysis there"):
        Analysis.load(tmp_path / "nothing.kneevision")


def test_the_pages_made_from_the_code_are_up_to_date() -> None:
    assert generate.SCHEMA.read_text(encoding="utf-8") == generate.schema()
    assert generate.MEASURES.read_text(encoding="utf-8") == generate.measures()


def test_a_table_without_frames_is_written_and_read(tmp_path: Path) -> None:
    none = FrameTable(np.empty(0), np.empty((0, 33, 2)), np.empty((0, 33)), np.empty(0, bool), np.empty(0), {})
    none.write(tmp_path / "frames.csv.gz")
    assert FrameTable.read(tmp_path / "frames.csv.gz") == none
