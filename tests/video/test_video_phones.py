"""Real files as phones write them; they lie beside the repository, not in it."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from kneevision.video import open_clip

# frames, width, height, rotation, duration s, fps, source, codec
PHONES = {
    "dolbyVision-hdr.MOV": (4, 720, 1280, 90, 0.1333, 30.0, "timestamps", "hevc"),
    "h265_with_metadata_track.mp4": (3, 1080, 1920, 90, 0.1001, 29.98, "timestamps", "hevc"),
    "hlg10-color-test.mp4": (9, 1920, 1080, 0, 0.3001, 29.99, "timestamps", "hevc"),
    "portrait_4k60.mp4": (18, 2160, 3840, 90, 0.2997, 60.06, "timestamps", "h264"),
    "sample_12_5fps_720p_1s.mp4": (13, 1280, 720, 0, 1.04, 12.5, "timestamps", "h264"),
    "sample_android_slow_motion.mp4": (7, 1280, 720, 0, 0.0657, 240.0, "file tag", "h264"),
    "sample_edit_list.mp4": (77, 1080, 1920, 90, 2.5683, 29.98, "timestamps", "hevc"),
    "sample_sef_slow_motion.mp4": (63, 320, 240, 0, 0.2625, 240.0, "file tag", "h264"),
}


@pytest.mark.parametrize("name", PHONES)
def test_a_phones_file_is_read_as_it_was_filmed(shared_real: Path, name: str) -> None:
    frames, width, height, rotation, duration_s, fps, source, codec = PHONES[name]
    clip = open_clip(shared_real / "phone_containers" / name)
    info = clip.info
    assert (info.width, info.height, info.rotation_deg, info.mirrored) == (width, height, rotation, False)
    assert (info.frames, info.fps_source, info.codec) == (frames, source, codec)
    assert info.duration_s == pytest.approx(duration_s, abs=1e-3)
    assert info.fps == pytest.approx(fps, abs=0.01)
    read = list(clip.frames(max_side=320))
    assert len(read) == frames
    assert read[0].time_s == 0
    assert np.all(np.diff([frame.time_s for frame in read]) > 0)
    scale = min(1, 320 / max(width, height))
    assert read[0].image.shape == (round(height * scale), round(width * scale), 3)
    assert 20 < read[-1].image.mean() < 235


def test_a_hlg_colour_chart_has_its_colours(shared_real: Path) -> None:
    """Patches of a known chart, by where they lie in the picture."""
    image = next(open_clip(shared_real / "phone_containers" / "hlg10-color-test.mp4").frames(max_side=640)).image
    blue, green, red, yellow = (image[208, x].astype(int) for x in (100, 184, 263, 343))
    assert blue[2] > blue[1] + 60
    assert blue[2] > blue[0] + 100
    assert green[1] > max(green[0], green[2]) + 50
    assert red[0] > max(red[1], red[2]) + 100
    assert min(yellow[0], yellow[1]) > yellow[2] + 100
    white = image[288, 98].astype(int)
    assert np.ptp(white) < 20
    assert 190 < white.mean() < 250


@pytest.mark.parametrize(
    ("name", "frames", "rotation"),
    [
        ("treadmill_run_side_rotated.mov", 360, 90),
        ("treadmill_run_side_hevc10.mov", 180, 0),
        ("treadmill_run_side_vfr.mp4", 261, 0),
    ],
)
def test_the_runners_other_files_show_the_same_pictures(
    shared_real: Path, sample_videos: Path, name: str, frames: int, rotation: int
) -> None:
    plain = {
        round(f.time_s, 3): f.image for f in open_clip(sample_videos / "treadmill_run_side.mp4").frames(max_side=320)
    }
    clip = open_clip(shared_real / name)
    assert (clip.info.frames, clip.info.rotation_deg) == (frames, rotation)
    assert (clip.info.width, clip.info.height) == (720, 1280)
    assert clip.info.fps == pytest.approx(30)
    for frame in clip.frames(max_side=320):
        assert np.abs(frame.image.astype(int) - plain[round(frame.time_s, 3)]).mean() < 6
