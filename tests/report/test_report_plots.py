from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import made
import numpy as np
import pytest
from PIL import Image

from kneevision.report.plots import courses, write_plots
from kneevision.report.style import SIDE_COLOUR, rgb

FRONTAL = {f"{kind}_{angle}" for kind in ("strides", "stance", "clip") for angle in ("femoral_adduction", "fppa")}


def write(analysis, folder: Path) -> set[str]:
    return {plot.name for plot in write_plots(analysis, folder, lambda done: None)}


def test_every_plot_of_a_front_view_is_a_png_and_an_svg(tmp_path: Path) -> None:
    assert write(made.front(), tmp_path) == FRONTAL
    assert {path.name for path in tmp_path.iterdir()} == {f"{n}.{k}" for n in FRONTAL for k in ("png", "svg")}
    for name in FRONTAL:
        picture = np.asarray(Image.open(tmp_path / f"{name}.png").convert("RGB"))
        assert len(np.unique(picture.reshape(-1, 3), axis=0)) > 50


def test_a_side_view_plots_the_near_knee_only(tmp_path: Path) -> None:
    assert write(made.sideways(), tmp_path) == {f"{kind}_knee_flexion" for kind in ("strides", "stance", "clip")}


def test_nothing_known_nothing_plotted(tmp_path: Path) -> None:
    assert write(made.unknown(), tmp_path) == set()
    assert not list(tmp_path.iterdir())


def test_the_same_analysis_gives_the_same_svg(tmp_path: Path) -> None:
    for run in ("a", "b"):
        (tmp_path / run).mkdir()
        write(made.sideways(), tmp_path / run)
    for path in (tmp_path / "a").glob("*.svg"):
        assert path.read_bytes() == (tmp_path / "b" / path.name).read_bytes()


def test_a_stance_curve_is_the_angle_over_the_stance() -> None:
    analysis = made.front()
    curves = courses(analysis, "fppa", "right")
    strides = [c for c in analysis.cycles if c.side == "right" and c.valid]
    assert curves.shape == (len(strides), 101)
    peaks = [stride.values["fppa_peak_deg"] for stride in strides]
    assert curves.max(axis=1) == pytest.approx(peaks, abs=0.1)


def test_a_stance_with_a_gap_is_left_out_of_the_mean() -> None:
    analysis = made.front()
    stride = next(c for c in analysis.cycles if c.side == "left" and c.valid)
    before = len(courses(analysis, "fppa", "left"))
    hidden = np.abs(analysis.frames.time_s - stride.contact_s - 0.1) < 0.02
    analysis.frames.series["fppa_left_deg"][hidden] = np.nan
    assert len(courses(analysis, "fppa", "left")) == before - 1


def test_a_long_legend_does_not_squeeze_the_plot(tmp_path: Path) -> None:
    analysis = made.front()
    odd = replace(analysis.findings[5], measure="fppa_peak_deg", side="right", cycles=(0,))
    write(replace(analysis, findings=(*analysis.findings, odd)), tmp_path)
    picture = np.asarray(Image.open(tmp_path / "strides_fppa.png").convert("RGB")).astype(int)
    points = (np.abs(picture - rgb(SIDE_COLOUR["left"])).max(axis=-1) < 40).any(axis=0)
    assert np.ptp(np.flatnonzero(points)) > 0.75 * picture.shape[1]
