"""Files that are no videos, whatever they are called."""

from __future__ import annotations

import os
import struct
import zlib
from collections.abc import Callable, Iterator
from pathlib import Path

import av
import numpy as np

from benchmarks.hardening.case import ANY, REFUSED, Case, PassedOverError, Stage, file_case
from benchmarks.hardening.clip import flat, record


def cases() -> Iterator[Case]:
    """Empty files, text, pictures, sound, pipes and devices."""
    for name, (write, file) in _NO_VIDEOS.items():
        yield file_case("no video", name, write, {REFUSED}, file, short=name in _SHORT)
    for name in _ALSO_CHECKED:
        write, file = _NO_VIDEOS[name]
        yield file_case("no video", f"{name}, check", write, {REFUSED}, file, command="check")
    yield file_case("no video", "an animated GIF", _gif, ANY, "run.gif")
    yield file_case("no video", "ten minutes of one black picture a minute", _black, ANY)


def _gif(stage: Stage, path: Path) -> None:
    record(path, codec="gif", pix_fmt="rgb8", options={})


def _black(stage: Stage, path: Path) -> None:
    record(path, flat(320, 240, 10, 0), times_s=[60.0 * index for index in range(10)])


def sound_only(path: Path) -> None:
    """Half a second of silence."""
    with av.open(str(path), "w") as out:
        stream = out.add_stream("aac", rate=44100)
        for index in range(20):
            frame = av.AudioFrame.from_ndarray(np.zeros((2, 1024), np.float32), "fltp", "stereo")
            frame.sample_rate, frame.pts = 44100, index * 1024
            out.mux(stream.encode(frame))
        out.mux(stream.encode(None))


def _png(width: int, height: int) -> bytes:
    """A PNG of one grey: of any size it packs into little."""

    def chunk(kind: bytes, content: bytes) -> bytes:
        return struct.pack(">I", len(content)) + kind + content + struct.pack(">I", zlib.crc32(kind + content))

    header = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    rows = zlib.compressobj(9)
    packed = b"".join(rows.compress(bytes(width + 1)) for _ in range(height)) + rows.flush()
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", packed) + chunk(b"IEND", b"")


def _pipe(stage: Stage, path: Path) -> None:
    if not hasattr(os, "mkfifo"):
        raise PassedOverError("no named pipes here")
    os.mkfifo(path)


def _link(target: str) -> Callable[[Stage, Path], object]:
    return lambda stage, path: path.symlink_to(target)


def _text(text: str) -> Callable[[Stage, Path], object]:
    return lambda stage, path: path.write_text(text, encoding="utf-8")


def _bytes(content: Callable[[], bytes]) -> Callable[[Stage, Path], object]:
    return lambda stage, path: path.write_bytes(content())


_SUBTITLES = "1\n00:00:00,000 --> 00:00:09,000\nrun\n"
_PLAYLIST = "#EXTM3U\n#EXT-X-TARGETDURATION:9\n#EXTINF:9,\nhttp://localhost/a.ts\n#EXT-X-ENDLIST\n"
_CONCAT = "ffconcat version 1.0\nfile '/etc/hostname'\n"
_SVG = '<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"><script>alert(1)</script></svg>'
_NO_VIDEOS: dict[str, tuple[Callable[[Stage, Path], object], str]] = {
    "no such file": (lambda stage, path: None, "run.mp4"),
    "empty": (lambda stage, path: path.touch(), "run.mp4"),
    "text": (_text("no video\n" * 500), "run.mp4"),
    "HTML": (_text("<!doctype html><title>404</title><script>alert(1)</script>"), "run.mp4"),
    "an SVG with a script": (_text(_SVG), "run.mp4"),
    "subtitles": (_text(_SUBTITLES), "run.srt"),
    "a playlist": (_text(_PLAYLIST), "run.m3u8"),
    "a playlist called a video": (_text(_PLAYLIST), "run.mp4"),
    "a list of files": (_text(_CONCAT), "run.ffconcat"),
    "JSON": (_text('{"video": 1}'), "run.mov"),
    "zeros": (_bytes(lambda: bytes(1_000_000)), "run.mp4"),
    "random bytes": (_bytes(lambda: np.random.default_rng(1).bytes(200_000)), "run.mp4"),
    "random bytes without a suffix": (_bytes(lambda: np.random.default_rng(2).bytes(200_000)), "run"),
    "an MP4's first box and then random bytes": (
        _bytes(lambda: b"\0\0\0\x20ftypisom" + np.random.default_rng(3).bytes(100_000)),
        "run.mp4",
    ),
    "a zip": (_bytes(lambda: b"PK\x03\x04" + bytes(500)), "run.mp4"),
    "a picture": (_bytes(lambda: _png(64, 64)), "run.png"),
    "a picture called a video": (_bytes(lambda: _png(64, 64)), "run.mp4"),
    "a picture of 30000 x 30000 px": (_bytes(lambda: _png(30_000, 30_000)), "run.mp4"),
    "only sound": (lambda stage, path: sound_only(path), "run.mp4"),
    "only sound, WAV": (_bytes(lambda: b"RIFF\x24\0\0\0WAVEfmt " + bytes(20)), "run.wav"),
    "a folder": (lambda stage, path: path.mkdir(), "run.mp4"),
    "a pipe that nobody writes to": (_pipe, "run.mp4"),
    "a link to an endless device": (_link("/dev/zero"), "run.mp4"),
    "a link to an empty device": (_link("/dev/null"), "run.mp4"),
    "a link to nothing": (_link("gone.mp4"), "run.mp4"),
    "a link to itself": (_link("run.mp4"), "run.mp4"),
}
_ALSO_CHECKED = ("empty", "text", "only sound", "a pipe that nobody writes to", "a link to itself")
_SHORT = ("a pipe that nobody writes to",)
