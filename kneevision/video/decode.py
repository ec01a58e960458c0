"""Opening a container and reading on where it is damaged."""

from __future__ import annotations

import stat
from collections.abc import Iterator
from functools import cache
from itertools import chain
from pathlib import Path

import av
from av.container import InputContainer
from av.error import FFmpegError
from av.stream import Disposition
from av.video.stream import VideoStream

from kneevision.errors import UserError

_FAILED_READS = 100  # in a row, after which the rest of the file is given up
_TEXT_FORMAT = "tty"  # libav reads even plain text as "video"
# These lead to other files of the machine, by what a playlist says or by a name with a pattern.
_LEADS_ELSEWHERE = {
    "concat",
    "dash",
    "hls",
    "image2",
    "imf",
    "rtp",
    "rtsp",
    "sap",
    "sdp",
    "vobsub",
    "webm_dash_manifest",
}


def open_container(path: Path) -> InputContainer:
    """Open a file for reading; the caller closes it.

    Raises
    ------
    UserError
        When there is no such file or nothing in it is a video.
    """
    _check_file(path)
    try:
        # The protocol is named so that a colon in a name leads nowhere else.
        container = av.open(f"file:{path}", metadata_errors="replace", container_options=_only_this_file())
    except FFmpegError as error:
        raise UserError(_why_not_opened(path)) from error
    if container.format.name == _TEXT_FORMAT or container.format.name.endswith("_pipe"):
        container.close()
        raise UserError(f"{path}: not a video; give the file that the camera recorded, for example run.mp4.")
    return container


@cache
def _only_this_file() -> dict[str, str]:
    formats = av.formats_available - _LEADS_ELSEWHERE
    return {"protocol_whitelist": "file", "format_whitelist": ",".join(sorted(formats))}


def video_stream(container: InputContainer, path: Path) -> VideoStream:
    """The stream with the moving picture; cover pictures do not count.

    Raises
    ------
    UserError
        When there is none, or it is in a format that cannot be decoded.
    """
    moving = [s for s in container.streams.video if not s.disposition & Disposition.attached_pic]
    if not moving and container.streams.audio:
        raise UserError(f"{path}: there is no picture in this file, only sound; give a video.")
    if not moving:
        raise UserError(f"{path}: incomplete or damaged, no picture is described in it; copy it from the camera again.")
    known = [s for s in moving if s.codec_context is not None]
    if not known:
        raise UserError(f"{path}: its picture format is not known here; export it again as H.264 (MP4).")
    stream = max(known, key=lambda s: (s.width or 0) * (s.height or 0))
    stream.thread_type = "AUTO"
    return stream


def packets(container: InputContainer, stream: VideoStream) -> Iterator[av.Packet[VideoStream]]:
    """The stream's packets that can be read; a damaged stretch is passed over, a cut end ends it."""
    failures = 0
    while failures < _FAILED_READS:
        try:
            for packet in container.demux(stream):
                failures = 0
                if packet.size and not packet.is_corrupt:
                    yield packet
            return
        except FFmpegError:
            failures += 1


def frames_from(path: Path, start_pts: int) -> Iterator[av.VideoFrame]:
    """Sound frames at or after a time (ticks of the stream), with as little decoding before it as the file allows."""
    with open_container(path) as container:
        stream = video_stream(container, path)
        frames = _sought(container, stream, start_pts)
        first = next(frames, None)
        if first is not None and (first.pts or 0) <= start_pts:
            yield from (frame for frame in chain([first], frames) if (frame.pts or 0) >= start_pts)
            return
    # The seek led beyond it or nowhere: the file's index is wrong or missing.
    with open_container(path) as container:
        frames = decoded_frames(container, video_stream(container, path))
        yield from (frame for frame in frames if (frame.pts or 0) >= start_pts)


def _sought(container: InputContainer, stream: VideoStream, start_pts: int) -> Iterator[av.VideoFrame]:
    """Sound frames from the key frame before a time on; none where the file cannot be sought in."""
    try:
        container.seek(start_pts, stream=stream)
    except FFmpegError:
        return
    yield from decoded_frames(container, stream)


def decoded_frames(container: InputContainer, stream: VideoStream) -> Iterator[av.VideoFrame]:
    """Sound frames whose time is known and later than the last one's."""
    last_pts: int | None = None
    for frame in _all_frames(container, stream):
        if frame.is_corrupt or frame.pts is None or (last_pts is not None and frame.pts <= last_pts):
            continue
        last_pts = frame.pts
        yield frame


def _all_frames(container: InputContainer, stream: VideoStream) -> Iterator[av.VideoFrame]:
    for packet in packets(container, stream):
        yield from _decode(stream, packet)
    yield from _decode(stream, None)


def _decode(stream: VideoStream, packet: av.Packet[VideoStream] | None) -> list[av.VideoFrame]:
    try:
        return stream.decode(packet)
    except FFmpegError:
        return []  # a damaged packet


def _check_file(path: Path) -> None:
    if path.is_dir():
        raise UserError(f"{path}: this is a folder; give a video file.")
    try:
        if not stat.S_ISREG(path.stat().st_mode):  # opening a pipe waits for its writer
            raise UserError(f"{path}: a pipe or device, not a file; give the file that the camera recorded.")
        with path.open("rb") as file:
            is_empty = not file.read(1)
    except FileNotFoundError as error:
        raise UserError(f"{path}: no such file; check the name.") from error
    except OSError as error:
        raise UserError(f"{path}: cannot be read ({error.strerror}); check its permissions.") from error
    if is_empty:
        raise UserError(f"{path}: the file is empty; copy it from the camera again.")


def _why_not_opened(path: Path) -> str:
    with path.open("rb") as file:
        is_mp4 = file.read(8)[4:] == b"ftyp"
    if is_mp4:
        return f"{path}: the video is incomplete or damaged, its index is missing; copy it from the camera."
    return f"{path}: not a video; give the file that the camera recorded, for example run.mp4."
