"""Files that are no videos, or only in part."""

from __future__ import annotations

import os
from fractions import Fraction
from pathlib import Path

import av
import numpy as np
import pytest

from kneevision.errors import UserError
from kneevision.video import open_clip
from tests import remake


def sound_only(path: Path) -> None:
    with av.open(str(path), "w") as out:
        stream = out.add_stream("aac", rate=44100)
        for index in range(20):
            frame = av.AudioFrame.from_ndarray(np.zeros((2, 1024), np.float32), "fltp", "stereo")
            frame.sample_rate, frame.pts = 44100, index * 1024
            out.mux(stream.encode(frame))
        out.mux(stream.encode(None))


def still_picture(path: Path) -> None:
    encoder = av.CodecContext.create("png", "w")
    encoder.width = encoder.height = 64
    encoder.pix_fmt, encoder.time_base = "rgb24", Fraction(1)
    frame = av.VideoFrame.from_ndarray(np.zeros((64, 64, 3), np.uint8), "rgb24")
    path.write_bytes(b"".join(bytes(packet) for packet in [*encoder.encode(frame), *encoder.encode(None)]))


def playlist(path: Path) -> None:
    path.write_text("#EXTM3U\n#EXT-X-TARGETDURATION:9\n#EXTINF:9,\nhttp://localhost/a.ts\n#EXT-X-ENDLIST\n")


def playlist_of_a_neighbour(path: Path) -> None:
    """A video that whoever opens the list may read, and whoever made it may not."""
    with av.open(str(path.with_name("private.mkv")), "w") as out:
        stream = out.add_stream("mpeg4", rate=30)
        stream.width, stream.height, stream.pix_fmt = 64, 64, "yuv420p"
        for _ in range(3):
            out.mux(stream.encode(av.VideoFrame.from_ndarray(np.zeros((64, 64, 3), np.uint8), "rgb24")))
        out.mux(stream.encode(None))
    path.write_text("ffconcat version 1.0\nfile private.mkv\n")


BROKEN = {
    "gone.mp4": (lambda path: None, "no such file"),
    "folder.mp4": (Path.mkdir, "folder"),
    "text.mp4": (lambda path: path.write_text("no video " * 500), "not a video"),
    "text.txt": (lambda path: path.write_text("no video\n" * 500), "not a video"),
    "empty.mp4": (Path.touch, "empty"),
    "short.mp4": (lambda path: path.write_bytes(b"\0"), "not a video"),
    "random.mp4": (lambda path: path.write_bytes(np.random.default_rng(1).bytes(50_000)), "not a video"),
    "sound.mp4": (sound_only, "only sound"),
    "still.png": (still_picture, "not a video"),
    "still.mp4": (still_picture, "not a video"),
    "list.m3u8": (playlist, "not a video"),
    "list.mp4": (playlist_of_a_neighbour, "not a video"),
}


@pytest.mark.parametrize("name", BROKEN)
def test_what_is_no_video_is_refused_in_one_line(tmp_path: Path, name: str, capfd: pytest.CaptureFixture[str]) -> None:
    make, words = BROKEN[name]
    path = tmp_path / name
    make(path)
    with pytest.raises(UserError, match=words) as error:
        open_clip(path)
    assert str(error.value).startswith(f"{path}: ")
    assert "\n" not in str(error.value)
    assert capfd.readouterr() == ("", "")


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() == 0, reason="root may read everything")
def test_a_file_without_permission_is_refused(run_clip: Path, tmp_path: Path) -> None:
    path = tmp_path / "locked.mp4"
    path.write_bytes(run_clip.read_bytes())
    path.chmod(0)
    with pytest.raises(UserError, match="cannot be read"):
        open_clip(path)


def test_a_recording_without_its_index_is_called_incomplete(benchmark_clips: Path, tmp_path: Path) -> None:
    path = tmp_path / "cut.mp4"
    path.write_bytes((benchmark_clips / "run_front.mp4").read_bytes()[:200_000])
    whole = b"moov" in path.read_bytes()
    if whole:  # the clip has its index in front: put it out of reach
        path.write_bytes(path.read_bytes().replace(b"moov", b"free"))
    with pytest.raises(UserError, match="incomplete"):
        open_clip(path)


def test_no_decodable_picture_is_said(run_clip: Path, tmp_path: Path) -> None:
    path = tmp_path / "blank.mp4"
    data = bytearray(run_clip.read_bytes())
    start = data.index(b"mdat") + 4
    end = data.find(b"moov", start)
    data[start : end - 4 if end > 0 else None] = bytes((end - 4 if end > 0 else len(data)) - start)
    path.write_bytes(data)
    with pytest.raises(UserError, match="incomplete or damaged"):  # it is H.264 already: no need to export it
        open_clip(path)


@pytest.mark.parametrize("size", [300, 2500, 8000, 20_000])
def test_a_file_cut_off_before_its_second_picture_is_called_incomplete(
    run_clip: Path, tmp_path: Path, size: int
) -> None:
    cut = remake.truncated(run_clip, tmp_path / "cut.mp4", 1.0)
    cut.write_bytes(cut.read_bytes()[:size])
    with pytest.raises(UserError, match="incomplete or damaged"):
        open_clip(cut)


def test_a_webm_cut_off_before_its_first_picture_is_called_incomplete(benchmark_clips: Path, tmp_path: Path) -> None:
    source = remake.cut(benchmark_clips / "run_front.mp4", tmp_path / "source.mp4", 2.0, 3.5)
    cut = remake.reencoded(source, tmp_path / "cut.webm", "libvpx-vp9", "yuv420p")
    cut.write_bytes(cut.read_bytes()[:2500])
    with pytest.raises(UserError, match="incomplete or damaged"):
        open_clip(cut)


def test_a_picture_format_without_decoder_is_to_be_exported_as_h264(run_clip: Path, tmp_path: Path) -> None:
    path = tmp_path / "new.mp4"
    path.write_bytes(run_clip.read_bytes().replace(b"avc1", b"zzzz"))
    with pytest.raises(UserError, match=r"export it again as H\.264"):
        open_clip(path)


def test_a_truncated_file_gives_what_is_there(run_clip: Path, tmp_path: Path) -> None:
    clip = open_clip(remake.truncated(run_clip, tmp_path / "cut.mp4", 0.5))
    assert clip.info.announced == 60
    frames = list(clip.frames())
    assert 15 < len(frames) < 50
    assert clip.info.frames == pytest.approx(len(frames), abs=2)
    for whole, cut in zip(open_clip(run_clip).frames(), frames, strict=False):
        assert whole.time_s == cut.time_s
        assert np.array_equal(whole.image, cut.image)
    assert frames[-1].time_s + clip.info.frame_interval_s == pytest.approx(clip.info.duration_s, abs=0.05)


def test_a_truncated_webm_announces_its_missing_frames(run_clip: Path, tmp_path: Path) -> None:
    whole = remake.reencoded(run_clip, tmp_path / "whole.webm", "libvpx-vp9", "yuv420p").read_bytes()
    cut = tmp_path / "cut.webm"
    cut.write_bytes(whole[: len(whole) // 2])
    clip = open_clip(cut)
    assert clip.info.announced == 60
    assert 15 < len(list(clip.frames(max_side=64))) < 50


def test_no_work_is_planned_for_frames_that_are_only_announced(run_clip: Path, tmp_path: Path) -> None:
    data = bytearray(run_clip.read_bytes())
    count = data.index(b"stts") + 4 + 8  # version, entries, then: so many frames, each so long
    data[count : count + 4] = b"\xff\xff\xff\xff"
    path = tmp_path / "made_up.mp4"
    path.write_bytes(data)
    info = open_clip(path).info
    assert (info.frames, info.announced) == (60, 2**32 - 1)


def test_a_damaged_stretch_is_passed_over(
    benchmark_clips: Path, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    source = remake.looped(
        remake.cut(benchmark_clips / "run_front.mp4", tmp_path / "a.mp4", 0, 0.5), tmp_path / "b.mp4", 3
    )
    whole = [frame.time_s for frame in open_clip(source).frames(max_side=64)]
    data = bytearray(source.read_bytes())
    start = data.index(b"mdat") + 4
    middle = start + (len(data) - start) * 4 // 9  # within the second half second
    data[middle : middle + 3000] = np.random.default_rng(2).bytes(3000)
    source.write_bytes(data)
    clip = open_clip(source)
    frames = list(clip.frames(max_side=64))
    read = [frame.time_s for frame in frames]
    assert clip.info.frames == 90
    assert len(read) < 90
    assert set(read) <= set(whole)
    assert read[:30] == whole[:30]
    assert read[-25:] == whole[-25:]  # sound again from the next key frame
    assert capfd.readouterr() == ("", "")
