"""Table and page of a batch, from analyses made by hand."""

import csv
import io
import os
import re
import sys
from pathlib import Path

import made
import made_squats
import pytest

from kneevision import UserError
from kneevision.analysis import Analysis
from kneevision.batch.job import Job
from kneevision.batch.overview import write_overview
from kneevision.batch.page import page
from kneevision.batch.row import Row, failed, finished, waiting
from kneevision.batch.table import seconds_before, table
from kneevision.pipeline import Options

OUT = Path("/out")


def job(name: str) -> Job:
    return Job(name, Path("/clips", name), OUT / Path(name).with_suffix(".kneevision"), OUT, Options())


@pytest.fixture(scope="module")
def front() -> Analysis:
    return made.front()


@pytest.fixture(scope="module")
def rows(front: Analysis) -> list[Row]:
    return [
        finished(job("a & b/run #1.mp4"), front).taking(12.34),
        finished(job("squat.mp4"), made_squats.both_legs()),
        failed(job("<b>bad</b>.mp4"), 2, "not a video; give the file."),
        finished(job("nobody.mp4"), made.nobody()),
        waiting(job("later.mp4")),
    ]


def read(text: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(text)))


def test_every_clip_has_one_row_in_the_order_given(rows: list[Row]) -> None:
    told = [(row["clip"], row["status"], row["exit_code"], row["error"]) for row in read(table(rows))]
    assert told == [
        ("a & b/run #1.mp4", "done", "0", ""),
        ("squat.mp4", "done", "0", ""),
        ("<b>bad</b>.mp4", "failed", "2", "not a video; give the file."),
        ("nobody.mp4", "nothing_measured", "3", ""),
        ("later.mp4", "waiting", "", ""),
    ]


def test_the_numbers_are_those_of_the_analysis(rows: list[Row], front: Analysis) -> None:
    row = read(table(rows))[0]
    for side in ("left", "right"):
        for name in ("femoral_adduction_peak_deg", "fppa_peak_deg"):
            measure = front.measure(name, side)
            assert measure is not None
            assert measure.interval is not None
            told = [float(row[f"{name}_{side}{end}"]) for end in ("", "_low", "_high")]
            assert told == pytest.approx([measure.value, *measure.interval], abs=0.5001e-4)
        assert int(row[f"{side}_counted"]) == sum(cycle.valid for cycle in front.cycles if cycle.side == side)
    assert (row["activity"], row["view"], row["cycles"]) == ("running", "front", "strides")
    assert row["flagged"] == str(sum(finding.state == "flagged" for finding in front.findings))
    assert (row["result"], row["kneevision"], row["seconds"]) == ("a & b/run #1.kneevision", "0.1.0", "12.3")


def test_a_measure_that_no_clip_has_takes_no_column_and_what_is_missing_is_empty(rows: list[Row]) -> None:
    told = read(table(rows))
    assert told[0]["fppa_bottom_deg_both"] == told[1]["fppa_peak_deg_left"] == told[2]["fppa_peak_deg_left"] == ""
    assert float(told[1]["fppa_bottom_deg_both"])
    assert not any(name.startswith("knee_flexion") for name in told[0])


def test_what_a_clip_took_is_read_back(rows: list[Row], tmp_path: Path) -> None:
    assert seconds_before(tmp_path / "batch.csv") == {}
    write_overview(rows, tmp_path)
    assert seconds_before(tmp_path / "batch.csv") == {"a & b/run #1.mp4": 12.3}


def test_the_page_leads_to_each_report_and_needs_nothing_else(rows: list[Row]) -> None:
    html = page(rows)
    assert 'href="a%20%26%20b/run%20%231.kneevision/report.html"' in html
    assert html.count("href=") == 3
    assert "src=" not in html
    assert "http" not in html


def test_the_page_says_what_failed_what_waits_and_what_was_not_measured(rows: list[Row]) -> None:
    html = page(rows)
    assert "&lt;b&gt;bad&lt;/b&gt;.mp4" in html
    assert "Not a video; give the file." in html
    assert re.search(r"Waiting</span><span class=\"big\">1<", html)
    assert re.search(r"Nothing measured</span><span class=\"big\">1<", html)
    assert "reload this page" in html
    assert "reload this page" not in page(rows[:4])


def test_files_are_replaced_in_one_step_and_nothing_else_is_left(rows: list[Row], tmp_path: Path) -> None:
    write_overview(rows[:1], tmp_path)
    write_overview(rows, tmp_path)
    assert {path.name for path in tmp_path.iterdir()} == {"batch.csv", "index.html"}
    assert len(read((tmp_path / "batch.csv").read_text(encoding="utf-8"))) == len(rows)


def test_a_file_that_cannot_be_replaced_is_named_and_the_old_one_stays(rows: list[Row], tmp_path: Path) -> None:
    (tmp_path / "batch.csv").mkdir()
    with pytest.raises(UserError, match=r"batch\.csv"):
        write_overview(rows, tmp_path)
    assert [path.name for path in tmp_path.iterdir()] == ["batch.csv"]


def test_a_name_that_is_no_text_does_not_keep_the_others_from_being_told(rows: list[Row], tmp_path: Path) -> None:
    write_overview([*rows, waiting(job("run\udcff.mp4"))], tmp_path)
    for name in ("batch.csv", "index.html"):
        assert r"run\udcff.mp4" in (tmp_path / name).read_text(encoding="utf-8")


@pytest.mark.skipif(sys.platform == "win32", reason="files have no such permissions there")
def test_others_may_read_it_only_where_they_may_the_users_files(rows: list[Row], tmp_path: Path) -> None:
    before = os.umask(0o077)
    try:
        write_overview(rows, tmp_path)
    finally:
        os.umask(before)
    assert {path.stat().st_mode & 0o777 for path in tmp_path.iterdir()} == {0o600}
