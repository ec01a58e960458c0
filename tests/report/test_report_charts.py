"""The page's charts, scales and small drawings: data in, places out."""

from __future__ import annotations

import re
from dataclasses import replace

import made
import made_squats
import numpy as np
import pytest

from kneevision.report import charts, gauge
from kneevision.report.charts import BOTTOM, LEFT, RIGHT, TOP, Chart
from kneevision.report.figures import FIGURES
from kneevision.report.plots import Plot

ANALYSIS = made.front()


def chart(name: str, analysis=ANALYSIS) -> Chart:
    found = charts.charts(analysis, [Plot(name, "title", "caption")])
    assert len(found) == 1
    return found[0]


def test_points_stand_at_their_time_and_on_the_side_of_the_line_that_they_lie_on() -> None:
    drawn = chart("strides_fppa")
    rows = [row for row in ANALYSIS.cycles if row.valid]
    assert len(drawn.points) == len(rows)
    line = drawn.lines[0].at
    for point, row in zip(drawn.points, rows, strict=True):
        assert point.x == pytest.approx(LEFT + (RIGHT - LEFT) * row.start_s / ANALYSIS.video.duration_s)
        assert TOP < point.y < BOTTOM
        assert (point.y < line) == (row.values["fppa_peak_deg"] > made.LINE)
        assert row.start_s == point.from_s <= point.at_s <= point.to_s == row.end_s


def test_a_point_names_its_stride_and_value() -> None:
    drawn, row = chart("strides_fppa").points[0], next(row for row in ANALYSIS.cycles if row.valid)
    assert drawn.text.startswith(f"{row.side.capitalize()} stride {row.index + 1}, ")
    assert f"{row.values['fppa_peak_deg']:.1f}".replace("-", "\N{MINUS SIGN}") in drawn.text


def test_ticks_are_where_they_say() -> None:
    drawn = chart("clip_fppa")
    assert drawn.clock is not None
    for tick in drawn.x_ticks:
        share = (float(tick.text) - drawn.clock[0]) / (drawn.clock[1] - drawn.clock[0])
        assert tick.at == pytest.approx(LEFT + share * (RIGHT - LEFT))
    heights = [(float(tick.text.replace("\N{MINUS SIGN}", "-")), tick.at) for tick in drawn.y_ticks]
    assert len(heights) >= 3
    assert [at for _, at in heights] == sorted((at for _, at in heights), reverse=True)


def test_a_trace_has_a_gap_where_the_angle_is_not_known() -> None:
    table = ANALYSIS.frames
    lost = dict(table.series)
    lost["fppa_left_deg"] = np.where((table.time_s > 4) & (table.time_s < 5), np.nan, lost["fppa_left_deg"])
    holed = ANALYSIS.with_frames(replace(table, series=lost))
    faint = {path.side: path.d for path in chart("clip_fppa", holed).paths if path.stroke == "faint"}
    assert faint["left"].count("M") == faint["right"].count("M") + 1
    places = [float(x) for x in re.findall(r"[ML](-?[\d.]+),", faint["left"])]
    seconds = [(x - LEFT) / (RIGHT - LEFT) * ANALYSIS.video.duration_s for x in places]
    assert not any(4.05 < second < 4.95 for second in seconds)


def test_a_long_clip_has_no_more_samples_than_can_be_seen() -> None:
    table = ANALYSIS.frames
    many = 20
    long = replace(
        table,
        time_s=np.arange(len(table.time_s) * many) * float(table.time_s[1] - table.time_s[0]),
        points_px=np.tile(table.points_px, (many, 1, 1)),
        series={name: np.tile(values, many) for name, values in table.series.items()},
        **{name: np.tile(getattr(table, name), (many, 1)) for name in ("visibility", "filled") if hasattr(table, name)},
    )
    for path in chart("clip_fppa", ANALYSIS.with_frames(long)).paths:
        assert path.d.count("L") + path.d.count("M") <= 3300


def test_the_mean_course_lies_in_its_band() -> None:
    drawn = chart("stance_fppa")
    assert [path.stroke for path in drawn.paths] == ["band", "band", "strong", "strong"]
    for side in ("left", "right"):
        band, mean = (
            np.array(re.findall(r"[ML]([\d.]+),([\d.-]+)", path.d), float) for path in drawn.paths if path.side == side
        )
        there, back = band[:101], band[101:][::-1]
        assert len(there) == len(back) == len(mean) == 101
        assert np.all(back[:, 1] <= mean[:, 1] + 0.11)
        assert np.all(mean[:, 1] <= there[:, 1] + 0.11)


def test_the_scale_shows_value_interval_and_line_in_their_order() -> None:
    name = "fppa_peak_deg"
    shown = {side: gauge.gauge(ANALYSIS, name, side) for side in ("left", "right")}
    for side, scale in shown.items():
        measure = ANALYSIS.measure(name, side)
        assert scale is not None
        assert scale.interval is not None
        assert scale.line is not None
        assert 0 < scale.interval[0] < scale.value < scale.interval[1] < gauge.WIDTH
        assert (scale.value > scale.line) == (measure.value > made.LINE)
        assert side.capitalize() in scale.alt
        assert f"{made.LINE:g}" in scale.alt
    assert shown["left"].ends == shown["right"].ends
    assert shown["left"].line == pytest.approx(shown["right"].line)


def test_what_has_no_value_or_is_no_angle_has_no_scale() -> None:
    assert gauge.gauge(made.unknown(), "fppa_peak_deg", "left") is None
    assert gauge.gauge(ANALYSIS, "cadence_spm", "both") is None


def test_squats_are_charted_as_repetitions() -> None:
    analysis = made_squats.both_legs()
    drawn = chart("repetitions_fppa", analysis)
    assert {point.side for point in drawn.points} == {"left", "right"}
    for point in drawn.points:
        assert point.from_s < point.at_s < point.to_s


@pytest.mark.parametrize("name", sorted(FIGURES))
def test_a_small_drawing_has_body_reference_and_arc(name: str) -> None:
    drawn = FIGURES[name]
    for path in (drawn.body, drawn.reference, drawn.arc):
        numbers = [float(n) for n in re.findall(r"-?\d+\.?\d*", path)]
        assert len(numbers) >= 4
        assert min(numbers) >= -2
        assert max(numbers) <= 118
