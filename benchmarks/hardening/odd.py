"""Videos that are whole and odd: sizes, times, formats of pixels, streams, tags."""

from __future__ import annotations

import struct
from collections.abc import Callable, Iterator, Sequence
from fractions import Fraction
from pathlib import Path

import av
import numpy as np

from benchmarks.hardening.case import ANY, AS_THE_CLIP, NOTHING_MEASURED, REFUSED, Case, Stage, file_case
from benchmarks.hardening.clip import FPS, HEIGHT, WIDTH, Picture, begin, fill, flat, pictures, record
from tests.remake import patch_display_matrix

Write = Callable[[Stage, Path], object]
_SAME = {AS_THE_CLIP}
_NOT_MEASURED = {NOTHING_MEASURED, REFUSED}
_8K = (7680, 4320)
_MILLISECOND = Fraction(1, 1000)


def cases() -> Iterator[Case]:
    """All of them."""
    yield from _sizes()
    yield from _times()
    yield from _pixels()
    yield from _turned()
    yield from _streams()
    yield from _tags()


def _sizes() -> Iterator[Case]:
    for name, width, height, count in (
        ("one frame", WIDTH, HEIGHT, 1),
        ("two frames", WIDTH, HEIGHT, 2),
        ("16 x 16 px", 16, 16, 40),
        ("2 x 2 px", 2, 2, 40),
        ("16 x 4096 px", 16, 4096, 40),
        ("4096 x 16 px", 4096, 16, 40),
        ("8K, one frame", *_8K, 1),
        ("8K, 35 frames", *_8K, 35),
        ("16384 x 8640 px", 16384, 8640, 2),
    ):
        yield file_case("sizes", name, _flat(width, height, count), _NOT_MEASURED, short=name in ("one frame",))
    yield file_case("sizes", "odd, 269 x 479 px", _with(shape=_odd_size, pix_fmt="yuv444p"), _SAME)
    yield file_case("sizes", "a still of 8K in Motion JPEG", _large_still, _NOT_MEASURED, "run.mov")
    yield file_case("sizes", "pixels 1000 times as wide as high", _aspect(1000, 1), ANY)
    yield file_case("sizes", "pixels a million times as high as wide", _aspect(1, 1_000_000), ANY)
    yield file_case("sizes", "the size changes within the file", _two_sizes, ANY, "run.ts")
    yield file_case("sizes", "nobody in it: noise", lambda stage, path: record(path, _noise()), _NOT_MEASURED)
    yield file_case("sizes", "nobody in it: black", _flat(WIDTH, HEIGHT, 35, 0), _NOT_MEASURED)


def _times() -> Iterator[Case]:
    count = len(pictures())
    even = [index / FPS for index in range(count)]
    gap = [time + (3600 if index > count // 2 else 0) for index, time in enumerate(even)]
    jitter = [time + (0.02 if index % 2 else 0) for index, time in enumerate(even)]
    for name, times, endings in (
        ("uneven", jitter, ANY),
        ("a gap of an hour", gap, ANY),
        ("one frame in ten seconds", [10.0 * index for index in range(count)], ANY),
        ("100 frames in a second", [time * 0.15 for time in even], {REFUSED}),
        ("1 frame in 10 microseconds", [index / 90_000 for index in range(count)], {REFUSED}),
        ("begins after 20 hours", [time + 72_000 for time in even], _SAME),
    ):
        yield file_case("times", name, _with(times_s=times), endings)
    yield file_case("times", "none: a raw stream", lambda stage, path: record(path), ANY, "run.h264")
    yield file_case(
        "times", "none for every second frame, AVI", _with(codec="mpeg4", options={"b": "2M"}), ANY, "run.avi"
    )
    yield file_case("times", "going back, Matroska", _back_in_time, ANY, "run.mkv")
    yield file_case("times", "going back, transport stream", _back_in_transport, ANY, "run.ts")
    yield file_case("times", "all the same", _all_at_once, ANY, "run.mkv")
    yield file_case("times", "negative", _negative, ANY, "run.mkv")


def _pixels() -> Iterator[Case]:
    for suffix, codec, pix_fmt, options in (
        (".mp4", "libx264", "yuv422p", None),
        (".mp4", "libx264", "yuv444p", None),
        (".mp4", "libx264", "yuv420p10le", None),
        (".mp4", "libx264", "yuvj420p", None),
        (".mp4", "libx264", "gray", None),
        (".mp4", "libx264rgb", "rgb24", {"preset": "veryfast"}),
        (".mp4", "libx265", "yuv422p12le", None),
        (".mp4", "libx265", "gbrp", None),
        (".mkv", "ffv1", "yuv420p", {}),
        (".mkv", "ffv1", "bgra", {}),
        (".mkv", "ffv1", "gray16le", {}),
        (".mkv", "ffv1", "yuva444p", {}),
        (".mov", "prores_ks", "yuva444p10le", {"profile": "4"}),
        (".mov", "prores_ks", "yuv422p10le", {}),
        (".mov", "qtrle", "argb", {}),
        (".mov", "png", "rgba", {}),
        (".mov", "mjpeg", "yuvj444p", {}),
        (".mov", "dnxhd", "yuv422p", {"profile": "dnxhr_sq"}),
        (".avi", "rawvideo", "bgr24", {}),
        (".avi", "huffyuv", "rgb24", {}),
        (".avi", "mjpeg", "yuvj420p", {}),
        (".mkv", "v210", "yuv422p10le", {}),
        (".webm", "libvpx-vp9", "yuva420p", {"deadline": "realtime", "cpu-used": "8", "b": "2M"}),
        (".webm", "libvpx", "yuv420p", {"deadline": "realtime", "cpu-used": "8", "b": "2M"}),
        (".mkv", "gif", "pal8", {}),
        (".mpg", "mpeg1video", "yuv420p", {"b": "3M"}),
    ):
        write = _with(codec=codec, pix_fmt=pix_fmt, options=options)
        # an encoder that knows no 15 frames a second, or a palette: then an ending, not the clip's own result
        endings = ANY if codec in ("mpeg1video", "gif") else _SAME
        yield file_case("pixels", f"{codec} {pix_fmt} in {suffix}", write, endings, f"run{suffix}")
    for name, options in (("top first", {"x264-params": "tff=1"}), ("bottom first", {"x264-params": "bff=1"})):
        yield file_case("pixels", f"interlaced H.264, {name}", _with(options=options), _SAME)
    fields = {"b": "3M", "flags": "+ilme+ildct", "top": "1"}
    yield file_case("pixels", "interlaced MPEG-2", _with(codec="mpeg2video", options=fields), ANY, "run.ts")


def _turned() -> Iterator[Case]:
    for name, matrix in (
        ("by 37 degrees", (0.7986, 0.6018, -0.6018, 0.7986)),
        ("by 44 degrees", (0.7193, 0.6947, -0.6947, 0.7193)),
        ("onto a point", (0, 0, 0, 0)),
        ("onto a line", (1, 1, 1, 1)),
        ("30000 times as large", (30000, 0, 0, 30000)),
        ("30 times as large, a quarter turn", (0, 30, -30, 0)),
        ("sheared", (1, 0, 20000, 1)),
    ):
        endings = _SAME if matrix[0] == 30000 or name == "by 37 degrees" else ANY
        yield file_case("turned", name, _matrix(matrix), endings)
    for seed in range(3):
        yield file_case("turned", f"by a matrix of chance, seed {seed}", _chance_matrix(seed))


def _streams() -> Iterator[Case]:
    yield file_case("streams", "two videos, the small one second", _two_videos(small_first=False), _SAME)
    yield file_case("streams", "two videos, the small one first", _two_videos(small_first=True), _SAME)
    yield file_case("streams", "sound beside it", _with_sound(1), _SAME)
    yield file_case("streams", "sound that is ten times as long", _with_sound(10), _SAME)
    yield file_case("streams", "40 videos", _many_videos, _SAME, "run.mkv")
    yield file_case("streams", "rubbish after its end", lambda s, p: p.write_bytes(s.clip.read_bytes() * 2), _SAME)
    yield file_case("streams", "a megabyte of rubbish after its end", _rubbish_after, _SAME)
    yield file_case("streams", "rubbish before it", lambda s, p: p.write_bytes(b"x" * 999 + s.clip.read_bytes()))


def _tags() -> Iterator[Case]:
    date, fps = "com.apple.quicktime.creationdate", "com.android.capture.fps"
    lens = "com.apple.quicktime.camera.focal_length.35mm_equivalent"
    for name, tags, endings in (
        ("a script", {"title": "<script>alert(1)</script>", "comment": "{{ 7 * 7 }}", date: "<script>"}, _SAME),
        ("a megabyte of text", {"comment": "x" * 1_000_000}, _SAME),
        ("not a date", {date: "yesterday", "creation_time": "9999-99-99"}, _SAME),
        ("the last day of all", {date: "9999-12-31T23:59:59+00:00"}, _SAME),
        ("the first day of all, east of Greenwich", {date: "0001-01-01T00:00:00+14:00"}, _SAME),
        ("captured at 0 frames a second", {fps: "0"}, _SAME),
        ("captured at -5 frames a second", {fps: "-5"}, _SAME),
        ("captured at nan frames a second", {fps: "nan"}, _SAME),
        ("captured at 1e300 frames a second", {fps: "1e300"}, {REFUSED}),
        ("a lens of nan mm", {lens: "nan"}, _SAME),
        ("a lens of 1e9 mm", {lens: "1e9"}, _SAME),
        ("a lens in words", {lens: "wide"}, _SAME),
    ):
        yield file_case("tags", name, _with(tags=tags), endings)


def _with(
    codec: str = "libx264",
    pix_fmt: str = "yuv420p",
    times_s: Sequence[float] | None = None,
    options: dict[str, str] | None = None,
    tags: dict[str, str] | None = None,
    shape: Callable[[Picture], Picture] | None = None,
) -> Write:
    """The clip's pictures, written in another way."""

    def write(stage: Stage, path: Path) -> None:
        shown = pictures() if shape is None else [np.ascontiguousarray(shape(picture)) for picture in pictures()]
        record(path, shown, codec, pix_fmt, times_s, options, tags)

    return write


def _odd_size(picture: Picture) -> Picture:
    return picture[: HEIGHT - 1, : WIDTH - 1]


def _flat(width: int, height: int, count: int, level: int = 90) -> Write:
    pix_fmt = "yuv444p" if width % 2 or height % 2 else "yuv420p"
    options = {"preset": "ultrafast", "qp": "40"}
    return lambda stage, path: record(path, flat(width, height, count, level), pix_fmt=pix_fmt, options=options)


def _large_still(stage: Stage, path: Path) -> None:
    record(path, flat(*_8K, 1), codec="mjpeg", pix_fmt="yuvj420p", options={})


def _noise() -> list[Picture]:
    chance = np.random.default_rng(5)
    return [chance.integers(0, 256, (HEIGHT, WIDTH, 3), np.uint8) for _ in range(35)]


def _aspect(across: int, down: int) -> Write:
    """Say in the container (`pasp`) that pixels are not square."""

    def write(stage: Stage, path: Path) -> None:
        data = bytearray(record(path, options={"preset": "veryfast", "x264-params": "sar=2:1"}).read_bytes())
        struct.pack_into(">II", data, data.index(b"pasp") + 4, across, down)
        path.write_bytes(data)

    return write


def _two_sizes(stage: Stage, path: Path) -> None:
    half = len(pictures()) // 2
    small = [np.ascontiguousarray(picture[::2, : WIDTH - 2 : 2]) for picture in pictures()[half:]]
    first = record(path, pictures()[:half]).read_bytes()
    times = [(half + index) / FPS for index in range(len(small))]
    path.write_bytes(first + record(path, small, times_s=times).read_bytes())


def _mux(path: Path, dts_and_pts: Callable[[int, int], tuple[int, int]]) -> None:
    """Motion JPEG in Matroska, whose packets are given times of their own, in milliseconds."""
    with av.open(str(path), "w") as out:
        stream = out.add_stream("mjpeg", rate=FPS)
        stream.width, stream.height, stream.pix_fmt = WIDTH, HEIGHT, "yuvj420p"
        for index, picture in enumerate(pictures()):
            frame = av.VideoFrame.from_ndarray(picture, format="rgb24")
            for packet in stream.encode(frame):
                packet.time_base = _MILLISECOND
                packet.dts, packet.pts = dts_and_pts(index, round(1000 * index / FPS))
                out.mux(packet)


def _back_in_time(stage: Stage, path: Path) -> None:
    # Matroska holds the time of showing only: a later picture may be shown before an earlier one.
    _mux(path, lambda index, now: (now, now + (700 if index % 3 == 0 else 0)))


def _all_at_once(stage: Stage, path: Path) -> None:
    _mux(path, lambda index, now: (index, 40))


def _negative(stage: Stage, path: Path) -> None:
    _mux(path, lambda index, now: (now - 5000, now - 5000))


def _back_in_transport(stage: Stage, path: Path) -> None:
    """Two recordings one after the other: the clock begins anew."""
    once = record(path).read_bytes()
    path.write_bytes(once + once)


def _matrix(matrix: tuple[float, float, float, float]) -> Write:
    def write(stage: Stage, path: Path) -> None:
        path.write_bytes(stage.clip.read_bytes())
        patch_display_matrix(path, *matrix)

    return write


def _chance_matrix(seed: int) -> Write:
    def write(stage: Stage, path: Path) -> None:
        data = bytearray(stage.clip.read_bytes())
        start = data.index(b"tkhd") + 44
        data[start : start + 36] = np.random.default_rng(seed).bytes(36)
        path.write_bytes(data)

    return write


def _two_videos(small_first: bool) -> Write:
    def write(stage: Stage, path: Path) -> None:
        with av.open(str(path), "w") as out:
            small = flat(64, 64, 40, 200)
            shown = [small, pictures()] if small_first else [pictures(), small]
            for stream, each in [(begin(out, one[0]), one) for one in shown]:
                fill(out, stream, each)

    return write


def _many_videos(stage: Stage, path: Path) -> None:
    with av.open(str(path), "w") as out:
        large, small = begin(out, pictures()[0]), flat(64, 64, 3)
        others = [begin(out, small[0], "mjpeg", "yuvj420p", {}) for _ in range(39)]
        fill(out, large, pictures())
        for stream in others:
            fill(out, stream, small)


def _with_sound(times: int) -> Write:
    def write(stage: Stage, path: Path) -> None:
        with av.open(str(path), "w") as out:
            sound, video = out.add_stream("aac", rate=44100), begin(out, pictures()[0])
            for index in range(93 * times):
                frame = av.AudioFrame.from_ndarray(np.zeros((2, 1024), np.float32), "fltp", "stereo")
                frame.sample_rate, frame.pts = 44100, index * 1024
                out.mux(sound.encode(frame))
            out.mux(sound.encode(None))
            fill(out, video, pictures())

    return write


def _rubbish_after(stage: Stage, path: Path) -> None:
    path.write_bytes(stage.clip.read_bytes() + np.random.default_rng(8).bytes(1_000_000))
