"""Variants of a clip as other phones would have recorded it. Each function writes `dst` and returns it."""

from __future__ import annotations

import math
import struct
from collections.abc import Callable, Iterable, Iterator
from fractions import Fraction
from pathlib import Path
from typing import cast

import av
from av.filter import Graph
from av.video.stream import VideoStream

_TICKS = 90_000
_OPTIONS = {
    "libx264": {"preset": "veryfast", "crf": "14"},
    "libx265": {"preset": "ultrafast", "crf": "14", "x265-params": "log-level=none"},
    "libvpx-vp9": {"deadline": "realtime", "cpu-used": "8", "crf": "15", "b": "0"},
}
_FIXED_16, _FIXED_30 = 1 << 16, 1 << 30

Timed = Iterable[tuple[float, av.VideoFrame]]


def cut(src: Path, dst: Path, start_s: float, stop_s: float) -> Path:
    """The frames of [start_s, stop_s); the first one's time becomes 0."""
    picked = ((t, frame) for t, frame in _decoded(src) if start_s <= t < stop_s)
    return _encode(dst, picked)


def mirrored(src: Path, dst: Path) -> Path:
    """The picture flipped left to right."""
    return _encode(dst, _filtered(_decoded(src), [("hflip", "")]))


def scaled(src: Path, dst: Path, width: int, height: int) -> Path:
    """The picture blown up or shrunk."""
    return _encode(dst, _filtered(_decoded(src), [("scale", f"{width}:{height}")]))


def with_display_matrix(src: Path, dst: Path, rotation_deg: int, mirror: bool = False) -> Path:
    """Pixels stored turned (and flipped), with the matrix that makes the shown picture the same as before.

    A player flips left to right if `mirror`, then turns clockwise by `rotation_deg`.
    """
    turn_back = {
        0: [],
        90: [("transpose", "cclock")],
        180: [("hflip", ""), ("vflip", "")],
        270: [("transpose", "clock")],
    }
    filters = turn_back[rotation_deg] + ([("hflip", "")] if mirror else [])
    _encode(dst, _filtered(_decoded(src), filters))
    patch_display_matrix(dst, *display_matrix(rotation_deg, mirror))
    return dst


def variable_rate(src: Path, dst: Path, drop: Callable[[int], bool] = lambda index: index % 7 in (2, 5, 6)) -> Path:
    """Without the frames for whose index `drop` is true; the others keep their times."""
    return _encode(dst, (timed for index, timed in enumerate(_decoded(src)) if not drop(index)))


def reencoded(src: Path, dst: Path, codec: str = "libx265", pix_fmt: str = "yuv420p10le") -> Path:
    """The same pictures by another codec; the container follows from the name of `dst`."""
    return _encode(dst, _decoded(src), codec, pix_fmt)


def slow_motion(src: Path, dst: Path, factor: float, tag_fps: float | None = None) -> Path:
    """Every time `factor` times as long; with `tag_fps` the file says its capture rate as Android's camera does."""
    tags = {} if tag_fps is None else {"com.android.capture.fps": f"{tag_fps:f}"}
    return _copy(dst, [src], factor, tags)


def looped(src: Path, dst: Path, times: int) -> Path:
    """The clip several times in a row."""
    return _copy(dst, [src] * times)


def truncated(src: Path, dst: Path, fraction: float) -> Path:
    """The index in front, and only the first `fraction` of the pictures' bytes."""
    whole = _copy(dst, [src]).read_bytes()
    start = whole.index(b"mdat") + 4
    dst.write_bytes(whole[: start + round((len(whole) - start) * fraction)])
    return dst


def display_matrix(rotation_deg: int, mirror: bool) -> tuple[int, int, int, int]:
    """`a b c d` of a flip (if `mirror`) followed by a clockwise turn: each 1, 0 or -1."""
    cos, sin = round(math.cos(math.radians(rotation_deg))), round(math.sin(math.radians(rotation_deg)))
    flip = -1 if mirror else 1
    return flip * cos, flip * sin, -sin, cos


def patch_display_matrix(path: Path, a: float, b: float, c: float, d: float) -> None:
    """Overwrite the matrix in the track header of an MP4 with one track."""
    data = bytearray(path.read_bytes())
    header = data.index(b"tkhd") + 4
    matrix = header + (52 if data[header] == 1 else 40)
    width, height = (value / _FIXED_16 for value in struct.unpack_from(">II", data, matrix + 36))
    x = -(min(a, 0) * width + min(c, 0) * height)  # keeps the shown picture right of and below the origin
    y = -(min(b, 0) * width + min(d, 0) * height)
    rows = ((a, b, 0), (c, d, 0), (x, y, 1))
    fixed = (round(v * (_FIXED_30 if i == 2 else _FIXED_16)) for row in rows for i, v in enumerate(row))
    struct.pack_into(">9i", data, matrix, *fixed)
    path.write_bytes(data)


def _decoded(src: Path) -> Iterator[tuple[float, av.VideoFrame]]:
    with av.open(str(src)) as container:
        stream = container.streams.video[0]
        stream.thread_type = "AUTO"
        for frame in container.decode(stream):
            yield frame.time, frame


def _filtered(timed: Timed, filters: list[tuple[str, str]]) -> Iterator[tuple[float, av.VideoFrame]]:
    graph: Graph | None = None
    for time_s, frame in timed:
        if graph is None:
            graph = _graph(frame, filters)
        graph.vpush(frame)
        yield time_s, graph.vpull()


def _graph(frame: av.VideoFrame, filters: list[tuple[str, str]]) -> Graph:
    graph = Graph()
    source = graph.add_buffer(width=frame.width, height=frame.height, format=frame.format, time_base=frame.time_base)
    nodes = [graph.add(name, args or None) for name, args in filters]
    graph.link_nodes(source, *nodes, graph.add("buffersink")).configure()
    return graph


def _encode(dst: Path, timed: Timed, codec: str = "libx264", pix_fmt: str | None = None) -> Path:
    with av.open(str(dst), "w") as out:
        stream: VideoStream | None = None
        first_s = 0.0
        for time_s, frame in timed:
            if stream is None:
                first_s = time_s
                stream = cast(VideoStream, out.add_stream(codec, options=_OPTIONS[codec]))
                _set_up(stream, frame, pix_fmt or frame.format.name)
            # A fresh frame: the source's picture types must not force the encoder's.
            plain = frame.reformat(format=stream.pix_fmt)
            plain.pict_type = 0
            plain.time_base = Fraction(1, _TICKS)
            plain.pts = round((time_s - first_s) * _TICKS)
            out.mux(stream.encode(plain))
        if stream is not None:
            out.mux(stream.encode(None))
    return dst


def _set_up(stream: VideoStream, frame: av.VideoFrame, pix_fmt: str) -> None:
    encoder = stream.codec_context
    encoder.width, encoder.height, encoder.pix_fmt = frame.width, frame.height, pix_fmt
    encoder.time_base = Fraction(1, _TICKS)
    encoder.framerate = Fraction(60)
    encoder.thread_count = 0
    encoder.color_range, encoder.colorspace = frame.color_range, frame.colorspace
    encoder.color_trc, encoder.color_primaries = frame.color_trc, frame.color_primaries


def _copy(dst: Path, sources: list[Path], factor: float = 1.0, tags: dict[str, str] | None = None) -> Path:
    """The sources' packets one after the other, not encoded anew."""
    flags = "+faststart+use_metadata_tags" if tags else "+faststart"
    with av.open(str(dst), "w", options={"movflags": flags}) as out:
        out.metadata.update(tags or {})
        stream: VideoStream | None = None
        offset = 0
        for src in sources:
            with av.open(str(src)) as container:
                source = container.streams.video[0]
                stream = stream or out.add_stream_from_template(source)
                for packet in container.demux(source):
                    if packet.dts is None or packet.pts is None:
                        continue
                    packet.pts = round((packet.pts + offset) * factor)
                    packet.dts = round((packet.dts + offset) * factor)
                    packet.stream = stream
                    out.mux(packet)
                offset += source.duration or 0
    return dst
