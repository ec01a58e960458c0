"""The lens that a phone wrote into its video. No phone's file with this key is at hand: it is put into one of ours, by
the QuickTime File Format.
"""

from __future__ import annotations

import struct
from pathlib import Path

import av
import pytest

from kneevision.video import open_clip
from kneevision.video.lens import lens_35mm

KEY = b"com.apple.quicktime.camera.focal_length.35mm_equivalent"


def atom(kind: bytes, content: bytes) -> bytes:
    return struct.pack(">I4s", 8 + len(content), kind) + content


def metadata(kind: int, value: bytes) -> bytes:
    """A metadata atom that says one other thing and then the focal length."""
    handler = atom(b"hdlr", struct.pack(">II4s3I", 0, 0, b"mdta", 0, 0, 0) + b"\0")
    keys = atom(b"keys", struct.pack(">II", 0, 2) + atom(b"mdta", b"com.apple.quicktime.make") + atom(b"mdta", KEY))
    make, focal = (atom(b"data", struct.pack(">II", of, 0) + what) for of, what in ((1, b"A phone"), (kind, value)))
    items = b"".join(struct.pack(">II", 8 + len(item), n) + item for n, item in enumerate((make, focal), 1))
    return atom(b"meta", handler + keys + atom(b"ilst", items))


def grown(data: bytes, path: tuple[bytes, ...], extra: bytes) -> bytes:
    """The file with `extra` at the end of the atom at `path`, which lies behind the pictures."""
    out, start, stop = bytearray(data), 0, len(data)
    for kind in path:
        at = start
        while data[at + 4 : at + 8] != kind:
            at += int.from_bytes(data[at : at + 4], "big")
            assert at < stop, kind
        size = int.from_bytes(data[at : at + 4], "big")
        out[at : at + 4] = struct.pack(">I", size + len(extra))
        start, stop = at + 8, at + size
    out[stop:stop] = extra
    return bytes(out)


@pytest.fixture(scope="module")
def plain_mov(sample_videos: Path, tmp_path_factory: pytest.TempPathFactory) -> bytes:
    path = tmp_path_factory.mktemp("lens") / "plain.mov"
    with av.open(str(sample_videos / "run_front.mp4")) as source, av.open(str(path), "w") as target:
        stream = target.add_stream_from_template(source.streams.video[0])
        for packet in source.demux(video=0):
            if packet.dts is not None and packet.dts < 20 * (packet.duration or 1):
                packet.stream = stream
                target.mux(packet)
    return path.read_bytes()


@pytest.mark.parametrize(
    ("kind", "value", "lens"),
    [
        (1, b"26", 26.0),
        (21, struct.pack(">i", 13), 13.0),
        (22, struct.pack(">I", 77), 77.0),
        (23, struct.pack(">f", 26.5), 26.5),
        (77, struct.pack(">I", 48), 48.0),
        (22, struct.pack(">I", 0), None),
        (1, b"wide", None),
        (1, b"nan", None),
        (21, b"\0", None),
    ],
)
def test_the_tracks_lens_is_read(plain_mov: bytes, tmp_path: Path, kind: int, value: bytes, lens: float | None) -> None:
    path = tmp_path / "tagged.mov"
    path.write_bytes(grown(plain_mov, (b"moov", b"trak"), metadata(kind, value)))
    assert open_clip(path).info.lens_35mm == lens


def test_the_whole_files_lens_is_read(plain_mov: bytes, tmp_path: Path) -> None:
    path = tmp_path / "tagged.mov"
    path.write_bytes(grown(plain_mov, (b"moov",), metadata(22, struct.pack(">I", 26))))
    assert open_clip(path).info.lens_35mm == 26.0


def test_a_file_that_does_not_tell_has_no_lens(plain_mov: bytes, tmp_path: Path) -> None:
    path = tmp_path / "plain.mov"
    path.write_bytes(plain_mov)
    assert open_clip(path).info.lens_35mm is None


def test_a_damaged_tag_is_no_lens_and_no_error(plain_mov: bytes, tmp_path: Path) -> None:
    whole = grown(plain_mov, (b"moov", b"trak"), metadata(22, struct.pack(">I", 26)))
    tag = whole.index(KEY) - 60
    path = tmp_path / "broken.mov"
    for at in range(tag, tag + 160):
        broken = bytearray(whole)
        broken[at] ^= 0xFF
        path.write_bytes(broken)
        assert lens_35mm(path, {}) in (None, 26.0) or at > whole.index(KEY)
    for size in range(0, len(whole), max(1, len(whole) // 200)):
        path.write_bytes(whole[:size])
        assert lens_35mm(path, {}) in (None, 26.0)
