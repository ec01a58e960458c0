"""Footage of real people, as phones made it."""

from pathlib import Path

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


@pytest.mark.parametrize("name", ["rotated.mov", "hevc10.mov", "vfr.mp4"])
def test_the_same_from_its_other_forms(shared_real: Path, name: str) -> None:
    assert_a_runner_from_the_left(analyze(shared_real / f"treadmill_run_side_{name}"))


def test_mirrored_he_is_seen_from_his_right(sample_videos: Path, tmp_path: Path) -> None:
    mirrored = analyze(remake.mirrored(sample_videos / "treadmill_run_side.mp4", tmp_path / "mirrored.mp4"))
    assert mirrored.view == "right"
    cadence = mirrored.measure("cadence_spm", "both")
    assert cadence is not None
    assert cadence.value == pytest.approx(TRUE_CADENCE, abs=WITHIN)


@pytest.mark.parametrize("camera", ["01", "02", "03", "04"])
def test_somebody_who_balances_does_not_run(shared_real: Path, tmp_path: Path, camera: str) -> None:
    # The clip itself is 1.7 s short, which is refused; twice in a row it is long enough.
    source = shared_real / f"balance_cam{camera}.mp4"
    with pytest.raises(UserError, match="film at least"):
        analyze(source)
    analysis = analyze(remake.looped(source, tmp_path / "balance.mp4", 2))
    assert analysis.activity != "running"
    assert not measured_anything(analysis)


# The hips of the man on the treadmill in the middle of each clip, px, read off the pictures.
BALANCING = {"01": (520, 800), "02": (560, 770), "03": (520, 820), "04": (500, 810)}


@pytest.mark.parametrize("camera", sorted(BALANCING))
def test_of_two_people_the_one_on_the_treadmill_is_chosen(shared_real: Path, camera: str) -> None:
    with offline():
        subject = see(open_clip(shared_real / f"balance_two_people_cam{camera}.mp4")).subject
    assert subject is not None
    hips = subject.hips_px[len(subject.hips_px) // 2]
    assert np.linalg.norm(hips - BALANCING[camera]) < 150


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
