"""Videos whose every pixel is known: the colours of corners, or stripes coded by the formulas of the standards."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path

import av
import numpy as np

from kneevision.video.writer import VideoWriter

CORNERS = {(-1, -1): (220, 30, 30), (1, -1): (30, 200, 30), (-1, 1): (40, 40, 220), (1, 1): (230, 230, 230)}
LUMA = {1: (0.2126, 0.0722), 5: (0.299, 0.114), 9: (0.2627, 0.0593)}  # red and blue weights by libav's matrix number
STRIPE = 32


def corners_video(path: Path, width: int = 128, height: int = 64) -> Path:
    """Three frames whose quarters have the colours of `CORNERS` (x, y = -1 left or top, 1 right or bottom)."""
    image = np.zeros((height, width, 3), np.uint8)
    for (x, y), colour in CORNERS.items():
        rows = slice(0, height // 2) if y < 0 else slice(height // 2, None)
        columns = slice(0, width // 2) if x < 0 else slice(width // 2, None)
        image[rows, columns] = colour
    with VideoWriter(path, width, height, 30) as writer:
        for index in range(3):
            writer.write(image, index / 30)
    return path


def yuv_stripes(colours: np.ndarray, fmt: str, matrix: int, full_range: bool, height: int = 64) -> av.VideoFrame:
    """A frame with a stripe per colour; `colours` (N, 3) are coded R'G'B' 0..1."""
    red, green, blue = np.asarray(colours, float).T
    weight_red, weight_blue = LUMA[matrix]
    luma = weight_red * red + (1 - weight_red - weight_blue) * green + weight_blue * blue
    chroma = [(blue - luma) / 2 / (1 - weight_blue), (red - luma) / 2 / (1 - weight_red)]
    depth = 2 ** (10 if "10" in fmt else 8)
    unit = depth / 256
    if full_range:
        values = [luma * (depth - 1)] + [c * (depth - 1) + depth / 2 for c in chroma]
    else:
        values = [(16 + 219 * luma) * unit] + [(128 + 224 * c) * unit for c in chroma]
    frame = av.VideoFrame(STRIPE * len(colours), height, fmt)
    for plane, value in zip(frame.planes, values, strict=False):
        dtype = np.uint16 if depth > 256 else np.uint8
        row = np.zeros(plane.line_size // np.dtype(dtype).itemsize, dtype)
        row[: plane.width] = np.repeat(np.round(value), plane.width // len(colours))
        plane.update(np.tile(row, plane.height).tobytes())
    frame.colorspace = matrix
    frame.color_range = 2 if full_range else 1
    return frame


def write_frame(path: Path, frame: av.VideoFrame, codec: str, options: dict[str, str], tagged: bool = True) -> Path:
    """A video of three times the same frame, in the frame's own pixel format."""
    with av.open(str(path), "w") as out:
        stream = out.add_stream(codec, rate=30, options=options)
        encoder = stream.codec_context
        encoder.width, encoder.height, encoder.pix_fmt = frame.width, frame.height, frame.format.name
        if tagged:
            encoder.colorspace, encoder.color_range = frame.colorspace, frame.color_range
            encoder.color_trc, encoder.color_primaries = frame.color_trc, frame.color_primaries
        frame.time_base = Fraction(1, 30)
        for index in range(3):
            frame.pts = index
            out.mux(stream.encode(frame))
        out.mux(stream.encode(None))
    return path


def stripe_colours(image: np.ndarray, stripe: int = STRIPE) -> np.ndarray:
    """(N, 3) the colour in the middle of each stripe of this width, px."""
    return image[image.shape[0] // 2, stripe // 2 :: stripe].astype(int)
