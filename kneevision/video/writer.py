"""Writing a video that plays everywhere: H.264, constant frame rate, its index in front."""

from __future__ import annotations

import math
from fractions import Fraction
from pathlib import Path
from types import TracebackType
from typing import Self, cast

import av
import cv2
import numpy as np
from av.error import FFmpegError
from av.video.codeccontext import VideoCodecContext
from av.video.reformatter import ColorPrimaries, ColorRange, Colorspace, ColorTrc
from av.video.stream import VideoStream
from numpy.typing import NDArray

_MAX_FPS = 60
_FPS_TOLERANCE = 0.05  # a "60 fps" phone may run at 60.04
_CODEC = "libx264"
# Of clips that are packed tightly already (0.7 to 1.3 Mbit/s) the drawn video, a third higher for its chart, has 2.3
# times the size with 20, 1.8 with 23 and 1.5 with 26 and colour kept finer, which thin coloured lines need. Slower
# presets take twice the time and save nothing. "superfast" alone is twice as large as "veryfast"; looking ahead as that
# one does it is a tenth larger, as good, and takes a quarter less time.
_QUALITY = {"preset": "superfast", "crf": "26", "x264-params": "chroma-qp-offset=-6:mbtree=1:rc-lookahead=10"}


def _to_yuv(red: float, blue: float) -> NDArray[np.float64]:
    """(3, 4) from RGB to limited-range YUV, by the shares of red and blue in the brightness."""
    y = np.array([red, 1 - red - blue, blue])
    u, v = (np.array([0, 0, 1]) - y) / (2 * (1 - blue)), (np.array([1, 0, 0]) - y) / (2 * (1 - red))
    return np.column_stack([np.array([219 * y, 224 * u, 224 * v]) / 255, [16, 128, 128]])


_TO_YUV = _to_yuv(0.2126, 0.0722)  # Rec. ITU-R BT.709-6, items 3.2 to 3.4


class VideoWriter:
    """Writes RGB pictures with their times as an H.264 MP4 of constant frame rate.

    Each slot of the constant rate shows the picture that was nearest to it; gaps repeat the last picture. The first
    picture's time is the video's zero. Rates above 60 are divided down. An odd size loses its last row or column.

    Parameters
    ----------
    path : Path
        The MP4 to write.
    width, height : int
        Of the pictures, px.
    fps : float
        Rate of the pictures (the usual one, if it varies), frames/s.
    """

    def __init__(self, path: Path, width: int, height: int, fps: float) -> None:
        self._size = (height, width)
        self._rate = _playable_rate(fps)
        # The protocol is named, so that a colon in a path is one.
        self._container = av.open(f"file:{path}", "w", format="mp4", options={"movflags": "+faststart"})
        # No B-frames: the first picture is then at time 0 in every player, without an edit list.
        options = {"bf": "0"} | _QUALITY
        self._stream = cast(VideoStream, self._container.add_stream(_CODEC, rate=self._rate, options=options))
        _set_up(self._stream.codec_context, width, height, self._rate)
        self._start_s: float | None = None
        self._pending: av.VideoFrame | None = None
        self._pending_position = 0.0
        self._next_slot = 0

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        try:
            if error is None:
                self._show_pending(self._slot_after_pending())
                self._container.mux(self._stream.encode(None))
        finally:
            self._container.close()

    def write(self, image: NDArray[np.uint8], time_s: float) -> None:
        """Add a picture.

        Parameters
        ----------
        image : (height, width, 3) uint8
            RGB; it is copied.
        time_s : float
            Its real time, later than the last one's.
        """
        if image.shape[:2] != self._size:
            raise ValueError(f"picture of {image.shape[:2]}, expected {self._size}")
        if self._start_s is None:
            self._start_s = time_s
        position = (time_s - self._start_s) * float(self._rate)
        slot = _slot(position)
        if self._pending is not None and slot == _slot(self._pending_position):
            if abs(position - slot) >= abs(self._pending_position - slot):
                return
        else:
            self._show_pending(slot)
        self._pending = _frame(image)
        self._pending.time_base = 1 / self._rate
        self._pending_position = position

    def _slot_after_pending(self) -> int:
        return 0 if self._pending is None else _slot(self._pending_position) + 1

    def _show_pending(self, until_slot: int) -> None:
        """Fill the slots before `until_slot` with the picture that was waiting."""
        if self._pending is None:
            return
        for slot in range(self._next_slot, until_slot):
            self._pending.pts = slot
            self._container.mux(self._stream.encode(self._pending))
        self._next_slot = until_slot


def h264_available() -> bool:
    """Whether this machine's PyAV can write H.264."""
    try:
        encoder = cast(VideoCodecContext, av.CodecContext.create(_CODEC, "w"))
        _set_up(encoder, 64, 64, Fraction(30))
        encoder.open()
    except (FFmpegError, ValueError):
        return False
    return True


def _frame(image: NDArray[np.uint8]) -> av.VideoFrame:
    """A picture without its odd last row and column in H.264's format: brightness, and colour of each 2 x 2 px."""
    height, width = _even(image.shape[0]), _even(image.shape[1])
    planes = np.empty((height * 3 // 2, width), np.uint8)
    brightness, colours = planes[:height], planes[height:].reshape(2, height // 2, width // 2)
    full = cv2.transform(image[:height, :width], _TO_YUV)  # in a third of the time that libav's converter takes
    half = cv2.resize(full, (width // 2, height // 2), interpolation=cv2.INTER_AREA)
    cv2.extractChannel(full, 0, brightness)
    for number, colour in enumerate(colours, start=1):
        cv2.extractChannel(half, number, colour)
    return av.VideoFrame.from_ndarray(planes, format="yuv420p")


def _set_up(encoder: VideoCodecContext, width: int, height: int, rate: Fraction) -> None:
    encoder.width, encoder.height = _even(width), _even(height)
    encoder.pix_fmt = "yuv420p"
    encoder.framerate = rate
    encoder.time_base = 1 / rate
    encoder.gop_size = max(1, round(rate))  # a key frame a second: the page jumps to strides
    encoder.thread_count = 0
    encoder.color_range = ColorRange.MPEG
    encoder.colorspace = Colorspace.ITU709
    encoder.color_primaries = ColorPrimaries.BT709
    encoder.color_trc = ColorTrc.BT709


def _playable_rate(fps: float) -> Fraction:
    divisor = max(1, math.ceil(fps / _MAX_FPS - _FPS_TOLERANCE))
    return max(Fraction(1, 1001), Fraction(min(_MAX_FPS, fps / divisor)).limit_denominator(1001))


def _even(length: int) -> int:
    return length - length % 2


def _slot(position: float) -> int:
    return math.floor(position + 0.5)
