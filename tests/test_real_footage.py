"""Footage of real people, as phones made it."""

import tomllib
from pathlib import Path

import cv2
import numpy as np
import pytest

from kneevision import Analysis, UserError, analyze
from kneevision.offline import offline
from kneevision.pipeline import measured_anything
from kneevision.pose.see import see
from kneevision.video import open_clip
from tests import remake

# Counted in the pixels of the clip, steps a minute.
TRUE_CADENCE, WITHIN = 168.9, 1.0
FRONTAL = ("femoral_adduction_peak_deg", "fppa_peak_deg", "pelvic_drop_peak_deg")


def assert_a_runner_from_the_left(analysis: Analysis) -> None:
    assert analysis.activity == "running"
    assert analysis.view == "left"
    cadence = analysis.measure("cadence_spm", "both")
    assert cadence is not None
    assert cadence.value == pytest.approx(TRUE_CADENCE, abs=WITHIN)
    for name in FRONTAL:
        for side in ("left", "right"):
            row = analysis.measure(name, side)  # type: ignore[arg-type]
            assert row is not None
            assert row.value is None
            assert row.reason == "cannot be measured from the side"


def test_a_man_running_on_a_treadmill_seen_from_his_left(sample_videos: Path) -> None:
    analysis = analyze(sample_videos / "treadmill_run_side.mp4")
    assert_a_runner_from_the_left(analysis)
    flexion = analysis.measure("knee_flexion_peak_deg", "left")
    assert flexion is not None
    assert flexion.value is not None
    assert 15 < flexion.value < 60


@pytest.mark.parametrize("name", ["rotated.mov", "vfr.mp4"])
def test_the_same_from_its_other_forms(shared_real: Path, name: str) -> None:
    assert_a_runner_from_the_left(analyze(shared_real / f"treadmill_run_side_{name}"))


def test_mirrored_he_is_seen_from_his_right(sample_videos: Path, tmp_path: Path) -> None:
    mirrored = analyze(remake.mirrored(sample_videos / "treadmill_run_side.mp4", tmp_path / "mirrored.mp4"))
    assert mirrored.view == "right"
    cadence = mirrored.measure("cadence_spm", "both")
    assert cadence is not None
    assert cadence.value == pytest.approx(TRUE_CADENCE, abs=WITHIN)


@pytest.mark.parametrize("camera", ["01", "03"])
def test_somebody_who_balances_does_not_run(shared_real: Path, tmp_path: Path, camera: str) -> None:
    # The clip itself is 1.7 s short, which is refused; twice in a row it is long enough.
    source = shared_real / f"balance_cam{camera}.mp4"
    with pytest.raises(UserError, match="film at least"):
        analyze(source)
    analysis = analyze(remake.looped(source, tmp_path / "balance.mp4", 2))
    assert analysis.activity != "running"
    assert not measured_anything(analysis)


def true_hips(real: Path, camera: str) -> np.ndarray:
    """(T, 2) px of the balancing man's hips: the triangulated points, projected by the camera's calibration."""
    calibration = tomllib.loads((real / "balance_calibration.toml").read_text())[f"cam_{camera}"]
    table = np.genfromtxt(real / "balance_truth.trc", skip_header=5)
    points = table[:, 2:].reshape(len(table), -1, 3)
    hips = (points[:, 0] + points[:, 6]) / 2
    z_up = hips[:, [2, 0, 1]]  # the file's y is up
    turn, shift, matrix, lens = (np.array(calibration[k]) for k in ("rotation", "translation", "matrix", "distortions"))
    return cv2.projectPoints(z_up, turn, shift, matrix, lens)[0][:, 0]


@pytest.mark.parametrize("camera", ["01", "03"])
def test_of_two_people_the_one_on_the_treadmill_is_followed(shared_real: Path, camera: str) -> None:
    with offline():
        track = see(open_clip(shared_real / f"balance_two_people_cam{camera}.mp4")).track
    apart = np.linalg.norm(track.middle("hip") - true_hips(shared_real, camera)[: len(track.time_s)], axis=1)
    assert track.seen.mean() > 0.9
    assert (apart[track.seen] < 100).mean() > 0.95  # for a moment both overlap in camera 03


PHONE_FILES = [
    "dolbyVision-hdr.MOV", "h265_with_metadata_track.mp4", "hlg10-color-test.mp4", "portrait_4k60.mp4",
    "sample_12_5fps_720p_1s.mp4", "sample_android_slow_motion.mp4", "sample_edit_list.mp4",
    "sample_sef_slow_motion.mp4",
]  # fmt: skip


@pytest.mark.parametrize("name", PHONE_FILES)
def test_what_phones_write_ends_clearly(shared_real: Path, name: str) -> None:
    file = shared_real / "phone_containers" / name
    if open_clip(file).info.duration_s < 2:
        with pytest.raises(UserError, match="film at least"):
            analyze(file)
    else:
        assert not measured_anything(analyze(file))
