"""Decoded frames to 8-bit RGB pictures, whatever the phone's colour format was."""

from __future__ import annotations

import numpy as np
from av import VideoFrame
from av.filter import Graph
from av.video.reformatter import Colorspace, ColorTrc, Interpolation
from numpy.typing import NDArray

_HDR_CURVES = (ColorTrc.SMPTE2084, ColorTrc.ARIB_STD_B67)  # PQ and HLG
_UNSPECIFIED = 2  # AVCOL_SPC_UNSPECIFIED
_SD_LINES = 576


class RgbPainter:
    """Turns frames into RGB pictures of one size. Scaling happens in the same pass as the colour conversion.

    Colour matrix and range are the frame's own; high dynamic range (HLG, PQ) is tone-mapped to BT.709.
    """

    def __init__(self, width: int, height: int) -> None:
        self._width = width
        self._height = height
        self._tone_mapper: _ToneMapper | None = None

    def paint(self, frame: VideoFrame) -> NDArray[np.uint8]:
        """The (height, width, 3) uint8 RGB picture of a frame, contiguous."""
        if frame.color_trc in _HDR_CURVES:
            frame = self._tone_mapped(frame)
        picture = frame.to_ndarray(
            format="rgb24",
            width=self._width,
            height=self._height,
            interpolation=self._interpolation(frame),
            src_colorspace=_matrix(frame),
        )
        return np.ascontiguousarray(picture, dtype=np.uint8)

    def _interpolation(self, frame: VideoFrame) -> Interpolation:
        is_shrunk = self._width < frame.width and self._height < frame.height
        return Interpolation.AREA if is_shrunk else Interpolation.BICUBIC

    def _tone_mapped(self, frame: VideoFrame) -> VideoFrame:
        if self._tone_mapper is None or not self._tone_mapper.fits(frame):
            self._tone_mapper = _ToneMapper(frame, self._width, self._height)
        return self._tone_mapper.apply(frame)


class _ToneMapper:
    """libswscale's perceptual mapping of a high dynamic range picture to BT.709; set up once (about 2 s)."""

    def __init__(self, frame: VideoFrame, width: int, height: int) -> None:
        self._key = _layout(frame)
        self._graph = Graph()
        source = self._graph.add(
            "buffer",
            f"video_size={frame.width}x{frame.height}:pix_fmt={frame.format.name}:time_base=1/1"
            f":colorspace={int(frame.colorspace)}:range={int(frame.color_range)}",
        )
        scale = self._graph.add(
            "scale",
            f"w={width}:h={height}:flags=bicubic:intent=perceptual:out_primaries=bt709:out_transfer=bt709",
        )
        pixels = self._graph.add("format", "pix_fmts=rgb24")
        sink = self._graph.add("buffersink")
        source.link_to(scale)
        scale.link_to(pixels)
        pixels.link_to(sink)
        self._graph.configure()

    def fits(self, frame: VideoFrame) -> bool:
        return _layout(frame) == self._key

    def apply(self, frame: VideoFrame) -> VideoFrame:
        self._graph.vpush(frame)
        return self._graph.vpull()


def _layout(frame: VideoFrame) -> tuple[int, int, str, int, int]:
    return frame.width, frame.height, frame.format.name, int(frame.colorspace), int(frame.color_range)


def _matrix(frame: VideoFrame) -> Colorspace | None:
    """The YUV matrix to assume where the file names none: by size, as players do. None = the frame's own."""
    if int(frame.colorspace) != _UNSPECIFIED:
        return None
    return Colorspace.ITU709 if min(frame.width, frame.height) > _SD_LINES else Colorspace.ITU601
