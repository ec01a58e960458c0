"""TRC and MOT, opened by OpenSim."""

import importlib.util
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import made
import numpy as np
import pytest

from kneevision import UserError, write_exports
from kneevision.analysis import Analysis
from kneevision.pose.landmarks import NAMES, index
from tests.export.conftest import LOST

# OpenSim frees what Python still looks at, so that it reads in a process of its own.
READ = """
import sys
import numpy as np, opensim

opensim.Logger.setLevelString("Error")
file, out = sys.argv[1:]
read = {}
if file.endswith(".trc"):
    markers = opensim.TimeSeriesTableVec3(file)
    table = markers.flatten()
    labels = markers.getColumnLabels()
    for key in ("Units", "DataRate", "NumFrames", "NumMarkers"):
        read[key] = markers.getTableMetaDataString(key)
else:
    table, storage = opensim.TimeSeriesTable(file), opensim.Storage(file)
    labels = table.getColumnLabels()
    read["inDegrees"] = table.getTableMetaDataString("inDegrees")
    read["storage_size"], read["storage_in_degrees"] = storage.getSize(), storage.isInDegrees()
    for label in labels if storage.getSize() else ():
        column = opensim.ArrayDouble()
        storage.getDataColumn(label, column)
        read["storage_" + label] = [column.get(i) for i in range(column.size())]
matrix = table.getMatrix()
values = matrix.to_numpy().copy() if table.getNumRows() else []
np.savez(out, labels=labels, time_s=table.getIndependentColumn(), values=values, **read)
"""


def opened(path: Path) -> dict[str, np.ndarray]:
    """What OpenSim finds in a TRC or MOT file; it has wheels for some machines only."""
    if importlib.util.find_spec("opensim") is None:
        pytest.skip("opensim is not here")
    out = path.with_suffix(".npz")
    done = subprocess.run(
        [sys.executable, "-c", READ, str(path), str(out)], cwd=path.parent, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    return dict(np.load(out))


def markers(path: Path) -> tuple[np.ndarray, np.ndarray]:
    """Times (T,) and points (T, 33, 3) of a TRC file."""
    read = opened(path)
    assert tuple(read["labels"]) == NAMES
    return read["time_s"], read["values"].reshape(-1, len(NAMES), 3)


def test_trc_holds_every_landmark_of_every_frame_with_y_up(analysis: Analysis, tmp_path: Path) -> None:
    (path,) = write_exports(analysis, ["trc"], tmp_path)
    assert path == tmp_path / "landmarks.trc"
    time_s, points = markers(path)
    frames = analysis.frames
    assert frames is not None
    assert time_s == pytest.approx(frames.time_s, abs=1e-6)
    assert points[..., 0] == pytest.approx(frames.points_px[..., 0], abs=0.0051, nan_ok=True)
    assert points[..., 1] == pytest.approx(960 - frames.points_px[..., 1], abs=0.0051, nan_ok=True)
    assert (points[np.isfinite(points).all(axis=2)][:, 2] == 0).all()
    # the right way up: a head is above its feet
    assert (points[:, index("left", "shoulder"), 1] > points[:, index("left", "ankle"), 1]).all()


def test_trc_says_what_it_is_of(analysis: Analysis, tmp_path: Path) -> None:
    read = opened(*write_exports(analysis, ["trc"], tmp_path))
    said = {key: str(read[key]) for key in ("Units", "DataRate", "NumFrames", "NumMarkers")}
    assert said == {"Units": "px", "DataRate": "60", "NumFrames": str(analysis.video.frames), "NumMarkers": "33"}


def test_a_lost_landmark_is_nan_in_trc_there_and_nowhere_else(analysis: Analysis, tmp_path: Path) -> None:
    _, points = markers(*write_exports(analysis, ["trc"], tmp_path))
    lost = np.isnan(points).all(axis=2)
    assert np.flatnonzero(lost[:, index("left", "knee")]).tolist() == [10, 11, 12]
    assert not lost[:, index("right", "knee")].any()
    assert lost[:, NAMES.index("nose")].all()


def test_frames_keep_their_own_times_where_the_rate_varies(analysis: Analysis, tmp_path: Path) -> None:
    assert analysis.frames is not None
    uneven = analysis.frames.time_s + np.random.default_rng(0).uniform(0, 0.005, analysis.video.frames)
    odd = analysis.with_frames(replace(analysis.frames, time_s=uneven))
    time_s, _ = markers(*write_exports(odd, ["trc"], tmp_path))
    assert time_s == pytest.approx(uneven, abs=1e-6)


def test_both_of_opensims_readers_find_the_angles_of_mot(analysis: Analysis, tmp_path: Path) -> None:
    (path,) = write_exports(analysis, ["mot"], tmp_path)
    assert path == tmp_path / "angles.mot"
    read, frames = opened(path), analysis.frames
    assert frames is not None
    kept = np.delete(np.arange(len(frames.time_s)), LOST)
    assert list(read["labels"]) == list(frames.series)
    assert (read["inDegrees"], read["storage_in_degrees"]) == ("yes", True)
    assert read["time_s"] == pytest.approx(frames.time_s[kept], abs=1e-6)
    for number, (name, values) in enumerate(frames.series.items()):
        assert read["values"][:, number] == pytest.approx(values[kept], abs=0.00051)
        assert read[f"storage_{name}"] == pytest.approx(values[kept], abs=0.00051)


def test_an_angle_that_is_nowhere_known_is_left_out_of_mot(tmp_path: Path) -> None:
    read = opened(*write_exports(made.sideways(), ["mot"], tmp_path))
    assert list(read["labels"]) == ["knee_flexion_left_deg"]
    assert len(read["values"]) == made.sideways().video.frames


def test_where_nothing_is_known_the_files_are_empty_but_whole(tmp_path: Path) -> None:
    trc, mot = write_exports(made.nobody(), ["mot", "trc"], tmp_path)
    assert np.isnan(markers(trc)[1]).all()
    read = opened(mot)
    assert len(read["time_s"]) == read["storage_size"] == 0


def test_a_kind_that_is_not_known_is_refused_in_one_line(analysis: Analysis, tmp_path: Path) -> None:
    with pytest.raises(UserError, match="--export fbx: no such kind; there are trc, mot, c3d"):
        write_exports(analysis, ["trc", "fbx"], tmp_path)  # type: ignore[list-item]
    assert not list(tmp_path.iterdir())


def test_an_analysis_without_its_frames_and_a_place_that_is_no_folder_are_refused(
    analysis: Analysis, tmp_path: Path
) -> None:
    analysis.save(tmp_path)
    (tmp_path / "file").touch()
    with pytest.raises(UserError, match="without its frames"):
        write_exports(Analysis.load(tmp_path, frames=False), ["trc"], tmp_path)
    with pytest.raises(UserError, match="could not be written"):
        write_exports(analysis, ["trc"], tmp_path / "file")
    assert {path.name for path in tmp_path.iterdir()} == {"analysis.json", "cycles.csv", "frames.csv.gz", "file"}


def test_a_stored_result_gives_the_same_files(analysis: Analysis, tmp_path: Path) -> None:
    analysis.save(tmp_path)
    for folder in ("now", "later"):
        (tmp_path / folder).mkdir()
    now = write_exports(analysis, ["trc", "mot"], tmp_path / "now")
    later = write_exports(Analysis.load(tmp_path), ["trc", "mot"], tmp_path / "later")
    assert [path.read_bytes() for path in now] == [path.read_bytes() for path in later]
