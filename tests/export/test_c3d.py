"""C3D, opened by ezc3d and, where it says the same twice, by a reader that is not its writer's."""

import os
import subprocess
import sys
from dataclasses import replace
from itertools import pairwise
from pathlib import Path
from typing import Any

import made
import numpy as np
import pytest

from kneevision import UserError, write_exports
from kneevision.analysis import Analysis
from kneevision.pose.landmarks import COUNT, NAMES, index

ezc3d = pytest.importorskip("ezc3d")


def written(analysis: Analysis, folder: Path) -> Any:
    (path,) = write_exports(analysis, ["c3d"], folder)
    assert path == folder / "landmarks.c3d"
    return ezc3d.c3d(str(path))


def events(parameters: Any, suffix: str = "") -> list[tuple[float, str, str]]:
    group = parameters["EVENT"]
    minutes, seconds = group[f"TIMES{suffix}"]["value"]
    named = zip(group[f"CONTEXTS{suffix}"]["value"], group[f"LABELS{suffix}"]["value"], strict=True)
    return [(60 * m + s, *names) for m, s, names in zip(minutes, seconds, named, strict=True)]


def test_every_landmark_of_every_frame_is_there_with_y_up(analysis: Analysis, tmp_path: Path) -> None:
    read = written(analysis, tmp_path)
    kept = read["parameters"]["POINT"]
    assert kept["LABELS"]["value"] == list(NAMES)
    assert (kept["UNITS"]["value"], kept["RATE"]["value"][0]) == (["px"], pytest.approx(60))
    assert (kept["X_SCREEN"]["value"], kept["Y_SCREEN"]["value"]) == (["+X"], ["+Y"])
    x, y, z = read["data"]["points"][:3]
    assert analysis.frames is not None
    expected = analysis.frames.points_px.transpose(2, 1, 0)
    assert x == pytest.approx(expected[0], abs=1e-4, nan_ok=True)
    assert y == pytest.approx(960 - expected[1], abs=1e-4, nan_ok=True)
    assert (z[np.isfinite(z)] == 0).all()


def test_a_lost_landmark_has_residual_minus_1_there_and_nowhere_else(analysis: Analysis, tmp_path: Path) -> None:
    read = written(analysis, tmp_path)
    residual = read["data"]["meta_points"]["residuals"][0]
    assert np.flatnonzero(residual[index("left", "knee")] < 0).tolist() == [10, 11, 12]
    assert (residual[index("right", "knee")] == 0).all()
    assert (residual[NAMES.index("nose")] == -1).all()


@pytest.mark.filterwarnings("ignore:No analog data found")
def test_another_reader_finds_the_same(analysis: Analysis, tmp_path: Path) -> None:
    c3d = pytest.importorskip("c3d")
    first = written(analysis, tmp_path)["data"]["points"]
    with (tmp_path / "landmarks.c3d").open("rb") as file:
        reader = c3d.Reader(file)
        assert [label.strip() for label in reader.point_labels] == list(NAMES)
        assert reader.point_rate == pytest.approx(60)
        points = np.stack([frame for _, frame, _ in reader.read_frames()], axis=2).transpose(1, 0, 2)
        times_s = reader.get("EVENT").get("TIMES").float_array[:, 1]
    known = points[3] >= 0
    assert (known == np.isfinite(first[0])).all()
    assert points[:3][:, known] == pytest.approx(first[:3][:, known])
    assert times_s[0] == pytest.approx(min(c.start_s for c in analysis.cycles if c.valid), abs=1e-4)


@pytest.mark.parametrize("begin_s", [0.0, 7.5])
def test_contacts_and_toe_offs_are_events_at_their_times(analysis: Analysis, tmp_path: Path, begin_s: float) -> None:
    assert analysis.frames is not None
    frames = replace(analysis.frames, time_s=analysis.frames.time_s + begin_s)
    shifted = [
        replace(c, start_s=c.start_s + begin_s, toe_off_s=c.toe_off_s + begin_s, end_s=c.end_s + begin_s)
        for c in analysis.cycles
        if c.toe_off_s is not None
    ]
    read = events(written(replace(analysis, cycles=tuple(shifted), frames=frames), tmp_path)["parameters"])
    assert [time_s for time_s, *_ in read] == sorted(time_s for time_s, *_ in read)
    for side in ("left", "right"):
        marks = made.truth(made.FRONT).strides[side]
        # the third stride is not valid: its contacts are its neighbours' too, its toe-off is nobody's
        contacts = [mark["ic"] for mark in marks]
        toe_offs = [mark["to"] for i, (mark, _) in enumerate(pairwise(marks)) if i != 2]
        found = {
            label: [t for t, context, name in read if (context, name) == (side.capitalize(), label)]
            for label in ("Foot Strike", "Foot Off")
        }
        assert found["Foot Strike"] == pytest.approx(contacts, abs=1e-4)
        assert found["Foot Off"] == pytest.approx(toe_offs, abs=1e-4)


def test_from_the_side_the_far_foot_is_not_said_to_leave_the_ground(tmp_path: Path) -> None:
    read = events(written(made.sideways(), tmp_path)["parameters"])
    assert {(side, label) for _, side, label in read} == {
        ("Left", "Foot Strike"),
        ("Left", "Foot Off"),
        ("Right", "Foot Strike"),
    }


def test_repetitions_have_a_start_a_bottom_and_an_end(tmp_path: Path) -> None:
    import made_squats

    analysis = made_squats.both_legs()
    read = events(written(analysis, tmp_path)["parameters"])
    reps = [c for c in analysis.cycles if c.valid and c.side == "left"]
    left = {name: [t for t, context, label in read if (context, label) == ("Left", name)] for name in ("Bottom", "End")}
    assert left["Bottom"] == pytest.approx([c.bottom_s for c in reps], abs=1e-4)
    assert left["End"] == pytest.approx([c.end_s for c in reps], abs=1e-4)


def test_more_events_than_a_parameter_holds_go_on_in_the_next(analysis: Analysis, tmp_path: Path) -> None:
    stride = next(c for c in analysis.cycles if c.valid)
    many = [replace(stride, start_s=float(n), toe_off_s=n + 0.3, end_s=n + 1.0) for n in range(200)]
    parameters = written(replace(analysis, cycles=tuple(many)), tmp_path)["parameters"]
    assert parameters["EVENT"]["USED"]["value"][0] == 401
    both = [*events(parameters), *events(parameters, "2")]
    assert [len(events(parameters)), len(both)] == [255, 401]
    assert both[-1] == (pytest.approx(200.0), stride.side.capitalize(), "Foot Strike")
    assert both[-2][0] == pytest.approx(199.3, abs=1e-4)


def test_without_cycles_there_are_no_events(tmp_path: Path) -> None:
    assert written(made.nobody(), tmp_path)["parameters"]["EVENT"]["USED"]["value"][0] == 0


def test_frames_of_a_varying_rate_are_laid_at_even_times(analysis: Analysis, tmp_path: Path) -> None:
    assert analysis.frames is not None
    time_s = np.delete(analysis.frames.time_s, slice(2, None, 7))  # as of a phone that drops frames
    time_s = time_s[(time_s < 3.0) | (time_s > 3.5)]
    moving = np.repeat((100 * time_s)[:, None], COUNT, axis=1)
    points = np.stack([moving, np.full_like(moving, 960.0)], axis=2)
    odd = analysis.with_frames(replace(analysis.frames, time_s=time_s, points_px=points))
    read = written(odd, tmp_path)
    rate = read["parameters"]["POINT"]["RATE"]["value"][0]
    x = read["data"]["points"][0, 0]
    even_s = np.arange(len(x)) / rate
    assert rate == pytest.approx(60, rel=0.01)
    assert even_s[-1] == pytest.approx(time_s[-1] - time_s[0], abs=1e-4)
    known = np.isfinite(x)
    assert x[known] == pytest.approx(100 * (even_s[known] + time_s[0]), abs=100 * 0.05 / 60)
    lost_s = even_s[~known] + time_s[0]
    assert (lost_s.min(), lost_s.max()) == (pytest.approx(3.0, abs=0.04), pytest.approx(3.5, abs=0.04))
    assert len(lost_s) == pytest.approx(30, abs=3)


@pytest.mark.skipif(sys.platform == "win32", reason="no limit can be set there")
def test_a_disk_that_is_full_leaves_no_half_a_file(analysis: Analysis, tmp_path: Path) -> None:
    analysis.save(tmp_path)
    limited = (
        "import resource, signal; from kneevision import Analysis, write_exports\n"
        "signal.signal(signal.SIGXFSZ, signal.SIG_IGN); resource.setrlimit(resource.RLIMIT_FSIZE, (100_000, 100_000))\n"
        f"write_exports(Analysis.load({str(tmp_path)!r}), ['c3d'], {str(tmp_path)!r})"
    )
    environment = os.environ | {"PYTHONPATH": str(Path(__file__).parents[2])}
    done = subprocess.run([sys.executable, "-c", limited], env=environment, capture_output=True, text=True, check=False)
    assert "UserError" in done.stderr
    assert "landmarks.c3d: could not be written" in done.stderr
    assert {path.name for path in tmp_path.iterdir()} == {"analysis.json", "cycles.csv", "frames.csv.gz"}


def test_more_frames_than_the_format_counts_are_refused_and_nothing_is_left(analysis: Analysis, tmp_path: Path) -> None:
    def long(count: int) -> Analysis:
        assert analysis.frames is not None
        points = np.broadcast_to(analysis.frames.points_px[:1], (count, COUNT, 2))
        return analysis.with_frames(replace(analysis.frames, time_s=np.arange(count) / 60, points_px=points))

    with pytest.raises(UserError, match="65535 frames at most, this clip has 65536"):
        write_exports(long(65536), ["c3d"], tmp_path)
    assert not list(tmp_path.iterdir())
    assert written(long(65535), tmp_path)["data"]["points"].shape[2] == 65535
