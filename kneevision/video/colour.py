"""Decoded frames to 8-bit RGB pictures, whatever the phone's colour format was."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

import numpy as np
from av import VideoFrame
from av.filter import Graph
from av.video.reformatter import Colorspace, ColorTrc, Interpolation, VideoReformatter
from numpy.typing import NDArray

from kneevision.video.tone import LightCurve, hlg_to_nits, pq_to_nits, standard_colours

_HDR_CURVES: Final[dict[int, LightCurve]] = {
    ColorTrc.SMPTE2084: pq_to_nits,
    ColorTrc.ARIB_STD_B67: hlg_to_nits,
}
_TABLE_SIZE = 33
_UNSPECIFIED = 2  # AVCOL_SPC_UNSPECIFIED
_SD_LINES = 576


# Phones' usual formats. Of these, scaling first and then converting what is left takes half the time of both in one.
_SCALED_FIRST: Final = ("yuv420p", "yuvj420p")


class RgbPainter:
    """Turns frames into RGB pictures of one size.

    Colour matrix and range are the frame's own; high dynamic range (HLG, PQ) is tone-mapped.
    """

    def __init__(self, width: int, height: int) -> None:
        self._width = width
        self._height = height
        self._scaler, self._converter = VideoReformatter(), VideoReformatter()  # a frame's own is set up for it alone
        self._tables: dict[int, Graph] = {}

    def paint(self, frame: VideoFrame) -> NDArray[np.uint8]:
        """The (height, width, 3) uint8 RGB picture of a frame, contiguous."""
        picture = self._converter.reformat(
            self._scaled(frame),
            format="rgb24",
            width=self._width,
            height=self._height,
            interpolation=self._interpolation(frame),
            src_colorspace=_matrix(frame),
            threads=1,  # the cores have other work
        )
        if frame.color_trc in _HDR_CURVES:
            picture = self._tone_mapped(picture, frame.color_trc)
        return np.ascontiguousarray(picture.to_ndarray(), dtype=np.uint8)

    def _scaled(self, frame: VideoFrame) -> VideoFrame:
        if frame.format.name not in _SCALED_FIRST or not self._shrinks(frame):
            return frame
        return self._scaler.reformat(
            frame, width=self._width, height=self._height, interpolation=Interpolation.AREA, threads=1
        )

    def _interpolation(self, frame: VideoFrame) -> Interpolation:
        return Interpolation.AREA if self._shrinks(frame) else Interpolation.BICUBIC

    def _shrinks(self, frame: VideoFrame) -> bool:
        return self._width < frame.width and self._height < frame.height

    def _tone_mapped(self, picture: VideoFrame, curve: int) -> VideoFrame:
        if curve not in self._tables:
            self._tables[curve] = _table_filter(picture, _HDR_CURVES[curve])
        graph = self._tables[curve]
        graph.vpush(picture)
        return graph.vpull()


def _table_filter(picture: VideoFrame, to_nits: LightCurve) -> Graph:
    """A look-up in a three-dimensional table by libav, far faster than the formula on every pixel."""
    graph = Graph()
    source = graph.add_buffer(width=picture.width, height=picture.height, format=picture.format, time_base=Fraction(1))
    with TemporaryDirectory() as folder:
        file = Path(folder) / "tone.cube"
        file.write_text(_cube(to_nits), encoding="ascii")
        look_up = graph.add("lut3d", file=str(file))
        graph.link_nodes(source, look_up, graph.add("buffersink")).configure()
    return graph


def _cube(to_nits: LightCurve) -> str:
    """The table in the .cube format: red runs fastest."""
    level = np.linspace(0, 1, _TABLE_SIZE)
    blue, green, red = np.meshgrid(level, level, level, indexing="ij")
    colours = standard_colours(to_nits, np.stack([red, green, blue], axis=-1)).reshape(-1, 3)
    rows = (f"{r:.5f} {g:.5f} {b:.5f}" for r, g, b in colours)
    return "\n".join([f"LUT_3D_SIZE {_TABLE_SIZE}", *rows, ""])


def _matrix(frame: VideoFrame) -> Colorspace | None:
    """The YUV matrix to assume where the file names none: by size, as players do. None = the frame's own."""
    if int(frame.colorspace) != _UNSPECIFIED:
        return None
    return Colorspace.ITU709 if min(frame.width, frame.height) > _SD_LINES else Colorspace.ITU601
