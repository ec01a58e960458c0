"""Results as pandas and xarray have them, and as *movement* takes them."""

import importlib.util
import os
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from kneevision import UserError
from kneevision.analysis import Analysis
from kneevision.pose.landmarks import NAMES, index

pd = pytest.importorskip("pandas")
xr = pytest.importorskip("xarray")

# movement keeps a log in the home folder and takes over warnings, so that it is called in a process of its own.
THROUGH_MOVEMENT = """
import sys
import numpy as np, xarray as xr
from movement.kinematics import compute_velocity
from movement.validators.datasets import ValidPosesInputs

ours = xr.load_dataset(sys.argv[1])
ValidPosesInputs.validate(ours)
theirs = ValidPosesInputs(
    position_array=ours.position.values,
    confidence_array=ours.confidence.values,
    individual_names=ours.individuals.values,
    keypoint_names=ours.keypoints.values,
    fps=ours.fps,
    source_software=ours.source_software,
).to_dataset()
for name in ("position", "confidence"):
    xr.testing.assert_allclose(ours[name], theirs[name], atol=1e-6)
assert theirs.attrs.items() <= ours.attrs.items(), (theirs.attrs, ours.attrs)
np.save(sys.argv[2], compute_velocity(ours.position).values)
"""


def test_movement_takes_the_data_set_and_finds_the_velocities(analysis: Analysis, tmp_path: Path) -> None:
    if importlib.util.find_spec("movement") is None:
        pytest.skip("movement is not here; its own requirements hold a second OpenCV (see the Makefile)")
    analysis.to_xarray().to_netcdf(tmp_path / "poses.nc", engine="scipy")
    done = subprocess.run(
        [sys.executable, "-c", THROUGH_MOVEMENT, str(tmp_path / "poses.nc"), str(tmp_path / "velocity.npy")],
        env=os.environ | {"HOME": str(tmp_path), "USERPROFILE": str(tmp_path)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert analysis.frames is not None
    ankle, knee = index("left", "ankle"), index("left", "knee")
    expected = np.gradient(analysis.frames.points_px[:, ankle], analysis.frames.time_s, axis=0)
    velocity = np.load(tmp_path / "velocity.npy")
    assert velocity[:, :, ankle, 0] == pytest.approx(expected, rel=1e-4, abs=1e-3)
    assert np.flatnonzero(np.isnan(velocity[:, 0, knee, 0])).tolist() == [9, 10, 11, 12, 13]


def test_the_data_set_has_the_landmarks_as_in_the_picture_and_every_angle(analysis: Analysis) -> None:
    data, frames = analysis.to_xarray(), analysis.frames
    assert frames is not None
    knee = data.position.sel(keypoints="right_knee", individuals="person")
    np.testing.assert_array_equal(knee.sel(space="y"), frames.points_px[:, index("right", "knee"), 1])
    np.testing.assert_array_equal(data.time, frames.time_s)
    assert tuple(data.keypoints.values) == NAMES
    assert float(data.confidence.sel(keypoints="left_hip")[0, 0]) == 0.95
    assert (data.attrs["fps"], data.attrs["source_file"]) == (60.0, analysis.video.path)
    for name, values in frames.series.items():
        np.testing.assert_array_equal(data[name], values)
        assert data[name].attrs["units"] == "deg"


def test_the_frame_of_frames_is_the_stored_table(analysis: Analysis, tmp_path: Path) -> None:
    analysis.save(tmp_path)
    for one in (analysis, Analysis.load(tmp_path)):
        frame = one.to_dataframe()
        stored = pd.read_csv(tmp_path / "frames.csv.gz")
        assert list(frame.columns) == list(stored.columns)
        pd.testing.assert_frame_equal(frame, stored, check_dtype=False, atol=1e-6)
        assert frame["left_knee_x_px"].isna().sum() == 3
        assert (frame["swapped"].dtype, frame["filled_points"].dtype) == (bool, int)


def test_the_frame_of_cycles_is_the_stored_table_without_its_rounding(analysis: Analysis, tmp_path: Path) -> None:
    analysis.save(tmp_path)
    frame, stored = analysis.to_dataframe("cycles"), pd.read_csv(tmp_path / "cycles.csv")
    assert list(frame.columns) == list(stored.columns)
    for column in ("side", "kind", "index", "valid"):
        assert list(frame[column]) == list(stored[column])
    assert frame["fppa_peak_deg"].to_numpy() == pytest.approx(stored["fppa_peak_deg"].to_numpy(), abs=0.5001e-4)
    valid = frame[frame["valid"] & (frame["side"] == "left")]
    told = analysis.measure("fppa_peak_deg", "left")
    assert told is not None
    assert valid["fppa_peak_deg"].mean() == pytest.approx(told.value)


def test_the_frame_of_measures_has_a_value_or_a_reason_in_every_row(analysis: Analysis) -> None:
    frame = analysis.to_dataframe("measures")
    assert len(frame) == len(analysis.measures)
    assert (frame["value"].isna() == frame["reason"].notna()).all()
    assert (frame["value"].isna() == frame["low"].isna()).all()
    one = frame[(frame["name"] == "fppa_peak_deg") & (frame["side"] == "right")].iloc[0]
    told = analysis.measure("fppa_peak_deg", "right")
    assert told is not None
    assert (one["value"], (one["low"], one["high"]), one["unit"]) == (told.value, told.interval, told.unit)


def test_a_table_that_is_not_there_is_refused(analysis: Analysis) -> None:
    with pytest.raises(UserError, match="'frames', 'cycles' and 'measures'"):
        analysis.to_dataframe("strides")  # type: ignore[arg-type]


@pytest.mark.parametrize(("call", "extra"), [("to_dataframe()", "pandas"), ("to_xarray()", "xarray")])
def test_without_the_extra_it_says_what_to_install(
    analysis: Analysis, tmp_path: Path, repository: Path, call: str, extra: str
) -> None:
    analysis.save(tmp_path)
    code = (
        f"import sys; sys.modules[{extra!r}] = None\n"
        f"from kneevision import Analysis\nAnalysis.load({str(tmp_path)!r}).{call}"
    )
    environment = os.environ | {"PYTHONPATH": str(repository)}
    done = subprocess.run([sys.executable, "-c", code], env=environment, capture_output=True, text=True, check=False)
    assert f"UserError: {call} needs {extra}" in done.stderr
    assert f"pip install 'kneevision[{extra}]'" in done.stderr
